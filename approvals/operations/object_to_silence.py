from django.db import transaction

from approvals.enums import ActKind, Choice, Role, Way
from approvals.exceptions import PollClosed, ReasonMissing, WayNotAllowed
from approvals.models import Poll
from approvals.operations.cast_vote import vote_of_mandate, written
from approvals.operations.chain import check_open, locked
from approvals.operations.register import append_act
from approvals.operations.tell import about
from approvals.queries.bodies import officers
from notifications.operations.notify import notify
from notifications.queries.compiled import ask


@transaction.atomic
def object_to_silence(*, by, at, poll, shown, reason, member=None):
    """A Member objects to adopting the text by silence: the clock stops, the objector is named, and the question goes
    to a meeting. Returns the Vote that says so.

    Raises PollClosed, ReasonMissing, AlreadyDecided, WayNotAllowed where it is no silence procedure, and what cast_vote
    raises of the person, the Member and the text.
    """
    reading = locked(poll.reading, at)
    poll = Poll.objects.select_for_update(of=("self",)).select_related("revision").get(pk=poll.pk)
    poll.reading = reading
    if poll.way != Way.SILENCE:
        raise WayNotAllowed(Way.SILENCE)
    if poll.closed_at is not None or at >= poll.closes_at:
        raise PollClosed(poll)
    check_open(reading)
    vote = vote_of_mandate(by=by, at=at, poll=poll, shown=shown, choice=Choice.AGAINST, reason=reason, member=member)
    if not reason.strip():
        raise ReasonMissing
    written(vote)
    poll.closed_at = at
    poll.save(update_fields=["closed_at"])
    facts = {
        "amendment": reading.review.amendment.code,
        "step": reading.step,
        "poll": poll.pk,
        "member": vote.member.code,
        "digest": vote.digest,
        "reason": vote.reason,
    }
    facts |= {"held_by": vote.held_by.code} if vote.held_by else {}
    facts |= {"for": vote.cast_for_id} if vote.cast_for_id else {}
    append_act(chain=reading.review.chain, kind=ActKind.OBJECTED, by=by, at=at, facts=facts, head=reading.head)
    told = ask(officers, body=reading.body_id, role=Role.SECRETARY, at=at)
    notify([about(reading, "objected", told, vote=vote)], at=at)
    return vote
