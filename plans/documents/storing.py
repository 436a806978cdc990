"""Bytes that have to stay as they are, through Django's storage API."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from plans.exceptions import CannotSeal
from plans.rules.canonical import sha256


def stored_bytes(stage):
    """The bytes of a document's stage. Raises CannotSeal when they are gone or not the ones that were stored."""
    data = kept(stage.file)
    if data is None:
        raise CannotSeal("the stored bytes cannot be read")
    if sha256(data) != stage.digest:
        raise CannotSeal("the stored bytes are not the ones that were made")
    return data


def store(document, stage, data):
    """Stores a stage's bytes under a name that says what they are, and returns the name."""
    return keep(f"documents/{document.kind}/{document.subject.replace(':', '-')}/{sha256(data)[:16]}-{stage}.pdf", data)


def keep(name, data):
    """Stores bytes under a name, and returns the name that they got; the same bytes again are the same file. Who was
    killed while writing leaves the beginning of one, which is not taken for it."""
    return name if kept(name) == data else default_storage.save(name, ContentFile(data))


def kept(name):
    """The bytes under a name, or None where there are none."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except OSError:
        return None
