"""A document goes from stage to stage: one worker claims it, and what it reaches is kept."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from plans.documents.sealing import proved_until
from plans.documents.storing import store
from plans.enums import Stage
from plans.exceptions import CannotRender, CannotSeal
from plans.models import DocumentStage, SealedDocument
from plans.rules.canonical import sha256

LEASE = timedelta(minutes=10)


@transaction.atomic
def claimed(one, *, at):
    """The one document that a query finds, for this worker alone, for a while; None when it finds none, or one that is
    somebody else's."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    if not one.filter(free).update(claimed_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    return SealedDocument.objects.get(claimed_until=at + LEASE, pk__in=one.values("pk"))


@contextmanager
def freed(document):
    """Frees a claimed document again when something is raised, so that the next one need not wait."""
    try:
        yield
    except BaseException:
        _mine(document).update(claimed_until=None)
        raise


def due(at):
    """A condition: what a sweep could not go on with is tried again by now."""
    return Q(again_at__isnull=True) | Q(again_at__lte=at)


@contextmanager
def noted(document, *, at, again):
    """Notes on a claimed document why a sweep cannot go on, so that it is tried after a while, frees it, and lets the
    exception go."""
    try:
        yield
    except (CannotRender, CannotSeal) as refusal:
        _mine(document).update(error=refusal.why[:600], again_at=at + again, claimed_until=None)
        raise


def _mine(document):
    """A claimed document, unless another has claimed it since."""
    return SealedDocument.objects.filter(pk=document.pk, attempts=document.attempts)


@transaction.atomic
def reach(document, *made, at):
    """Stores stages of a claimed document, pairs of a Stage and its bytes, all or none; with an archive timestamp it is
    free again. Raises CannotSeal when another worker has claimed it since."""
    mine = _mine(document).select_for_update().first()
    if mine is None:
        raise CannotSeal("another worker went on with it")
    number = mine.stages.count()
    for stage, data in made:
        number += 1
        name = store(mine, stage, data)
        DocumentStage.objects.create(
            document=mine, number=number, stage=stage, file=name, digest=sha256(data), made_at=at
        )
        if stage is Stage.ARCHIVED:
            mine.sealed_at, mine.proved_until = mine.sealed_at or at, proved_until(data)
            mine.error, mine.again_at, mine.claimed_until = "", None, None
            mine.save()
    document.refresh_from_db()
