"""Tables of cells, and the figures that stand in one: each line understood, or each fault named at its cell."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cycle.exceptions import CannotRead, NotUnderstood
from cycle.rules.cells import figures_of
from cycle.rules.entries import AT_THE_SECOND, Entry, figures_from, figures_value, unfit, unsaid
from cycle.rules.status import Figures
from plans.enums import Method

MOST_ROWS = 50_000
# in how many rows from the top the names of the columns may stand
HEADER_WITHIN = 10
COLUMNS = ("kpi", "period", "actual", "of", "source", "comment")
NEEDED = ("kpi", "actual")
# beginnings that a spreadsheet takes for a formula
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
# what would begin one where a semicolon parts the cells
_LIVE_WITHIN, _INERT_WITHIN = re.compile(r"(;\s*)(?=[=+@])"), re.compile(r"(;\s*)'(?=[=+@])")


@dataclass(frozen=True)
class Formula:
    """A cell that computes something; what it gives is not known here."""

    text: str


@dataclass(frozen=True)
class Merged:
    """A cell that is merged with others; the value stands in the first of them."""

    value: Any


@dataclass(frozen=True)
class Table:
    """`rows` are pairs of a row's number, from 1, and its cells."""

    name: str
    rows: tuple


@dataclass(frozen=True)
class Fault:
    """What is wrong at a cell. `column` is a letter, or empty for the whole row; `why` a key for wording, `said` what
    stands there."""

    row: int
    column: str
    why: str
    said: str = ""

    @property
    def cell(self):
        return f"{self.column}{self.row}" if self.row else ""


@dataclass(frozen=True)
class Known:
    """What figures can be for: a period's plan, its last day, the day on which they are given, whether it is locked,
    and the keys of the KPIs whose figures may be entered."""

    content: Any
    end: Any
    today: Any
    locked: bool
    mine: frozenset

    @cached_property
    def kpis(self):
        """The KPIs by their codes and keys, in small letters."""
        names = {kpi.key: kpi for kpi in self.content.kpis}
        return names | {kpi.code.casefold(): kpi for kpi in self.content.kpis}


@dataclass(frozen=True)
class Line:
    """A row that was understood: an Entry for a period, by its code."""

    row: int
    period: str
    entry: Entry


@dataclass(frozen=True)
class FigureChange:
    """A Line as it would change what is entered: `seen` is the number of the KPI's last entry then, 0 for none, and
    `before` the Figures of it, or None."""

    line: Line
    seen: int
    before: Any = None

    def as_json(self):
        entry = self.line.entry
        said = {
            "row": self.line.row,
            "period": self.line.period,
            "kpi": entry.kpi,
            "figures": figures_value(entry.figures),
            "source": entry.source,
            "comment": entry.comment,
            "seen": self.seen,
        }
        return said if self.before is None else said | {"before": figures_value(self.before)}

    @classmethod
    def from_json(cls, said):
        figures, before = figures_from(said["figures"]), said.get("before")
        entry = Entry(said["kpi"], figures, said["source"], said["comment"], said["seen"])
        line = Line(said["row"], said["period"], entry)
        return cls(line, said["seen"], None if before is None else figures_from(before))


def changes(lines, entered):
    """The FigureChanges among Lines, in their order. `entered` has what was entered last, as pairs of a number and an
    Entry, by the period's code and the KPI's key."""
    found = []
    for line in lines:
        number, last = entered.get((line.period, line.entry.kpi), (0, None))
        if last is None or (last.figures, last.source, last.comment) != (
            line.entry.figures,
            line.entry.source,
            line.entry.comment,
        ):
            found.append(FigureChange(line, number, last and last.figures))
    return found


@dataclass
class Reading:
    """What a table says: Lines in their order, Faults in theirs, how many rows say nothing, and columns that nobody
    asked for."""

    lines: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    silent: int = 0
    ignored: tuple = ()


def decoded(data):
    """Text from a file's bytes: UTF-8, UTF-16 where it says so, or what Western spreadsheets write. Raises
    CannotRead."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252")):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" in text:
                break
            return text
    raise CannotRead("not_text")


def inert(value):
    """A value for a spreadsheet that nothing computes: text that it would take for a formula begins with a quote, also
    where a semicolon parts the cells."""
    if not isinstance(value, str):
        return value
    value = _LIVE_WITHIN.sub(r"\1'", value)
    return f"'{value}" if value.startswith(_LIVE) else value


def read_figures(tables, known, *, period="", source=""):
    """The Reading of the first Table that has the columns of figures.

    `known` are Knowns by the period's code; `period` is the one of rows that name none, `source` theirs that say none.
    Raises CannotRead when no table has these columns.
    """
    for table in tables:
        header = _header(table)
        if header:
            return _read(table, *header, known, period, source)
    raise CannotRead("no_columns", ", ".join(table.name for table in tables if table.name))


def _header(table):
    """Where the names of the columns stand, and the place of each; None where they do not."""
    for number, cells in table.rows[:HEADER_WITHIN]:
        names = [str(_plain(cell) or "").strip().casefold() for cell in cells]
        if all(name in names for name in NEEDED):
            return number, names
    return None


def _read(table, header, names, known, period, source):
    reading = Reading(ignored=tuple(dict.fromkeys(name for name in names if name and name not in COLUMNS)))
    places = {}
    for place, name in enumerate(names):
        if name in places and name in COLUMNS:
            reading.faults.append(Fault(header, _letters(place), "column_twice", name))
        places.setdefault(name, place)
    row_of, twice = {}, set()
    for number, cells in table.rows:
        if number <= header or all(_plain(cell) in (None, "") for cell in cells):
            continue
        line, faults = _line(number, cells, places, known, period, source)
        reading.faults += faults
        if line is None:
            reading.silent += not faults
            continue
        first = row_of.setdefault((line.period, line.entry.kpi), number)
        if first != number:
            letter = _letters(places["kpi"])
            reading.faults.append(Fault(number, letter, "twice", str(first)))
            twice.add(first)
            continue
        reading.lines.append(line)
    reading.lines = [line for line in reading.lines if line.row not in twice]
    reading.faults.sort(key=lambda fault: fault.row)
    return reading


def _line(number, cells, places, known, period, source):
    """The Line of a row, or None; and its Faults."""
    said = {name: cells[place] if place < len(cells) else None for name, place in places.items() if name in COLUMNS}

    def fault(column, why, cell=None):
        letter = _letters(places[column]) if column in places else ""
        return Fault(number, letter, why, _shown(said.get(column) if cell is None else cell))

    odd = [
        fault(column, "merged" if isinstance(cell, Merged) else "formula")
        for column, cell in said.items()
        if isinstance(cell, Merged | Formula)
    ]
    if odd:
        return None, odd
    code = _text(said.get("period")) or period
    if code not in known:
        return None, [fault("period", "no_such_period" if code else "no_period", code)]
    there = known[code]
    kpi = there.kpis.get(_text(said["kpi"]).casefold())
    if kpi is None:
        return None, [fault("kpi", "no_such_kpi" if _text(said["kpi"]) else "no_kpi")]
    if kpi.key not in there.mine:
        return None, [fault("kpi", "not_yours")]
    if there.locked:
        return None, [fault("period", "locked", code)]
    try:
        figures = figures_of(Method(there.content.kind_of(kpi).method), said["actual"], said.get("of"))
        refused = None
    except NotUnderstood as refusal:
        figures, refused = Figures(), refusal
    if figures is None:
        return None, []
    entry = Entry(kpi.key, figures, _prose(said.get("source")) or source, _prose(said.get("comment")))
    place, why = refused.place if refused else None, refused.why if refused else None
    if refused is None:
        why = unfit(entry, there.content, there.end, there.today)
        place = "of" if why in AT_THE_SECOND else "actual"
    found = ((place, why), ("source", unsaid(entry.source, entry.comment)))
    faults = [fault(place, why) for place, why in found if why]
    return (None, faults) if faults else (Line(number, code, entry), [])


def _plain(cell):
    return cell.value if isinstance(cell, Merged) else cell.text if isinstance(cell, Formula) else cell


def _text(cell):
    """A cell as one text without space round it; whole numbers as they are written."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return re.sub(r"\s+", " ", str("" if cell is None else cell)).strip()


def _prose(cell):
    """A text without the quote by which it was made inert when it was written out."""
    text = _INERT_WITHIN.sub(r"\1", _text(cell))
    return text[1:] if text.startswith("'") and text[1:].startswith(_LIVE) else text


def _shown(cell):
    return _text(_plain(cell))[:60]


def _letters(place):
    """The letter of a column, from 0: A, B, ... Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
