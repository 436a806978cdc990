"""What was adopted by the urgent procedure and not ratified lapses: by the Council's vote, or when its time has
passed."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from approvals.enums import ActKind, Closure, Nature, Outcome
from approvals.models import AgendaItem, Decision, Reading
from approvals.operations.chain import close, go_on, locked
from approvals.operations.register import append_act
from approvals.operations.sweeping import each
from approvals.operations.tell import about, drafters_and_earlier_secretaries
from notifications.operations.notify import notify
from plans.operations.adopt_revision import newest_locked
from plans.operations.move_amendment import end_version


def lapse_what_was_not_ratified(*, at):
    """A sweep over ratifications that are over without an outcome: their deadline has passed, or a meeting that had
    them on its agenda closed and did not decide (unless it had no quorum for them). Returns how many lapsed."""
    void = Decision.objects.filter(sitting=OuterRef("meeting"), reading=OuterRef("reading"), outcome=Outcome.VOID)
    missed = AgendaItem.objects.filter(~Exists(void), reading=OuterRef("pk"), meeting__closed_at__isnull=False)
    waiting = Reading.objects.filter(
        Q(deadline_at__lte=at) | Exists(missed), nature=Nature.RATIFICATION, closed_at=None
    )
    return each(waiting.order_by("deadline_at"), lambda reading: _lapsed(reading, at))


@transaction.atomic
def _lapsed(reading, at):
    reading = locked(reading, at)
    if reading.closed_at is not None:
        return False
    newest_locked(reading.revision.base.edition_id)
    kind, facts = lapsing(reading)
    append_act(chain=reading.review.chain, kind=kind, by=None, at=at, facts=facts, head=reading.head)
    close(reading, Closure.LAPSED, at)
    letter = lapse(at=at, reading=reading)
    to = reading.task.flow_task.onward
    go_on(reading.task, to, review=reading.review, revision=reading.revision, after=reading.number, at=at)
    notify([letter], at=at)
    return True


def lapsing(reading):
    """The act of a lapse, as a pair of its kind and facts."""
    version = reading.revision.adopted_as
    return ActKind.LAPSED, {
        "amendment": reading.review.amendment.code,
        "version": version.number,
        "version_digest": version.digest,
        "holds_again": version.predecessor.number,
        "digest_that_holds_again": version.predecessor.digest,
    }


def lapse(*, at, reading):
    """Ends what the reading did not ratify: from today the version before it holds again. Returns the letter about it.
    The caller holds the review's lock and writes the act."""
    version = reading.revision.adopted_as
    end_version(version=version, amendment=reading.review.amendment, at=at, today=timezone.localdate(at))
    return about(reading, "lapsed", drafters_and_earlier_secretaries(reading, at), version=version)
