"""Reporting periods, and the plan that each is measured by."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q

from cycle.exceptions import NoSuchPeriod
from cycle.models import Confirmation, Period
from plans.queries.versions import versions_of_editions

# more than anybody's editions have together that a report could still show
MOST_PERIODS = 500


def version_of(period):
    """The version by which a period is measured."""
    return versions_of([period])[period.pk]


def versions_of(periods, known=None):
    """The version by which each of some periods is measured, a dict by the period's id: the one that held when it was
    locked, else the one of its edition that holds on its last day. So what was locked stands as it stood, whatever is
    adopted or corrected later. With `known`, a moment, as it was known then. One query at most."""
    asked = {period.pk: _asked(period, known) for period in periods}
    there = {period.pk: period.locked_version for period in periods if _is_there(period, known)}
    pairs = {one for pk, one in asked.items() if pk not in there and isinstance(one, tuple)}
    ids = {one for pk, one in asked.items() if pk not in there and not isinstance(one, tuple)}
    held = versions_of_editions(pairs, ids) if pairs or ids else {}
    return {pk: there[pk] if pk in there else held[one] for pk, one in asked.items()}


@dataclass(frozen=True)
class Held:
    """The Versions that tell of a period: `measures` is the one by which it is measured, `first` the one that held when
    it began; of a locked one, as it was known when it was locked."""

    measures: Any
    first: Any

    @cached_property
    def content(self):
        """The plan that measures it."""
        return self.measures.content

    @cached_property
    def began_with(self):
        """The plan that held when it began."""
        return self.first.content


def held_in(periods, known=None, day=None):
    """The Held of each of some periods, a dict by the period's id; as it was known at a moment, or now. A period that
    was not over on a `day` is told by what held on that day. One query."""
    asked = {one.pk: _asked(one, known, day) for one in periods}
    begun = {one.pk: (one.edition_id, one.start, one.locked_at if was_locked(one, known) else known) for one in periods}
    some = {one for one in asked.values() if isinstance(one, tuple)} | set(begun.values())
    held = versions_of_editions(some, set(asked.values()) - some) if some else {}
    return {pk: Held(held[one], held[begun[pk]]) for pk, one in asked.items()}


def last_day_of(period, day=None):
    """The last day of a period that a day, if there is one, lets be told of."""
    return min(period.end, day) if day else period.end


def _asked(period, known, day=None):
    """Which version is asked for: an id, or an edition, a day and a moment."""
    return (
        period.locked_version_id if was_locked(period, known) else (period.edition_id, last_day_of(period, day), known)
    )


def _is_there(period, known):
    """Whether the version was read with the period."""
    return was_locked(period, known) and Period.locked_version.is_cached(period)


def was_locked(period, known=None):
    """Whether a period is locked, or was at a moment."""
    return period.locked_version_id is not None and (known is None or period.locked_at <= known)


def _to_be_judged(day, known=None):
    """Periods that are over, or begun with a figure that counts: one that has just begun says nothing yet."""
    counts = Confirmation.objects.filter(measurement__period=OuterRef("pk"))
    begun = Period.objects.select_related("edition", "locked_version").filter(start__lte=day)
    if known is not None:
        counts, begun = counts.filter(at__lte=known), begun.filter(opened_at__lte=known)
    return begun.filter(Q(end__lt=day) | Exists(counts)).order_by("start", "pk")


def judged_periods(day, known):
    """The periods of which something could be said by a day, as it was known at a moment, the newest first, without the
    versions by which they were locked. One query."""
    return list(_to_be_judged(day, known).select_related(None).select_related("edition").reverse()[:MOST_PERIODS])


def line_of(found, period, *, most):
    """A period with those that were over before it, at most so many, the oldest first. `found` are periods, the newest
    first; editions may overlap. Empty without a period."""
    return list(reversed(_line(period, found)[:most])) if period else []


def newest_of(found, edition, day):
    """Among periods, the newest first, the one to be told of on a day: the newest one of an edition, given by its id,
    that is over, else that has begun, else the newest of any; None without one."""
    own = of_edition(found, edition)
    return next((one for one in own if one.end < day), own[0] if own else None)


def of_edition(found, edition):
    """Among periods, those of an edition, given by its id, else all of them."""
    return [one for one in found if one.edition_id == edition] or found


def named(found, edition, code):
    """Among periods, the one of an edition, given by its key, with a code. Raises NoSuchPeriod."""
    for one in found:
        if (one.edition.key, one.code) == (edition, code):
            return one
    raise NoSuchPeriod(code)


def every_period():
    """All periods, the newest first."""
    return list(Period.objects.select_related("edition").order_by("-start", "-pk")[:MOST_PERIODS])


def line_through(found, period):
    """Among periods, the newest first, the line that a period is in and that goes on furthest, the oldest first; empty
    where it is not among them."""
    newest = {one.edition_id: one for one in reversed(found)}.values()
    lines = (_line(last, found) for last in sorted(newest, key=found.index))
    return list(reversed(next((line for line in lines if period in line), [])))


def _line(period, found):
    """A period and those before it, the newest first: of its edition, then of the one that was over before that began,
    and so on. `found` are periods, the newest first."""
    line = []
    while period is not None:
        own = [one for one in found if one.edition_id == period.edition_id and one.start <= period.start]
        line += own
        period = next((one for one in found if one.end < own[-1].start), None)
    return line


def latest_period(day, edition=None):
    """The reporting period to be told of on a day, of an edition or of any, or None: the newest one that is over, else
    that has begun and has a figure."""
    found = _to_be_judged(day).filter(**({"edition": edition} if edition else {}))
    return found.filter(end__lt=day).last() or found.last()


def periods_before(period):
    """The periods before one, of its edition and of editions that were over by then, the oldest first."""
    return list(reversed(_line(period, every_period())[1:]))


def periods_to_sweep(day):
    """The periods whose figures may still say something new by a day: whoever locks one has looked at it."""
    return [period for period in _to_be_judged(day) if period.locked_at is None]
