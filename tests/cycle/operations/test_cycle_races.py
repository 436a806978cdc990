"""The cycle with two at once, with real connections: nothing is published, corrected, asked, drafted, decided or begun
twice."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.enums import ActKind
from approvals.models import Act
from approvals.operations.withdraw_amendment import withdraw_amendment
from cycle.enums import Course, Verdict
from cycle.exceptions import (
    AlreadyCorrected,
    AlreadyPublished,
    CycleError,
    NextYearInHand,
    OutOfOrder,
    ReviewUnderWay,
)
from cycle.models import Assessment, Cycle, Delivery, Period, PublishedReport, StrategyReview
from cycle.operations.correct import amend_plan, close_action, decide_course, follow_amendments
from cycle.operations.deliver import draft_next_year, report_delivery
from cycle.operations.publish_report import publish_report, seal_reports
from cycle.operations.review_strategy import review_strategy
from cycle.operations.run_cycle import add_evidence, advance_cycle, start_cycles
from cycle.queries.report import report_as_of
from plans.enums import DocumentKind
from plans.models import Amendment, SealedDocument, Version
from plans.rules.canonical import sha256
from tests.approvals.operations.test_races import released_together
from tests.cycle.operations.test_operational import deciding, reported, two_solutions
from tests.cycle.test_loop import decided
from tests.cycle.test_report import measured, published
from tests.procedure import another_edition, someone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]
TIMES = 50 if os.environ.get("SOAK") else 5


def refused(results, kind):
    """Which of some results are a refusal of a kind; anything else that was raised fails here."""
    for result in results:
        assert not isinstance(result, Exception) or isinstance(result, kind), result
    return [isinstance(result, kind) for result in results]


def publishing(at, day, **given):
    shown = sha256(report_as_of(day).text)
    return lambda: publish_report(by=someone("evaluator"), at=at, day=day, shown=shown, **given)


def test_a_report_is_published_once(at):
    for time in range(1, TIMES + 1):
        results = released_together(*[publishing(at, (at - timedelta(days=time)).date())] * 2)
        assert sorted(refused(results, AlreadyPublished)) == [False, True]
    assert [one.number for one in PublishedReport.objects.order_by("number")] == list(range(1, TIMES + 1))
    assert Act.objects.filter(kind=ActKind.REPORT_PUBLISHED).count() == TIMES


def test_a_report_is_corrected_once(at):
    for time in range(TIMES):
        now = at + timedelta(days=10 * time)
        wrong = published(now, (now - timedelta(days=1)).date())
        measured(now, "sp7.1", 20 + time % 10, 36)
        later, days = now + timedelta(days=5), (now.date(), now.date() + timedelta(days=1))
        correcting = [publishing(later, day, corrects=wrong, reason="counted twice") for day in days]
        assert sorted(refused(released_together(*correcting), AlreadyCorrected)) == [False, True]
        assert PublishedReport.objects.filter(corrects=wrong).count() == 1


def test_two_sweeps_seal_a_report_once(at):
    wanted = published(at, (at - timedelta(days=1)).date())
    results = released_together(*[lambda: seal_reports(at=at)] * 2)
    assert sorted(results) == [0, 1]
    (document,) = SealedDocument.objects.filter(kind=DocumentKind.REPORT)
    assert (document.subject, document.sealed_at is not None) == (wanted.subject, True)


def test_the_strategy_is_under_review_once(at):
    report, cycle = published(at, (at - timedelta(days=1)).date()), Cycle.objects.get()

    def asked():
        return review_strategy(
            by=someone("drafter"), at=at, cycle=cycle, report=report, title="SYNTHETIC", rationale={"en": "SYNTHETIC"}
        )

    for _time in range(TIMES):
        results = released_together(asked, asked)
        assert sorted(refused(results, ReviewUnderWay)) == [False, True]
        (review,) = [one for one in results if isinstance(one, StrategyReview)]
        withdraw_amendment(by=someone("drafter"), at=at, amendment=review.amendment)
    assert StrategyReview.objects.count() == TIMES


def test_the_next_year_is_drafted_once(at):
    version = Version.objects.get()

    def drafting():
        plan = version.content.annual_plans[0]
        return draft_next_year(by=someone("drafter"), at=at, edition=version.edition, plan=plan)

    for _time in range(TIMES):
        results = released_together(drafting, drafting)
        assert sorted(refused(results, NextYearInHand)) == [False, True]
        (amendment,) = [one for one in results if isinstance(one, Amendment)]
        withdraw_amendment(by=someone("drafter"), at=at, amendment=amendment)


def test_an_edition_has_its_cycle_once_and_a_step_ends_once(at):
    for time in range(TIMES):
        edition = another_edition(at, key=f"plan-{time}").edition
        assert sum(released_together(*[lambda: start_cycles(at=at)] * 2)) == 1
        cycle = Cycle.objects.get(edition=edition)
        add_evidence(by=someone("drafter"), at=at, cycle=cycle, step="consultation", text="SYNTHETIC")

        def ending(cycle=cycle):
            return advance_cycle(by=someone("drafter"), at=at, cycle=cycle, shown="consultation")

        assert sorted(refused(released_together(ending, ending), OutOfOrder)) == [False, True]
        assert Act.objects.filter(chain=cycle.chain, kind=ActKind.STEP_ENDED).count() == 1


def test_progress_reported_by_two_is_kept_of_both(at):
    edition = Period.objects.get().edition
    before = Delivery.objects.filter(edition=edition, deliverable="a06.1").count()

    def telling(share):
        return lambda: report_delivery(
            by=someone("drafter"), at=at, edition=edition, deliverable="a06.1", share=share, text="SYNTHETIC"
        )

    for _time in range(TIMES):
        assert refused(released_together(telling(40), telling(60)), CycleError) == [False, False]
    numbers = [one.number for one in Delivery.objects.filter(edition=edition, deliverable="a06.1").order_by("number")]
    assert numbers == list(range(1, before + 2 * TIMES + 1))


def test_a_corrective_action_is_decided_once_and_closed_once(at):
    action = two_solutions(at)
    deciding_it = released_together(*[lambda: deciding(at, action)] * 2)
    assert sorted(refused(deciding_it, OutOfOrder)) == [False, True]
    assert Assessment.objects.filter(solution__corrective_action=action).count() == 2
    reported(at, action, 100)

    def closing(verdict):
        return lambda: close_action(
            by=someone("evaluator"), at=timezone.now(), action=action, verdict=verdict, follow_up="SYNTHETIC"
        )

    results = released_together(closing(Verdict.HELPED), closing(Verdict.DID_NOT_HELP))
    assert sorted(refused(results, OutOfOrder)) == [False, True]


def test_two_sweeps_take_an_action_on_once(at):
    action = decided(at)
    for _time in range(TIMES):
        amendment = amend_plan(by=someone("drafter"), at=at, action=action)
        Amendment.objects.filter(pk=amendment.pk).update(state="adopted")
        assert sorted(released_together(*[lambda: follow_amendments(at=at)] * 2)) == [0, 1]
        Amendment.objects.filter(pk=amendment.pk).update(state="lapsed")
        assert sorted(released_together(*[lambda: follow_amendments(at=at)] * 2)) == [0, 1]
        again = {"solution": action.solutions.get(), "course": Course.AMEND_PLAN, "evaluation": "SYNTHETIC"}
        action = decide_course(by=someone("evaluator"), at=at, action=action, **again)
