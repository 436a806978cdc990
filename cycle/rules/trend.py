"""Where a KPI is going: from what it reached of its aim, period after period. Exact; no clock."""

from fractions import Fraction

from cycle.enums import Direction

# how many periods a line is laid through
LAST = 4


def direction(reached):
    """Whether the last of some values is more or less than the one before it, as a Direction; None with fewer than two.
    `reached` are Fractions, the oldest first; None, where nothing was judged, is passed over."""
    known = [value for value in reached if value is not None]
    if len(known) < 2:
        return None
    if known[-1] == known[-2]:
        return Direction.STEADY
    return Direction.RISING if known[-1] > known[-2] else Direction.FALLING


def falls(reached):
    """How many times in a row, up to the last one, a value was less than the one before it."""
    known = [value for value in reached if value is not None]
    count = 0
    while count + 1 < len(known) and known[-1 - count] < known[-2 - count]:
        count += 1
    return count


def came(expected, by, reached, last):
    """Whether what was expected by a day came: None before that day, where nothing was expected, or where nothing was
    judged. `reached` is what a period that ended on the day `last` shows."""
    if expected is None or reached is None or last < by:
        return None
    return reached >= expected


def ahead(points, today, end):
    """What would be reached if it went on so, as a pair of the day and the Fraction: at the end of the period that
    `today` is in, else on the day `end`, the plan's last; None where that cannot be told. `points` are pairs of a
    period's last day and what it reached, the oldest first; one that is not over has not reached yet what it reaches.
    """
    over = [(last, value) for last, value in points if last <= today]
    day = next((last for last, _value in points if last > today), end)
    if not over or day <= over[-1][0]:
        return None
    reached = forecast(over, day)
    return None if reached is None else (day, reached)


def forecast(points, day):
    """What would be reached on a day if it went on as in the last four periods: the straight line of least squares,
    never below zero. `points` are pairs of a period's last day and what it reached, the oldest first. None with fewer
    than two."""
    known = [(last.toordinal(), value) for last, value in points if value is not None][-LAST:]
    if len(known) < 2:
        return None
    middle = Fraction(sum(x for x, _y in known), len(known))
    mean = Fraction(sum(y for _x, y in known)) / len(known)
    slope = sum((x - middle) * (y - mean) for x, y in known) / sum((x - middle) ** 2 for x, _y in known)
    return max(Fraction(0), mean + slope * (day.toordinal() - middle))
