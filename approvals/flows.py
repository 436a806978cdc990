"""The chain, written as the procedure is. Stepper, documentation and readings take it from here."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import Flow, flow
from viewflow.workflow.lock import SelectForUpdateLock

from approvals.enums import Nature
from approvals.nodes import BodyStep, Drafting, Freezing, OfficerStep
from approvals.rules.resets import resume_at
from plans.enums import AmendmentKind, Competence


class ReviewFlow(Flow):
    """Five readings by four bodies, with returns to the drafters, then the freezing.

    Source: the strategic plan 2019-2022, section VII, "Evaluate and Adapt".
    """

    process_title = _("Review of an amendment")
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.policy_commission_first)

    policy_commission_first = (
        BodyStep(
            body="policy_commission",
            nature=Nature.RECOMMENDATION,
            competence=Competence.POLICY,
            voting="SIMPLE_MAJORITY",
            deadline="reading",
            outcomes="COMMITTEE",
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
            deadline="reading",
            outcomes="COMMITTEE",
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
            deadline="reading",
            outcomes="COMMITTEE",
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
            deadline="reading",
            outcomes="COMMITTEE",
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
            deadline="council",
            outcomes="COUNCIL",
        )
        .Annotation(title=_("Council"))
        .Onward(this.freeze)
        .Overtaken(this.drafting)
    )
    drafting = (
        Drafting()
        .Annotation(title=_("With the drafters"))
        .Resumes(this.policy_commission_first, this.audit, this.finance, this.policy_commission_second, this.council)
    )
    freeze = Freezing().Annotation(title=_("Freezing")).Onward(this.end)
    end = flow.End()


def flow_of(kind, *, urgent=False):
    """The flow class that a new review of an amendment of this kind starts with, by the settings' REVIEW_FLOWS."""
    path = "corrigendum" if kind == AmendmentKind.CORRIGENDUM else "urgent" if urgent else "ordinary"
    return import_string(settings.REVIEW_FLOWS[path])


def steps(flow_class):
    """The chain's steps as a list of BodyStep, in order: from the start along the way onward, through the freezing."""
    chain = []
    node = flow_class.instance.node("start")._next
    while isinstance(node, BodyStep | Freezing):
        if isinstance(node, BodyStep):
            chain.append(node)
        node = node.onward
    return chain


def resumes_at(flow_class, returning, touched):
    """The name of the step at which a text goes on after a return from the step named `returning`, where the change
    touches these competences. That it was found urgent stands whatever the text; that it is a slip does not."""
    chain = steps(flow_class)
    if returning in [step.name for step in chain if step.nature is Nature.CONFIRMATION]:
        return chain[0].name  # whoever confirmed, confirmed that text
    bodies = [(step.name, step.competence) for step in chain if not isinstance(step, OfficerStep)]
    if returning not in dict(bodies):
        return returning
    return resume_at(bodies, returning, touched)
