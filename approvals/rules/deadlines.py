"""How long something may take, and when it is due. No clock: moments and the zone are given."""

from dataclasses import dataclass
from datetime import UTC, timedelta


@dataclass(frozen=True)
class Term:
    """A length of time: whole days by the calendar, or exact hours."""

    days: int = 0
    hours: int = 0


def due(at, term, zone):
    """The moment, in UTC, at which a term that begins at a moment is over.

    Days are the calendar's in the zone: noon is noon again, whether the clocks changed in between or not; an hour that
    the clocks skip is the one after it. Hours are exact.
    """
    local = at.astimezone(zone) + timedelta(days=term.days)
    return local.astimezone(UTC) + timedelta(hours=term.hours)


def as_json(term):
    """A term as it is stored; what is nothing is left out."""
    return {name: value for name, value in vars(term).items() if value}
