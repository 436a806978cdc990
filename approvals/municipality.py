"""An example of another chain: a municipality's plan goes from a committee to the board to the assembly.

An organization with other bodies writes such a class and names it in the settings' REVIEW_FLOWS; its bodies and rules
come from a file like `demo/municipality.yaml`. Nothing else changes.
"""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import Flow, flow
from viewflow.workflow.lock import SelectForUpdateLock

from approvals.enums import Nature
from approvals.nodes import BodyStep, Drafting, Freezing
from plans.enums import Competence


class MunicipalReviewFlow(Flow):
    """Three readings by three bodies: the planning committee recommends, the executive board advises on the money, the
    assembly decides by the majority of all its members and may reject or refer back.
    """

    process_title = _("Review of a municipality's amendment")
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.committee)
    committee = (
        BodyStep(
            body="planning_committee",
            nature=Nature.RECOMMENDATION,
            competence=Competence.POLICY,
            voting="SIMPLE_MAJORITY",
            deadline="municipal",
            outcomes="COMMITTEE",
        )
        .Annotation(title=_("Planning Committee"))
        .Onward(this.board)
        .Returns(this.drafting)
    )
    board = (
        BodyStep(
            body="executive_board",
            nature=Nature.ADVICE,
            competence=Competence.FINANCE,
            voting="SIMPLE_MAJORITY",
            deadline="municipal",
            outcomes="COMMITTEE",
        )
        .Annotation(title=_("Executive Board"))
        .Onward(this.assembly)
        .Returns(this.drafting)
    )
    assembly = (
        BodyStep(
            body="assembly",
            nature=Nature.DECISION,
            competence=Competence.POLICY,
            voting="ALL_MEMBERS",
            deadline="municipal",
            outcomes="COUNCIL_MAY_REJECT",
        )
        .Annotation(title=_("Municipal Assembly"))
        .Onward(this.freeze)
        .Returns(this.drafting)
    )
    drafting = Drafting().Annotation(title=_("With the drafters")).Resumes(this.committee, this.board, this.assembly)
    freeze = Freezing().Annotation(title=_("Freezing")).Onward(this.end)
    end = flow.End()
