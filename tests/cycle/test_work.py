"""What needs whom in the cycle, as the start page lists it."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cycle.enums import Course
from cycle.models import Cycle, Deviation, Measurement, Period
from cycle.operations.correct import acknowledge_deviation, amend_plan
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.name_owner import name_owner
from cycle.operations.open_deviations import open_deviations
from cycle.operations.remind_owners import remind_owners
from cycle.operations.review_strategy import review_strategy
from cycle.operations.run_cycle import plan_step
from cycle.queries.figures import newest, rows
from cycle.queries.periods import version_of
from cycle.queries.work import Todo, todos_of
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from notifications.models import Notice
from tests.cycle.operations.test_operational import deciding, two_solutions
from tests.cycle.test_loop import decided
from tests.cycle.test_report import contest, published
from tests.procedure import drafted, someone

pytestmark = pytest.mark.django_db
PLAN = "strategic-plan-2019-2022"


def todos(username, at):
    return todos_of(someone(username), at, at.date())


def whats(username, at):
    return [(todo.what, todo.about, todo.count) for todo in todos(username, at)]


def test_owners_enter_what_is_missing_and_others_confirm_it(at):
    edition = Period.objects.get().edition
    later = at + timedelta(days=40)
    open_period(
        by=someone("drafter"),
        at=at,
        edition=edition,
        code="2020-2021",
        start=date(2020, 7, 1),
        end=date(2021, 6, 30),
        due_on=date(2021, 7, 31),
    )
    assert todos("owner", later) == [
        Todo("enter_figures", "2020-2021", "period", (PLAN, "2020-2021"), date(2021, 7, 31), 6)
    ]
    period = Period.objects.get(code="2020-2021")
    entry = Entry("sp7.1", Figures(3, 4), "SYNTHETIC")
    record_measurements(by=someone("owner"), at=later, period=period, entries=[entry])
    assert whats("owner", later) == [("enter_figures", "2020-2021", 5)]
    assert whats("evaluator", later) == [("confirm_figures", "2020-2021", 1)]
    assert todos("reader", later) == []


def test_a_contested_figure_is_answered(at):
    contest(at, Measurement.objects.get(kpi="sp7.1"))
    assert todos("evaluator", at) == [
        Todo("answer_contest", "SP7.1, 2019-2020", "figure", (PLAN, "2019-2020", "sp7.1"))
    ]


def test_deviations_go_from_hand_to_hand(at):
    open_deviations(at=at)
    first = {todo.what for todo in todos("drafter", at)}
    assert first == {"look_at"}
    assert {todo.about.split(", ")[1] for todo in todos("owner", at)} == {"SP7.1", "SP7.4", "SP7.5", "SP8.1"}
    acknowledge_deviation(by=someone("owner"), at=at, deviation=Deviation.objects.get(code="SP7.1"))
    assert "SP7.1" not in {todo.about.split(", ")[1] for todo in todos("owner", at)}
    assert ("analyse", "DV-003, SP7.1, 2019-2020", 1) in whats("drafter", at)


def test_corrective_actions_go_from_hand_to_hand(at):
    action = decided(at)
    assert ("amend", "CA-001, SP7.1", 1) in whats("drafter", at)
    amend_plan(by=someone("drafter"), at=at, action=action)
    assert "amend" not in {what for what, *_rest in whats("drafter", at)}
    assert todos("evaluator", at) == []


def test_solutions_are_evaluated_by_who_did_not_propose_them_and_followed_up(at):
    action = two_solutions(at)
    assert [todo.what for todo in todos("evaluator", at)] == ["evaluate"]
    someone("drafter").groups.add(*someone("evaluator").groups.all())  # who proposed them does not choose
    assert "evaluate" not in {todo.what for todo in todos("drafter", at)}
    deciding(at, action, deadline=at.date() + timedelta(days=30))
    assert next((todo.what, todo.deadline) for todo in todos("owner", at)) == (
        "carry_out",
        at.date() + timedelta(days=30),
    )
    assert todos("evaluator", at) == []


def test_steps_and_deliverables_wait_for_who_sees_to_them(at):
    reader, cycle = someone("reader"), Cycle.objects.get()
    plan_step(by=someone("drafter"), at=at, cycle=cycle, step="monitoring", owner=reader, due_on=date(2020, 9, 1))
    plan_step(by=someone("drafter"), at=at, cycle=cycle, step="evaluate_and_adapt", owner=reader, due_on=None)
    name_owner(by=someone("drafter"), at=at, element="a06", person=reader)
    name_owner(by=someone("drafter"), at=at, element="a02", person=reader)
    assert todos("reader", at) == [
        Todo("deliver", "A06, AIP-2019-2020", "annual-plan-of", ("AIP-2019-2020",), date(2020, 6, 30), 2),
        Todo("show_step", f"{PLAN}: Monitoring", "cycle-of", (PLAN,), date(2020, 9, 1)),
    ]


def test_the_start_page_lists_them(at, client):
    decided(at, Course.AMEND_PLAN)
    client.force_login(someone("drafter"))
    page = client.get(reverse("home")).content.decode()
    assert ("CA-001, SP7.1" in page, "draft the amendment" in page) == (True, True)
    client.force_login(someone("reader"))
    assert "Nothing needs you now" in client.get(reverse("home")).content.decode()


def test_what_nobody_owns_is_looked_after_by_who_runs_the_cycle_and_corrections_are_confirmed(at):
    period = Period.objects.get()
    lock_period(by=someone("evaluator"), at=at, period=period, today=period.due_on)
    entry = Entry("sg.1", Figures(110), "SYNTHETIC")
    record_measurements(by=someone("drafter"), at=at, period=period, entries=[entry], reason="Counted twice.")
    assert todos("evaluator", at) == [
        Todo("confirm_correction", "SG.1, 2019-2020", "figure", (PLAN, "2019-2020", "sg.1"))
    ]
    days = {"start": date(2020, 7, 1), "end": date(2021, 6, 30), "due_on": date(2021, 7, 31)}
    open_period(by=someone("drafter"), at=at, edition=period.edition, code="2020-2021", **days)
    later = whats("drafter", at + timedelta(days=40))
    assert [todo for todo in later if todo[0] not in ("deliver_late", "look_at")] == [
        ("enter_figures", "2020-2021", 23)
    ]


def test_drafts_are_for_those_who_draft(at, client):
    report = published(at, (at - timedelta(days=1)).date())
    with_it = drafted(at, title="A secret draft")
    given = {"title": "A secret question", "rationale": {"en": "x"}, "accompanied_by": [with_it]}
    review_strategy(by=someone("drafter"), at=at, cycle=Cycle.objects.get(), report=report, **given)
    for username, sees in (("drafter", True), ("delegate-fr", False)):
        client.force_login(someone(username))
        assert ("A secret question" in client.get(reverse("cycle")).content.decode()) == sees
        assert ("A secret draft" in client.get(reverse("origin", args=["RP-001"])).content.decode()) == sees


def test_whoever_entered_a_figure_is_not_asked_to_confirm_it(at):
    evaluator, period = someone("evaluator"), Period.objects.get()
    evaluator.groups.add(*someone("drafter").groups.all())
    record_measurements(by=evaluator, at=at, period=period, entries=[Entry("sp7.1", Figures(3, 4), "SYNTHETIC")])
    record_measurements(
        by=someone("drafter"), at=at, period=period, entries=[Entry("sp7.2", Figures(3, 4), "SYNTHETIC")]
    )
    assert [count for what, _about, count in whats("evaluator", at) if what == "confirm_figures"] == [1]
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown={"sp7.2": newest(period)["sp7.2"].number})
    assert "confirm_figures" not in {todo.what for todo in todos("evaluator", at)}
    fix = Entry("sp7.3", Figures(3, 4), "SYNTHETIC")
    Period.objects.update(locked_at=at, locked_by=evaluator, locked_version=version_of(period))
    record_measurements(by=evaluator, at=at, period=period, entries=[fix], reason="Counted twice.")
    assert "confirm_correction" not in {todo.what for todo in todos("evaluator", at)}


def test_what_somebody_did_who_left_is_looked_after_by_who_runs_the_cycle(at):
    gone, cycle = someone("reader"), Cycle.objects.get()
    name_owner(by=someone("drafter"), at=at, element="sg.1", person=gone)
    name_owner(by=someone("drafter"), at=at, element="a06", person=gone)
    plan_step(by=someone("drafter"), at=at, cycle=cycle, step="monitoring", owner=gone, due_on=date(2020, 9, 1))
    days = {"start": date(2020, 7, 1), "end": date(2021, 6, 30), "due_on": date(2021, 7, 31)}
    period = open_period(by=someone("drafter"), at=at, edition=cycle.edition, code="2020-2021", **days)
    later = at + timedelta(days=40)
    before = {todo.what: todo for todo in todos("drafter", later)}
    assert (before["enter_figures"].count, "end_step" in before) == (22, False)
    gone.is_active = False
    gone.save()
    after = {todo.what: todo for todo in todos("drafter", later)}
    assert (after["enter_figures"].count, after["end_step"].deadline) == (23, date(2020, 9, 1))
    assert after["deliver_late"].count == before["deliver_late"].count + 2
    assert {row.kpi.key: row.owner for row in rows(period, version_of(period).content, later)}["sg.1"] is None
    plan_step(by=someone("drafter"), at=at, cycle=cycle, step="monitoring", owner=None, due_on=date(2020, 10, 1))
    assert {todo.what: todo for todo in todos("drafter", later)}["end_step"].deadline == date(2020, 10, 1)


def test_the_start_page_asks_as_often_for_many_periods(at, django_assert_max_num_queries):
    edition = Period.objects.get().edition
    with CaptureQueriesContext(connection) as few:
        assert todos("evaluator", at) == []
    days = [date(2020, 7, 1) + timedelta(days=30 * number) for number in range(8)]
    for start, end in itertools.pairwise(days):
        last = end - timedelta(days=1)
        period = open_period(
            by=someone("drafter"), at=at, edition=edition, code=f"P{start:%j}", start=start, end=last, due_on=last
        )
        entry = Entry("sp7.1", Figures(3, 4), "SYNTHETIC")
        record_measurements(by=someone("drafter"), at=at, period=period, entries=[entry])
    with django_assert_max_num_queries(len(few) + 1):
        assert len(todos("evaluator", at + timedelta(days=300))) == 7


def test_what_is_carried_out_by_somebody_who_left_is_looked_after_by_who_runs_the_cycle(at):
    action = two_solutions(at)
    deciding(at, action, deadline=at.date() + timedelta(days=3))
    assert "carry_out" not in {todo.what for todo in todos("drafter", at)}
    gone = someone("owner")
    gone.is_active = False
    gone.save()
    todo = next(todo for todo in todos("drafter", at) if todo.what == "carry_out")
    assert (todo.page, todo.arguments) == ("action", (action.number,))
    remind_owners(at=at)
    told = Notice.objects.filter(kind="cycle.action_due").values_list("recipient__username", flat=True)
    assert list(told) == ["drafter"]
    someone("evaluator").groups.add(*someone("drafter").groups.all())  # who decided is told once, when it is late too
    remind_owners(at=at + timedelta(days=30))
    again = Notice.objects.filter(kind="cycle.action_due").values_list("recipient__username", flat=True)
    assert sorted(again) == ["drafter", "drafter", "evaluator"]
