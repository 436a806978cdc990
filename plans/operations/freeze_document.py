"""Fixing a document's bytes, stage by stage: rendered, prepared for signatures, sealed, archived. A stage that is done
stays."""

from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q

from plans.documents.blame import to_blame
from plans.documents.development import development_sealing, development_signers
from plans.documents.fields import placed
from plans.documents.keys import Signers, certificates, lists, sealing
from plans.documents.rendering import render
from plans.documents.sealing import archive, proved_until, seal
from plans.enums import Stage
from plans.exceptions import CannotRender, CannotSeal
from plans.models import DocumentStage, SealedDocument
from plans.rules.canonical import sha256

LEASE = timedelta(minutes=10)
FREEZING = (Stage.RENDERED, Stage.PREPARED, Stage.SEALED, Stage.ARCHIVED)


def claim_document(*, kind, subject, at):
    """The document of a subject for this worker alone, for a while; None when it is sealed or somebody else's."""
    document, _created = SealedDocument.objects.get_or_create(kind=kind, subject=subject, defaults={"created_at": at})
    return claimed(SealedDocument.objects.filter(due(at), pk=document.pk, sealed_at__isnull=True), at=at)


def due(at):
    """A condition: what a sweep could not go on with is tried again by now."""
    return Q(again_at__isnull=True) | Q(again_at__lte=at)


@transaction.atomic
def claimed(one, *, at):
    """The one document that a query finds, for this worker alone, for a while; None when it finds none, or one that is
    somebody else's."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    if not one.filter(free).update(claimed_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    return SealedDocument.objects.get(claimed_until=at + LEASE, pk__in=one.values("pk"))


def freeze_document(*, document, printable, fields, at):
    """Takes a claimed document through the stages that it lacks, and stores each one's bytes. Returns it.

    A killed worker's successor goes on where it stopped. Raises CannotRender or CannotSeal after noting why on the
    document, which stays pending.
    """
    ways = {
        Stage.RENDERED: lambda _nothing: _rendered(printable, document),
        Stage.PREPARED: lambda rendered: placed(rendered, fields),
        Stage.SEALED: lambda prepared: _by_key(at, lambda key: seal(prepared, key, at=at)),
        Stage.ARCHIVED: lambda sealed: _by_key(at, lambda key: archive(sealed, key, number=1)),
    }
    with noted(document, at=at, again=LEASE * min(document.attempts, 6)):
        last = document.reached
        data = stored_bytes(last) if last else b""
        for stage in FREEZING[FREEZING.index(last.stage) + 1 if last else 0 :]:
            data = ways[stage](data)
            reach(document, (stage, data), at=at)
    return document


def _rendered(printable, document):
    """The pages. Which text is to blame is looked for once: it takes a while."""
    try:
        return render(printable)
    except CannotRender as refusal:
        if document.error.startswith(refusal.why):
            raise CannotRender(document.error) from None
        where = to_blame(printable.texts)
        if where is None:
            raise
        raise CannotRender(f"{refusal.why}; the text that cannot be printed is that of {where}") from None


def _by_key(at, made):
    with sealing_key(at) as key:
        return made(key)


@contextmanager
def noted(document, *, at, again):
    """Notes on a claimed document why a sweep cannot go on, so that it is tried after a while, frees it, and lets the
    exception go."""
    try:
        yield
    except (CannotRender, CannotSeal) as refusal:
        mine = SealedDocument.objects.filter(pk=document.pk, attempts=document.attempts)
        mine.update(error=refusal.why[:600], again_at=at + again, claimed_until=None)
        raise


@transaction.atomic
def reach(document, *made, at):
    """Stores stages of a claimed document, pairs of a Stage and its bytes, all or none; with an archive timestamp it is
    free again. Raises CannotSeal when another worker has claimed it since."""
    mine = SealedDocument.objects.select_for_update().filter(pk=document.pk, attempts=document.attempts).first()
    if mine is None:
        raise CannotSeal("another worker went on with it")
    number = mine.stages.count()
    for stage, data in made:
        number += 1
        name = _store(mine, stage, data)
        DocumentStage.objects.create(
            document=mine, number=number, stage=stage, file=name, digest=sha256(data), made_at=at
        )
        if stage is Stage.ARCHIVED:
            mine.sealed_at, mine.proved_until = mine.sealed_at or at, proved_until(data)
            mine.error, mine.again_at, mine.claimed_until = "", None, None
            mine.save()
    document.refresh_from_db()


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


def chairs_signers():
    """The Signers by whose certificates chairs sign here. Raises CannotSeal when there are none."""
    if settings.SIGNER_ROOTS:
        roots = certificates("SIGNER_ROOTS", settings.SIGNER_ROOTS)
        return Signers(roots, lists("SIGNER_REVOCATION", settings.SIGNER_REVOCATION))
    if not settings.DEVELOPMENT_SEAL:
        raise CannotSeal("no authority for the certificates of chairs is configured")
    return development_signers(settings.KEYS_ROOT)


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


def _store(document, stage, data):
    """Stores bytes under a name that says what they are; the same bytes again are the same file."""
    name = f"documents/{document.kind}/{document.subject.replace(':', '-')}/{sha256(data)[:16]}-{stage}.pdf"
    if not (default_storage.exists(name) and _is_whole(name, data)):
        name = default_storage.save(name, ContentFile(data))
    return name


def _is_whole(name, data):
    """Whether a file holds these bytes: who was killed while writing leaves the beginning of one."""
    with default_storage.open(name) as file:
        return file.read() == data
