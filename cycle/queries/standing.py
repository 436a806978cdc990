"""Where KPIs and objectives stand in a period, by the plan that held then."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cycle.queries.figures import corrections, counting
from cycle.queries.periods import held_in, last_day_of
from cycle.rules.rollup import OFF_FROM, ON_FROM, Part, RolledUp, rolled_up
from cycle.rules.status import Standing, standing
from plans.enums import Method
from plans.rules.content import Kpi
from plans.rules.outline import outline


@dataclass(frozen=True)
class KpiStanding:
    """`aim` is the estimate for the end of the period; `original` the one that the plan had for it when the period
    began, and `first` is how the KPI stands against that. `measurement` is what counts, or None; `corrected` a later
    correction of what was locked, or None. From the part `on_track` of the aim it is on track, from `at_risk` at
    risk."""

    kpi: Any
    kind: Any
    aim: Any
    original: Any
    measurement: Any
    standing: Standing
    first: Standing
    on_track: str
    at_risk: str
    corrected: Any = None

    @property
    def amended(self):
        return self.original is not None and self.original != self.aim


@dataclass(frozen=True)
class PeriodStanding:
    """A whole period: the version that held at its end, each KPI's standing by key, what that rolls up to for each
    objective and perspective by key, and for the plan."""

    period: Any
    version: Any
    kpis: dict
    objectives: dict
    perspectives: dict
    plan: RolledUp


def standings(period, day=None):
    """The PeriodStanding of a period, of the figures that count; of one that is not over, as of a day. Three queries,
    however many KPIs."""
    held = held_in([period], day=day)[period.pk]
    content = held.content
    entries, corrected = counting(period), corrections(period)
    kpis = {
        kpi.key: standing_of(held, kpi, entries.get(kpi.key), corrected.get(kpi.key), last_day_of(period, day))
        for kpi in content.kpis
    }
    return PeriodStanding(period, held.measures, kpis, *rolled_up_of(content, kpis))


def rolled_up_of(content, kpis):
    """What KPIs roll up to: objectives by the weights of their KPIs, perspectives and the plan by their objectives,
    each as much as another."""
    rule = {
        "off_from": Fraction(content.off_from) if content.off_from else OFF_FROM,
        "on_from": Fraction(content.on_from) if content.on_from else ON_FROM,
    }
    objectives = {
        objective.key: rolled_up(
            (
                Part(kpi.key, kpi.weight or 1, kpis[kpi.key].standing.state, kpis[kpi.key].standing.reached)
                for kpi in content.kpis_of(objective)
            ),
            **rule,
        )
        for objective in content.objectives
    }

    def of(some):
        return rolled_up(
            (Part(one.key, 1, objectives[one.key].state, objectives[one.key].reached) for one in some), **rule
        )

    perspectives = {part.perspective.key: of(part.objectives) for part in outline(content) if part.perspective}
    return objectives, perspectives, of(content.objectives)


def standing_of(held, kpi, measurement, corrected, end):
    """The KpiStanding of a KPI in a period that a Held tells of, by what counts and what corrects it, as of the day
    `end`, the period's last or one before it. A milestone that is not due by then is not missed yet."""
    kind, before = held.content.kind_of(kpi), held.began_with.element(kpi.key, Kpi)
    if before and held.began_with.kind_of(before).method != kind.method:
        before = None  # what was estimated then is of another form
    aim, original = kpi.aim_on(end), before.aim_on(end) if before else None
    thresholds = {
        "on_track": kpi.on_track or kind.on_track,
        "at_risk": kpi.at_risk or kind.at_risk,
        "end": end,
    }
    figures = measurement.figures if measurement else None
    method = Method(kind.method)
    now = standing(method, aim, figures, **thresholds)
    return KpiStanding(
        kpi,
        kind,
        aim,
        original,
        measurement,
        now,
        now if original == aim else standing(method, original, figures, **thresholds),
        thresholds["on_track"],
        thresholds["at_risk"],
        corrected,
    )
