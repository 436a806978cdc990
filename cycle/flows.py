"""The cycle, and the loop inside it, written as the procedure is."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import Flow, flow
from viewflow.workflow.lock import SelectForUpdateLock

from cycle.nodes import Deed, Phase


class CycleFlow(Flow):
    """Planning, implementing, monitoring, evaluate and adapt; then the next cycle.

    Source: the strategic plan 2019-2022, section VII.
    """

    process_title = _("Strategic Management Cycle")
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.planning)
    planning = Phase(part=_("Planning")).Annotation(title=_("Planning")).Onward(this.implementing)
    implementing = Phase(part=_("Implementing")).Annotation(title=_("Implementing")).Onward(this.monitoring)
    monitoring = Phase(part=_("Learning")).Annotation(title=_("Monitoring")).Onward(this.evaluate_and_adapt)
    evaluate_and_adapt = Phase(part=_("Learning")).Annotation(title=_("Evaluate and adapt")).Onward(this.end)
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
    amend = Deed().Annotation(title=_("Draft the amendment")).Onward(this.review)
    review = (
        Deed().Annotation(title=_("Under review")).Onward(this.follow_up, "adopted").Onward(this.evaluate, "withdrawn")
    )
    carry_out = Deed().Annotation(title=_("Carry it out")).Onward(this.follow_up)
    follow_up = Deed().Annotation(title=_("Follow up")).Onward(this.end).Onward(this.evaluate, "lapsed")
    end = flow.End()


def phases():
    """The cycle's phases as a list, in order."""
    chain = []
    node = CycleFlow.instance.node("start")._next
    while isinstance(node, Phase):
        chain.append(node)
        node = node.successor(None)
    return chain
