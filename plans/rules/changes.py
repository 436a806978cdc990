"""The typed changes that an amendment is a list of. Each carries the value that it replaces.

Stored and digested, so a kind's fields never change their meaning; new kinds may be added.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, StringConstraints, TypeAdapter

from plans.rules.canonical import digest_of
from plans.rules.content import Aim, Priority, as_json
from plans.rules.texts import Frozen, Key, Language, Prose, Text

# the fields of elements that hold texts; a change of kind or key is no change of text
FIELDS = Literal["text", "name", "description", "measured", "against"]


class ReplaceText(Frozen):
    """One text of one element in one language. `old` is absent where there was none, `new` where none remains."""

    change: Literal["replace_text"] = "replace_text"
    element: Key
    field: FIELDS
    language: Language
    old: Prose | None = None
    new: Prose | None = None


class SetEstimate(Frozen):
    """The aim of a KPI from a day on. `old` is the aim that held on that day before, absent if none did."""

    change: Literal["set_estimate"] = "set_estimate"
    element: Key
    holds_from: date
    old: Aim | None = None
    new: Aim


class AddPriority(Frozen):
    """A new strategic priority, placed after the one named, else first."""

    change: Literal["add_priority"] = "add_priority"
    priority: Priority
    after: Key | None = None

    @property
    def element(self):
        return self.priority.key


Change = Annotated[ReplaceText | SetEstimate | AddPriority, Field(discriminator="change")]
CHANGES = TypeAdapter(tuple[Change, ...])


class Cost(Frozen):
    """What an amendment costs, in whole units of a currency (ISO 4217)."""

    amount: NonNegativeInt
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]


class Proposal(Frozen):
    """What a revision proposes, and what a decision on it binds to: the changes with the values that they
    replace, the reason, the cost, and the day from which it should hold (else the day of adoption). Its base is
    not part of it (docs/adr/0004)."""

    proposal_schema: Annotated[Literal[1], Field(alias="schema")] = 1
    changes: tuple[Change, ...]
    rationale: Text
    cost: Cost | None = None
    in_force_from: date | None = None

    @property
    def digest(self):
        return digest_of(as_json(self))


def slot(change):
    """What a change is about: two changes with one slot cannot stand side by side."""
    if isinstance(change, ReplaceText):
        return (change.change, change.element, change.field, change.language)
    if isinstance(change, SetEstimate):
        return (change.change, change.element, change.holds_from)
    return (change.change, change.element)


def without(changes, gone):
    """The changes but for the one in a slot."""
    return tuple(change for change in changes if slot(change) != gone)


def with_change(changes, change):
    """The changes with another put where its like was, else last."""
    if any(slot(other) == slot(change) for other in changes):
        return tuple(change if slot(other) == slot(change) else other for other in changes)
    return (*changes, change)
