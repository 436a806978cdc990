from datetime import timedelta

from django.db import transaction

from approvals.exceptions import PollClosed, RemindedAlready
from approvals.models import Poll
from approvals.operations.chain import check_open, locked
from approvals.operations.tell import about, voters
from approvals.permissions import check_can_run
from notifications.operations.notify import notify

# nobody is reminded of the same poll more often
BETWEEN = timedelta(hours=12)


@transaction.atomic
def remind_missing(*, by, at, poll):
    """Writes to the delegates of every Member that has not voted yet. Returns how many people that are.

    Raises NotYours, AuthorCannotDecide, PollClosed, and RemindedAlready within twelve hours.
    """
    reading = locked(poll.reading, at)
    check_can_run(by, reading, at)
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.closed_at is not None or at >= poll.closes_at:
        raise PollClosed(poll)
    check_open(reading)
    if poll.reminded_at is not None and at < poll.reminded_at + BETWEEN:
        raise RemindedAlready(poll.reminded_at, poll.reminded_at + BETWEEN)
    poll.reminded_at = at
    poll.save(update_fields=["reminded_at"])
    return notify([about(reading, "vote_missing", voters(reading, at, missing_in=poll), poll=poll)], at=at)
