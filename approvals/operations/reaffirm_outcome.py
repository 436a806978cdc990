from django.db import transaction

from approvals.enums import ActKind, Closure, Way
from approvals.exceptions import AnotherText, NoStandingOutcome, PollOpen, ReasonMissing
from approvals.models import Decision
from approvals.operations.chain import check_open, close, go_on, locked
from approvals.operations.register import append_act
from approvals.operations.tell import about, drafters
from approvals.permissions import check_can_run
from notifications.operations.notify import notify


@transaction.atomic
def reaffirm_outcome(*, by, at, reading, shown, reason):
    """The secretary lets an outcome stand that was given on an earlier revision and that no change has touched.

    Returns the Decision, which names the one it reaffirms. Raises NotYours, AuthorCannotDecide, AlreadyDecided,
    AnotherText, NoStandingOutcome, PollOpen, ReasonMissing.
    """
    reading = locked(reading, at)
    acting_for = check_can_run(by, reading, at)
    check_open(reading)
    if shown != reading.revision.digest:
        raise AnotherText(shown, reading.revision)
    if reading.standing is None:
        raise NoStandingOutcome
    if reading.polled:
        raise PollOpen
    if not reason.strip():
        raise ReasonMissing
    given = reading.standing
    act = append_act(
        head=reading.head,
        chain=reading.review.chain,
        kind=ActKind.REAFFIRMED,
        by=by,
        at=at,
        facts={
            **({"for": acting_for} if acting_for else {}),
            "amendment": reading.review.amendment.code,
            "step": reading.step,
            "body": reading.body.key,
            "revision": reading.revision.number,
            "digest": reading.revision.digest,
            "outcome": given.outcome,
            "given_on_revision": given.revision.number,
            "given_by_act": given.act.number,
            "reason": reason.strip(),
        },
    )
    decision = Decision.objects.create(
        reading=reading,
        revision=reading.revision,
        digest=reading.revision.digest,
        motion=given.motion,
        way=Way.REAFFIRMATION,
        outcome=given.outcome,
        final=True,
        tally=given.tally,
        reason=reason.strip(),
        reaffirms=given,
        recorded_by=by,
        recorded_for_id=acting_for,
        decided_at=at,
        act=act,
    )
    close(reading, Closure.DECIDED, at)
    _next, arrived = go_on(
        reading.task,
        reading.task.flow_task.onward,
        review=reading.review,
        revision=reading.revision,
        after=reading.number,
        at=at,
    )
    notify([arrived, about(reading, "decided", drafters(reading.review.amendment), decision=decision)], at=at)
    return decision
