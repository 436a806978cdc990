"""The plan as a value: one immutable, typed tree with a canonical form and a digest.

Every element has a key, written in the file, that never changes and is unique in the plan; codes may change.
Structure (perspectives, groups, kinds of KPI) is data of the edition. Dates are days of the calendar.
The order of a collection is the order in which it is printed.
"""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from plans.enums import Method
from plans.rules.canonical import digest_of, pruned
from plans.rules.texts import Code, Frozen, Key, Language, Ratio, Text

SCHEMA = 1
# JSON holds whole numbers exactly up to 2^53
MOST_COUNT = 10**15


class Element(Frozen):
    key: Key


class Statement(Element):
    """A sentence that stands by itself: the mission, the vision, one of the values."""

    text: Text


class Package(Element):
    code: Code
    name: Text


class Kind(Element):
    """A kind of KPI: how it is computed, and at which part of its estimate it is on track or at risk."""

    name: Text
    method: Method
    on_track: Ratio
    at_risk: Ratio

    @model_validator(mode="after")
    def _thresholds_descend(self):
        if float(self.at_risk) > float(self.on_track):
            raise ValueError("at_risk must not lie above on_track")
        return self


class Perspective(Element):
    name: Text
    description: Text | None = None


class Group(Element):
    perspective: Key
    name: Text
    description: Text | None = None


class Objective(Element):
    code: Code
    name: Text
    description: Text | None = None
    perspective: Key | None = None
    group: Key | None = None
    packages: tuple[Key, ...] = ()


class Link(Element):
    """An arrow of the strategic map: what `source` achieves serves `target`."""

    source: Key
    target: Key


class Aim(Frozen):
    """What a KPI is estimated to reach: exactly one of a count, a ratio or a day."""

    count: Annotated[int, Field(ge=0, le=MOST_COUNT)] | None = None
    ratio: Ratio | None = None
    by: date | None = None

    @model_validator(mode="after")
    def _exactly_one(self):
        given = [name for name in ("count", "ratio", "by") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("exactly one of count, ratio and by was expected")
        return self

    @property
    def what(self):
        return next(name for name in ("count", "ratio", "by") if getattr(self, name) is not None)

    @property
    def percentage(self):
        """A ratio as people read it: "0.725" is "72.5"."""
        return format((Decimal(self.ratio) * 100).normalize(), "f")


AIM_OF = {
    Method.TARGET_RATIO: "count",
    Method.DEMAND_RATIO: "ratio",
    Method.SHARE: "ratio",
    Method.MILESTONE: "by",
}


class Estimate(Frozen):
    """An aim and the day from which it holds, until the next estimate's day."""

    holds_from: date
    aim: Aim


class Kpi(Element):
    """`measured` is what is counted; `against` what it is compared with, for ratios and shares. `weight` is its part
    of the objective in hundredths: the KPIs of an objective have none, or add up to 100."""

    code: Code
    objective: Key
    kind: Key
    measured: Text
    against: Text | None = None
    description: Text | None = None
    estimates: tuple[Estimate, ...] = ()
    weight: Annotated[int, Field(ge=1, le=100)] | None = None
    on_track: Ratio | None = None
    at_risk: Ratio | None = None

    @model_validator(mode="after")
    def _one_estimate_a_day_in_order(self):
        days = [estimate.holds_from for estimate in self.estimates]
        if days != sorted(set(days)):
            raise ValueError("estimates in order of holds_from were expected, one a day")
        return self

    def aim_on(self, day):
        """The aim that holds on a day, or None before the first estimate."""
        held = [estimate.aim for estimate in self.estimates if estimate.holds_from <= day]
        return held[-1] if held else None


class Priority(Element):
    name: Text
    description: Text | None = None


class DirectorateObjective(Element):
    """What a Directorate sets out to do, and which objectives of the plan that serves."""

    code: Code
    name: Text
    description: Text | None = None
    serves: tuple[Key, ...] = ()


class DirectorateLink(Element):
    """An arrow of a Directorate's map, between two of its own objectives."""

    source: Key
    target: Key


class Indicator(Element):
    """What a Directorate watches for one of its objectives; `kpi` is the plan's KPI that it feeds, if any."""

    name: Text
    objective: Key
    kpi: Key | None = None


class Directorate(Element):
    """A Directorate with its own strategic map: objectives, arrows, indicators, and the board that manages it."""

    code: Code
    name: Text
    description: Text | None = None
    board: Text | None = None
    objectives: tuple[DirectorateObjective, ...] = ()
    links: tuple[DirectorateLink, ...] = ()
    indicators: tuple[Indicator, ...] = ()


class Deliverable(Element):
    name: Text
    due: date | None = None


class Action(Element):
    code: Code
    name: Text
    objective: Key
    priorities: tuple[Key, ...] = ()
    directorate: Key | None = None
    deliverables: tuple[Deliverable, ...] = ()


class AnnualPlan(Element):
    """An annual implementation plan: the strategic actions of one year, with their deliverables."""

    code: Code
    name: Text
    start: date
    end: date
    actions: tuple[Action, ...] = ()


Collection = Literal[
    "values",
    "packages",
    "kinds",
    "perspectives",
    "groups",
    "objectives",
    "links",
    "kpis",
    "priorities",
    "directorates",
    "annual_plans",
]


class Source(Frozen):
    """Where the content comes from, and what was done to it (summarised, invented)."""

    title: Text
    note: Text


class Carried(Frozen):
    """What became of one element of the old edition: carried on by one, split into several, or dropped. Two that are
    carried on by one were merged. (A list of pairs: a canonical form has no empty list to say "dropped" with.)"""

    old: Key
    new: tuple[Key, ...] = ()


class Succession(Frozen):
    """Which edition this one takes the place of, and what became of its elements. A new element that is named nowhere
    is new; an old one that is not named is carried on by the element of the same key, if there is one."""

    edition: Key
    mapping: tuple[Carried, ...] = ()


class Content(Frozen):
    """A whole plan. `Content.model_validate` refuses what does not fit, with the path of each fault."""

    plan_schema: Annotated[Literal[1], Field(alias="schema")]
    edition: Key
    name: Text
    start: date
    end: date
    languages: tuple[Language, ...] = Field(min_length=1)
    authentic: tuple[Language, ...] = Field(min_length=1)
    source: Source | None = None
    succeeds: Succession | None = None
    # from which part of the weight on an objective that is off track it is so itself, and from which on track
    off_from: Ratio | None = None
    on_from: Ratio | None = None
    # after how many falls in a row a KPI deviates although it is not off track
    falling: Annotated[int, Field(ge=2, le=20)] | None = None
    # what this edition calls its parts, where it has words of its own: its objectives may be Goals
    terms: dict[Collection, Text] = {}
    mission: Statement | None = None
    vision: Statement | None = None
    values: tuple[Statement, ...] = ()
    packages: tuple[Package, ...] = ()
    kinds: tuple[Kind, ...] = ()
    perspectives: tuple[Perspective, ...] = ()
    groups: tuple[Group, ...] = ()
    objectives: tuple[Objective, ...] = ()
    links: tuple[Link, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    priorities: tuple[Priority, ...] = ()
    directorates: tuple[Directorate, ...] = ()
    annual_plans: tuple[AnnualPlan, ...] = ()

    @cached_property
    def elements(self):
        """Every element by its key, in the order of the plan; nested ones follow what holds them."""
        return {element.key: element for _path, element in walk(self)}

    def element(self, key, of=Element):
        found = self.elements.get(key)
        return found if isinstance(found, of) else None

    def kind_of(self, kpi):
        return self.elements[kpi.kind]

    def kpis_of(self, objective):
        """An objective's KPIs, in the order of the plan."""
        return list(self._kpis_by_objective.get(objective.key, ()))

    @cached_property
    def _kpis_by_objective(self):
        found = {}
        for kpi in self.kpis:
            found.setdefault(kpi.objective, []).append(kpi)
        return found


COLLECTIONS = {
    "values": Statement,
    "packages": Package,
    "kinds": Kind,
    "perspectives": Perspective,
    "groups": Group,
    "objectives": Objective,
    "links": Link,
    "kpis": Kpi,
    "priorities": Priority,
    "directorates": Directorate,
    "annual_plans": AnnualPlan,
}
# mission and vision stand alone: collections of one element at most
SINGLE = {"mission": Statement, "vision": Statement}
NESTED = {
    AnnualPlan: {"actions": Action},
    Action: {"deliverables": Deliverable},
    Directorate: {"objectives": DirectorateObjective, "links": DirectorateLink, "indicators": Indicator},
}
TEXT_FIELDS = ("text", "name", "description", "measured", "against", "board")


def walk(content):
    """Yields the path and the element of every element, for example ("kpis", 3), Kpi(...)."""
    for name in SINGLE:
        if getattr(content, name) is not None:
            yield (name,), getattr(content, name)
    for name in COLLECTIONS:
        yield from _walk_collection((name,), getattr(content, name))


def _walk_collection(path, collection):
    for place, element in enumerate(collection):
        yield (*path, place), element
        for nested in NESTED.get(type(element), ()):
            yield from _walk_collection((*path, place, nested), getattr(element, nested))


def with_inner(element):
    """Yields an element and all that lies in it, in order."""
    yield element
    for collection in NESTED.get(type(element), ()):
        for part in getattr(element, collection):
            yield from with_inner(part)


def as_json(value):
    """The JSON value of a content, an element or a change, without absent parts."""
    return pruned(value.model_dump(mode="json", by_alias=True))


def digest(content):
    """The SHA-256 of a content's canonical form; it depends on nothing but the content."""
    return digest_of(as_json(content))
