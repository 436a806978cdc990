"""What each step of the cycle still lacks, computed from plain facts. An empty list opens the gate."""

from dataclasses import dataclass

# what a step is shown to be done by where no fact of the plan or of the cycle tells it
EVIDENCE = "evidence_missing"
# by the name of the flow's node, what it must not lack, as names of Facts or EVIDENCE
NEEDS = {
    "consultation": (EVIDENCE,),
    "foundations": ("parts_missing",),
    "priorities": ("priorities_missing",),
    "internal_analysis": (EVIDENCE,),
    "environmental_scan": (EVIDENCE,),
    "main_goal": ("goal_missing",),
    "decision": ("undecided",),
    "objectives": ("objectives_missing",),
    "perspectives": ("objectives_without_perspective", "objectives_not_linked"),
    "kpis": ("objectives_without_kpi", "kpis_without_estimate"),
    "initiatives": ("years_without_plan", "actions_without_deliverable"),
    "alignment": ("directorates_not_aligned",),
    "implementing_actions": ("deliverables_untold",),
    "monitoring": ("kpis_without_figure", "deviations_without_cause"),
    "evaluate_and_adapt": (
        "deviations_without_action",
        "actions_undecided",
        "actions_not_closed",
        "strategy_not_reviewed",
    ),
}
# what evidence shows as well: a decision of before this installation, a map that a Directorate keeps elsewhere, a
# figure that cannot be had any more
OR_EVIDENCE = frozenset({"undecided", "directorates_not_aligned", "deliverables_untold", "kpis_without_figure"})


@dataclass(frozen=True)
class Lack:
    """Something that is missing; `what` is a key for wording, `which` names what it concerns, if it can be named."""

    what: str
    which: tuple[str, ...] = ()

    @property
    def count(self):
        return len(self.which)

    @property
    def or_evidence(self):
        return self.what in OR_EVIDENCE


@dataclass(frozen=True)
class Facts:
    """What is known of a cycle: codes of what is missing, by kind, and the steps that have evidence. Empty tuples are
    good news; where nothing can be named, one empty name says that it is missing."""

    parts_missing: tuple[str, ...] = ()  # of the plan: mission, vision, values
    priorities_missing: tuple[str, ...] = ()
    goal_missing: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()  # the version that no body of this installation decided on
    objectives_missing: tuple[str, ...] = ()
    objectives_without_perspective: tuple[str, ...] = ()
    objectives_not_linked: tuple[str, ...] = ()
    objectives_without_kpi: tuple[str, ...] = ()
    kpis_without_estimate: tuple[str, ...] = ()
    years_without_plan: tuple[str, ...] = ()
    actions_without_deliverable: tuple[str, ...] = ()
    directorates_not_aligned: tuple[str, ...] = ()  # without a map, an indicator or a board
    deliverables_untold: tuple[str, ...] = ()  # due, and nobody said how far they are
    kpis_without_figure: tuple[str, ...] = ()  # in what is over, else in what has begun, each with its period
    deviations_without_cause: tuple[str, ...] = ()
    deviations_without_action: tuple[str, ...] = ()
    actions_undecided: tuple[str, ...] = ()
    actions_not_closed: tuple[str, ...] = ()
    strategy_not_reviewed: tuple[str, ...] = ()  # since the last period that is over
    evidence: frozenset[str] = frozenset()


def lacks(step, facts):
    """What a step lacks, as a list of Lack. `step` is the name of the flow's node."""
    shown = step in facts.evidence
    found = []
    for what in NEEDS[step]:
        if what == EVIDENCE:
            if not shown:
                found.append(Lack(EVIDENCE))
        elif getattr(facts, what) and not (shown and what in OR_EVIDENCE):
            found.append(Lack(what, tuple(name for name in getattr(facts, what) if name)))
    return found
