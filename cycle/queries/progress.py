"""Where a cycle stands: the facts from which its gates are computed."""

from cycle.models import CorrectiveAction, Delivery, Deviation, Measurement, StrategyReview
from cycle.queries.periods import versions_of
from cycle.rules.gates import Facts
from plans.enums import AmendmentState
from plans.queries.versions import latest_version
from plans.rules.outline import outline

REVIEWED = (AmendmentState.ENDORSED, AmendmentState.ADOPTED)


def facts_of(cycle, day):
    """The Facts of a cycle on a day."""
    version = latest_version(cycle.edition)
    begun = cycle.edition.periods.filter(start__lte=day).select_related("edition", "locked_version").order_by("start")
    over = [period for period in begun if period.end < day]
    return Facts(
        **_of_the_plan(version.content),
        **_of_the_year(cycle, version.content, day),
        **_of_the_loop(cycle),
        undecided=_undecided(version),
        kpis_without_figure=_without_figure(version.content, over or list(begun)[:1]),
        strategy_not_reviewed=_not_reviewed(cycle, over),
        evidence=frozenset(cycle.evidence.values_list("step", flat=True)),
    )


def _of_the_plan(content):
    parts = {"mission": content.mission, "vision": content.vision, "values": content.values}
    first = outline(content)[:1]
    linked = {key for link in content.links for key in (link.source, link.target)}
    return {
        "parts_missing": tuple(name for name, part in parts.items() if not part),
        "priorities_missing": () if content.priorities else ("",),
        "goal_missing": () if first and first[0].objectives else ("",),
        "objectives_missing": () if content.objectives else ("",),
        "objectives_without_perspective": tuple(
            objective.code for objective in content.objectives if content.perspectives and not objective.perspective
        ),
        "objectives_not_linked": tuple(
            objective.code for objective in content.objectives if content.links and objective.key not in linked
        ),
        "objectives_without_kpi": tuple(
            objective.code for objective in content.objectives if not content.kpis_of(objective)
        ),
        "kpis_without_estimate": tuple(kpi.code for kpi in content.kpis if not kpi.estimates),
        "years_without_plan": () if content.annual_plans else (str(content.start.year),),
        "actions_without_deliverable": tuple(
            action.code for plan in content.annual_plans for action in plan.actions if not action.deliverables
        ),
        "directorates_not_aligned": tuple(
            one.code for one in content.directorates if not (one.objectives and one.indicators and one.board)
        ),
    }


def _of_the_year(cycle, content, day):
    """Deliverables that were due by a day, of which nobody has said how far they are."""
    told = set(Delivery.objects.filter(edition=cycle.edition).values_list("deliverable", flat=True))
    return {
        "deliverables_untold": tuple(
            action.code
            for plan in content.annual_plans
            for action in plan.actions
            if any(one.key not in told and (one.due or plan.end) <= day for one in action.deliverables)
        )
    }


def _of_the_loop(cycle):
    deviations = Deviation.objects.filter(period__edition=cycle.edition).order_by("number")
    actions = CorrectiveAction.objects.filter(deviation__period__edition=cycle.edition).order_by("number")
    return {
        "deviations_without_cause": tuple(d.reference for d in deviations if not d.cause),
        "deviations_without_action": tuple(d.reference for d in deviations.filter(corrective_action__isnull=True)),
        "actions_undecided": tuple(action.code for action in actions if not action.course),
        "actions_not_closed": tuple(action.code for action in actions if action.course and not action.closed_at),
    }


def _without_figure(content, periods):
    """Of each period's own plan: what came into the plan after it was locked cannot have a figure there. Without
    any period nothing has one."""
    if not periods:
        return tuple(kpi.code for kpi in content.kpis)
    versions = versions_of(periods)
    there = set(Measurement.objects.filter(period__in=periods, confirmation__isnull=False).values_list("period", "kpi"))
    return tuple(
        f"{kpi.code} ({period.code})"
        for period in periods
        for kpi in versions[period.pk].content.kpis
        if (period.pk, kpi.key) not in there
    )


def _not_reviewed(cycle, periods):
    """Whether no question on the strategy was answered on a report of after the last period that is over."""
    reviews = StrategyReview.objects.filter(cycle=cycle, amendment__state__in=REVIEWED)
    if periods:
        reviews = reviews.filter(report__as_of__gte=periods[-1].end)
    return () if reviews.exists() else ("",)


def _undecided(version):
    """The version that no body of this installation decided on; that a secretary corrected it is no decision."""
    whole = version if not version.corrigendum else version.edition.versions.get(number=version.number, corrigendum=0)
    return () if whole.revision_id else (f"{version.edition.key} {version.label}",)
