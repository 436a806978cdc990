"""Corrective actions that leave the plan as it is: who does it until when, how far it is, and what came of it."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cycle.enums import Course, Verdict
from cycle.exceptions import DeadlineOver, NotYours, OutOfOrder, OwnerAndDeadlineMissing, ReasonMissing
from cycle.models import Assessment, CorrectiveAction, Progress
from cycle.operations.correct import close_action, decide_course, propose_solution, report_progress
from cycle.operations.remind_owners import remind_owners
from notifications.models import Notice
from tests.cycle.test_history import year
from tests.cycle.test_loop import analysed, proposed
from tests.procedure import someone

pytestmark = pytest.mark.django_db
UNTIL = date(2020, 12, 31)


def two_solutions(at):
    """SP7.1's corrective action with two solutions, the second with what it is expected to do."""
    deviation = analysed("sp7.1", at)
    for text, expected in (("Wait", None), ("Hold the missions online", Fraction(85, 100))):
        solution = propose_solution(
            by=someone("drafter"),
            at=at,
            deviation=deviation,
            text=text,
            effect="SYNTHETIC",
            expected=expected,
            expected_on=date(2021, 6, 30) if expected else None,
        )
    return solution.corrective_action


def deciding(at, action, **others):
    given = {
        "solution": action.solutions.last(),
        "course": Course.OPERATIONAL,
        "evaluation": "It costs nothing.",
        "remarks": {1: "It changes nothing.", 2: "It can begin at once.", 3: "there is none"},
        "owner": someone("owner"),
        "deadline": UNTIL,
    }
    return decide_course(by=someone("evaluator"), at=at, action=action, **(given | others))


def reported(at, action, share, by="owner", text="SYNTHETIC"):
    return report_progress(by=someone(by), at=at, action=action, share=share, text=text)


def test_something_is_done_by_somebody_until_a_day_and_then_followed_up(at):
    action = deciding(at, two_solutions(at))
    assert (action.step, action.owner, action.deadline) == ("carry_out", someone("owner"), UNTIL)
    reported(at, action, 40)
    action.refresh_from_db()
    assert action.step == "carry_out"
    reported(at, action, 100)
    action.refresh_from_db()
    assert (action.step, [one.share for one in action.progress.all()]) == ("follow_up", [40, 100])
    with pytest.raises(OutOfOrder):
        reported(at, action, 100)
    close_action(by=someone("evaluator"), at=at, action=action, verdict=Verdict.HELPED, follow_up="It did.")
    action.refresh_from_db()
    assert action.process.status == "DONE"


def test_who_and_until_when_have_to_be_said(at):
    action = two_solutions(at)
    for missing in ({"owner": None}, {"deadline": None}):
        with pytest.raises(OwnerAndDeadlineMissing):
            deciding(at, action, **missing)
    with pytest.raises(DeadlineOver):
        deciding(at, action, deadline=date(2020, 5, 31))
    action.refresh_from_db()
    assert (action.step, Assessment.objects.count()) == ("evaluate", 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectiveAction.objects.filter(pk=action.pk).update(owner=someone("owner"), deadline=UNTIL)


def test_other_courses_have_no_owner_though_one_was_given(at):
    action = deciding(at, two_solutions(at), course=Course.NONE)
    assert (action.step, action.owner, action.deadline) == ("follow_up", None, None)


def test_what_was_said_of_each_solution_stays(at):
    action = deciding(at, two_solutions(at))
    assert [(one.solution.number, one.remark) for one in Assessment.objects.all()] == [
        (1, "It changes nothing."),
        (2, "It can begin at once."),
    ]
    reported(at, action, 10)
    for model in (Assessment, Progress):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model.objects.all().delete()


def test_its_owner_and_staff_report_and_nobody_else(at):
    action = deciding(at, two_solutions(at))
    reported(at, action, 10, by="drafter")
    for other in ("reader", "evaluator"):
        with pytest.raises(NotYours):
            reported(at, action, 20, by=other)
    with pytest.raises(ReasonMissing):
        reported(at, action, 20, text=" ")


def morning(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Europe/Brussels"))


def test_its_owner_is_told_reminded_and_whoever_decided_when_it_is_late(at):
    action = deciding(at, two_solutions(at))
    assert Notice.objects.get(kind="cycle.action_is_yours").recipient == someone("owner")

    def told(day):
        remind_owners(at=morning(day))
        notices = Notice.objects.filter(kind="cycle.action_due", created_at=morning(day))
        return sorted(one.recipient.username for one in notices)

    assert told(UNTIL - timedelta(days=8)) == []
    assert told(UNTIL - timedelta(days=7)) == ["owner"]
    assert told(UNTIL - timedelta(days=1)) == []
    assert told(UNTIL + timedelta(days=1)) == ["evaluator", "owner"]
    reported(at, action, 100)
    assert told(UNTIL + timedelta(days=20)) == []


def test_the_pages_from_the_proposal_to_the_follow_up(at, client):
    action = proposed(at, aim=None).corrective_action
    client.force_login(someone("drafter"))
    proposing = reverse("solution", args=[action.deviation.number])
    wrong = client.post(proposing, {"text": "Online", "effect": "more", "cost_currency": "EUR", "expected": "85"})
    assert (wrong.status_code, "belong together" in wrong.content.decode()) == (422, True)
    given = {"text": "Online", "effect": "more", "cost_currency": "EUR", "expected": "85", "expected_on": "2021-06-30"}
    client.post(proposing, given)
    page = reverse("action", args=[action.number])
    client.force_login(someone("evaluator"))
    assert "Expected: 85\u00a0% of the aim by 30 June 2021." in client.get(page).content.decode()
    choice = {"solution": "2", "course": "operational", "evaluation": "cheap", "remark_1": "<b>no</b>", "remark_2": ""}
    client.post(reverse("action-decision", args=[action.number]), choice)
    action.refresh_from_db()
    assert action.step == "evaluate"
    choice |= {"owner": someone("owner").pk, "deadline": "2030-12-31"}
    client.post(reverse("action-decision", args=[action.number]), choice)
    client.force_login(someone("owner"))
    text = client.get(page).content.decode()
    assert "Olga Owner does it, until 31 December 2030." in text
    assert "&lt;b&gt;no" in text
    assert (
        client.post(reverse("action-progress", args=[action.number]), {"share": "101", "text": "x"}).status_code == 422
    )
    client.post(reverse("action-progress", args=[action.number]), {"share": "100", "text": "All held."})
    year(at, 2020, 25, 36)
    text = client.get(page).content.decode()
    assert "All held." in text
    assert "✕ not reached" in text
    assert "77\u00a0%" in text
