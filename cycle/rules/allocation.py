"""Effort and resources by strategic priority: read from a table, and as shares. Names of people are not read."""

from dataclasses import dataclass, field
from fractions import Fraction

from cycle.exceptions import CannotRead, NotUnderstood
from cycle.rules.cells import count_of
from cycle.rules.entries import MOST_COUNT
from cycle.rules.tables import HEADER_WITHIN, Fault, Formula, Merged

COLUMNS = ("priority", "amount")
# what serves no priority is told with one of these; a row without any may be a sum of the others
NONE = frozenset({"none", "other", "-", "–", "aucune", "autre"})


@dataclass
class Amounts:
    """What a table says: amounts by the priority's key ("" for what serves none), Faults, how many rows were read, and
    the names of columns that were passed over."""

    by_priority: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    rows: int = 0
    ignored: tuple = ()


@dataclass(frozen=True)
class Allocated:
    """`parts` are triples of a priority's key ("" for none), its amount and its share of the whole, the largest first;
    `on_priorities` is what serves any."""

    whole: int
    on_priorities: int
    parts: tuple


def amounts_in(tables, content):
    """The Amounts that the first table with the columns `priority` and `amount` says, by a content's priorities. Raises
    CannotRead where none has them."""
    for table in tables:
        header = next((row for row in table.rows[:HEADER_WITHIN] if set(COLUMNS) <= set(_names(row[1]))), None)
        if header is not None:
            return _read(table, header, content)
    raise CannotRead("no_allocation_columns", ", ".join(table.name for table in tables if table.name))


def _names(cells):
    return [cell.strip().casefold() if isinstance(cell, str) else "" for cell in cells]


def _read(table, header, content):
    names = _names(header[1])
    places = {name: names.index(name) for name in COLUMNS}
    known = _known(content)
    found = Amounts(ignored=tuple(name for name in names if name and name not in COLUMNS))
    for number, cells in table.rows:
        if number <= header[0] or all(cell in (None, "") for cell in cells):
            continue
        priority, amount = (cells[place] if place < len(cells) else None for place in places.values())
        try:
            key, count = _key(priority, known), _count(amount)
        except NotUnderstood as refusal:
            place = places["priority" if refusal.place == "priority" else "amount"]
            found.faults.append(Fault(number, _letter(place), refusal.why, str(refusal.cell or "")[:80]))
            continue
        if sum(found.by_priority.values()) + count > MOST_COUNT:
            found.faults.append(Fault(number, _letter(places["amount"]), "too_large", str(amount)[:80]))
            continue
        found.rows += 1
        found.by_priority[key] = found.by_priority.get(key, 0) + count
    return found


def _known(content):
    known = {}
    for priority in content.priorities:
        known |= {said.casefold(): priority.key for said in (priority.key, *priority.name.values())}
    return known


def _key(cell, known):
    if isinstance(cell, Formula | Merged):
        raise NotUnderstood("formula" if isinstance(cell, Formula) else "merged", "priority")
    said = " ".join(str(cell or "").split()).casefold()
    if said in NONE:
        return ""
    if not said:
        raise NotUnderstood("no_priority", "priority")
    if said not in known:
        raise NotUnderstood("no_such_priority", "priority", cell)
    return known[said]


def _count(cell):
    if isinstance(cell, Formula | Merged):
        raise NotUnderstood("formula" if isinstance(cell, Formula) else "merged", "amount")
    count = count_of(cell)
    if count is None:
        raise NotUnderstood("not_a_number", "amount")
    if not 0 <= count <= MOST_COUNT:
        raise NotUnderstood("negative" if count < 0 else "too_large", "amount", cell)
    return count


def _letter(place):
    return chr(ord("A") + place) if place < 26 else ""


def allocated(by_priority):
    """The Allocated of amounts by priority; None where there is nothing."""
    whole = sum(by_priority.values())
    if not whole:
        return None
    parts = sorted(((key, amount, Fraction(amount, whole)) for key, amount in by_priority.items()), key=_largest)
    return Allocated(whole, whole - by_priority.get("", 0), tuple(parts))


def _largest(part):
    key, amount, _share = part
    return (key == "", -amount, key)
