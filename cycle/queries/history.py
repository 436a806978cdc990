"""How KPIs stood, period after period, each by the plan that held then."""

from collections import defaultdict
from fractions import Fraction

from cycle.models import Measurement, Period
from cycle.queries.periods import versions_of
from cycle.queries.standing import standing_of
from cycle.rules.trend import came
from plans.rules.content import Kpi


def history_of(key, day):
    """The pairs of a Period that had begun by a day and the KpiStanding of a KPI in it, the oldest first; periods whose
    plan has no such KPI are left out. Three queries, however many periods."""
    periods = list(Period.objects.filter(start__lte=day).select_related("edition", "locked_version").order_by("start"))
    versions = versions_of(periods)
    entries = defaultdict(dict)
    confirmed = Measurement.objects.filter(kpi=key, confirmation__isnull=False).order_by("number")
    for one in confirmed:
        entries[one.period_id][bool(one.reason)] = one
    found = []
    for period in periods:
        content = versions[period.pk].content
        kpi = content.element(key, Kpi)
        if kpi is not None:
            mine = entries[period.pk]
            found.append((period, standing_of(content, kpi, mine.get(False), mine.get(True), period, day)))
    return found


def followed_up(action, day):
    """How the KPI of a corrective action stood from its deviation's period on: triples of a Period, the KpiStanding and
    whether what the chosen solution was expected to do came by then (None: it is not due, or nothing was said)."""
    chosen = action.chosen
    expected = Fraction(chosen.expected) if chosen and chosen.expected else None
    return [
        (period, one, came(expected, chosen and chosen.expected_on, one.standing.reached, period.end))
        for period, one in history_of(action.deviation.kpi, day)
        if period.start >= action.deviation.period.start
    ]
