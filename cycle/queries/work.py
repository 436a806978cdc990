"""What needs a person in the cycle: figures, deviations, corrective actions, steps, deliverables."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from viewflow.workflow.models import Task

from cycle.models import CorrectiveAction, Cycle, Deviation, Measurement, Period, StepPlan, StrategyReview
from cycle.queries.deliveries import deliveries
from cycle.queries.figures import entered_last, owned_by, owners, unanswered
from cycle.queries.people import rights_of
from cycle.queries.periods import versions_of
from cycle.rules.annual import WHOLE, current
from plans.enums import AmendmentState
from plans.exceptions import NoPlanInForce
from plans.queries.versions import latest_version, version_in_force
from plans.rules.content import Kpi

WITH_DRAFTERS = (AmendmentState.DRAFT, AmendmentState.RETURNED)


@dataclass(frozen=True)
class Todo:
    """One thing that needs the person: `what` names it for wording, `about` says of what, `count` of how many; `page`
    and `arguments` where it is done; `deadline` may be None."""

    what: str
    about: str
    page: str
    arguments: tuple
    deadline: date | None = None
    count: int = 1


def todos_of(person, at, today):
    """Everything in the cycle that needs a person, by deadline; what has none comes last."""
    rights = rights_of(person, ("run_cycle", "confirm_figures", "evaluate", "draft_amendment"))
    owned = owned_by(person, at)
    found = [
        *_figures(person, rights, owned, at, today),
        *_deviations(rights, owned),
        *_actions(person, rights),
        *_reviews(rights),
        *_steps(person, rights),
        *_deliverables(owned, rights, at, today),
    ]
    return sorted(found, key=lambda todo: (todo.deadline is None, todo.deadline or today, todo.what, todo.about))


def _figures(person, rights, owned, at, today):
    if not owned and not {"confirm_figures", "run_cycle"} & rights:
        return
    periods = list(Period.objects.filter(locked_at__isnull=True, start__lte=today).select_related("edition"))
    versions, entered = versions_of(periods), entered_last(periods)
    # what nobody owns is looked after by whoever runs the cycle
    owning = owners(at) if "run_cycle" in rights else None
    for period in periods:
        keys = [kpi.key for kpi in versions[period.pk].content.kpis]
        where = ("period", (period.edition.key, period.code), period.due_on)
        missing = [
            key
            for key in keys
            if (period.pk, key) not in entered and (key in owned or (owning is not None and key not in owning))
        ]
        if missing:
            yield Todo("enter_figures", period.code, *where, len(missing))
        last = [entered[period.pk, key] for key in keys if (period.pk, key) in entered]
        waiting = [by for confirmed, by, _reason in last if not confirmed and by != person.pk]
        if waiting and "confirm_figures" in rights:
            yield Todo("confirm_figures", period.code, *where, len(waiting))
    if "confirm_figures" in rights:
        yield from _on_record(person)


def _on_record(person):
    """What was locked and is corrected, or was said of by a Member, and waits for whoever confirms figures."""
    corrected = Measurement.objects.filter(confirmation__isnull=True).exclude(reason="")
    locked = list(Period.objects.filter(measurements__in=corrected).select_related("edition").distinct())
    contests = unanswered()
    periods = {one.pk: one for one in (*locked, *(contest.measurement.period for contest in contests))}
    versions = versions_of(periods.values())
    for (pk, kpi), (confirmed, by, reason) in entered_last(locked).items():
        if reason and not confirmed and by != person.pk:
            yield _of_figure("confirm_correction", periods[pk], kpi, versions)
    for one in contests:
        yield _of_figure("answer_contest", one.measurement.period, one.measurement.kpi, versions)


def _of_figure(what, period, key, versions):
    kpi = versions[period.pk].content.element(key, Kpi)
    about = f"{kpi.code if kpi else key}, {period.code}"
    return Todo(what, about, "figure", (period.edition.key, period.code, key))


def _deviations(rights, owned):
    asked = Q() if "run_cycle" in rights else Q(kpi__in=owned, acknowledged_at__isnull=True)
    if "run_cycle" not in rights and not owned:
        return
    waiting = Deviation.objects.filter(asked, corrective_action__isnull=True).select_related("period")
    for one in waiting:
        what = "look_at" if one.acknowledged_at is None and not one.cause else "analyse" if not one.cause else "propose"
        yield Todo(what, f"{one.reference}, {one.code}, {one.period.code}", "deviation", (one.number,))


def _actions(person, rights):
    steps = Q(step="carry_out", owner=person)
    steps |= Q(step="amend") if "draft_amendment" in rights else Q()
    # what is carried out by somebody who left is seen to by whoever runs the cycle
    steps |= Q(step="carry_out", owner__is_active=False) if "run_cycle" in rights else Q()
    if "evaluate" in rights:
        steps |= Q(step="follow_up") | (Q(step="evaluate") & ~Q(solutions__proposed_by=person))
    for one in CorrectiveAction.objects.filter(steps).select_related("deviation", "chosen").distinct():
        expected = one.chosen.expected_on if one.chosen and one.step == "follow_up" else None
        deadline = one.deadline if one.step == "carry_out" else expected
        yield Todo(one.step, f"{one.code}, {one.deviation.code}", "action", (one.number,), deadline)


def _reviews(rights):
    """The questions on the strategy that are with their drafters, on a report that another one corrects."""
    if not {"run_cycle", "draft_amendment"} <= rights:
        return
    waiting = StrategyReview.objects.filter(amendment__state__in=WITH_DRAFTERS, report__corrected_by__isnull=False)
    for one in waiting.select_related("amendment", "cycle__edition").defer("report__text"):
        yield Todo("put_on_report", one.amendment.code, "cycle-of", (one.cycle.edition.key,))


def _steps(person, rights):
    """The steps that the person sees to, where they are the ones that wait; those that nobody does any more are seen to
    by whoever runs the cycle."""
    theirs = Q(owner=person)
    if "run_cycle" in rights:
        theirs |= Q(owner__isnull=True, due_on__isnull=False) | Q(owner__is_active=False)
    plans = {(plan.cycle_id, plan.step): plan for plan in StepPlan.objects.filter(theirs)}
    if not plans:
        return
    cycles = Cycle.objects.filter(pk__in={cycle for cycle, _step in plans}).select_related("edition", "process")
    waiting = Task.objects.filter(process__in=[cycle.process_id for cycle in cycles], finished__isnull=True)
    steps = {task.process_id: task.flow_task for task in waiting.select_related("process")}
    for cycle in cycles:
        step = steps.get(cycle.process_id)
        plan = step and plans.get((cycle.pk, step.name))
        if plan:
            what = "end_step" if "run_cycle" in rights else "show_step"
            about = f"{cycle.edition.key}: {step.task_title}"
            yield Todo(what, about, "cycle-of", (cycle.edition.key,), plan.due_on)


def _deliverables(owned, rights, at, today):
    """What is not done of the actions that the person owns, in the annual plan of the day; a later one takes over what
    was left of those before it. What was due and nobody owns is looked after by whoever runs the cycle."""
    runs = "run_cycle" in rights
    if not owned and not runs:
        return
    try:
        version = latest_version(version_in_force(today).edition)
    except NoPlanInForce:
        return
    told, owning = deliveries(version.edition_id), owners(at) if runs else {}
    plan, overdue = current(version.content.annual_plans, today), []
    for action in plan.actions if plan else ():
        left = [one for one in action.deliverables if one.key not in told or told[one.key].share < WHOLE]
        days = [one.due or plan.end for one in left]
        if action.key in owned and left:
            yield Todo("deliver", f"{action.code}, {plan.code}", "annual-plan-of", (plan.code,), min(days), len(left))
        elif runs and action.key not in owning:
            overdue += [day for day in days if day < today]
    if overdue:
        yield Todo("deliver_late", plan.code, "annual-plan-of", (plan.code,), min(overdue), len(overdue))
