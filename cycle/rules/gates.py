"""What each step of the cycle still lacks, computed from plain facts. An empty list opens the gate."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lack:
    """Something that is missing; `what` is a key for wording, `which` names what it concerns, `count` how many."""

    what: str
    which: tuple[str, ...] = ()

    @property
    def count(self):
        return len(self.which)


@dataclass(frozen=True)
class Facts:
    """What is known of a cycle: codes of what is missing, by kind. Empty tuples are good news."""

    parts_missing: tuple[str, ...] = ()  # of the plan: mission, vision, values, priorities
    objectives_without_kpi: tuple[str, ...] = ()
    kpis_without_estimate: tuple[str, ...] = ()
    years_without_plan: tuple[str, ...] = ()
    actions_without_deliverable: tuple[str, ...] = ()
    kpis_without_figure: tuple[str, ...] = ()
    deviations_without_cause: tuple[str, ...] = ()
    deviations_without_action: tuple[str, ...] = ()
    actions_undecided: tuple[str, ...] = ()
    actions_not_closed: tuple[str, ...] = ()


def lacks(step, facts):
    """What a step lacks, as a list of Lack. `step` is the name of the flow's node."""
    wanted = {
        "planning": ("parts_missing", "objectives_without_kpi", "kpis_without_estimate"),
        "implementing": ("years_without_plan", "actions_without_deliverable"),
        "monitoring": ("kpis_without_figure", "deviations_without_cause"),
        "evaluate_and_adapt": ("deviations_without_action", "actions_undecided", "actions_not_closed"),
    }[step]
    return [Lack(what, getattr(facts, what)) for what in wanted if getattr(facts, what)]
