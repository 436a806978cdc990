"""How KPIs stood, period after period, each by the plan that held then."""

from collections import defaultdict
from fractions import Fraction

from cycle.models import Measurement, Period
from cycle.queries.periods import MOST_PERIODS, line_of, line_through, versions_of
from cycle.queries.standing import standing_of
from cycle.rules.trend import came
from plans.rules.content import Kpi


def history_of(key, day, edition=None):
    """The pairs of a Period that had begun by a day and the KpiStanding of a KPI in it, the oldest first: the periods
    of an edition, given by its id, else of the newest one, and those that were over before. Editions may overlap;
    periods whose plan has no such KPI are left out. Three queries, however many periods."""
    return _stood(key, line_of(_begun(day), edition=edition, most=MOST_PERIODS), day)


def _begun(day):
    """The periods that had begun by a day, the newest first."""
    found = Period.objects.filter(start__lte=day).select_related("edition", "locked_version")
    return list(found.order_by("-start", "-pk")[:MOST_PERIODS])


def _stood(key, periods, day):
    versions = versions_of(periods)
    entries = defaultdict(dict)
    confirmed = Measurement.objects.filter(kpi=key, period__in=periods, confirmation__isnull=False).order_by("number")
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
    """How the KPI of a corrective action stood from its deviation's period on, in the line of periods that it belongs
    to: triples of a Period, the KpiStanding and whether what the chosen solution was expected to do came by then (None:
    it is not due, or nothing was said)."""
    chosen = action.chosen
    expected = Fraction(chosen.expected) if chosen and chosen.expected else None
    first = action.deviation.period
    since = [period for period in line_through(_begun(day), first) if period.start >= first.start]
    return [
        (period, one, came(expected, chosen and chosen.expected_on, one.standing.reached, period.end))
        for period, one in _stood(action.deviation.kpi, since, day)
    ]
