"""The loop: a KPI deviates, a cause, solutions, a choice, an amendment, and back."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from approvals.enums import ActKind, Motion
from approvals.models import Act
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.withdraw_amendment import withdraw_amendment
from cycle.enums import Cause, Course, State, Verdict
from cycle.exceptions import (
    GateClosed,
    NotYours,
    OutOfOrder,
    ProposerCannotEvaluate,
    ReasonMissing,
)
from cycle.models import Cycle, Deviation, Period
from cycle.operations.correct import (
    amend_plan,
    analyse_deviation,
    choose_again,
    close_action,
    decide_course,
    follow_amendments,
    propose_solution,
    report_progress,
)
from cycle.operations.keep_figures import confirm_measurements, record_measurements
from cycle.operations.open_deviations import open_deviations
from cycle.operations.run_cycle import advance_cycle, current_task
from cycle.queries.history import followed_up
from cycle.queries.progress import facts_of
from cycle.queries.report import report_as_of
from cycle.queries.standing import standings
from cycle.rules.entries import Entry
from cycle.rules.gates import lacks
from cycle.rules.status import Figures
from plans.enums import AmendmentState
from plans.exceptions import NotAllowed, TextCannotBeStored
from plans.models import Amendment
from plans.rules.changes import Cost, SetEstimate
from plans.rules.content import Aim
from tests.procedure import current, opened, recorded, someone

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2020, 7, 1)


def deviation_of(kpi, at):
    open_deviations(at=at)
    return Deviation.objects.get(kpi=kpi)


def analysed(kpi, at):
    return analyse_deviation(
        by=someone("drafter"), at=at, deviation=deviation_of(kpi, at), cause=Cause.EXTERNAL, analysis="Travel stopped."
    )


def proposed(at, kpi="sp7.1", aim="0.75"):
    return propose_solution(
        by=someone("drafter"),
        at=at,
        deviation=analysed(kpi, at),
        text="Lower the estimate",
        effect="The aim can be reached by June 2021",
        cost=Cost(amount=0, currency="EUR"),
        aim=Aim(ratio=aim) if aim else None,
        holds_from=NEXT_YEAR if aim else None,
    )


def decided(at, course=Course.AMEND_PLAN):
    solution = proposed(at)
    return decide_course(
        by=someone("evaluator"),
        at=at,
        action=solution.corrective_action,
        solution=solution,
        course=course,
        evaluation="nothing else is possible",
    )


def test_the_sweep_opens_what_is_off_track_once(at):
    opened_now = open_deviations(at=at)
    codes = [deviation.code for deviation in opened_now]
    assert codes == ["SP6.1", "SP6.2", "SP7.1", "SP7.4", "SP7.5", "SP8.1", "LD3.2"]
    assert open_deviations(at=at) == []
    sp71 = Deviation.objects.get(code="SP7.1")
    assert (Fraction(sp71.ratio), Fraction(sp71.reached)) == (Fraction(22, 36), Fraction(22, 36) / Fraction("0.9"))


def test_the_whole_loop_from_a_deviation_to_a_version_and_back(at):
    action = decided(at)
    amendment = amend_plan(by=someone("drafter"), at=at, action=action)
    assert (amendment.origin, amendment.title) == (action.code, "SP7.1: Lower the estimate")
    reading = submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=1)
    wanted = SetEstimate(element="sp7.1", holds_from=NEXT_YEAR, old=Aim(ratio="0.9"), new=Aim(ratio="0.75"))
    assert reading.revision.proposal.changes == (wanted,)
    assert "Travel stopped." in reading.revision.proposal.rationale["en"]
    for motion in [Motion.FAVOURABLE] * 4 + [Motion.ENDORSE]:
        assert follow_amendments(at=at) == 0
        recorded(opened(current(reading.review), at), at, motion)
    assert follow_amendments(at=at) == 1
    assert follow_amendments(at=at) == 0
    action.refresh_from_db()
    assert action.step == "follow_up"
    close_action(by=someone("evaluator"), at=at, action=action, verdict=Verdict.HELPED, follow_up="Reached.")
    action.refresh_from_db()
    assert (action.step, action.verdict, action.process.status) == ("end", "helped", "DONE")


def test_changing_nothing_goes_to_the_follow_up(at):
    assert decided(at, Course.NONE).step == "follow_up"


def test_a_withdrawn_amendment_opens_the_choice_again(at):
    action = decided(at)
    amendment = amend_plan(by=someone("drafter"), at=at, action=action)
    withdraw_amendment(by=someone("drafter"), at=at, amendment=amendment)
    assert follow_amendments(at=at) == 1
    action.refresh_from_db()
    assert (action.step, action.course, action.amendment) == ("evaluate", "", amendment)


@pytest.mark.parametrize("username", ["reader", "delegate-fr", "pc-secretary", "evaluator", "admin"])
def test_staff_analyses_and_proposes(username, at):
    deviation = deviation_of("sp7.1", at)
    with pytest.raises(NotYours):
        analyse_deviation(by=someone(username), at=at, deviation=deviation, cause=Cause.DATA, analysis="x")
    deviation = analysed("sp7.1", at)
    with pytest.raises(NotYours):
        propose_solution(by=someone(username), at=at, deviation=deviation, text="x", effect="y")


@pytest.mark.parametrize("username", ["reader", "drafter", "admin"])
def test_evaluators_decide_and_close(username, at):
    solution = proposed(at)
    action = solution.corrective_action
    with pytest.raises(NotYours):
        decide_course(by=someone(username), at=at, action=action, solution=solution, course=Course.NONE, evaluation="x")
    decide_course(by=someone("evaluator"), at=at, action=action, solution=solution, course=Course.NONE, evaluation="x")
    with pytest.raises(NotYours):
        close_action(by=someone(username), at=at, action=action, verdict=Verdict.HELPED, follow_up="x")


def test_whoever_proposed_does_not_choose(at):
    solution = proposed(at)
    evaluator = someone("evaluator")
    evaluator.groups.add(*someone("drafter").groups.all())
    propose_solution(by=evaluator, at=at, deviation=solution.corrective_action.deviation, text="x", effect="y")
    with pytest.raises(ProposerCannotEvaluate):
        decide_course(
            by=evaluator,
            at=at,
            action=solution.corrective_action,
            solution=solution,
            course=Course.NONE,
            evaluation="x",
        )


def test_steps_are_taken_in_their_order(at):
    deviation = deviation_of("sp7.1", at)
    drafter, evaluator = someone("drafter"), someone("evaluator")
    with pytest.raises(OutOfOrder):
        propose_solution(by=drafter, at=at, deviation=deviation, text="x", effect="y")
    action = decided(at)
    with pytest.raises(OutOfOrder):
        analyse_deviation(by=drafter, at=at, deviation=deviation, cause=Cause.DATA, analysis="otherwise")
    with pytest.raises(OutOfOrder):
        propose_solution(by=drafter, at=at, deviation=deviation, text="late", effect="y")
    with pytest.raises(OutOfOrder):
        decide_course(by=evaluator, at=at, action=action, solution=None, course=Course.NONE, evaluation="again")
    with pytest.raises(OutOfOrder):
        close_action(by=evaluator, at=at, action=action, verdict=Verdict.HELPED, follow_up="early")
    with pytest.raises(NotAllowed):
        amend_plan(by=evaluator, at=at, action=action)
    amend_plan(by=drafter, at=at, action=action)
    with pytest.raises(OutOfOrder):
        amend_plan(by=drafter, at=at, action=action)


def test_an_amended_estimate_leaves_the_closed_period_as_it_was(at):
    period = Period.objects.get()
    before = standings(period).kpis["sp7.1"].standing
    action = decided(at)
    amendment = amend_plan(by=someone("drafter"), at=at, action=action)
    reading = submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=1)
    for motion in [Motion.FAVOURABLE] * 4 + [Motion.ENDORSE]:
        recorded(opened(current(reading.review), at), at, motion)
    assert standings(period).kpis["sp7.1"].standing == before


def test_an_estimate_amended_inside_the_period_shows_both_ratios(at):
    """In force before the period's end: the status follows the amended estimate, beside the original."""
    action_date = at - timedelta(days=60)
    from approvals.operations.submit_amendment import submit_amendment as submit
    from tests.procedure import drafted

    change = SetEstimate(element="sp7.1", holds_from=date(2020, 1, 1), old=Aim(ratio="0.9"), new=Aim(ratio="0.6"))
    reading = submit(by=someone("drafter"), at=action_date, amendment=drafted(action_date, [change]), shown=1)
    for motion in [Motion.FAVOURABLE] * 4 + [Motion.ENDORSE]:
        recorded(opened(current(reading.review), action_date), action_date, motion)
    one = standings(Period.objects.get()).kpis["sp7.1"]
    assert (one.amended, one.standing.state, one.first.state) == (True, State.ON_TRACK, State.OFF_TRACK)


def test_every_kpi_has_a_status_and_a_correction_counts(at):
    period = Period.objects.get()
    whole = standings(period)
    assert len(whole.kpis) == 29
    assert whole.objectives["sp7"].state is State.OFF_TRACK
    assert whole.kpis["ld3.1"].standing.state is State.AT_RISK
    entry = Entry("sp7.1", Figures(36, 36), "SYNTHETIC", "recounted")
    record_measurements(by=someone("drafter"), at=at, period=period, entries=[entry])
    assert standings(period).kpis["sp7.1"].standing.state is State.OFF_TRACK
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown={"sp7.1": 2})
    assert standings(period).kpis["sp7.1"].standing.state is State.ON_TRACK


def test_the_monitoring_says_what_is_missing_and_then_goes_on(at):
    cycle = Cycle.objects.get()
    assert current_task(cycle).flow_task.name == "monitoring"
    open_deviations(at=at)
    with pytest.raises(GateClosed) as refusal:
        advance_cycle(by=someone("drafter"), at=at, cycle=cycle, shown="monitoring")
    assert [(lack.what, lack.count) for lack in refusal.value.lacks] == [("deviations_without_cause", 7)]
    with pytest.raises(NotYours):
        advance_cycle(by=someone("reader"), at=at, cycle=cycle, shown="monitoring")
    with pytest.raises(OutOfOrder):
        advance_cycle(by=someone("drafter"), at=at, cycle=cycle, shown="consultation")
    Deviation.objects.update(cause=Cause.EXTERNAL, analysed_by=someone("drafter"), analysed_at=at)
    advance_cycle(by=someone("drafter"), at=at, cycle=cycle, shown="monitoring")
    assert current_task(cycle).flow_task.name == "evaluate_and_adapt"
    left = lacks("evaluate_and_adapt", facts_of(cycle, at.date()))
    assert [(lack.what, lack.count) for lack in left] == [
        ("deviations_without_action", 7),
        ("strategy_not_reviewed", 0),
    ]


def test_what_lapsed_opens_the_choice_again_once(at):
    action = decided(at)
    amendment = amend_plan(by=someone("drafter"), at=at, action=action)
    Amendment.objects.filter(pk=amendment.pk).update(state=AmendmentState.ADOPTED)
    assert follow_amendments(at=at) == 1
    Amendment.objects.filter(pk=amendment.pk).update(state=AmendmentState.LAPSED)
    assert follow_amendments(at=at) == 1
    action.refresh_from_db()
    assert (action.step, action.course) == ("evaluate", "")
    for course in (Course.OPERATIONAL, Course.NONE):
        with transaction.atomic():
            again = decide_course(
                by=someone("evaluator"),
                at=at,
                action=action,
                solution=action.solutions.get(),
                course=course,
                evaluation="another way",
                owner=someone("owner"),
                deadline=date(2020, 12, 31),
            )
            if course == Course.OPERATIONAL:
                report_progress(by=someone("owner"), at=at, action=again, share=100, text="done")
            assert follow_amendments(at=at) == 0
            again.refresh_from_db()
            assert (again.step, again.course) == ("follow_up", course)
            transaction.set_rollback(True)


def test_the_choice_to_amend_is_taken_back_while_no_amendment_was_started(at, client):
    action = decided(at)
    with pytest.raises(NotYours):
        choose_again(by=someone("drafter"), at=at, action=action, reason="Another one.")
    with pytest.raises(ReasonMissing):
        choose_again(by=someone("evaluator"), at=at, action=action, reason=" ")
    client.force_login(someone("evaluator"))
    page = reverse("action", args=[action.number])
    assert "Weigh the solutions again" in client.get(page).content.decode()
    assert client.post(reverse("action-again", args=[action.number]), {"reason": ""}).status_code == 422
    action = choose_again(by=someone("evaluator"), at=at, action=action, reason="SYNTHETIC: the money is not there.")
    assert (action.step, action.course, action.chosen) == ("evaluate", "", None)
    kinds = list(Act.objects.filter(chain=action.deviation.chain).order_by("number").values_list("kind", flat=True))
    assert kinds[-2:] == [ActKind.COURSE_DECIDED, ActKind.COURSE_REOPENED]
    seen = next(one for one in report_as_of(at.date()).deviations if one.code == "SP7.1")
    assert (seen.action.code, seen.action.course) == ("CA-001", None)
    again = {"solution": action.solutions.get(), "course": Course.AMEND_PLAN, "evaluation": "After all."}
    action = decide_course(by=someone("evaluator"), at=at, action=action, **again)
    client.post(reverse("action-again", args=[action.number]), {"reason": "SYNTHETIC: once more."})
    action = decide_course(by=someone("evaluator"), at=timezone.now(), action=action, **again)
    amend_plan(by=someone("drafter"), at=at, action=action)
    with pytest.raises(OutOfOrder):
        choose_again(by=someone("evaluator"), at=at, action=action, reason="Too late.")


def test_what_no_amendment_could_say_is_refused_when_it_is_typed(at, client):
    bullet = "Do:\n\uf0b7 lower it"
    deviation = deviation_of("sp7.1", at)
    said = {"by": someone("drafter"), "at": at, "deviation": deviation}
    with pytest.raises(TextCannotBeStored):
        analyse_deviation(**said, cause=Cause.EXTERNAL, analysis=bullet)
    analyse_deviation(**said, cause=Cause.EXTERNAL, analysis="Travel stopped.")
    for text, effect in ((bullet, "x"), ("x", bullet)):
        with pytest.raises(TextCannotBeStored):
            propose_solution(**said, text=text, effect=effect)
    client.force_login(someone("drafter"))
    typed = {"text": bullet, "effect": "SYNTHETIC effect", "cost_currency": "EUR"}
    page = client.post(reverse("solution", args=[deviation.number]), typed)
    assert (page.status_code, "SYNTHETIC effect" in page.content.decode()) == (422, True)  # nothing typed is lost
    assert "characters that cannot be printed" in page.content.decode()
    solution = propose_solution(**said, text="Two\r\nlines", effect="x")
    given = {"action": solution.corrective_action, "solution": solution, "course": Course.AMEND_PLAN}
    action = decide_course(by=someone("evaluator"), at=at, evaluation="x", **given)
    assert amend_plan(by=someone("drafter"), at=at, action=action).title == "SP7.1: Two lines"


def test_whoever_drafts_finds_the_button_and_nobody_else(at, client):
    action = decided(at)
    drafts = Group.objects.create(name="drafts alone")
    drafts.permissions.add(Permission.objects.get(codename="draft_amendment"))
    someone("reader").groups.add(drafts)
    for username, found in (("reader", True), ("evaluator", False)):
        client.force_login(someone(username))
        page = client.get(reverse("action", args=[action.number])).content.decode()
        assert ("Start the amendment" in page) == found


def test_a_period_that_runs_has_not_failed_what_was_expected_of_it(at):
    deviation = analysed("sp7.1", at)
    expected = {"expected": Fraction(9, 10), "expected_on": date(2020, 6, 30)}
    solution = propose_solution(by=someone("drafter"), at=at, deviation=deviation, text="x", effect="x", **expected)
    action = decide_course(
        by=someone("evaluator"),
        at=at,
        action=solution.corrective_action,
        solution=solution,
        course=Course.NONE,
        evaluation="x",
    )
    seen = [[came for _period, _one, came in followed_up(action, day)] for day in (at.date(), date(2020, 6, 30))]
    assert seen == [[None], [False]]
