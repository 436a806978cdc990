from django.db import IntegrityError, transaction
from django.db.models import Max

from approvals.enums import Choice
from approvals.exceptions import AnotherText, PollBusy, PollClosed
from approvals.models import Poll, Vote
from approvals.operations.share_lock import lock_shared
from approvals.permissions import check_not_author, voting_member

# delegates of one Member who press at the same moment
ATTEMPTS = 10


@transaction.atomic
def cast_vote(*, by, at, poll, shown, choice, reason=""):
    """Casts, or changes, the vote of the Member that the person acts for. Returns the Vote.

    `shown` is the digest of the revision on the form. The poll's row is locked for sharing: votes do not wait for
    each other, and whoever closes the poll waits for them. Raises PollClosed, NotYours, AuthorCannotDecide,
    AnotherText, PollBusy.
    """
    lock_shared(Poll, poll.pk)
    poll = Poll.objects.select_related("reading__body", "revision").get(pk=poll.pk)
    if poll.closed_at is not None or at >= poll.closes_at:
        raise PollClosed(poll)
    member = voting_member(by, poll.reading.body, at)
    check_not_author(by, poll.revision)
    if shown != poll.revision.digest:
        raise AnotherText(shown, poll.revision)
    vote = Vote(
        poll=poll,
        member=member,
        choice=Choice(choice),
        digest=shown,
        reason=reason.strip(),
        cast_by=by,
        cast_at=at,
    )
    for _attempt in range(ATTEMPTS):
        if _written(vote):
            return vote
    raise PollBusy


def _written(vote):
    """Whether the vote became the Member's next; not when another of the same Member took that number meanwhile."""
    last = Vote.objects.filter(poll=vote.poll, member=vote.member).aggregate(last=Max("number"))["last"] or 0
    vote.number = last + 1
    try:
        with transaction.atomic():
            vote.save(force_insert=True)
    except IntegrityError:
        vote.pk = None
        return False
    return True
