"""Where the cycle stands: the facts from which its gates are computed."""

from cycle.models import CorrectiveAction, Deviation
from cycle.queries.figures import missing
from cycle.queries.periods import latest_period
from cycle.rules.gates import Facts
from plans.queries.versions import latest_version


def facts_of(cycle, day):
    """The Facts of a cycle on a day."""
    content = latest_version(cycle.edition).content
    parts = {
        "mission": content.mission,
        "vision": content.vision,
        "values": content.values,
        "priorities": content.priorities,
    }
    period = latest_period(day, cycle.edition)
    deviations = Deviation.objects.filter(period__edition=cycle.edition).order_by("number")
    actions = CorrectiveAction.objects.filter(deviation__period__edition=cycle.edition).order_by("number")
    return Facts(
        parts_missing=tuple(name for name, part in parts.items() if not part),
        objectives_without_kpi=tuple(
            objective.code for objective in content.objectives if not content.kpis_of(objective)
        ),
        kpis_without_estimate=tuple(kpi.code for kpi in content.kpis if not kpi.estimates),
        years_without_plan=() if content.annual_plans else (str(content.start.year),),
        actions_without_deliverable=tuple(
            action.code for plan in content.annual_plans for action in plan.actions if not action.deliverables
        ),
        kpis_without_figure=_without_figure(content, period),
        deviations_without_cause=tuple(d.reference for d in deviations if not d.cause),
        deviations_without_action=tuple(d.reference for d in deviations.filter(corrective_action__isnull=True)),
        actions_undecided=tuple(action.code for action in actions if not action.course),
        actions_not_closed=tuple(action.code for action in actions if action.course and not action.closed_at),
    )


def _without_figure(content, period):
    if period is None:
        return tuple(kpi.code for kpi in content.kpis)
    return tuple(kpi.code for kpi in missing(period, content))
