"""How what many KPIs say becomes one statement: of an objective, a perspective, the plan. Exact, with its working.

The rule: what is not judged (not applicable, no data) is left out. Off track when parts that weigh `off_from` or more
are off track; on track when none is off track and parts that weigh `on_from` or more are on track; else at risk. So it
stands within its parts, and a part that gets better never makes it worse. `reached` is the weighted mean of what the
parts reached of their aims, each at most the whole, so that one that does more does not hide one that fails.
"""

from dataclasses import dataclass
from fractions import Fraction

from cycle.enums import State

JUDGED = (State.OFF_TRACK, State.AT_RISK, State.ON_TRACK)
OFF_FROM, ON_FROM = Fraction(1, 2), Fraction(3, 4)


@dataclass(frozen=True)
class Part:
    """One of the parts: its key, what it weighs, its state and what it reached of its aim (None where it is not
    judged)."""

    key: str
    weight: int
    state: State
    reached: Fraction | None = None


@dataclass(frozen=True)
class RolledUp:
    """`share` says how much of the judged weight each state has; empty where nothing is judged. `off_from` and
    `on_from` are the rule that was applied."""

    state: State
    reached: Fraction | None
    parts: tuple[Part, ...]
    share: dict
    off_from: Fraction = OFF_FROM
    on_from: Fraction = ON_FROM

    @property
    def judged(self):
        return tuple(part for part in self.parts if part.state in JUDGED)

    @property
    def shares(self):
        """The states that some of the judged weight has, with how much of it."""
        return [(state, part) for state, part in self.share.items() if part]


def rolled_up(parts, *, off_from=OFF_FROM, on_from=ON_FROM):
    """The RolledUp of Parts. Without any that is judged: not applicable if one is, else no data."""
    parts = tuple(parts)
    judged = [part for part in parts if part.state in JUDGED]
    rule = {"off_from": off_from, "on_from": on_from}
    if not judged:
        some = any(part.state is State.NOT_APPLICABLE for part in parts)
        return RolledUp(State.NOT_APPLICABLE if some else State.NO_DATA, None, parts, {}, **rule)
    whole = sum(part.weight for part in judged)
    share = {state: Fraction(sum(part.weight for part in judged if part.state is state), whole) for state in JUDGED}
    reached = sum(part.weight * min(part.reached, Fraction(1)) for part in judged) / whole
    return RolledUp(_state(share, off_from, on_from), Fraction(reached), parts, share, **rule)


def _state(share, off_from, on_from):
    if share[State.OFF_TRACK] and share[State.OFF_TRACK] >= off_from:
        return State.OFF_TRACK
    if not share[State.OFF_TRACK] and share[State.ON_TRACK] and share[State.ON_TRACK] >= on_from:
        return State.ON_TRACK
    return State.AT_RISK
