"""How the Directorates' own maps serve the plan's: who serves what, and where nobody does."""

from dataclasses import dataclass
from typing import Any

from cycle.enums import State
from cycle.rules.rollup import Part, RolledUp, rolled_up


@dataclass(frozen=True)
class Alignment:
    """`served` says for each objective of the plan, by its key, which pairs of a Directorate and its own objective
    serve it. `gaps` are the plan's objectives that nobody serves, `orphans` pairs of a Directorate and an objective of
    its that serves none, `silent` the Directorates without a map of their own."""

    served: dict
    gaps: tuple
    orphans: tuple
    silent: tuple


def alignment_of(content):
    """The Alignment of a content's Directorates."""
    own = [(directorate, objective) for directorate in content.directorates for objective in directorate.objectives]
    served = {
        objective.key: tuple(pair for pair in own if objective.key in pair[1].serves)
        for objective in content.objectives
    }
    return Alignment(
        served,
        tuple(objective for objective in content.objectives if not served[objective.key]),
        tuple(pair for pair in own if not pair[1].serves),
        tuple(directorate for directorate in content.directorates if not directorate.objectives),
    )


@dataclass(frozen=True)
class Watched:
    """What a Directorate watches: pairs of an Indicator and where the plan's KPI that it feeds stands (a State, None
    where it feeds none), by the key of the Directorate's objective; and what that rolls up to, for each objective and
    for the Directorate."""

    indicators: dict
    objectives: dict
    whole: RolledUp

    def rolled(self, objective) -> Any:
        return self.objectives[objective.key]


def watched_by(directorate, standings, **rule):
    """The Watched of a Directorate. `standings` are pairs of a State and what was reached of the aim (a Fraction or
    None), by the KPI's key; `rule` is how the plan rolls up (off_from, on_from). An indicator that feeds no KPI is not
    judged here."""
    indicators, objectives = {}, {}
    for objective in directorate.objectives:
        own = [one for one in directorate.indicators if one.objective == objective.key]
        indicators[objective.key] = tuple((one, standings.get(one.kpi, (None, None))[0]) for one in own)
        parts = [Part(one.kpi, 1, *standings[one.kpi]) for one in own if one.kpi in standings]
        objectives[objective.key] = rolled_up(parts, **rule)
    judged = (
        Part(key, 1, rolled.state, rolled.reached)
        for key, rolled in objectives.items()
        if rolled.state is not State.NO_DATA
    )
    whole = rolled_up(judged, **rule)
    return Watched(indicators, objectives, whole)
