from django.db import transaction

from approvals.enums import Way
from approvals.exceptions import NobodyChecksIn, PollClosed
from approvals.models import CheckIn, Poll
from approvals.operations.cast_vote import check_takes_part
from approvals.operations.share_lock import lock_shared
from approvals.permissions import mandate_for


@transaction.atomic
def check_in(*, by, at, poll, member=None):
    """Says in an open poll that a Member is there, whether or not it votes later; once is enough. Returns the CheckIn.

    Like a vote it waits for nobody, and whoever closes the poll waits for it. Raises NobodyChecksIn where the rule does
    not ask, PollClosed, Recused, and of the person and the Member what cast_vote raises.
    """
    lock_shared(Poll, poll.pk)
    poll = Poll.objects.select_related("reading__body", "reading__rule", "revision").get(pk=poll.pk)
    if poll.way == Way.SILENCE or not poll.reading.rule.voting_rule.checked_in:
        raise NobodyChecksIn
    if poll.closed_at is not None or at >= poll.closes_at:
        raise PollClosed(poll)
    mandate = mandate_for(by, poll, at, member)
    check_takes_part(mandate.member, poll.reading)
    said, _new = CheckIn.objects.get_or_create(
        poll=poll, member=mandate.member, defaults={"checked_in_by": by, "checked_in_at": at}
    )
    return said
