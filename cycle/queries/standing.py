"""Where KPIs and objectives stand in a period, by the plan that held then."""

from dataclasses import dataclass
from typing import Any

from cycle.models import Period
from cycle.queries.figures import corrections, counting
from cycle.rules.status import Standing, rolled_up, standing
from plans.enums import Method
from plans.queries.versions import version_in_force


@dataclass(frozen=True)
class KpiStanding:
    """`aim` holds at the end of the period; `original` held at its start, and `first` is how the KPI stands
    against that. `measurement` is what counts, or None; `corrected` a later correction of what was locked, or None."""

    kpi: Any
    kind: Any
    aim: Any
    original: Any
    measurement: Any
    standing: Standing
    first: Standing
    corrected: Any = None

    @property
    def amended(self):
        return self.original is not None and self.original != self.aim


@dataclass(frozen=True)
class PeriodStanding:
    """A whole period: the version that held at its end, each KPI's standing by key, each objective's by key."""

    period: Any
    version: Any
    kpis: dict
    objectives: dict


def latest_period(day):
    """The newest reporting period that has begun by a day, or None."""
    return Period.objects.select_related("edition").filter(start__lte=day).last()


def standings(period):
    """The PeriodStanding of a period, of the figures that count. Three queries, however many KPIs."""
    version = version_in_force(period.end)
    content = version.content
    entries, corrected = counting(period), corrections(period)
    kpis = {
        kpi.key: _standing(content, kpi, entries.get(kpi.key), corrected.get(kpi.key), period) for kpi in content.kpis
    }
    objectives = {
        objective.key: rolled_up([kpis[kpi.key].standing for kpi in content.kpis_of(objective)])
        for objective in content.objectives
    }
    return PeriodStanding(period, version, kpis, objectives)


def _standing(content, kpi, measurement, corrected, period):
    kind = content.kind_of(kpi)
    aim, original = kpi.aim_on(period.end), kpi.aim_on(period.start)
    thresholds = {
        "on_track": kpi.on_track or kind.on_track,
        "at_risk": kpi.at_risk or kind.at_risk,
        "end": period.end,
    }
    figures = measurement.figures if measurement else None
    method = Method(kind.method)
    return KpiStanding(
        kpi,
        kind,
        aim,
        original,
        measurement,
        standing(method, aim, figures, **thresholds),
        standing(method, original, figures, **thresholds),
        corrected,
    )
