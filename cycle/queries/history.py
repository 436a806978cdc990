"""How KPIs stood, period after period, each by the plan that held then."""

from collections import defaultdict
from fractions import Fraction

from cycle.models import Measurement, Period
from cycle.queries.periods import MOST_PERIODS, held_in, last_day_of, line_of, line_through, of_edition
from cycle.queries.standing import standing_of
from cycle.rules.trend import came
from plans.rules.content import Kpi


def history_of(key, day, edition=None):
    """The pairs of a Period that had begun by a day and the KpiStanding of a KPI in it, the oldest first: the periods
    of an edition, given by its id, else of the newest one, and those that were over before. Editions may overlap;
    periods whose plan has no such KPI are left out. Three queries, however many periods."""
    begun = _begun(day)
    newest = next(iter(of_edition(begun, edition)), None)
    return _stood(key, line_of(begun, newest, most=MOST_PERIODS), day)


def _begun(day):
    """The periods that had begun by a day, the newest first."""
    found = Period.objects.filter(start__lte=day).select_related("edition", "locked_version")
    return list(found.order_by("-start", "-pk")[:MOST_PERIODS])


def _stood(key, periods, day):
    held = held_in(periods, day=day)
    entries = defaultdict(dict)
    confirmed = Measurement.objects.filter(kpi=key, period__in=periods, confirmation__isnull=False).order_by("number")
    for one in confirmed:
        entries[one.period_id][bool(one.reason)] = one
    found = []
    for period in periods:
        kpi, mine = held[period.pk].content.element(key, Kpi), entries[period.pk]
        if kpi is not None:
            last = last_day_of(period, day)
            found.append((period, standing_of(held[period.pk], kpi, mine.get(False), mine.get(True), last)))
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
        (period, one, came(expected, chosen and chosen.expected_on, one.standing.reached, last_day_of(period, day)))
        for period, one in _stood(action.deviation.kpi, since, day)
    ]
