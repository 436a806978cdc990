"""Which entries of a period count, which wait, and what is missing."""

from django.db.models import Q

from cycle.models import Measurement, Ownership
from cycle.rules.entries import digest_of_figures


def _confirmed(period, at):
    entries = Measurement.objects.filter(period=period, confirmation__isnull=False)
    if at is not None:
        entries = entries.filter(confirmation__at__lte=at)
    return entries.select_related("confirmation").order_by("number")


def counting(period, at=None):
    """The Measurements that count in a period, a dict by the KPI's key: of each the last confirmed one; corrections of
    what was locked are not among them. As of a moment, or now. One query."""
    return {one.kpi: one for one in _confirmed(period, at).filter(reason="")}


def corrections(period, at=None):
    """The last confirmed correction of each KPI's locked figure, a dict by the KPI's key. One query."""
    return {one.kpi: one for one in _confirmed(period, at).exclude(reason="")}


def newest(period):
    """The newest entry of each KPI, confirmed or not, a dict by the KPI's key. One query."""
    entries = Measurement.objects.filter(period=period).select_related("confirmation", "entered_by", "confirmation__by")
    return {one.kpi: one for one in entries.order_by("number")}


def drafts(period):
    """The newest entries that nobody has confirmed, in the order in which they were entered. One query."""
    waiting = [one for one in newest(period).values() if not hasattr(one, "confirmation")]
    return sorted(waiting, key=lambda one: (one.entered_at, one.pk))


def figures_digest(period):
    """The digest of what counts in a period."""
    return digest_of_figures({key: one.figures for key, one in counting(period).items()})


def owners(at):
    """Who owns each KPI at a moment, a dict of people by the KPI's key. One query."""
    return {one.kpi: one.person for one in _in_force(at).select_related("person")}


def owned_by(person, at):
    """The keys of the KPIs that a person owns at a moment. One query."""
    return set(_in_force(at).filter(person=person, person__is_active=True).values_list("kpi", flat=True))


def _in_force(at):
    return Ownership.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


def missing(period, content):
    """The KPIs of a content that nothing counts for in a period, in the plan's order. One query."""
    there = counting(period)
    return [kpi for kpi in content.kpis if kpi.key not in there]
