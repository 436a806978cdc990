"""The typed changes that an amendment is a list of. Each carries the value that it replaces.

Stored and digested, so a kind's fields never change their meaning; new kinds may be added.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, JsonValue, SerializeAsAny, StringConstraints, TypeAdapter, model_validator

from plans.rules.canonical import digest_of
from plans.rules.content import COLLECTIONS, MOST_COUNT, NESTED, SINGLE, Aim, Content, Element, Priority, as_json
from plans.rules.texts import Frozen, Key, Language, Prose, Text

# the fields of elements that hold texts; a change of kind or key is no change of text
FIELDS = Literal["text", "name", "description", "measured", "against", "board"]


class ReplaceText(Frozen):
    """One text of one element in one language. `old` is absent where there was none, `new` where none remains."""

    change: Literal["replace_text"] = "replace_text"
    element: Key
    field: FIELDS
    language: Language
    old: Prose | None = None
    new: Prose | None = None


class SetEstimate(Frozen):
    """The aim of a KPI from a day on. `old` is the aim that held on that day before, absent if none did; without
    `new` the estimate of that day is taken out again."""

    change: Literal["set_estimate"] = "set_estimate"
    element: Key
    holds_from: date
    old: Aim | None = None
    new: Aim | None = None


class AddPriority(Frozen):
    """A new strategic priority, placed after the one named, else first."""

    change: Literal["add_priority"] = "add_priority"
    priority: Priority
    after: Key | None = None

    collection: ClassVar = "priorities"
    parent: ClassVar = None

    @property
    def added(self):
        return self.priority

    @property
    def element(self):
        return self.priority.key


def type_of(collection, parent=None):
    """The type of the elements of a collection; `parent` says that it lies in an element. Raises KeyError."""
    return _INNER[collection] if parent is not None else _OUTER[collection]


_OUTER = {**SINGLE, **COLLECTIONS}
_INNER = {collection: kind for nested in NESTED.values() for collection, kind in nested.items()}


def _typed(values, name):
    """The values with an element's own type put in, which its collection tells."""
    if not isinstance(values, dict) or isinstance(values.get(name), Element):
        return values
    try:
        kind = type_of(values.get("collection"), values.get("parent"))
    except (KeyError, TypeError):
        raise ValueError("the name of a collection of the plan was expected") from None
    return values | {name: kind.model_validate(values.get(name))}


class AddElement(Frozen):
    """A new element of any collection but the priorities, with all that lies in it, placed after the one named,
    else first. `parent` is the element that holds the collection, absent where the plan itself does."""

    change: Literal["add_element"] = "add_element"
    collection: str
    parent: Key | None = None
    added: SerializeAsAny[Element]
    after: Key | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_its_collection(cls, values):
        return _typed(values, "added")

    @property
    def element(self):
        return self.added.key


class RemoveElement(Frozen):
    """An element taken out, with all that lies in it."""

    change: Literal["remove_element"] = "remove_element"
    collection: str
    parent: Key | None = None
    removed: SerializeAsAny[Element]

    @model_validator(mode="before")
    @classmethod
    def _of_its_collection(cls, values):
        return _typed(values, "removed")

    @property
    def element(self):
        return self.removed.key


class MoveElement(Frozen):
    """Another place in the same collection: after the element named, else first."""

    change: Literal["move_element"] = "move_element"
    element: Key
    after: Key | None = None


class SetField(Frozen):
    """A value of an element that is no text: its code, where it belongs, a kind, a weight, a threshold, a date, ...
    `old` and `new` are JSON values, absent where there is none."""

    change: Literal["set_field"] = "set_field"
    element: Key
    field: Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z_]+$", max_length=40)]
    old: JsonValue = None
    new: JsonValue = None


class SetPlanField(Frozen):
    """A value of the plan as a whole: its name, its period, its languages, its source, what it calls its parts."""

    change: Literal["set_plan_field"] = "set_plan_field"
    field: Literal[
        "name",
        "start",
        "end",
        "languages",
        "authentic",
        "source",
        "succeeds",
        "terms",
        "off_from",
        "on_from",
        "falling",
    ]
    old: JsonValue = None
    new: JsonValue = None

    element: ClassVar = None


class StartEdition(Frozen):
    """A plan of another structure takes the place of this one; its `succeeds` says what became of the elements."""

    change: Literal["start_edition"] = "start_edition"
    old: Key
    content: Content

    element: ClassVar = None


Change = Annotated[
    ReplaceText
    | SetEstimate
    | AddPriority
    | AddElement
    | RemoveElement
    | MoveElement
    | SetField
    | SetPlanField
    | StartEdition,
    Field(discriminator="change"),
]
# more than anybody could read; whoever saves a draft keeps to it
MOST_CHANGES = 2_000
CHANGES = TypeAdapter(tuple[Change, ...])


class Changes(tuple):
    """Changes of a named base, in the order in which they are made: a tuple of Change, and `base`, the Content whose
    values they replace."""

    def __new__(cls, changes, base):
        made = super().__new__(cls, changes)
        made.base = base
        return made


class Cost(Frozen):
    """What an amendment costs, in whole units of a currency (ISO 4217)."""

    amount: Annotated[int, Field(ge=0, le=MOST_COUNT)]
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]


Digest = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]


class Subject(Frozen):
    """What is put to the bodies beside the changes: a document that the app above knows by its reference (RP-001), and
    its SHA-256; and the version of the plan that would stand, with its."""

    reference: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{2}-[0-9]{3,9}$")]
    digest: Digest
    version: Annotated[str, StringConstraints(strict=True, max_length=24)]
    version_digest: Digest

    @property
    def document(self):
        return self.reference, self.digest

    def on(self, version):
        """The same about another version."""
        return self.model_copy(update={"version": version.label, "version_digest": version.digest})


class Proposal(Frozen):
    """What a revision proposes, and what a decision on it binds to: the changes with the values that they
    replace, the reason, the cost, and the day from which it should hold (else the day of adoption). A review of the
    strategy is `about` a report, and may change nothing. Its base is not part of it (docs/adr/0004)."""

    proposal_schema: Annotated[Literal[1], Field(alias="schema")] = 1
    changes: tuple[Change, ...] = ()
    rationale: Text
    cost: Cost | None = None
    in_force_from: date | None = None
    about: Subject | None = None

    @property
    def digest(self):
        return digest_of(as_json(self))


def slot(change):
    """What a change is about: two changes with one slot cannot stand side by side."""
    parts = (getattr(change, name, None) for name in ("field", "language", "holds_from"))
    return (change.change, change.element, *(part for part in parts if part is not None))


def without(changes, gone):
    """The changes but for the one in a slot."""
    return tuple(change for change in changes if slot(change) != gone)


def with_change(changes, change):
    """The changes with another put where its like was, else last."""
    if any(slot(other) == slot(change) for other in changes):
        return tuple(change if slot(other) == slot(change) else other for other in changes)
    return (*changes, change)
