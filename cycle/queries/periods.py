"""Reporting periods, and the plan that each is measured by."""

from django.db.models import Exists, OuterRef, Q

from cycle.models import Confirmation, Period
from plans.queries.versions import versions_of_editions


def version_of(period):
    """The version by which a period is measured."""
    return versions_of([period])[period.pk]


def versions_of(periods, known=None):
    """The version by which each of some periods is measured, a dict by the period's id: the one that held when it was
    locked, else the one of its edition that holds on its last day. So what was locked stands as it stood, whatever is
    adopted or corrected later. With `known`, a moment, as it was known then. One query, and none for what is locked."""
    locked = {period.pk: period.locked_version for period in periods if was_locked(period, known)}
    open_ones = {period.pk: (period.edition_id, period.end) for period in periods if period.pk not in locked}
    held = versions_of_editions(open_ones.values(), known) if open_ones else {}
    return locked | {pk: held[asked] for pk, asked in open_ones.items()}


def was_locked(period, known=None):
    """Whether a period is locked, or was at a moment."""
    return period.locked_version_id is not None and (known is None or period.locked_at <= known)


def _to_be_judged(day, known=None):
    """Periods that are over, or begun with a figure that counts: one that has just begun says nothing yet."""
    counts = Confirmation.objects.filter(measurement__period=OuterRef("pk"))
    begun = Period.objects.select_related("edition", "locked_version").filter(start__lte=day)
    if known is not None:
        counts, begun = counts.filter(at__lte=known), begun.filter(opened_at__lte=known)
    return begun.filter(Q(end__lt=day) | Exists(counts)).order_by("start")


def last_periods(day, known, *, most, until=None):
    """The newest periods of which something could be said by a day, as it was known at a moment, at most so many and
    none after `until` (a Period), the oldest first. One query."""
    periods = _to_be_judged(day, known)
    if until is not None:
        periods = periods.filter(start__lte=until.start)
    return list(reversed(periods.reverse()[:most]))


def latest_period(day, edition=None):
    """The newest reporting period of which something can be said by a day, of an edition or of any, or None."""
    return _to_be_judged(day).filter(**({"edition": edition} if edition else {})).last()


def periods_before(period, *, most):
    """The periods that began before one, at most so many, the oldest first."""
    earlier = Period.objects.select_related("edition", "locked_version").filter(start__lt=period.start)
    return list(reversed(earlier.order_by("-start")[:most]))


def periods_to_sweep(day):
    """The periods whose figures may still say something new by a day: those that are not locked, and the newest."""
    newest = latest_period(day)
    open_ones = [period for period in _to_be_judged(day) if period.locked_at is None]
    return open_ones if newest is None or newest in open_ones else [*open_ones, newest]
