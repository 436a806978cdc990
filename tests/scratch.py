"""A database and folders for what a module makes once and nothing keeps."""

from contextlib import contextmanager

from django.db import transaction
from django.test import override_settings


@contextmanager
def scratch(blocker, folder):
    """Inside it the database is open, and keys and documents are in a folder; afterwards the database is as before."""
    with (
        blocker.unblock(),
        override_settings(KEYS_ROOT=str(folder / "keys"), MEDIA_ROOT=str(folder / "media")),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)
