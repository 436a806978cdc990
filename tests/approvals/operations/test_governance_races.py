"""Races that the issue of governance names: fifty times each in the test, a thousand in the soak, none wrong."""

import os
import threading
from datetime import timedelta
from itertools import pairwise

import pytest

from approvals.enums import Choice, Motion, Outcome, Way
from approvals.exceptions import AlreadyDecided, MeetingNotSitting, NotYours, PollClosed
from approvals.models import Act, Attendance, Body, Decision, Delegate, Member, Office, Vote
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.operations.lapse import lapse_what_was_not_ratified
from approvals.operations.membership import appoint, end_office
from approvals.operations.object_to_silence import object_to_silence
from approvals.operations.open_poll import open_poll
from approvals.operations.sit import close_meeting
from approvals.operations.sweep_deadlines import close_what_is_due, escalate_overdue_readings
from approvals.queries.amendments import awaits_ratification
from approvals.queries.bodies import entitled_members
from approvals.queries.register import verify
from plans.models import Version
from tests.approvals.operations.test_races import released_together
from tests.approvals.operations.test_urgent import adopted
from tests.procedure import (
    attended,
    brought_to,
    called,
    current,
    opened,
    placed,
    recorded,
    rename,
    sat,
    secretary_of,
    silent,
    someone,
    submitted,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]
TIMES = 1000 if os.environ.get("SOAK") else 50


def polled_by(reading, at):
    """A poll of three days on an open reading of a committee."""
    return open_poll(
        by=secretary_of(reading),
        at=at,
        reading=reading,
        shown=reading.revision.digest,
        motion=Motion.FAVOURABLE,
        closes_at=at + timedelta(days=3),
    )


def delegates_in(body, at):
    members = entitled_members(body, at).order_by("code")
    return [Delegate.objects.select_related("person").get(member=member).person for member in members]


def test_two_outcomes_at_once_are_one_decision(at):
    for _time in range(TIMES):
        reading = opened(submitted(at), at)
        results = released_together(
            lambda reading=reading: recorded(reading, at),
            lambda reading=reading: recorded(reading, at, Motion.ADVERSE),
        )
        kinds = sorted(type(result).__name__ for result in results)
        assert kinds == ["AlreadyDecided", "Decision"], results
        assert Decision.objects.filter(reading=reading, final=True).count() == 1
        assert reading.review.readings.filter(closed_at=None).count() == 1
    assert verify().whole


def test_a_right_that_is_revoked_meanwhile_is_used_before_or_not_at_all(at):
    """Whoever is first: an outcome recorded by somebody in office, or a refusal; and the register says in which order."""
    body, registrar, secretary = (
        Body.objects.get(key="policy_commission"),
        someone("registrar"),
        someone("pc-secretary"),
    )
    for _time in range(TIMES):
        reading = opened(submitted(at), at)
        office = Office.objects.get(body=body, role="secretary", ends_at=None)
        later = at + timedelta(seconds=1)
        decided, ended = released_together(
            lambda reading=reading, later=later: recorded(reading, later),
            lambda office=office, at=at, later=later: end_office(by=registrar, at=at, office=office, ends_at=later),
        )
        assert isinstance(ended, Office), ended
        assert isinstance(decided, Decision | NotYours), decided
        assert Decision.objects.filter(reading=reading).count() == isinstance(decided, Decision)
        at = later
        with pytest.raises((NotYours, AlreadyDecided)):
            recorded(reading, at)
        appoint(by=registrar, at=at, body=body, person=secretary, role="secretary", starts_at=at)


def test_two_sweeps_close_a_poll_once_and_escalate_once(at):
    for _time in range(TIMES):
        reading = opened(submitted(at), at)
        poll = polled_by(reading, at)
        for person in delegates_in(reading.body, at)[:16]:
            cast_vote(by=person, at=at, poll=poll, shown=poll.revision.digest, choice=Choice.FOR)
        results = released_together(*[lambda poll=poll: close_what_is_due(at=poll.closes_at)] * 2)
        assert sorted(results) == [0, 1], results
        assert Decision.objects.filter(reading=reading).count() == 1
        overdue = current(reading.review)
        results = released_together(*[lambda due=overdue.deadline_at: escalate_overdue_readings(at=due)] * 2)
        assert sum(results) == 1, results
    assert verify().whole


def test_a_vote_at_the_moment_of_closing_is_counted_or_refused(at):
    """No vote is left outside the count: four delegates vote while the poll is closed."""
    for _time in range(TIMES):
        reading = opened(submitted(at), at)
        poll = polled_by(reading, at)
        voters = delegates_in(reading.body, at)
        for person in voters[:16]:
            cast_vote(by=person, at=at, poll=poll, shown=poll.revision.digest, choice=Choice.FOR)
        just_before = poll.closes_at - timedelta(microseconds=1)
        votes = [
            lambda person=person, poll=poll, just_before=just_before: cast_vote(
                by=person, at=just_before, poll=poll, shown=poll.revision.digest, choice=Choice.AGAINST
            )
            for person in voters[16:20]
        ]
        *cast, decision = released_together(
            *votes, lambda poll=poll: close_poll(by=someone("pc-secretary"), at=poll.closes_at, poll=poll)
        )
        counted = [result for result in cast if isinstance(result, Vote)]
        refused = [result for result in cast if isinstance(result, PollClosed)]
        assert len(counted) + len(refused) == 4, cast
        assert (decision.tally["against"], decision.tally["present"]) == (len(counted), 16 + len(counted))
        assert len(decision.act.facts["votes"]) == poll.votes.count()
    assert verify().whole


def test_an_objection_at_the_last_moment_stops_it_or_is_refused(at):
    for _time in range(TIMES // 5):
        reading = opened(submitted(at), at)
        poll = silent(reading, at)
        objector = delegates_in(reading.body, at)[0]
        just_before = poll.closes_at - timedelta(microseconds=1)
        objected, swept = released_together(
            lambda poll=poll, objector=objector, just_before=just_before: object_to_silence(
                by=objector, at=just_before, poll=poll, shown=poll.revision.digest, reason="SYNTHETIC"
            ),
            lambda poll=poll: close_what_is_due(at=poll.closes_at),
        )
        stopped = isinstance(objected, Vote)
        assert stopped or isinstance(objected, PollClosed), objected
        assert swept == (0 if stopped else 1)
        assert Decision.objects.filter(reading=reading, way=Way.SILENCE).count() == swept
    assert verify().whole


def test_a_meeting_that_closes_meanwhile_has_decided_or_carries_over(at):
    body = Body.objects.get(key="policy_commission")
    for number in range(TIMES // 5):
        reading = opened(submitted(at), at)
        meeting = called(body, at, f"SYNTHETIC {number}")
        placed_here = meeting.items.filter(reading=reading).exists() or placed(meeting, reading, at)
        assert placed_here
        attended(meeting, at, 20)
        decided, closed = released_together(
            lambda meeting=meeting, reading=reading: sat(meeting, reading, at),
            lambda meeting=meeting: close_meeting(by=someone("pc-secretary"), at=at, meeting=meeting),
        )
        assert isinstance(decided, Decision | MeetingNotSitting), decided
        assert closed.closed_at == at
        assert meeting.items.filter(left_at=None).count() == 0
        if not isinstance(decided, Decision):
            recorded(reading, at)
    assert verify().whole


def test_two_secretaries_recording_attendance_number_their_entries(at):
    from approvals.operations.sit import record_attendance

    body = Body.objects.get(key="audit_committee")
    meeting = called(body, at)
    codes = list(entitled_members(body, at).order_by("code").values_list("code", flat=True))
    secretary = someone("audit-secretary")
    for _time in range(TIMES // 5):
        results = released_together(
            lambda: record_attendance(by=secretary, at=at, meeting=meeting, present=codes[:8]),
            lambda: record_attendance(by=secretary, at=at, meeting=meeting, present=codes[4:]),
        )
        assert [result for result in results if isinstance(result, Exception)] == []
    for member in Member.objects.filter(code__in=codes):
        numbers = list(Attendance.objects.filter(member=member).values_list("number", "present"))
        assert [number for number, _there in numbers] == list(range(1, len(numbers) + 1))
        assert all(one[1] != other[1] for one, other in pairwise(numbers))
    assert Act.objects.filter(chain=body.chain).count() >= 2
    assert verify().whole


def test_nothing_lapses_while_an_adoption_looks_at_it(at, monkeypatch):
    """An adoption reads the newest version, and then whether that awaits ratification. Held up between the two, it must
    not build on what lapsed meanwhile."""
    ordinary = brought_to("council", at, [rename()])
    ratification, at = adopted(at)
    ordinary = opened(ordinary, at)
    looks, lapsed = threading.Event(), threading.Event()

    def held_up(version):
        looks.set()
        lapsed.wait(1)
        return awaits_ratification(version)

    monkeypatch.setattr("approvals.operations.decide.awaits_ratification", held_up)

    def lapse():
        looks.wait(20)
        due = max(at, ratification.deadline_at)
        gone = lapse_what_was_not_ratified(at=due)
        lapsed.set()
        return gone

    decided, gone = released_together(lambda: recorded(ordinary, at, Motion.ENDORSE), lapse)
    assert gone == 1, gone
    assert decided.outcome == Outcome.VOID
    assert not Version.objects.filter(predecessor__lapse__isnull=False).exists()
    assert verify().whole
