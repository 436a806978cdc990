"""The bytes of documents, through Django's storage API."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from plans.exceptions import CannotSeal
from plans.rules.canonical import sha256


def stored_bytes(stage):
    """The bytes of a stage. Raises CannotSeal when they are gone or not the ones that were stored."""
    try:
        with default_storage.open(stage.file) as file:
            data = file.read()
    except OSError:
        raise CannotSeal("the stored bytes cannot be read") from None
    if sha256(data) != stage.digest:
        raise CannotSeal("the stored bytes are not the ones that were made")
    return data


def store(document, stage, data):
    """Stores a stage's bytes under a name that says what they are, and returns the name; the same bytes again are the
    same file."""
    name = f"documents/{document.kind}/{document.subject.replace(':', '-')}/{sha256(data)[:16]}-{stage}.pdf"
    if not (default_storage.exists(name) and _is_whole(name, data)):
        name = default_storage.save(name, ContentFile(data))
    return name


def _is_whole(name, data):
    """Whether a file holds these bytes: who was killed while writing leaves the beginning of one."""
    with default_storage.open(name) as file:
        return file.read() == data
