"""The plan in the order in which people read it: perspectives, their groups, objectives, KPIs."""

from dataclasses import dataclass

from plans.rules.content import Group, Kpi, Objective, Perspective


@dataclass(frozen=True)
class ObjectivePart:
    objective: Objective
    kpis: tuple[Kpi, ...]


@dataclass(frozen=True)
class GroupPart:
    """Objectives of one group; `group` is None for those that stand by themselves."""

    group: Group | None
    objectives: tuple[ObjectivePart, ...]


@dataclass(frozen=True)
class PerspectivePart:
    """`perspective` is None where an edition has none."""

    perspective: Perspective | None
    groups: tuple[GroupPart, ...]

    @property
    def objectives(self):
        return tuple(part.objective for group in self.groups for part in group.objectives)


def outline(content):
    """A content's objectives and KPIs as a tuple of PerspectivePart, empty perspectives included."""
    perspectives = [*content.perspectives]
    if any(objective.perspective is None for objective in content.objectives):
        perspectives.append(None)
    return tuple(_perspective(content, perspective) for perspective in perspectives)


def _perspective(content, perspective):
    key = perspective.key if perspective else None
    objectives = [objective for objective in content.objectives if objective.perspective == key]
    groups = [None, *(group for group in content.groups if group.perspective == key)]
    parts = (_group(content, group, objectives) for group in groups)
    return PerspectivePart(perspective, tuple(part for part in parts if part.objectives))


def _group(content, group, objectives):
    key = group.key if group else None
    return GroupPart(
        group,
        tuple(
            ObjectivePart(objective, tuple(content.kpis_of(objective)))
            for objective in objectives
            if objective.group == key
        ),
    )
