from django.db import transaction

from approvals.exceptions import PollClosed, ReasonMissing
from approvals.models import Poll
from approvals.operations.chain import locked
from approvals.operations.end_poll import end_void
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
    end_void(by=by, at=at, poll=poll, reading=reading, reason=reason.strip(), head=reading.head)
    return poll
