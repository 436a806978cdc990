"""What a cycle lacks, read from the plan and from what was done: each fact when it is missing and when it is there."""

from datetime import date, timedelta

import pytest

from cycle.enums import Cause, Course
from cycle.models import Cycle, Deviation
from cycle.operations.correct import amend_plan, close_action, decide_course
from cycle.operations.deliver import report_delivery
from cycle.operations.open_deviations import open_deviations
from cycle.operations.run_cycle import add_evidence, advance_cycle, current_task, start_cycle
from cycle.queries.progress import facts_of
from cycle.wording import CAUSES
from plans.models import Version
from plans.rules.content import Action, AnnualPlan, DirectorateObjective, Indicator
from tests.cycle.operations.test_cycle import another
from tests.cycle.test_loop import decided, proposed
from tests.procedure import another_edition, someone

pytestmark = pytest.mark.django_db


def content():
    return Version.objects.first().content


def facts(at, **without):
    return facts_of(another(at, **without), at.date())


def without(some, key):
    return tuple(one for one in some if one.key != key)


def changed(some, key, **others):
    return tuple(one.model_copy(update=others) if one.key == key else one for one in some)


YEAR = {"key": "aip", "code": "AIP", "name": {"en": "x"}, "start": date(2019, 7, 1), "end": date(2020, 6, 30)}
EMPTY = AnnualPlan(
    **YEAR, actions=(Action(key="empty", code="A99", name={"en": "x"}, objective="sp7", deliverables=()),)
)


@pytest.mark.parametrize(
    ("fact", "lacking", "expected"),
    [
        ("parts_missing", lambda plan: {"vision": None, "values": ()}, ("vision", "values")),
        ("priorities_missing", lambda plan: {"priorities": ()}, ("",)),
        ("goal_missing", lambda plan: {"objectives": (), "kpis": (), "links": (), "annual_plans": ()}, ("",)),
        ("objectives_missing", lambda plan: {"objectives": (), "kpis": (), "links": (), "annual_plans": ()}, ("",)),
        (
            "objectives_without_perspective",
            lambda plan: {"objectives": changed(plan.objectives, "sp7", perspective=None)},
            ("SP7",),
        ),
        (
            "objectives_not_linked",
            lambda plan: {"links": tuple(one for one in plan.links if "sp7" not in (one.source, one.target))},
            ("SP7",),
        ),
        (
            "objectives_without_kpi",
            lambda plan: {"kpis": tuple(one for one in plan.kpis if one.objective != "sp7")},
            ("SP7",),
        ),
        ("kpis_without_estimate", lambda plan: {"kpis": changed(plan.kpis, "sp7.1", estimates=())}, ("SP7.1",)),
        ("years_without_plan", lambda plan: {"annual_plans": ()}, ("2019",)),
        ("actions_without_deliverable", lambda plan: {"annual_plans": (EMPTY,)}, ("A99",)),
    ],
)
def test_what_the_plan_lacks_is_named(fact, lacking, expected, at):
    plan = content()
    assert getattr(facts_of(Cycle.objects.get(), at.date()), fact) == ()
    assert getattr(facts(at, **lacking(plan)), fact) == expected


@pytest.mark.parametrize("part", ["objectives", "indicators", "board"])
def test_a_directorate_is_aligned_by_its_map_its_indicators_and_its_board(part, at):
    own = {
        "objectives": (DirectorateObjective(key="own", code="O1", name={"en": "x"}),),
        "indicators": (Indicator(key="seen", name={"en": "x"}, objective="own"),),
        "board": {"en": "A board"},
    }
    whole = content().directorates[0].model_copy(update=own)
    lacking = whole.model_copy(update={part: {} if part == "board" else ()})
    assert facts(at, directorates=(whole,)).directorates_not_aligned == ()
    third = start_cycle(edition=another_edition(at, key="third", directorates=(lacking,)).edition, at=at)
    assert facts_of(third, at.date()).directorates_not_aligned == (whole.code,)


def test_deliverables_are_to_be_told_from_their_day_on(at):
    edition = another(at).edition
    due = next(
        one.due or plan.end
        for plan in content().annual_plans
        for action in plan.actions
        for one in action.deliverables
        if action.code == "A06"
    )
    cycle = edition.cycle
    assert "A06" not in facts_of(cycle, due - timedelta(days=1)).deliverables_untold
    assert "A06" in facts_of(cycle, due).deliverables_untold
    for plan in content().annual_plans:
        for action in plan.actions:
            for one in action.deliverables if action.code == "A06" else ():
                told = {"deliverable": one.key, "share": 10, "text": "SYNTHETIC"}
                report_delivery(by=someone("drafter"), at=at, edition=edition, **told)
    assert "A06" not in facts_of(cycle, due).deliverables_untold


def test_the_loop_is_told_step_by_step(at):
    cycle = Cycle.objects.get()

    def lacking():
        found = facts_of(cycle, at.date())
        names = ("deviations_without_cause", "deviations_without_action", "actions_undecided", "actions_not_closed")
        return [len(getattr(found, name)) for name in names]

    assert lacking() == [0, 0, 0, 0]
    open_deviations(at=at)
    assert lacking() == [7, 7, 0, 0]
    proposed(at)
    assert lacking() == [6, 6, 1, 0]
    action = Deviation.objects.get(kpi="sp7.1").corrective_action
    decide_course(
        by=someone("evaluator"),
        at=at,
        action=action,
        solution=action.solutions.get(),
        course=Course.NONE,
        evaluation="Nothing else is possible.",
    )
    assert lacking() == [6, 6, 0, 1]
    close_action(by=someone("evaluator"), at=at, action=action, verdict="helped", follow_up="Reached.")
    assert lacking() == [6, 6, 0, 0]
    assert facts_of(cycle, at.date()).deviations_without_cause[0] == "DV-001"


def test_the_amendment_begins_with_the_indicator_its_history_and_the_cause(at):
    amendment = amend_plan(by=someone("drafter"), at=at, action=decided(at))
    said = amendment.drafts.get().contents["rationale"]["en"].replace("\xa0", " ")
    kpi = content().element("sp7.1")
    for part in (f"SP7.1 {kpi.measured['en']}", "2019-2020: 68 % of the aim", "Travel stopped.", "Lower the estimate"):
        assert part in said
    assert f"Cause: {CAUSES[Cause.EXTERNAL]}." in said


def test_two_cycles_go_on_each_by_its_own(at):
    """Overlapping editions: what one has done opens no gate of the other."""
    mine, other = Cycle.objects.get(), another(at)
    Deviation.objects.update(cause=Cause.EXTERNAL, analysed_by=someone("drafter"), analysed_at=at)
    given = {"by": someone("drafter"), "at": at}
    assert [current_task(one).flow_task.name for one in (mine, other)] == ["monitoring", "consultation"]
    add_evidence(**given, cycle=other, step="consultation", text="Six workshops.")
    advance_cycle(**given, cycle=other, shown="consultation")
    advance_cycle(**given, cycle=mine, shown="monitoring")
    assert [current_task(one).flow_task.name for one in (mine, other)] == ["evaluate_and_adapt", "foundations"]
    open_deviations(at=at)
    assert facts_of(other, at.date()).deviations_without_cause == ()
    assert len(facts_of(mine, at.date()).deviations_without_cause) == 7
    assert mine.evidence.filter(text="Six workshops.").count() == 0
