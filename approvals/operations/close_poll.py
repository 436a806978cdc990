from collections import Counter

from django.db import transaction

from approvals.enums import ActKind, Choice, Motion, Way
from approvals.exceptions import PollClosed, PollNotOver
from approvals.models import Poll
from approvals.operations.chain import check_open, locked
from approvals.operations.decide import decide
from approvals.operations.register import append_act
from approvals.permissions import check_can_run
from approvals.queries.bodies import entitled_members
from approvals.queries.polls import counting_votes
from approvals.rules.tally import tally


@transaction.atomic
def close_poll(*, by, at, poll):
    """Closes a poll whose time is over, or in which everybody has voted; counts, and decides. Returns the Decision.

    Raises NotYours, AuthorCannotDecide, PollClosed, PollNotOver.
    """
    reading = locked(poll.reading)
    check_can_run(by, reading, at)
    # waits for the votes that are being written; they are counted in a later statement
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.closed_at is not None:
        raise PollClosed(poll)
    check_open(reading)
    entitled = set(entitled_members(reading.body, at).values_list("pk", flat=True))
    votes = [vote for vote in counting_votes(poll) if vote.member_id in entitled]
    if at < poll.closes_at and len(votes) < len(entitled):
        raise PollNotOver(poll, len(entitled) - len(votes))
    count = Counter(vote.choice for vote in votes)
    counted = tally(
        reading.rule.voting_rule,
        entitled=len(entitled),
        present=len(votes),
        votes_for=count[Choice.FOR],
        against=count[Choice.AGAINST],
        abstaining=count[Choice.ABSTAIN],
    )
    act = append_act(
        chain=reading.review.chain,
        kind=ActKind.POLL_CLOSED,
        by=by,
        at=at,
        facts={"amendment": reading.review.amendment.code, "step": reading.step, "poll": poll.pk},
    )
    decision = decide(
        by=by,
        at=at,
        reading=reading,
        motion=Motion(poll.motion),
        way=Way.POLL,
        counted=counted,
        after=act,
        votes=[
            {"member": vote.member.code, "choice": vote.choice, "digest": vote.digest, "number": vote.number}
            for vote in votes
        ],
    )
    poll.closed_at, poll.decision = at, decision
    poll.save(update_fields=["closed_at", "decision"])
    return decision
