"""The silence procedure: adopted unless somebody objects in time."""

from datetime import timedelta

import pytest

from approvals.enums import Choice, Motion, Outcome, Way
from approvals.exceptions import (
    AnotherText,
    AuthorCannotDecide,
    MotionNotPossible,
    NotYours,
    ObjectedBefore,
    PollClosed,
    PollNotOver,
    ReasonMissing,
    WayNotAllowed,
)
from approvals.models import Act, Decision, Delegate, Member, Vote
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.operations.object_to_silence import object_to_silence
from approvals.operations.open_poll import open_poll
from approvals.operations.sweep_deadlines import close_what_is_due
from approvals.queries.register import verify
from notifications.models import Notice
from tests.procedure import (
    attended,
    brought_to,
    called,
    current,
    opened,
    polled,
    sat,
    secretary_of,
    silent,
    someone,
    submitted,
)

pytestmark = pytest.mark.django_db


def delegate_in(body):
    member = Member.objects.filter(seat_terms__seat__body=body).order_by("code").first()
    return someone(f"delegate-{member.code.lower()}")


def objected(poll, at, by=None, **given):
    given = {"shown": poll.revision.digest, "reason": "It was never discussed"} | given
    return object_to_silence(by=by or delegate_in(poll.reading.body), at=at, poll=poll, **given)


@pytest.fixture
def poll(at):
    return silent(opened(submitted(at), at), at)


def test_whoever_is_silent_agrees(at, poll):
    assert close_what_is_due(at=poll.closes_at - timedelta(seconds=1)) == 0
    assert close_what_is_due(at=poll.closes_at) == 1
    decision = Decision.objects.get()
    assert (decision.outcome, decision.way, decision.tally, decision.recorded_by) == (
        "favourable",
        "silence",
        None,
        None,
    )
    assert current(poll.reading.review).step == "audit"
    assert close_what_is_due(at=poll.closes_at) == 0
    assert list(Act.objects.filter(chain=poll.reading.review.chain).values_list("kind", flat=True)) == [
        "submitted",
        "reading_opened",
        "silence_opened",
        "silence_closed",
        "decided",
    ]


def test_it_takes_72_hours_at_least(at):
    reading = opened(submitted(at), at)
    given = {
        "by": secretary_of(reading),
        "at": at,
        "reading": reading,
        "shown": reading.revision.digest,
        "motion": Motion.FAVOURABLE,
        "way": Way.SILENCE,
    }
    with pytest.raises(MotionNotPossible, match="closes_too_soon"):
        open_poll(**given, closes_at=at + timedelta(hours=72) - timedelta(seconds=1))
    assert open_poll(**given, closes_at=at + timedelta(hours=72)).way == Way.SILENCE


def test_an_objection_stops_the_clock_and_names_the_objector(at, poll):
    vote = objected(poll, at)
    assert (vote.choice, vote.digest) == (Choice.AGAINST, poll.revision.digest)
    poll.refresh_from_db()
    assert (poll.closed_at, poll.decision) == (at, None)
    assert close_what_is_due(at=poll.closes_at) == 0
    assert Decision.objects.count() == 0
    act = Act.objects.get(kind="objected")
    assert (act.facts["member"], act.facts["reason"]) == (vote.member.code, "It was never discussed")
    assert Notice.objects.get(kind="approvals.objected").recipient == someone("pc-secretary")


def test_after_an_objection_the_text_goes_to_a_meeting(at, poll):
    objected(poll, at)
    with pytest.raises(ObjectedBefore):
        silent(poll.reading, at)
    with pytest.raises(ObjectedBefore):
        polled_again(poll.reading, at)
    meeting = called(poll.reading.body, at)
    assert [item.reading for item in meeting.items.all()] == [poll.reading]
    attended(meeting, at, 20)
    assert sat(meeting, poll.reading, at).outcome == Outcome.FAVOURABLE
    assert verify().whole


def polled_again(reading, at):
    """The same text put to a vote in writing."""
    return open_poll(
        by=secretary_of(reading),
        at=at,
        reading=reading,
        shown=reading.revision.digest,
        motion=Motion.FAVOURABLE,
        closes_at=at + timedelta(days=4),
    )


def test_nobody_objects_late_or_twice(at, poll):
    with pytest.raises(PollClosed):
        objected(poll, poll.closes_at)
    objected(poll, at)
    with pytest.raises(PollClosed):
        objected(poll, at)
    assert Vote.objects.count() == 1


def test_an_objection_says_why_and_is_to_the_text_that_was_shown(at, poll):
    with pytest.raises(ReasonMissing):
        objected(poll, at, reason=" ")
    with pytest.raises(AnotherText):
        objected(poll, at, shown="0" * 64)
    assert not Vote.objects.exists()


def test_who_has_no_vote_cannot_object_nor_who_wrote_it(at, poll):
    with pytest.raises(NotYours):
        objected(poll, at, by=someone("reader"))
    drafter = someone("drafter")
    member = Member.objects.filter(seat_terms__seat__body=poll.reading.body).first()
    Delegate.objects.create(member=member, person=drafter, starts_at=at - timedelta(days=1))
    drafter.groups.add(someone("delegate-fr").groups.get())
    with pytest.raises(AuthorCannotDecide):
        objected(poll, at, by=drafter)


def test_silence_is_no_poll_and_a_poll_no_silence(at, poll):
    with pytest.raises(WayNotAllowed):
        cast_vote(
            by=delegate_in(poll.reading.body), at=at, poll=poll, shown=poll.revision.digest, choice=Choice.AGAINST
        )
    with pytest.raises(WayNotAllowed):
        objected(polled(at), at, by=someone("delegate-fr"))


def test_it_is_not_closed_early_and_not_for_what_is_disputed(at, poll):
    with pytest.raises(PollNotOver):
        close_poll(by=secretary_of(poll.reading), at=at, poll=poll)
    reading = opened(submitted(at), at)
    with pytest.raises(MotionNotPossible, match="not_by_silence"):
        open_poll(
            by=secretary_of(reading),
            at=at,
            reading=reading,
            shown=reading.revision.digest,
            motion=Motion.ADVERSE,
            closes_at=at + timedelta(days=4),
            way=Way.SILENCE,
        )


def test_the_council_does_not_adopt_by_silence(at):
    with pytest.raises(WayNotAllowed):
        silent(opened(brought_to("council", at), at), at)
