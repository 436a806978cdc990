"""The Council's electronic poll: who votes, what is counted, and when it is over."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from approvals.enums import Choice, Motion, Outcome, Way
from approvals.exceptions import (
    AlreadyOpen,
    AnotherText,
    AuthorCannotDecide,
    MotionNotPossible,
    NotYours,
    PollClosed,
    PollNotOver,
    PollOpen,
    ReasonMissing,
    SecretaryCannotVote,
)
from approvals.models import Delegate, Member, SeatTerm, Vote
from approvals.operations.cancel_poll import cancel_poll
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.operations.open_poll import open_poll
from approvals.operations.register import seal_register
from approvals.operations.withdraw_amendment import withdraw_amendment
from approvals.queries.polls import counting_votes
from plans.models import Version
from tests.procedure import brought_to, closed, opened, polled, recorded, secretary_of, someone, submitted, voted

pytestmark = pytest.mark.django_db


def cast(poll, username, at, choice=Choice.FOR, shown=None):
    return cast_vote(by=someone(username), at=at, poll=poll, shown=shown or poll.revision.digest, choice=choice)


def test_article_viii_with_183_members(at):
    """150 of 183 vote; 100 of the 150 present are two-thirds exactly, 99 are not."""
    poll = polled(at)
    voted(poll, at, votes_for=100, against=40, abstaining=10)
    decision = closed(poll)
    shown = {
        key: decision.tally[key] for key in ("entitled", "present", "denominator", "threshold", "needed", "carried")
    }
    assert shown == {
        "entitled": 183,
        "present": 150,
        "denominator": 150,
        "threshold": "100",
        "needed": 100,
        "carried": True,
    }
    assert (decision.outcome, decision.way) == (Outcome.ENDORSED, Way.POLL)
    assert len(decision.act.facts["votes"]) == 150
    assert set(decision.act.facts["votes"][0]) == {"member", "choice", "digest", "number"}


def test_one_vote_short_is_not_carried_and_the_question_stays(at):
    poll = polled(at)
    voted(poll, at, votes_for=99, against=50, abstaining=1)
    decision = closed(poll)
    assert (decision.outcome, decision.final) == (Outcome.NOT_CARRIED, False)
    assert Version.objects.count() == 1
    poll.reading.refresh_from_db()
    assert poll.reading.closed_at is None


def test_without_a_quorum_it_is_void(at):
    poll = polled(at)
    voted(poll, at, votes_for=91)
    assert closed(poll).outcome == Outcome.VOID


def test_it_ends_early_only_when_everybody_has_voted(at):
    poll = polled(at)
    voted(poll, at, votes_for=182)
    secretary = someone("council-secretary")
    with pytest.raises(PollNotOver) as refusal:
        close_poll(by=secretary, at=at, poll=poll)
    assert refusal.value.missing == 1
    voted(poll, at, votes_for=183)
    assert close_poll(by=secretary, at=at, poll=poll).tally["present"] == 183


def test_a_vote_can_be_changed_until_the_close_and_the_last_counts(at):
    poll = polled(at)
    first = cast(poll, "delegate-fr", at, Choice.AGAINST)
    second = cast(poll, "delegate-fr", at + timedelta(minutes=1), Choice.FOR)
    assert [(vote.number, vote.choice) for vote in (first, second)] == [(1, "against"), (2, "for")]
    assert [vote.choice for vote in counting_votes(poll)] == ["for"]
    with pytest.raises(PollClosed):
        cast(poll, "delegate-fr", poll.closes_at, Choice.AGAINST)
    assert Vote.objects.count() == 2


def test_nobody_votes_after_the_close(at):
    poll = polled(at)
    voted(poll, at, votes_for=183)
    close_poll(by=someone("council-secretary"), at=at, poll=poll)
    with pytest.raises(PollClosed):
        cast(poll, "delegate-fr", at)
    with pytest.raises(PollClosed):
        close_poll(by=someone("council-secretary"), at=at, poll=poll)


@pytest.mark.parametrize(
    ("username", "refusal"),
    [
        ("council-secretary", SecretaryCannotVote),
        ("council-chair", NotYours),
        ("drafter", NotYours),
        ("reader", NotYours),
        ("admin", NotYours),
        ("pc-secretary", NotYours),
    ],
)
def test_only_delegates_of_seated_members_vote(username, refusal, at):
    with pytest.raises(refusal):
        cast(polled(at), username, at)


def test_the_right_to_vote_ends_with_the_delegation_the_seat_and_the_permission(at):
    poll = polled(at)
    yesterday = at - timedelta(days=1)
    Delegate.objects.filter(member__code="FR").update(ends_at=yesterday)
    SeatTerm.objects.filter(member__code="JP", seat__body__key="council").update(ends_at=yesterday)
    someone("delegate-ke").groups.clear()
    for username in ("delegate-fr", "delegate-jp", "delegate-ke"):
        with pytest.raises(NotYours):
            cast(poll, username, at)
    cast(poll, "delegate-br", at)


def test_a_member_that_left_the_council_is_not_counted(at):
    poll = polled(at)
    voted(poll, at, votes_for=150)
    SeatTerm.objects.filter(member__code="AD", seat__body__key="council").update(ends_at=at + timedelta(days=1))
    decision = closed(poll)
    assert (decision.tally["entitled"], decision.tally["present"]) == (182, 149)


def test_a_drafter_does_not_vote_and_another_delegate_of_the_member_does(at):
    poll = polled(at)
    drafter, france = someone("drafter"), Member.objects.get(code="FR")
    Delegate.objects.create(member=france, person=drafter, starts_at=at - timedelta(days=1))
    drafter.groups.add(someone("delegate-fr").groups.get())
    with pytest.raises(AuthorCannotDecide):
        cast(poll, "drafter", at)
    assert cast(poll, "delegate-fr", at).member == france


def test_a_vote_on_another_text_than_was_shown_is_refused(at):
    poll = polled(at)
    with pytest.raises(AnotherText):
        cast(poll, "delegate-fr", at, shown="0" * 64)
    assert not Vote.objects.exists()


def test_one_poll_at_a_time_and_no_meeting_meanwhile(at):
    poll = polled(at)
    reading = poll.reading
    opening = {"by": secretary_of(reading), "at": at, "reading": reading, "shown": poll.revision.digest}
    with pytest.raises(AlreadyOpen):
        open_poll(**opening, motion=Motion.ENDORSE, closes_at=at + timedelta(days=1))
    with pytest.raises(PollOpen):
        recorded(reading, at, Motion.ENDORSE)
    with pytest.raises(PollOpen):
        withdraw_amendment(by=someone("drafter"), at=at, amendment=reading.review.amendment)


def test_a_poll_lasts_at_most_as_long_as_its_rule_says(at):
    reading = opened(brought_to("council", at), at)
    opening = {"by": secretary_of(reading), "at": at, "reading": reading, "shown": reading.revision.digest}
    with pytest.raises(MotionNotPossible, match="closes_too_late"):
        open_poll(**opening, motion=Motion.ENDORSE, closes_at=at + timedelta(days=60, seconds=1))
    assert open_poll(**opening, motion=Motion.ENDORSE, closes_at=at + timedelta(days=60)).pk


def test_a_cancelled_poll_counts_for_nothing_and_another_can_be_opened(at):
    poll = polled(at)
    voted(poll, at, votes_for=150)
    secretary = someone("council-secretary")
    with pytest.raises(ReasonMissing):
        cancel_poll(by=secretary, at=at, poll=poll, reason=" ")
    with pytest.raises(NotYours):
        cancel_poll(by=someone("pc-secretary"), at=at, poll=poll, reason="x")
    cancel_poll(by=secretary, at=at, poll=poll, reason="The date was mistyped")
    with pytest.raises(PollClosed):
        cancel_poll(by=secretary, at=at, poll=poll, reason="again")
    with pytest.raises(PollClosed):
        cast(poll, "delegate-fr", at)
    assert (Vote.objects.count(), Version.objects.count()) == (150, 1)
    assert recorded(poll.reading, at, Motion.ENDORSE).outcome == Outcome.ENDORSED


def test_a_poll_closes_later_than_it_opens_and_changes_no_text(at):
    reading = submitted(at)
    opening = {"by": secretary_of(reading), "at": at, "reading": reading, "shown": reading.revision.digest}
    with pytest.raises(MotionNotPossible, match="closes_in_the_past"):
        open_poll(**opening, motion=Motion.FAVOURABLE, closes_at=at)
    with pytest.raises(MotionNotPossible, match="at_a_meeting"):
        open_poll(**opening, motion=Motion.FAVOURABLE_WITH_CHANGES, closes_at=at + timedelta(days=1))


@pytest.mark.parametrize(
    "table", ["approvals_vote", "approvals_decision", "approvals_act", "approvals_leaf", "approvals_root"]
)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_what_was_decided(table, statement, at):
    poll = polled(at)
    voted(poll, at, votes_for=150)
    closed(poll)
    seal_register(at=at)
    column = {"approvals_leaf": "chain", "approvals_root": "root"}.get(table, "digest")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, column=column))


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["approvals_vote", "approvals_act", "plans_version"])
def test_postgresql_refuses_to_truncate(table):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
