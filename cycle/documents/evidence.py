"""Files that show figures, through Django's storage API."""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from plans.rules.canonical import sha256


def store_evidence(data):
    """Stores a file under its digest; the same one again is the same file. Returns its name and digest."""
    digest = sha256(data)
    name = f"evidence/{digest[:2]}/{digest}"
    if evidence(name, digest) is None:
        name = default_storage.save(name, ContentFile(data))
    return name, digest


def evidence(name, digest):
    """A stored file, open; None where it is gone or is not what was stored."""
    if not name:
        return None
    try:
        with default_storage.open(name) as file:
            data = file.read()
    except OSError:
        return None
    return io.BytesIO(data) if sha256(data) == digest else None
