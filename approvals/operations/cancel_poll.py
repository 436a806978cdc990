from django.db import transaction

from approvals.enums import ActKind
from approvals.exceptions import PollClosed, ReasonMissing
from approvals.models import Poll
from approvals.operations.chain import locked
from approvals.operations.register import append_act
from approvals.permissions import check_can_run


@transaction.atomic
def cancel_poll(*, by, at, poll, reason):
    """Ends a poll without a result, with a reason: the question can be put again. Its votes stay on record and count
    for nothing. Returns the Poll. Raises NotYours, AuthorCannotDecide, PollClosed, ReasonMissing."""
    reading = locked(poll.reading, at)
    check_can_run(by, reading, at)
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.closed_at is not None:
        raise PollClosed(poll)
    if not reason.strip():
        raise ReasonMissing
    append_act(
        head=reading.head,
        chain=reading.review.chain,
        kind=ActKind.POLL_CANCELLED,
        by=by,
        at=at,
        facts={
            "amendment": reading.review.amendment.code,
            "step": reading.step,
            "poll": poll.pk,
            "votes": poll.votes.count(),
            "reason": reason.strip(),
        },
    )
    poll.closed_at = at
    poll.save(update_fields=["closed_at"])
    return poll
