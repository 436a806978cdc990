"""How KPIs stood, period after period, each by the plan that held then."""

from collections import defaultdict

from cycle.models import Measurement, Period
from cycle.queries.standing import standing_of
from plans.queries.versions import versions_in_force


def history_of(key, day):
    """The pairs of a Period that had begun by a day and the KpiStanding of a KPI in it, the oldest first; periods whose
    plan has no such KPI are left out. Three queries, however many periods."""
    periods = list(Period.objects.filter(start__lte=day).select_related("edition", "locked_version").order_by("start"))
    versions = versions_in_force({period.end for period in periods})
    entries = defaultdict(dict)
    confirmed = Measurement.objects.filter(kpi=key, confirmation__isnull=False).order_by("number")
    for one in confirmed:
        entries[one.period_id][bool(one.reason)] = one
    found = []
    for period in periods:
        version = period.locked_version or versions[period.end]
        content = version.content if version else None
        kpi = content.element(key) if content else None
        if kpi is not None:
            mine = entries[period.pk]
            found.append((period, standing_of(content, kpi, mine.get(False), mine.get(True), period, day)))
    return found
