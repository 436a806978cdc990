"""The report as a value: what had been recorded by the end of a day, and what follows from it.

It holds no sentence of ours: texts are the plan's and people's own, in their languages; everything else is a code, a
number, a day. Fractions are written as text ("11/18"), days as ISO 8601. Of a day that is over it is the same whenever
it is asked for; pages, spreadsheets and the printed report are made from it, and a published one is kept as it is.
"""

from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from cycle.enums import Direction, Means, Stance, State
from cycle.rules.proceedings import DecisionSeen, DeviationSeen, PendingSeen
from cycle.rules.rollup import JUDGED
from plans.enums import Method
from plans.rules.canonical import canonical
from plans.rules.content import Aim, as_json
from plans.rules.texts import Frozen, Text

SCHEMA = 1
# how many periods a KPI's line shows
POINTS = 8


class PlanSeen(Frozen):
    """The version that held on the day."""

    edition: str
    version: str
    digest: str
    name: Text
    start: date
    end: date
    in_force_from: date
    authentic: tuple[str, ...]


class PeriodSeen(Frozen):
    """The reporting period, and the version by which it is measured."""

    edition: str
    code: str
    start: date
    end: date
    due_on: date
    locked_on: date | None = None
    version: str
    version_digest: str


class FigureSeen(Frozen):
    """An entry that counts, or corrects one that was locked. `entry` is its number among those of its KPI in the
    period; `reason` says why the locked one was wrong."""

    entry: int
    actual: int | None = None
    of: int | None = None
    done_on: date | None = None
    source: str
    comment: str = ""
    reason: str = ""
    confirmed_on: date


class Judged(Frozen):
    """`ratio` is the KPI's own, `reached` the part of its aim that this is; absent where there is none."""

    state: State
    ratio: str | None = None
    reached: str | None = None


class ValidationSeen(Frozen):
    """What a Member said last of the figure, and what it was answered."""

    member: str
    stance: Stance
    reason: str = ""
    on: date
    answer: str = ""
    answered_on: date | None = None


class Point(Frozen):
    """Where a KPI stood in one period, by the plan of then."""

    period: str
    end: date
    state: State
    reached: str | None = None

    @property
    def value(self):
        return Fraction(self.reached) if self.reached is not None else None


class KpiSeen(Frozen):
    """`aim` is the estimate for the end of the period, or for the day where that comes first, and judges; `original`,
    where it was amended within the period, the one that the plan had when the period began, and `by_original` is how
    the KPI stands against that. `validations` are of the figure, `corrected_validations` of what corrects it.
    `forecast` is what would be reached of the aim on the day `forecast_on` if it went on as in the last periods."""

    key: str
    code: str
    measured: Text
    against: Text | None = None
    method: Method
    kind: Text
    weight: int | None = None
    on_track: str | None = None
    at_risk: str | None = None
    aim: Aim | None = None
    original: Aim | None = None
    figure: FigureSeen | None = None
    corrected: FigureSeen | None = None
    judged: Judged
    by_original: Judged | None = None
    validations: tuple[ValidationSeen, ...] = ()
    corrected_validations: tuple[ValidationSeen, ...] = ()
    points: tuple[Point, ...] = ()
    direction: Direction | None = None
    forecast: str | None = None
    forecast_on: date | None = None

    @property
    def said(self):
        """What Members said last of the figure, then of what corrects it."""
        return (*self.validations, *self.corrected_validations)

    @property
    def contested_by(self):
        """The Members that contest the figure, or what corrects it, by their codes."""
        return tuple(dict.fromkeys(one.member for one in self.said if one.stance is Stance.CONTESTED))


class Rolled(Frozen):
    """What parts roll up to (docs/adr/0022): `shares` says how much of the judged weight has which state."""

    state: State
    reached: str | None = None
    shares: dict[State, str] = {}


class ObjectiveSeen(Frozen):
    key: str
    code: str
    name: Text
    rolled: Rolled
    kpis: tuple[KpiSeen, ...] = ()


class PerspectiveSeen(Frozen):
    key: str | None = None
    name: Text | None = None
    rolled: Rolled | None = None
    objectives: tuple[ObjectiveSeen, ...] = ()


class AllocationSeen(Frozen):
    """How much of the effort or the resources of the period served one priority; without one, none."""

    priority: str = ""
    name: Text | None = None
    amount: int
    share: str


class MeansSeen(Frozen):
    means: Means
    whole: int
    on_priorities: int
    parts: tuple[AllocationSeen, ...]


class ShareSeen(Frozen):
    """Of the deliverables of a part of the annual plan: how many there are and are done, and how far they are."""

    key: str = ""
    code: str = ""
    name: Text | None = None
    count: int
    done: int
    reached: str


class DeliverableSeen(Frozen):
    key: str
    name: Text
    due: date
    done: int = 0
    told_on: date | None = None
    text: str = ""


class StrategicActionSeen(Frozen):
    """An action of the annual plan."""

    code: str
    name: Text
    objective: str
    deliverables: tuple[DeliverableSeen, ...] = ()


class AnnualSeen(Frozen):
    """The annual implementation plan of the day, as far as it was done."""

    code: str
    name: Text
    start: date
    end: date
    whole: ShareSeen
    objectives: tuple[ShareSeen, ...] = ()
    priorities: tuple[ShareSeen, ...] = ()
    actions: tuple[StrategicActionSeen, ...] = ()


class Report(Frozen):
    """`off_from` and `on_from` are the parts of the weight from which a whole is off track, or on track (ADR 22)."""

    report_schema: Annotated[Literal[1], Field(alias="schema")] = SCHEMA
    as_of: date
    zone: str
    plan: PlanSeen
    period: PeriodSeen | None = None
    whole: Rolled | None = None
    off_from: str | None = None
    on_from: str | None = None
    perspectives: tuple[PerspectiveSeen, ...] = ()
    means: tuple[MeansSeen, ...] = ()
    annual: AnnualSeen | None = None
    deviations: tuple[DeviationSeen, ...] = ()
    decisions: tuple[DecisionSeen, ...] = ()
    pending: tuple[PendingSeen, ...] = ()

    @cached_property
    def objectives(self):
        return tuple(one for part in self.perspectives for one in part.objectives)

    @cached_property
    def kpis(self):
        return tuple(kpi for objective in self.objectives for kpi in objective.kpis)

    @property
    def known(self):
        """The KPIs that have a figure."""
        return tuple(kpi for kpi in self.kpis if kpi.figure)

    @property
    def off_track(self):
        return tuple(kpi for kpi in self.kpis if kpi.judged.state is State.OFF_TRACK)

    @property
    def contested(self):
        """The KPIs whose figure, or whose correction, a Member contests."""
        return tuple(kpi for kpi in self.kpis if kpi.contested_by)

    @property
    def judged(self):
        """The KPIs that are judged: not those without a figure, nor those to which nothing applies."""
        return tuple(kpi for kpi in self.kpis if kpi.judged.state in JUDGED)

    @property
    def of_another_plan(self):
        """Whether the period is of another edition than the one that held on the day."""
        return self.period is not None and self.period.edition != self.plan.edition

    @property
    def to_be_ratified(self):
        """The amendment that made the version of the day, if that waits to be ratified; or None."""
        return next((one for one in self.pending if one.version and one.version == self.plan.version), None)

    @property
    def text(self):
        """Its canonical form (RFC 8785), as bytes."""
        return canonical(as_json(self))
