"""The certificate of one decision: on paper, with its record inside, and sealed as a plan is."""

from django.template.loader import render_to_string
from django.utils import translation

from approvals.documents.paper import look_up_address, sheet
from approvals.documents.record import certificate_of, endorsed_by
from plans.documents.printing import boxes, code_of
from plans.documents.rendering import Attached, Printable
from plans.rules.canonical import canonical, digest_of
from plans.rules.describing import describe
from plans.rules.marks import CERTIFICATE_FILE


def certificate(decision, *, fields):
    """The Printable of a decision's certificate, in the authentic language of the plan that it is about."""
    value = certificate_of(decision)
    revision = decision.revision
    language = revision.base.content.authentic[0]
    given = {
        "paper": sheet(language, made_at=decision.decided_at),
        "record": value,
        "decision": decision,
        "decisions": [decision],
        "changes": describe(revision.base.content, revision.proposal.changes),
        "subject": revision.proposal.about,
        "stands": endorsed_by(decision),
        "fields": boxes(fields),
        "code": code_of(look_up_address(decision.act.digest)),
    }
    with translation.override(language):
        html = render_to_string("approvals/documents/certificate.html", given)
    inside = Attached(CERTIFICATE_FILE, canonical(value), "The record of the decision")
    return Printable(
        html=html,
        identifier=digest_of(value)[:32],
        created=decision.decided_at,
        attached=(inside,),
        texts=(("the reason", decision.reason), ("the proposed change", canonical(value["amendment"]).decode())),
    )
