"""The ways beside the ordinary one: what cannot wait, and what only corrects a slip."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import Flow, flow
from viewflow.workflow.lock import SelectForUpdateLock

from approvals.enums import Nature, Role
from approvals.nodes import BodyStep, Drafting, Freezing, OfficerStep
from plans.enums import Competence


class UrgentFlow(Flow):
    """What cannot wait: justified by the Council's chair and the Secretary General, then the ordinary steps in days,
    by silence where nobody objects; ratified at the next meeting of the Council, or it lapses.
    """

    process_title = _("Urgent review of an amendment")
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.chair)
    chair = (
        OfficerStep(
            body="council",
            role=Role.CHAIR,
            nature=Nature.JUSTIFICATION,
            competence=Competence.POLICY,
            deadline="urgent",
            outcomes="JUSTIFICATION",
        )
        .Annotation(title=_("Chair of the Council: is it urgent?"))
        .Onward(this.secretary_general)
        .Overtaken(this.drafting)
    )
    secretary_general = (
        OfficerStep(
            body="council",
            role=Role.SECRETARY_GENERAL,
            nature=Nature.JUSTIFICATION,
            competence=Competence.POLICY,
            deadline="urgent",
            outcomes="JUSTIFICATION",
        )
        .Annotation(title=_("Secretary General: is it urgent?"))
        .Onward(this.policy_commission_first)
        .Overtaken(this.drafting)
    )
    policy_commission_first = (
        BodyStep(
            body="policy_commission",
            nature=Nature.RECOMMENDATION,
            competence=Competence.POLICY,
            voting="SIMPLE_MAJORITY",
            deadline="urgent",
            outcomes="URGENT_COMMITTEE",
        )
        .Annotation(title=_("Policy Commission, 1st reading"))
        .Onward(this.audit)
        .Returns(this.drafting)
    )
    audit = (
        BodyStep(
            body="audit_committee",
            nature=Nature.OPINION,
            competence=Competence.AUDIT,
            voting="SIMPLE_MAJORITY",
            deadline="urgent",
            outcomes="URGENT_COMMITTEE",
        )
        .Annotation(title=_("Audit Committee"))
        .Onward(this.finance)
        .Returns(this.drafting)
    )
    finance = (
        BodyStep(
            body="finance_committee",
            nature=Nature.ADVICE,
            competence=Competence.FINANCE,
            voting="SIMPLE_MAJORITY",
            deadline="urgent",
            outcomes="URGENT_COMMITTEE",
        )
        .Annotation(title=_("Finance Committee"))
        .Onward(this.policy_commission_second)
        .Consults(Competence.AUDIT, this.audit)
        .Returns(this.drafting)
    )
    policy_commission_second = (
        BodyStep(
            body="policy_commission",
            nature=Nature.RECOMMENDATION_TO_COUNCIL,
            competence=Competence.POLICY,
            voting="SIMPLE_MAJORITY",
            deadline="urgent",
            outcomes="URGENT_COMMITTEE",
        )
        .Annotation(title=_("Policy Commission, 2nd reading"))
        .Onward(this.council)
        .Returns(this.drafting)
    )
    council = (
        BodyStep(
            body="council",
            nature=Nature.DECISION,
            competence=Competence.POLICY,
            voting="ARTICLE_VIII",
            deadline="urgent",
            outcomes="URGENT_COUNCIL",
        )
        .Annotation(title=_("Council"))
        .Onward(this.freeze)
        .Overtaken(this.drafting)
    )
    drafting = (
        Drafting()
        .Annotation(title=_("With the drafters"))
        .Resumes(
            this.chair,
            this.secretary_general,
            this.policy_commission_first,
            this.audit,
            this.finance,
            this.policy_commission_second,
            this.council,
        )
    )
    freeze = Freezing().Annotation(title=_("Freezing")).Onward(this.ratification)
    ratification = (
        BodyStep(
            body="council",
            nature=Nature.RATIFICATION,
            competence=Competence.POLICY,
            voting="ARTICLE_VIII",
            deadline="ratification",
            outcomes="RATIFICATION",
        )
        .Annotation(title=_("Council, ratification"))
        .Onward(this.end)
    )
    end = flow.End()


class CorrigendumFlow(Flow):
    """A slip is corrected: the secretary of the Council and its chair confirm that no meaning changes. Whoever of
    them disputes that sends it through the whole chain.
    """

    process_title = _("Corrigendum")
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.secretary)
    secretary = (
        OfficerStep(
            body="council",
            role=Role.SECRETARY,
            nature=Nature.CONFIRMATION,
            competence=Competence.POLICY,
            deadline="corrigendum",
            outcomes="CONFIRMATION",
        )
        .Annotation(title=_("Secretary of the Council: is it a slip?"))
        .Onward(this.chair)
        .Overtaken(this.drafting)
    )
    chair = (
        OfficerStep(
            body="council",
            role=Role.CHAIR,
            nature=Nature.CONFIRMATION,
            competence=Competence.POLICY,
            deadline="corrigendum",
            outcomes="CONFIRMATION",
        )
        .Annotation(title=_("Chair of the Council: is it a slip?"))
        .Onward(this.freeze)
        .Overtaken(this.drafting)
    )
    drafting = Drafting().Annotation(title=_("With the drafters")).Resumes(this.secretary, this.chair)
    freeze = Freezing().Annotation(title=_("Freezing")).Onward(this.end)
    end = flow.End()
