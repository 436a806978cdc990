"""Fixing a document's bytes, stage by stage: rendered with its fields, then sealed. A stage that is done stays."""

import io
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from plans.documents.development import development_sealing
from plans.documents.fields import placed
from plans.documents.keys import sealing
from plans.documents.rendering import render
from plans.documents.sealing import proved_until, seal
from plans.exceptions import CannotRender, CannotSeal
from plans.models import SealedDocument
from plans.rules.canonical import sha256

LEASE = timedelta(minutes=10)


@transaction.atomic
def claim_document(*, kind, subject, at):
    """The document of a subject for this worker alone, for a while; None when it is sealed or somebody else's."""
    document, _created = SealedDocument.objects.get_or_create(kind=kind, subject=subject, defaults={"created_at": at})
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
    mine = SealedDocument.objects.filter(free, pk=document.pk, sealed_at__isnull=True)
    if not mine.update(claimed_until=at + LEASE, attempts=document.attempts + 1):
        return None
    document.refresh_from_db()
    return document


def freeze_document(*, document, printable, fields, at):
    """Brings a claimed document to its sealed bytes, and stores each stage. Returns it.

    What was rendered before is not rendered again, so that a killed worker's successor goes on where it stopped.
    Raises CannotRender or CannotSeal after noting why on the document, which stays pending.
    """
    try:
        if not document.rendered_digest:
            rendered = placed(render(printable), fields)
            document.rendered_file = store(document, "rendered", rendered)
            document.rendered_digest, document.rendered_at = sha256(rendered), at
            document.save(update_fields=["rendered_file", "rendered_digest", "rendered_at"])
        rendered = stored_bytes(document.rendered_file, document.rendered_digest)
        with sealing_key(at) as key:
            sealed = seal(rendered, key, at=at)
    except (CannotRender, CannotSeal) as refusal:
        document.error = refusal.why[:600]
        document.claimed_until = at + LEASE * min(document.attempts, 6)
        document.save(update_fields=["error", "claimed_until"])
        raise
    document.sealed_file = store(document, "sealed", sealed)
    document.sealed_digest, document.sealed_at = sha256(sealed), at
    document.timestamps, document.proved_until = 1, proved_until(sealed)
    document.error, document.claimed_until = "", None
    document.save()
    return document


def sealing_key(at):
    """The Sealing by which this installation seals. Raises CannotSeal; production has no embedded key."""
    if settings.SEAL_KEY:
        return sealing(
            settings.SEAL_KEY,
            secret=settings.SEAL_SECRET,
            roots=settings.SEAL_ROOTS,
            timestamp_url=settings.TIMESTAMP_URL,
            revocation=settings.SEAL_REVOCATION,
        )
    if not settings.DEVELOPMENT_SEAL:
        raise CannotSeal("no key for the seal is configured")
    return development_sealing(settings.KEYS_ROOT, organization=settings.ORGANIZATION, at=at)


def stored_bytes(name, digest):
    """The bytes of a stored stage. Raises CannotSeal when they are gone or not the ones that were stored."""
    try:
        with default_storage.open(name) as file:
            data = file.read()
    except OSError:
        raise CannotSeal("the stored bytes cannot be read") from None
    if sha256(data) != digest:
        raise CannotSeal("the stored bytes are not the ones that were rendered")
    return data


def store(document, stage, data):
    """Stores bytes under a name that says what they are; the same bytes again are the same file."""
    name = f"documents/{document.kind}/{document.subject.replace(':', '-')}/{sha256(data)[:16]}-{stage}.pdf"
    if default_storage.exists(name):
        return name
    return default_storage.save(name, ContentFile(io.BytesIO(data).getvalue()))
