from django.db import IntegrityError, transaction
from django.db.models import Max

from approvals.enums import Choice, Way
from approvals.exceptions import AnotherText, PollBusy, PollClosed, Recused, WayNotAllowed
from approvals.models import Interest, Poll, Vote
from approvals.operations.share_lock import lock_shared
from approvals.permissions import mandate_for

# delegates of one Member who press at the same moment
ATTEMPTS = 10


@transaction.atomic
def cast_vote(*, by, at, poll, shown, choice, reason="", member=None):
    """Casts, or changes, the vote of a Member for which the person acts: the one named, or its own. Returns the Vote.

    `shown` is the digest of the revision on the form. The poll's row is locked for sharing: votes do not wait for
    each other, and whoever closes the poll waits for them. Raises PollClosed, NotYours, SecretaryCannotVote,
    MandateMissing, AuthorCannotDecide, AnotherText, Recused, PollBusy, and WayNotAllowed in a silence procedure.
    """
    lock_shared(Poll, poll.pk)
    poll = Poll.objects.select_related("reading__body", "reading__rule", "revision").get(pk=poll.pk)
    if poll.way == Way.SILENCE:
        raise WayNotAllowed(Way.POLL)
    if poll.closed_at is not None or at >= poll.closes_at:
        raise PollClosed(poll)
    vote = vote_of_mandate(by=by, at=at, poll=poll, shown=shown, choice=choice, reason=reason, member=member)
    for _attempt in range(ATTEMPTS):
        if written(vote):
            return vote
    raise PollBusy


def vote_of_mandate(*, by, at, poll, shown, choice, reason, member):
    """The Vote, not stored yet, that the person may cast. Raises what cast_vote raises of it."""
    mandate = mandate_for(by, poll, at, member)
    if shown != poll.revision.digest:
        raise AnotherText(shown, poll.revision)
    check_takes_part(mandate.member, poll.reading)
    return Vote(
        poll=poll,
        member=mandate.member,
        choice=Choice(choice),
        digest=shown,
        reason=reason.strip(),
        cast_by=by,
        cast_for_id=mandate.absent,
        held_by=mandate.holder,
        cast_at=at,
    )


def check_takes_part(member, reading):
    """Raises Recused when the Member declared an interest in the question, and takes no part in it."""
    standing = Interest.objects.filter(reading=reading, recuses=True, taken_back_at__isnull=True)
    if standing.filter(member=member).exists():
        raise Recused(member)


def written(vote):
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
