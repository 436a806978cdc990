"""The cycle, and the loop inside it, written as the procedure is."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import Flow, flow
from viewflow.workflow.lock import SelectForUpdateLock

from cycle.enums import Phase
from cycle.nodes import Deed, Step


class CycleFlow(Flow):
    """Planning (defining the strategy, translating it), implementing, learning (monitoring, evaluate and adapt); then
    the next cycle.

    Source: the strategic plan 2019-2022, section VII.
    """

    process_title = _("Strategic Management Cycle")
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.consultation)

    consultation = Step(phase=Phase.DEFINING).Annotation(title=_("Consult the Members")).Onward(this.foundations)
    foundations = Step(phase=Phase.DEFINING).Annotation(title=_("Mission, vision, values")).Onward(this.priorities)
    priorities = Step(phase=Phase.DEFINING).Annotation(title=_("Strategic priorities")).Onward(this.internal_analysis)
    internal_analysis = (
        Step(phase=Phase.DEFINING).Annotation(title=_("Internal analysis")).Onward(this.environmental_scan)
    )
    environmental_scan = Step(phase=Phase.DEFINING).Annotation(title=_("Environmental scan")).Onward(this.main_goal)
    main_goal = Step(phase=Phase.DEFINING).Annotation(title=_("Main strategic goal")).Onward(this.decision)
    decision = Step(phase=Phase.DEFINING).Annotation(title=_("Decision on the strategy")).Onward(this.objectives)

    objectives = Step(phase=Phase.TRANSLATING).Annotation(title=_("Objectives")).Onward(this.perspectives)
    perspectives = (
        Step(phase=Phase.TRANSLATING).Annotation(title=_("Their place in the perspectives")).Onward(this.kpis)
    )
    kpis = Step(phase=Phase.TRANSLATING).Annotation(title=_("Indicators")).Onward(this.initiatives)
    initiatives = Step(phase=Phase.TRANSLATING).Annotation(title=_("Initiatives")).Onward(this.alignment)

    alignment = (
        Step(phase=Phase.IMPLEMENTING).Annotation(title=_("Organizational alignment")).Onward(this.implementing_actions)
    )
    implementing_actions = (
        Step(phase=Phase.IMPLEMENTING).Annotation(title=_("Implementing the actions")).Onward(this.monitoring)
    )

    monitoring = Step(phase=Phase.LEARNING).Annotation(title=_("Monitoring")).Onward(this.evaluate_and_adapt)
    evaluate_and_adapt = Step(phase=Phase.LEARNING).Annotation(title=_("Evaluate and adapt")).Onward(this.end)

    end = flow.End()


class CorrectiveActionFlow(Flow):
    """Solutions are proposed and evaluated, a course is decided; an amendment takes its way and comes back."""

    process_title = _("Corrective action")
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.evaluate)
    evaluate = (
        Deed()
        .Annotation(title=_("Evaluate the solutions"))
        .Onward(this.amend, "amend the plan")
        .Onward(this.carry_out, "operational")
        .Onward(this.follow_up, "no change")
    )
    amend = Deed().Annotation(title=_("Draft the amendment")).Onward(this.review).Onward(this.evaluate, "chosen again")
    review = (
        Deed().Annotation(title=_("Under review")).Onward(this.follow_up, "adopted").Onward(this.evaluate, "withdrawn")
    )
    carry_out = Deed().Annotation(title=_("Carry it out")).Onward(this.follow_up)
    follow_up = Deed().Annotation(title=_("Follow up")).Onward(this.end).Onward(this.evaluate, "lapsed")
    end = flow.End()


def steps():
    """The cycle's steps as a list of Step, in order."""
    chain = []
    node = CycleFlow.instance.node("start")._next
    while isinstance(node, Step):
        chain.append(node)
        node = node.successor(None)
    return chain
