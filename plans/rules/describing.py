"""What a proposal does, as values that templates word: each change beside what it changes."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from plans.rules.changes import (
    AddElement,
    AddPriority,
    MoveElement,
    RemoveElement,
    SetField,
    SetPlanField,
    StartEdition,
)
from plans.rules.content import NESTED, TEXT_FIELDS, DirectorateLink, Element, Indicator, Objective, with_inner
from plans.rules.integrity import REFERENCES
from plans.rules.nouns import NOUNS

REFERRING = {field for fields in REFERENCES.values() for field in fields} | {"source", "target", "objective"}
DAYS = {"start", "end", "due"}
PARTS = {"on_track", "at_risk", "off_from", "on_from"}


@dataclass(frozen=True)
class Shown:
    """A value as a template shows it. `kind` is one of none, text, elements (a tuple of Element, or of keys that lead
    nowhere), estimates, day, part (of one), keys (a tuple of words) and plain."""

    kind: str
    value: Any = None


@dataclass(frozen=True)
class Row:
    """A field of an element with its value."""

    field: str
    shown: Shown


@dataclass(frozen=True)
class Described:
    """One change for people. `number` counts from 1; `kind` is the change's own name for its template; `element` is
    what it changes, as it stands in the base, or the one that comes; `noun` says what that is. `old` and `new` are
    there for a field that is set, `rows` and `inner` for an element that comes or goes, `after` and `stood_after` for
    one that moves, `becomes` for what a new edition makes of the old elements."""

    number: int
    change: Any
    element: Element | None
    noun: str = ""
    old: Shown = Shown("none")
    new: Shown = Shown("none")
    rows: tuple[Row, ...] = ()
    inner: tuple[Element, ...] = ()
    after: Element | None = None
    stood_after: Element | None = None
    becomes: tuple[tuple[Element, tuple[Element, ...]], ...] = ()

    @property
    def kind(self):
        return self.change.change

    @property
    def template(self):
        return f"plans/changes/{self.kind}.html"

    @property
    def anchor(self):
        return f"change-{self.number}"


def describe(content, changes):
    """The changes as a tuple of Described, in their order."""
    known = dict(content.elements)
    for change in changes:
        if isinstance(change, AddPriority | AddElement):
            known |= {element.key: element for element in with_inner(change.added)}
    return tuple(_described(number, change, content, known) for number, change in enumerate(changes, start=1))


def _described(number, change, content, known):
    if isinstance(change, AddPriority | AddElement):
        return _whole(number, change, change.added, known, after=known.get(change.after))
    if isinstance(change, RemoveElement):
        return _whole(number, change, change.removed, known)
    element = known.get(change.element)
    said = Described(number, change, element, noun_of(element) if element is not None else "")
    if isinstance(change, MoveElement):
        return replace(said, after=known.get(change.after), stood_after=_stood_after(content, change.element))
    if isinstance(change, SetField | SetPlanField):
        old, new = (shown(change.field, value, known) for value in (change.old, change.new))
        return replace(said, old=old, new=new)
    if isinstance(change, StartEdition):
        return replace(said, becomes=_becomes(change, content))
    return said


def _whole(number, change, element, known, after=None):
    """An element that comes or goes, with all that lies in it."""
    inner = tuple(with_inner(element))[1:]
    return Described(number, change, element, noun_of(element), rows=rows(element, known), inner=inner, after=after)


def noun_of(element):
    return NOUNS[type(element)][0]


def _stood_after(content, key):
    """The element before another in its collection, None where it is the first or comes only now."""
    before = None
    element = content.element(key)
    for other in content.elements.values():
        if other is element:
            return before
        before = other if type(other) is type(element) else before
    return None


def _becomes(change, content):
    new = change.content.elements
    return tuple(
        (content.elements[carried.old], tuple(new[to] for to in carried.new if to in new))
        for carried in (change.content.succeeds.mapping if change.content.succeeds else ())
        if carried.old in content.elements
    )


def rows(element, known):
    """What an element says, field by field, as a tuple of Row; empty fields are left out."""
    skipped = {"key", "code", "name", *NESTED.get(type(element), ())}
    fields = [name for name in type(element).model_fields if name not in skipped]
    found = (Row(name, shown(name, getattr(element, name), known)) for name in fields)
    return tuple(row for row in found if row.shown.kind != "none")


def shown(field, value, known):
    """A field's value, typed or as JSON, for a template; `known` are the elements by their keys."""
    if value in (None, (), [], {}):
        return Shown("none")
    if field in TEXT_FIELDS and isinstance(value, dict):
        return Shown("text", value)
    if field in REFERRING and isinstance(value, str | tuple | list):
        keys = (value,) if isinstance(value, str) else tuple(value)
        return Shown("elements", tuple(known.get(key, key) for key in keys))
    if field == "estimates":
        return Shown("estimates", value)
    if field in DAYS:
        return Shown("day", date.fromisoformat(value) if isinstance(value, str) else value)
    if field in PARTS:
        return Shown("part", f"{float(value) * 100:g}")
    if isinstance(value, list | tuple):
        return Shown("keys", tuple(value))
    if isinstance(value, dict):
        return Shown("keys", tuple(value))
    return Shown("plain", value)


def touched_objectives(content, changes):
    """The objectives of the content that changes touch, themselves or by a KPI, in the plan's order."""
    keys = set()
    for change in changes:
        element = getattr(change, "added", None) or content.element(change.element or "")
        keys |= _objectives_of(element)
        if isinstance(change, SetField) and change.field == "objective":
            keys.add(change.new)
    return [objective for objective in content.objectives if objective.key in keys]


def _objectives_of(element):
    if isinstance(element, Objective):
        return {element.key}
    if isinstance(element, DirectorateLink | Indicator):
        return set()
    named = (getattr(element, field, None) for field in ("objective", "source", "target"))
    return {key for key in named if key}


def touched_kpis(content, changes):
    """The KPIs of the content that changes touch, in the plan's order."""
    keys = {change.element for change in changes}
    return [kpi for kpi in content.kpis if kpi.key in keys]
