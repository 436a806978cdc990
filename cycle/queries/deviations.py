"""Which deviations are open, and which belong together."""

from django.db.models import Q

from cycle.models import Deviation, DeviationLink
from cycle.queries.periods import every_period, line_through


def not_closed():
    """Deviations whose corrective action, if any, is not closed with a verdict."""
    return Deviation.objects.filter(Q(corrective_action__isnull=True) | Q(corrective_action__closed_at__isnull=True))


def open_deviations_of(period):
    """The keys of the KPIs for which nothing is to be opened in a period: one of it is there, or another one is open in
    the line of periods that it belongs to. What another plan of the same time calls so is another KPI."""
    line = line_through(every_period(), period)
    return set(Deviation.objects.filter(period=period).values_list("kpi", flat=True)) | set(
        not_closed().filter(period__in=line).values_list("kpi", flat=True)
    )


def linked_to(deviation):
    """The deviations that somebody linked with this one: pairs of the other one and the DeviationLink. One query."""
    links = DeviationLink.objects.filter(Q(first=deviation) | Q(second=deviation)).select_related(
        "first__period", "second__period", "by"
    )
    return [(link.second if link.first_id == deviation.pk else link.first, link) for link in links.order_by("at")]
