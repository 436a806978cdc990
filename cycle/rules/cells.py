"""What people write for a figure, understood or refused with a reason. Nothing is guessed: what could be read in two
ways is refused."""

import re
from datetime import date, datetime

from cycle.exceptions import NotUnderstood
from cycle.rules.status import Figures
from plans.enums import Method

# what says of a milestone that it is not done
NOT_DONE = frozenset({"no", "not done", "non", "pas fait"})
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_GROUPED = re.compile(r"-?\d{1,3}(?:[ .,'’]\d{3})+")
_FRACTION = re.compile(r"-?\d*[.,]\d+")
_FORMULA = ("=", "@")


def figures_of(method, actual, of):
    """The Figures that two cells say of a KPI of a kind, or None when both are empty. Cells are what a file or a form
    holds: text, a number, a day, or None. Raises NotUnderstood, with the place that is wrong: "actual" or "of"."""
    actual, of = _bare(actual), _bare(of)
    if actual is None and of is None:
        return None
    if method is not Method.MILESTONE:
        return Figures(_in("actual", count_of, actual), _in("of", count_of, of))
    if of is not None:
        raise NotUnderstood("leave_empty", "of", of)
    if isinstance(actual, str) and actual.casefold() in NOT_DONE:
        return Figures()
    return Figures(done_on=_in("actual", day_of, actual))


def count_of(cell):
    """A whole number from a cell, or None where it is empty. Raises NotUnderstood."""
    cell = _bare(cell)
    if cell is None or (isinstance(cell, int) and not isinstance(cell, bool)):
        return cell
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            raise NotUnderstood("not_a_number", cell=cell)
        if cell != int(cell):
            raise NotUnderstood("not_whole", cell=cell)
        return int(cell)
    if isinstance(cell, date):
        raise NotUnderstood("a_day", cell=cell)
    if not isinstance(cell, str):
        raise NotUnderstood("not_a_number", cell=cell)
    if cell.startswith(_FORMULA):
        raise NotUnderstood("formula", cell=cell)
    if re.fullmatch(r"-?\d{1,18}", cell):
        return int(cell)
    if _GROUPED.fullmatch(cell):
        raise NotUnderstood("grouped", cell=cell)
    if _FRACTION.fullmatch(cell) or re.fullmatch(r"-?\d+[.,]", cell):
        raise NotUnderstood("not_whole", cell=cell)
    if re.fullmatch(r"-?[\d.,]+\s?%", cell):
        raise NotUnderstood("percentage", cell=cell)
    raise NotUnderstood("too_many_digits" if len(cell) > 18 and cell.isdecimal() else "not_a_number", cell=cell)


def day_of(cell):
    """A day from a cell, or None where it is empty: one of a spreadsheet, or written as 2020-06-30. Raises
    NotUnderstood."""
    cell = _bare(cell)
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        if cell.startswith(_FORMULA):
            raise NotUnderstood("formula", cell=cell)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            try:
                return date.fromisoformat(cell)
            except ValueError:
                raise NotUnderstood("no_such_day", cell=cell) from None
    raise NotUnderstood("not_a_day", cell=cell)


def _bare(cell):
    """A cell without the space round and in it that is not meant; None when nothing is left."""
    if not isinstance(cell, str):
        return cell
    return _SPACES.sub(" ", cell).strip() or None


def _in(place, read, cell):
    try:
        return read(cell)
    except NotUnderstood as refusal:
        raise NotUnderstood(refusal.why, place, refusal.cell) from None
