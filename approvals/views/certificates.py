"""The certificate of a decision: asked for with a press, then there for whoever may read the decision."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from approvals.models import Decision
from approvals.operations.certify_decision import ask_for_certificate
from approvals.views.files import sealed_pdf
from plans.enums import DocumentKind
from plans.queries.documents import document_about


def _decision(pk):
    return get_object_or_404(Decision.objects.select_related("reading__body", "revision__amendment", "act"), pk=pk)


@login_required
def certificate(request, pk):
    """Where it stands; a POST asks for it. A GET never makes one."""
    decision = _decision(pk)
    if request.method == "POST":
        ask_for_certificate(decision=decision, at=timezone.now())
        return redirect("certificate", pk)
    document = document_about(DocumentKind.CERTIFICATE, decision.subject)
    return render(request, "approvals/certificate.html", {"decision": decision, "document": document})


@login_required
def certificate_document(request, pk):
    """The sealed PDF of a certificate."""
    decision = _decision(pk)
    document = document_about(DocumentKind.CERTIFICATE, decision.subject)
    return sealed_pdf(document, f"{decision.revision.amendment.code}-act-{decision.act.number}.pdf")
