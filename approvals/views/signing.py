"""Chairs sign a version's document with keys of their own, which never come here: what comes is the signed file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.exceptions import ApprovalsError, NotYours
from approvals.forms.files import SignedForm
from approvals.operations.sign_document import sign_document
from approvals.permissions import check_can_sign
from approvals.queries.signatures import signatures_on
from approvals.views.refusals import sentence
from plans.documents.configured import chairs_roots
from plans.exceptions import PlansError
from plans.models import Version
from plans.queries.documents import sealed_document_of


@login_required
def sign(request, version):
    """What is signed and by whom; a chair gives the signed file here."""
    number, corrigendum = version
    version = get_object_or_404(Version.objects.select_related("edition"), number=number, corrigendum=corrigendum)
    form, refusal, status = SignedForm(request.POST or None, request.FILES or None), None, 200
    if request.method == "POST":
        refusal, status = _taken(request, version, form)
        if status == 302:
            return redirect("sign", version)
    signatures, document = signatures_on(version), sealed_document_of(version)
    return render(
        request,
        "approvals/sign.html",
        {
            "version": version,
            "document": document,
            "signatures": signatures,
            "mine": _mine(request.user, signatures) if document and document.proved_until and chairs_roots() else [],
            "form": form,
            "refusal": refusal,
        },
        status=status,
    )


def _taken(request, version, form):
    if not form.is_valid():
        return None, 422
    signed = form.cleaned_data["file"].read()
    try:
        sign_document(by=request.user, at=timezone.now(), version=version, signed=signed)
    except NotYours as refusal:
        return sentence(refusal), 403
    except (ApprovalsError, PlansError) as refusal:
        return sentence(refusal), 409
    messages.success(request, _("Your signature is on the document, closed with a timestamp, and in the register."))
    return None, 302


def _mine(person, signatures):
    """The signatures that the person may still give, as a list."""
    try:
        fields = check_can_sign(person, timezone.now())
    except NotYours:
        return []
    return [one for one in signatures if one.field in fields and one.act is None]
