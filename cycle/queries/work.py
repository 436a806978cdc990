"""What needs a person in the cycle: figures, deviations, corrective actions, steps, deliverables."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cycle.enums import Stance
from cycle.models import CorrectiveAction, Cycle, Deviation, Measurement, Period, StepPlan, Validation
from cycle.queries.deliveries import deliveries
from cycle.queries.figures import drafts, owned_by, rows, unanswered
from cycle.queries.people import rights_of
from cycle.queries.periods import version_of
from cycle.rules.annual import WHOLE, current
from plans.exceptions import NoPlanInForce
from plans.queries.versions import latest_version, version_in_force


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
        *_figures(rights, owned, at),
        *_deviations(rights, owned),
        *_actions(person, rights),
        *_steps(person, rights),
        *_deliverables(owned, today),
    ]
    return sorted(found, key=lambda todo: (todo.deadline is None, todo.deadline or today, todo.what, todo.about))


def _figures(rights, owned, at):
    if not owned and not {"confirm_figures", "run_cycle"} & rights:
        return
    for period in Period.objects.filter(locked_at__isnull=True, start__lte=at).select_related("edition"):
        try:
            lines = rows(period, version_of(period).content, at)
        except NoPlanInForce:
            continue
        where = ("period", (period.edition.key, period.code), period.due_on)
        nobodys = "run_cycle" in rights  # what nobody owns is looked after by whoever runs the cycle
        missing = [
            row for row in lines if row.newest is None and (row.kpi.key in owned or (nobodys and row.owner is None))
        ]
        waiting = [row for row in lines if row.draft] if "confirm_figures" in rights else []
        if missing:
            yield Todo("enter_figures", period.code, *where, len(missing))
        if waiting:
            yield Todo("confirm_figures", period.code, *where, len(waiting))
    if "confirm_figures" in rights:
        corrected = Measurement.objects.filter(confirmation__isnull=True).exclude(reason="")
        for period in Period.objects.filter(locked_at__isnull=False, measurements__in=corrected).distinct():
            for one in drafts(period):
                arguments = (period.edition.key, period.code, one.kpi)
                yield Todo("confirm_correction", f"{one.kpi}, {period.code}", "figure", arguments)
        said = Validation.objects.filter(stance=Stance.CONTESTED, answer__isnull=True)
        for period in Period.objects.filter(measurements__validations__in=said).distinct():
            for one in unanswered(period):
                arguments = (period.edition.key, period.code, one.measurement.kpi)
                yield Todo("answer_contest", f"{one.measurement.kpi}, {period.code}", "figure", arguments)


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
    if "evaluate" in rights:
        steps |= Q(step="follow_up") | (Q(step="evaluate") & ~Q(solutions__proposed_by=person))
    for one in CorrectiveAction.objects.filter(steps).select_related("deviation", "chosen").distinct():
        expected = one.chosen.expected_on if one.chosen and one.step == "follow_up" else None
        deadline = one.deadline if one.step == "carry_out" else expected
        yield Todo(one.step, f"{one.code}, {one.deviation.code}", "action", (one.number,), deadline)


def _steps(person, rights):
    """The steps that the person sees to, where they are the ones that wait."""
    plans = {(plan.cycle_id, plan.step): plan for plan in StepPlan.objects.filter(owner=person)}
    if not plans:
        return
    cycles = Cycle.objects.filter(pk__in={cycle for cycle, _step in plans}).select_related("edition")
    for cycle in cycles.filter(process__task__finished__isnull=True).distinct():
        for task in cycle.process.task_set.filter(finished__isnull=True):
            plan = plans.get((cycle.pk, task.flow_task.name))
            if plan is not None:
                about = f"{cycle.edition.key}: {task.flow_task.task_title}"
                what = "end_step" if "run_cycle" in rights else "show_step"
                yield Todo(what, about, "cycle-of", (cycle.edition.key,), plan.due_on)


def _deliverables(owned, today):
    """What is not done of the actions that the person owns, in the annual plan of the day; a later one takes over what
    was left of those before it."""
    if not owned:
        return
    try:
        version = latest_version(version_in_force(today).edition)
    except NoPlanInForce:
        return
    told = deliveries(version.edition_id)
    plan = current(version.content.annual_plans, today)
    for action in plan.actions if plan else ():
        left = [one for one in action.deliverables if one.key not in told or told[one.key].share < WHOLE]
        if action.key in owned and left:
            due = min(one.due or plan.end for one in left)
            yield Todo("deliver", f"{action.code}, {plan.code}", "annual-plan-of", (plan.code,), due, len(left))
