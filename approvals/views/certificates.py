"""The certificate of a decision: asked for with a press, then there for whoever may read the decision."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from approvals.models import Decision
from approvals.operations.certify_decision import ask_for_certificate
from approvals.views.verify import download
from plans.exceptions import CannotSeal
from plans.operations.freeze_document import stored_bytes
from plans.queries.documents import certificate_document_of


def _decision(pk):
    return get_object_or_404(Decision.objects.select_related("reading__body", "revision__amendment", "act"), pk=pk)


@login_required
def certificate(request, pk):
    """Where it stands; a POST asks for it. A GET never makes one."""
    decision = _decision(pk)
    if request.method == "POST":
        ask_for_certificate(decision=decision, at=timezone.now())
        return redirect("certificate", pk)
    document = certificate_document_of(decision)
    return render(request, "approvals/certificate.html", {"decision": decision, "document": document})


@login_required
def certificate_document(request, pk):
    """The sealed PDF of a certificate."""
    decision = _decision(pk)
    document = certificate_document_of(decision)
    if document is None or not document.sealed_at:
        raise Http404
    try:
        data = stored_bytes(document.reached)
    except CannotSeal:
        raise Http404 from None
    return download(data, f"{decision.revision.amendment.code}-act-{decision.act.number}.pdf", "application/pdf")
