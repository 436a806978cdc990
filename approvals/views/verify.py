"""A page for anybody: drop a PDF and learn whether it is true."""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from approvals.documents.verifying import verified
from approvals.enums import ActKind
from approvals.forms.files import FileForm
from approvals.models import Act, Body
from approvals.queries.register import report_number
from approvals.queries.signatures import recorded_signatures
from approvals.verification.verdict import label_of
from approvals.views.files import PEM, download, sealed_pdf
from plans.documents.configured import chairs_roots, seal_roots
from plans.models import Version
from plans.queries.documents import sealed_document_of


def verify(request):
    form = FileForm(request.POST or None, request.FILES or None)
    verdict, name, status = None, "", 200
    if request.method == "POST":
        if _too_often(_address(request)):
            form.add_error("file", _("Many files were examined from your address just now. Please wait some minutes."))
            status = 429
        elif form.is_valid():
            file = form.cleaned_data["file"]
            verdict, name = verified(file.read()), file.name
        else:
            status = 422
    of, newer, signatures, body = None, None, [], None
    if verdict is not None and "body" in verdict.facts:
        body = Body.objects.filter(key=verdict.facts["body"]).first()
    if verdict is not None and "version" in verdict.facts:
        versions = Version.objects.select_related("lapse", "edition")
        of = versions.filter(digest=verdict.facts["digest"], number=verdict.facts["version"]).first()
        newer = versions.filter(predecessor__digest=verdict.facts["digest"], lapse__isnull=True).first()
        signatures = recorded_signatures(of, verdict.facts["signatures"])
    context = {
        "form": form,
        "verdict": verdict,
        "name": name,
        "of": of,
        "newer": newer,
        "report_here": _report(verdict),
        "endorsed_label": label_of(verdict.facts["endorsed"]) if verdict and verdict.facts.get("endorsed") else None,
    }
    return render(request, "approvals/verify.html", context | {"signatures": signatures, "body": body}, status=status)


def _report(verdict):
    """The number of the report in a document, where this register has the act of its publication; else None."""
    if verdict is None or verdict.facts.get("kind") != "report":
        return None
    facts = verdict.facts
    acts = Act.objects.filter(chain=facts["chain"], number=facts["act"], kind=ActKind.REPORT_PUBLISHED)
    act = acts.first()
    return report_number(act) if act and act.facts.get("digest") == facts["digest"] else None


def _address(request):
    """Where a request came from: what a proxy's list says last, since a sender can write what stands before it."""
    if settings.BEHIND_PROXY:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def _too_often(address):
    """Whether so many files were examined from an address lately that another one waits. Counted in each process."""
    most, seconds = settings.EXAMINED_AT_MOST
    key = f"examined:{address}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False


def document(request, version):
    """The sealed PDF of a version."""
    number, corrigendum = version
    version = get_object_or_404(Version, number=number, corrigendum=corrigendum)
    return sealed_pdf(sealed_document_of(version), f"{version.edition.key}-version-{version.address}.pdf")


def root(request):
    """This installation's own root certificate, for whoever verifies elsewhere."""
    return _certificates(seal_roots(), "root.pem")


def root_of_chairs(request):
    """The roots of the certificates by which chairs sign here."""
    return _certificates(chairs_roots(), "chairs.pem")


def _certificates(path, name):
    if path is None or not path.is_file():
        raise Http404
    return download(path.read_bytes(), name, PEM)
