from collections import Counter

from django.db import transaction

from approvals.enums import ActKind, Choice, Motion, Way
from approvals.exceptions import PollClosed, PollNotOver
from approvals.models import Poll
from approvals.operations.chain import check_open, locked
from approvals.operations.decide import decide
from approvals.permissions import check_can_run
from approvals.queries.bodies import entitled_members
from approvals.queries.polls import codes_checked_in, counting_votes
from approvals.rules.acts import vote_by_name
from approvals.rules.tally import tally


@transaction.atomic
def close_poll(*, by, at, poll):
    """Closes a poll whose time is over, or in which everybody has voted; counts, and decides. A silence procedure whose
    time is over is adopted: nobody objected. Without a person it is the sweep's. Returns the Decision.

    Raises NotYours, AuthorCannotDecide, PollClosed, PollNotOver.
    """
    reading = locked(poll.reading, at)
    acting_for = check_can_run(by, reading, at) if by else None
    # waits for the votes that are being written; they are counted in a later statement
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.closed_at is not None:
        raise PollClosed(poll)
    check_open(reading)
    silent = poll.way == Way.SILENCE
    counted, votes, checked_in = (None, [], []) if silent else _counted(reading, poll, at)
    if at < poll.closes_at and (silent or len(votes) < reading.entitled):
        raise PollNotOver(poll, 0 if silent else reading.entitled - len(votes))
    closing = {"amendment": reading.review.amendment.code, "step": reading.step, "poll": poll.pk}
    decision = decide(
        by=by,
        at=at,
        reading=reading,
        motion=Motion(poll.motion),
        way=Way(poll.way),
        counted=counted,
        before=[(ActKind.SILENCE_CLOSED if silent else ActKind.POLL_CLOSED, closing)],
        votes=votes,
        checked_in=checked_in,
        acting_for=acting_for,
    )
    poll.closed_at, poll.decision = at, decision
    poll.save(update_fields=["closed_at", "decision"])
    return decision


def _counted(reading, poll, at):
    """The Tally, the votes that count by name as JSON values for the register, and the codes of the Members that
    checked in, where the rule counts them."""
    rule, entitled = reading.rule.voting_rule, entitled_members(reading.body, at, reading)
    votes = list(counting_votes(poll).filter(member__in=entitled).select_related("member", "held_by"))
    checked_in = codes_checked_in(poll, entitled) if rule.checked_in else []
    count = Counter(vote.choice for vote in votes)
    counted = tally(
        rule,
        entitled=reading.entitled,
        present=len({vote.member.code for vote in votes} | set(checked_in)),
        votes_for=count[Choice.FOR],
        against=count[Choice.AGAINST],
        abstaining=count[Choice.ABSTAIN],
    )
    by_name = [
        vote_by_name(vote.member.code, vote.choice, vote.digest, vote.number, vote.held_by and vote.held_by.code)
        for vote in votes
    ]
    return counted, by_name, checked_in
