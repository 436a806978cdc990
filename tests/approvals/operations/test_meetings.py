"""Meetings: called, attended, decided at; agendas that carry over; consent agendas; roll calls."""

from datetime import timedelta

import pytest

from approvals.enums import Choice, Motion, Outcome, Section, Way
from approvals.exceptions import (
    AlreadyDecided,
    AlreadyOpen,
    AnotherMeeting,
    CountsDoNotFit,
    MeetingNotSitting,
    MotionNotPossible,
    NotOnAgenda,
    NotPresent,
    NotYours,
    OnAnotherAgenda,
    TermDoesNotFit,
    WayNotAllowed,
    WrongBody,
)
from approvals.models import Act, Attendance, Body, Member, Rule
from approvals.operations.sit import (
    call_meeting,
    close_meeting,
    open_meeting,
    place_item,
    pull_item,
    record_attendance,
    take_off_agenda,
)
from approvals.queries.bodies import present_members
from approvals.queries.register import verify
from approvals.rules import outcomes
from notifications.models import Notice
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
    someone,
    submitted,
)

pytestmark = pytest.mark.django_db


def commission():
    return Body.objects.get(key="policy_commission")


@pytest.fixture
def meeting(at):
    return called(commission(), at)


@pytest.fixture
def reading(at):
    return opened(submitted(at), at)


def test_those_present_at_a_meeting_are_counted_from_its_attendance(at, meeting, reading):
    placed(meeting, reading, at)
    attended(meeting, at, 16)
    decision = sat(meeting, reading, at, votes=(9, 5, 2))
    assert (decision.tally["entitled"], decision.tally["present"], decision.outcome) == (31, 16, Outcome.FAVOURABLE)
    assert (decision.sitting, decision.meeting) == (meeting, "SYNTHETIC session")


def test_without_a_quorum_it_is_void_and_carries_over_to_the_next_meeting(at, meeting, reading):
    item = placed(meeting, reading, at)
    attended(meeting, at, 15)
    assert sat(meeting, reading, at).outcome == Outcome.VOID
    close_meeting(by=secretary_of(reading), at=at, meeting=meeting)
    item.refresh_from_db()
    assert item.left_at == at
    following = called(commission(), at, "the next one")
    again = following.items.get()
    assert (again.reading, again.carried_over, again.section) == (reading, True, Section.DECISION)
    attended(following, at, 16)
    assert sat(following, reading, at).outcome == Outcome.FAVOURABLE


def test_what_a_meeting_leaves_is_on_one_that_is_called_already(at, meeting, reading):
    placed(meeting, reading, at)
    secretary = secretary_of(reading)
    later = call_meeting(by=secretary, at=at, body=commission(), title="later", starts_at=at + timedelta(days=90))
    assert later.items.count() == 0
    close_meeting(by=secretary, at=at, meeting=meeting)
    assert later.items.get().carried_over


def test_a_decided_item_leaves_the_agenda_and_does_not_come_again(at, meeting, reading):
    item = placed(meeting, reading, at)
    attended(meeting, at, 20)
    sat(meeting, reading, at)
    item.refresh_from_db()
    assert item.left_at == at
    close_meeting(by=secretary_of(reading), at=at, meeting=meeting)
    assert called(commission(), at, "the next one").items.count() == 0


def test_attendance_is_a_log_of_who_came_and_who_left(at, meeting):
    secretary = someone("pc-secretary")
    codes = attended(meeting, at, 3)
    assert record_attendance(by=secretary, at=at, meeting=meeting, present=codes) == 0
    assert record_attendance(by=secretary, at=at, meeting=meeting, present=[codes[0], codes[2]]) == 1
    assert record_attendance(by=secretary, at=at, meeting=meeting, present=codes) == 1
    entries = Attendance.objects.filter(member__code=codes[1]).values_list("number", "present")
    assert list(entries) == [(1, True), (2, False), (3, True)]
    assert [member.code for member in present_members(meeting)] == codes
    facts = Act.objects.filter(kind="attendance_recorded").order_by("number").last().facts
    assert facts == {"meeting": meeting.pk, "came": [codes[1]], "left": [], "present": 3}


def test_who_holds_no_seat_is_not_there(at, meeting):
    with pytest.raises(NotPresent) as refusal:
        record_attendance(by=someone("pc-secretary"), at=at, meeting=meeting, present=["FR", "ZZ"])
    assert "ZZ" in refusal.value.members
    assert not Attendance.objects.exists()


def test_a_member_that_is_recused_is_there_and_not_counted(at, meeting, reading):
    from approvals.operations.declare_interest import declare_interest

    placed(meeting, reading, at)
    codes = attended(meeting, at, 16)
    member = Member.objects.get(code=codes[0])
    declare_interest(
        by=secretary_of(reading), at=at, reading=reading, member=member, statement="It sells it", recuses=True
    )
    decision = sat(meeting, reading, at)
    assert (decision.tally["entitled"], decision.tally["present"], decision.outcome) == (30, 15, Outcome.VOID)


def test_a_roll_call_is_recorded_by_name(at, meeting, reading):
    placed(meeting, reading, at)
    codes = attended(meeting, at, 16)
    roll = dict.fromkeys(codes[:9], Choice.FOR) | dict.fromkeys(codes[9:14], Choice.AGAINST)
    decision = sat(meeting, reading, at, roll=roll)
    counts = {name: decision.tally[name] for name in ("present", "for", "against", "abstaining")}
    assert counts == {"present": 16, "for": 9, "against": 5, "abstaining": 0}
    assert decision.way == Way.ROLL_CALL
    assert [vote["member"] for vote in decision.act.facts["votes"]] == codes[:14]


def test_nobody_votes_in_a_roll_call_who_is_not_there(at, meeting, reading):
    placed(meeting, reading, at)
    codes = attended(meeting, at, 17)
    record_attendance(by=secretary_of(reading), at=at, meeting=meeting, present=codes[:16])
    with pytest.raises(NotPresent) as refusal:
        sat(meeting, reading, at, roll=dict.fromkeys(codes, Choice.FOR))
    assert refusal.value.members == (codes[16],)


def test_a_roll_call_without_a_meeting_is_of_those_entitled(at, reading):
    with pytest.raises(NotPresent):
        recorded(reading, at, roll={"XX": Choice.FOR})
    codes = [seat.terms.get().member.code for seat in commission().seats.all()[:16]]
    decision = recorded(reading, at, roll=dict.fromkeys(codes, Choice.FOR), present=20)
    assert (decision.tally["for"], decision.tally["present"]) == (16, 20)


def test_more_votes_than_present_are_refused_and_nothing_is_lost(at, meeting, reading):
    placed(meeting, reading, at)
    attended(meeting, at, 16)
    with pytest.raises(CountsDoNotFit, match="more_votes_than_present"):
        sat(meeting, reading, at, votes=(10, 5, 2))
    assert sat(meeting, reading, at, votes=(10, 5, 1)).outcome == Outcome.FAVOURABLE


def consented(meeting, reading, at):
    return sat(meeting, reading, at, way=Way.CONSENT_AGENDA)


def test_a_consent_agenda_adopts_what_nobody_pulls_out(at, meeting):
    readings = [opened(submitted(at, [rename()] if number else None), at) for number in range(3)]
    items = [placed(meeting, reading, at, Section.CONSENT) for reading in readings]
    attended(meeting, at, 20)
    member = Member.objects.filter(seat_terms__seat__body=commission()).order_by("code").first()
    delegate = someone(f"delegate-{member.code.lower()}")
    pulled = pull_item(by=delegate, at=at, item=items[1])
    assert (pulled.section, pulled.pulled_for, pulled.pulled_by) == (Section.DECISION, member, delegate)
    decisions = [consented(meeting, reading, at) for reading in (readings[0], readings[2])]
    assert [(decision.outcome, decision.way) for decision in decisions] == [("favourable", "consent_agenda")] * 2
    assert sat(meeting, readings[1], at, Motion.ADVERSE).outcome == Outcome.ADVERSE
    with pytest.raises(NotOnAgenda):
        pull_item(by=delegate, at=at, item=items[0])
    assert verify().whole


def test_what_was_pulled_out_is_not_adopted_by_consent(at, meeting, reading):
    item = placed(meeting, reading, at, Section.CONSENT)
    attended(meeting, at, 20)
    member = Member.objects.filter(seat_terms__seat__body=commission()).order_by("code").first()
    pull_item(by=someone(f"delegate-{member.code.lower()}"), at=at, item=item)
    with pytest.raises(NotOnAgenda):
        consented(meeting, reading, at)
    other = opened(submitted(at, [rename()]), at)
    with pytest.raises(NotOnAgenda):  # nor without a meeting
        recorded(other, at, way=Way.CONSENT_AGENDA)


def test_a_meeting_that_sits_counts_whatever_is_typed(at, meeting, reading):
    placed(meeting, reading, at)
    attended(meeting, at, 3)
    decision = recorded(reading, at, present=25)
    assert (decision.outcome, decision.tally["present"], decision.sitting) == (Outcome.VOID, 3, meeting)


def test_a_rule_without_an_undisputed_motion_has_no_consent_agenda(at, meeting):
    rule = outcomes.OutcomeRule("COMMITTEE", 2, (Motion.ADVERSE, Motion.RETURN), outcomes.ANY_WAY)
    Rule.objects.create(
        kind="outcomes", key="COMMITTEE", version=2, value=outcomes.as_json(rule), in_force_from=at - timedelta(days=1)
    )
    reading = opened(submitted(at), at)
    with pytest.raises(WayNotAllowed):
        placed(meeting, reading, at, Section.CONSENT)
    with pytest.raises(MotionNotPossible):
        recorded(reading, at, motion=None)


def test_the_consent_agenda_puts_only_what_is_undisputed(at, meeting, reading):
    placed(meeting, reading, at, Section.CONSENT)
    attended(meeting, at, 20)
    with pytest.raises(WayNotAllowed):
        sat(meeting, reading, at, Motion.ADVERSE, way=Way.CONSENT_AGENDA)


def test_who_has_no_vote_pulls_nothing_out(at, meeting, reading):
    item = placed(meeting, reading, at, Section.CONSENT)
    with pytest.raises(NotYours):
        pull_item(by=someone("audit-secretary"), at=at, item=item)
    with pytest.raises(NotPresent):
        pull_item(by=someone("pc-secretary"), at=at, item=item, member=Member.objects.get(code="VU"))
    seated = Member.objects.filter(seat_terms__seat__body=commission()).first()
    assert pull_item(by=someone("pc-secretary"), at=at, item=item, member=seated).pulled_for == seated


def test_a_step_whose_rule_has_no_consent_agenda_has_none(at, meeting, reading):
    rule = outcomes.OutcomeRule("COMMITTEE", 2, outcomes.COMMITTEE.motions, frozenset({Way.CONSENSUS}))
    Rule.objects.create(
        kind="outcomes", key="COMMITTEE", version=2, value=outcomes.as_json(rule), in_force_from=at - timedelta(days=1)
    )
    later = opened(submitted(at, [rename()]), at)
    with pytest.raises(WayNotAllowed):
        placed(meeting, later, at, Section.CONSENT)
    assert placed(meeting, reading, at, Section.CONSENT).section == Section.CONSENT
    placed(meeting, later, at)
    attended(meeting, at, 20)
    with pytest.raises(WayNotAllowed):
        sat(meeting, later, at, votes=(20, 0, 0))
    assert sat(meeting, later, at).outcome == Outcome.FAVOURABLE


def test_a_meeting_begins_once_and_one_at_a_time(at, meeting):
    secretary = someone("pc-secretary")
    with pytest.raises(AlreadyOpen):
        open_meeting(by=secretary, at=at, meeting=meeting)
    other = call_meeting(by=secretary, at=at, body=commission(), title="another", starts_at=at + timedelta(days=2))
    with pytest.raises(AnotherMeeting) as refusal:
        open_meeting(by=secretary, at=at, meeting=other)
    assert refusal.value.meeting == meeting
    close_meeting(by=secretary, at=at, meeting=meeting)
    with pytest.raises(MeetingNotSitting):
        close_meeting(by=secretary, at=at, meeting=meeting)
    with pytest.raises(MeetingNotSitting):
        open_meeting(by=secretary, at=at, meeting=meeting)
    assert open_meeting(by=secretary, at=at, meeting=other).sits


def test_nothing_is_decided_at_a_meeting_that_does_not_sit_or_without_it_on_the_agenda(at, meeting, reading):
    with pytest.raises(NotOnAgenda):
        sat(meeting, reading, at)
    item = placed(meeting, reading, at)
    take_off_agenda(by=secretary_of(reading), at=at, item=item)
    with pytest.raises(NotOnAgenda):
        sat(meeting, reading, at)
    with pytest.raises(NotOnAgenda):
        take_off_agenda(by=secretary_of(reading), at=at, item=item)
    placed(meeting, reading, at)
    close_meeting(by=secretary_of(reading), at=at, meeting=meeting)
    with pytest.raises(MeetingNotSitting):
        sat(meeting, reading, at)
    with pytest.raises(MeetingNotSitting):
        record_attendance(by=secretary_of(reading), at=at, meeting=meeting, present=[])


def test_an_agenda_holds_its_own_bodys_open_readings_once(at, meeting, reading):
    council = brought_to("council", at, [rename()])
    with pytest.raises(WrongBody):
        placed(meeting, council, at)
    placed(meeting, reading, at)
    with pytest.raises(OnAnotherAgenda):
        placed(meeting, reading, at)
    attended(meeting, at, 20)
    sat(meeting, reading, at)
    with pytest.raises(NotOnAgenda):
        placed(meeting, reading, at)
    with pytest.raises(AlreadyDecided):
        sat(meeting, reading, at)


def test_only_the_bodys_secretary_runs_its_meetings(at, meeting, reading):
    other, body = someone("audit-secretary"), commission()
    item = placed(meeting, reading, at)
    for act in (
        lambda: call_meeting(by=other, at=at, body=body, title="x", starts_at=at + timedelta(days=1)),
        lambda: place_item(by=other, at=at, meeting=meeting, reading=reading),
        lambda: take_off_agenda(by=other, at=at, item=item),
        lambda: record_attendance(by=other, at=at, meeting=meeting, present=[]),
        lambda: open_meeting(by=other, at=at, meeting=meeting),
        lambda: close_meeting(by=other, at=at, meeting=meeting),
    ):
        with pytest.raises(NotYours):
            act()


def test_a_meeting_is_called_for_later_and_its_delegates_are_told(at):
    secretary = someone("pc-secretary")
    with pytest.raises(TermDoesNotFit, match="meeting_in_the_past"):
        call_meeting(by=secretary, at=at, body=commission(), title="x", starts_at=at)
    call_meeting(by=secretary, at=at, body=commission(), title="79th", starts_at=at + timedelta(days=1))
    told = Notice.objects.filter(kind="approvals.meeting_called")
    assert told.count() == 31


def test_a_second_reading_at_the_same_body_is_another_item(at, meeting, reading):
    placed(meeting, reading, at)
    attended(meeting, at, 20)
    sat(meeting, reading, at)
    second = current(reading.review)
    while second.step != "policy_commission_second":
        recorded(opened(second, at), at)
        second = current(reading.review)
    opened(second, at)
    assert placed(meeting, second, at).number == 2
    assert sat(meeting, second, at).outcome == Outcome.FAVOURABLE
