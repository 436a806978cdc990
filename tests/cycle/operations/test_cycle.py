"""A cycle's way: its steps, who sees to them, what shows them; one for each edition."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction

from approvals.enums import ActKind
from approvals.models import Act
from cycle.exceptions import GateClosed, NotAnOwner, NotYours, OutOfOrder, ReasonMissing, StepOver
from cycle.flows import steps
from cycle.models import Cycle, Evidence, Period, StepPlan
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.run_cycle import add_evidence, advance_cycle, current_task, plan_step, start_cycle, start_cycles
from cycle.queries.periods import version_of
from cycle.queries.progress import facts_of
from cycle.rules.entries import Entry
from cycle.rules.gates import lacks
from cycle.rules.status import Figures
from plans.models import Edition, Version
from plans.rules.canonical import sha256
from tests.procedure import another_edition, another_version, someone, submitted

pytestmark = pytest.mark.django_db


def another(at, **without):
    """The cycle of another edition, of the shipped plan without some of it."""
    return start_cycle(edition=another_edition(at, **without).edition, at=at)


def ended(cycle, at, shown):
    return advance_cycle(by=someone("drafter"), at=at, cycle=cycle, shown=shown)


def shown(cycle, at, step, **given):
    return add_evidence(by=someone("drafter"), at=at, cycle=cycle, step=step, **{"text": f"done: {step}"} | given)


def test_the_demonstration_stands_at_its_monitoring_and_the_register_tells_how_it_came_there(at):
    cycle = Cycle.objects.get()
    assert current_task(cycle).flow_task.name == "monitoring"
    acts = Act.objects.filter(chain=cycle.chain).order_by("number")
    kinds = [act.kind for act in acts]
    assert kinds == [ActKind.CYCLE_BEGUN, *[ActKind.STEP_ENDED] * 13]
    assert [act.facts["step"] for act in acts[1:]] == [step.name for step in steps()][:13]
    version = Version.objects.get()
    first = acts[1].facts
    assert (first["version_digest"], first["evidence"][0]["number"]) == (version.digest, 1)


def test_each_step_waits_for_what_it_lacks(at):
    """The whole way, by whatever each gate asks for."""
    cycle, passed = another(at, priorities=(), annual_plans=(), mission=None), []
    waits = {
        "consultation": ["evidence_missing"],
        "foundations": ["parts_missing"],
        "priorities": ["priorities_missing"],
    }
    for step, missing in waits.items():
        with pytest.raises(GateClosed) as refusal:
            ended(cycle, at, step)
        assert [lack.what for lack in refusal.value.lacks] == missing
        if step == "consultation":
            shown(cycle, at, step)
            ended(cycle, at, step)
            passed.append(step)
            continue
        if step == "foundations":
            break
    assert current_task(cycle).flow_task.name == "foundations"
    left = {step.name: [lack.what for lack in lacks(step.name, facts_of(cycle, date(2020, 6, 1)))] for step in steps()}
    assert left == {
        "consultation": [],
        "foundations": ["parts_missing"],
        "priorities": ["priorities_missing"],
        "internal_analysis": ["evidence_missing"],
        "environmental_scan": ["evidence_missing"],
        "main_goal": [],
        "decision": ["undecided"],
        "objectives": [],
        "perspectives": [],
        "kpis": [],
        "initiatives": ["years_without_plan"],
        "alignment": ["directorates_not_aligned"],
        "implementing_actions": [],
        "monitoring": ["kpis_without_figure"],
        "evaluate_and_adapt": ["strategy_not_reviewed"],
    }


def test_monitoring_wants_a_figure_of_every_period_that_is_over_or_evidence(at):
    cycle, period = Cycle.objects.get(), Period.objects.get()
    days = {"start": date(2020, 7, 1), "end": date(2020, 12, 31), "due_on": date(2021, 1, 31)}
    open_period(by=someone("drafter"), at=at, edition=cycle.edition, code="2020 H2", **days)

    def lacking(day):
        return facts_of(cycle, day).kpis_without_figure

    # the running one is not asked for while another one is over
    assert (lacking(at.date()), lacking(date(2020, 12, 31))) == ((), ())
    assert (len(lacking(date(2021, 1, 1))), lacking(date(2021, 1, 1))[0]) == (29, "SG.1 (2020 H2)")
    version = version_of(period)
    kpi = version.content.kpis[0].model_copy(update={"key": "new", "code": "N.1"})
    another_version(at, version, kpis=(kpi, *version.content.kpis))
    assert lacking(date(2020, 12, 31)) == ("N.1 (2019-2020)",)
    assert (len(lacking(date(2021, 1, 1))), lacking(date(2021, 1, 1))[0]) == (31, "N.1 (2019-2020)")
    lock_period(by=someone("evaluator"), at=at, period=period, today=date(2020, 7, 1))
    correction = Entry("new", Figures(5), "SYNTHETIC")
    entered = {"at": at, "period": period}
    record_measurements(by=someone("drafter"), **entered, entries=[correction], reason="It was found later.")
    assert lacking(date(2020, 12, 31)) == ("N.1 (2019-2020)",)
    confirm_measurements(by=someone("evaluator"), **entered, shown={"new": 1})
    assert lacking(date(2020, 12, 31)) == ()
    shown(cycle, at, "monitoring")
    assert "kpis_without_figure" not in {lack.what for lack in lacks("monitoring", facts_of(cycle, date(2021, 1, 1)))}


def test_a_step_is_planned_and_shown_by_who_may_until_it_has_ended(at):
    cycle, owner = another(at), someone("owner")
    with pytest.raises(NotYours):
        plan_step(by=owner, at=at, cycle=cycle, step="consultation", owner=owner, due_on=None)
    with pytest.raises(NotYours):
        add_evidence(by=owner, at=at, cycle=cycle, step="consultation", text="I was there.")
    gone = get_user_model().objects.create(username="gone", is_active=False)
    with pytest.raises(NotAnOwner):
        plan_step(by=someone("drafter"), at=at, cycle=cycle, step="consultation", owner=gone, due_on=None)
    for due_on in (date(2020, 9, 1), date(2020, 10, 1)):
        plan_step(by=someone("drafter"), at=at, cycle=cycle, step="consultation", owner=owner, due_on=due_on)
    with pytest.raises(NotYours):
        add_evidence(by=someone("reader"), at=at, cycle=cycle, step="consultation", text="I was not asked.")
    plan = StepPlan.objects.get(cycle=cycle)
    assert (plan.step, plan.owner, plan.due_on) == ("consultation", owner, date(2020, 10, 1))
    owner.is_active = False
    owner.save()
    with pytest.raises(NotYours):
        add_evidence(by=owner, at=at, cycle=cycle, step="consultation", text="I do not work here any more.")
    owner.is_active = True
    owner.save()
    with pytest.raises(ReasonMissing):
        add_evidence(by=owner, at=at, cycle=cycle, step="consultation", text="  ")
    one = add_evidence(
        by=owner, at=at, cycle=cycle, step="consultation", text="Six workshops.", file=("a.pdf", b"%PDF")
    )
    assert (one.number, one.file_name, one.file_digest) == (1, "a.pdf", sha256(b"%PDF"))
    ended(cycle, at, "consultation")
    assert Act.objects.filter(chain=cycle.chain).last().facts["evidence"] == [
        {"number": 1, "text": "Six workshops.", "file": sha256(b"%PDF")}
    ]
    for late in (
        lambda: shown(cycle, at, "consultation"),
        lambda: plan_step(by=someone("drafter"), at=at, cycle=cycle, step="consultation", owner=None, due_on=None),
    ):
        with pytest.raises(StepOver):
            late()
    with pytest.raises(OutOfOrder):
        shown(cycle, at, "nothing_of_the_kind")


def test_evidence_never_changes(at):
    one = Evidence.objects.first()
    for change in (lambda: Evidence.objects.filter(pk=one.pk).update(text="else"), one.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_every_edition_has_its_cycle_once(at):
    cycle = another(at)
    Act.objects.filter(chain=cycle.chain)
    edition = Edition.objects.create(
        key="third-plan", name={"en": "Third"}, start=date(2025, 7, 1), end=date(2028, 6, 30)
    )
    assert start_cycles(at=at + timedelta(days=1)) == 1
    assert start_cycles(at=at + timedelta(days=1)) == 0
    assert current_task(edition.cycle).flow_task.name == "consultation"


def test_a_correction_of_the_text_is_no_decision(at):
    first = Version.objects.get()
    Version.objects.create(
        edition=first.edition,
        number=first.number,
        corrigendum=1,
        canonical_text=first.canonical_text,
        digest=first.digest,
        adopted_at=at,
        in_force_from=first.in_force_from,
        revision=submitted(at).revision,
    )
    assert facts_of(Cycle.objects.get(), at.date()).undecided == ("strategic-plan-2019-2022 1 Corr.1",)
