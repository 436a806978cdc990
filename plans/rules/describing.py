"""What a proposal does, as values that templates word: each change beside what it changes."""

from dataclasses import dataclass
from typing import Any

from plans.rules.changes import AddPriority, ReplaceText, SetEstimate
from plans.rules.content import Kpi, Objective


@dataclass(frozen=True)
class Described:
    """One change for people. `number` counts from 1; `element` is what it changes, as it stands in the base
    (for an addition: the element that comes); `kind` is the change's own name for its template."""

    number: int
    kind: str
    change: Any
    element: Any

    @property
    def anchor(self):
        return f"change-{self.number}"


def describe(content, changes):
    """The changes as a tuple of Described, in their order."""
    return tuple(
        Described(number, change.change, change, _element(content, change))
        for number, change in enumerate(changes, start=1)
    )


def _element(content, change):
    return change.priority if isinstance(change, AddPriority) else content.element(change.element)


def touched_objectives(content, changes):
    """The objectives that changes touch, themselves or by a KPI, in the plan's order."""
    keys = set()
    for change in changes:
        element = content.element(change.element) if isinstance(change, ReplaceText | SetEstimate) else None
        if isinstance(element, Objective):
            keys.add(element.key)
        elif isinstance(element, Kpi):
            keys.add(element.objective)
    return [objective for objective in content.objectives if objective.key in keys]


def touched_kpis(content, changes):
    """The KPIs that changes touch, in the plan's order."""
    keys = {change.element for change in changes}
    return [kpi for kpi in content.kpis if kpi.key in keys]
