"""What the code on a sealed document leads to: a page for anybody that says what holds of it today."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone

from approvals.forms.files import FileForm
from approvals.models import Decision
from approvals.queries.register import corrections_of, publication_of, report_number
from approvals.queries.signatures import signatures_on
from plans.enums import DocumentKind
from plans.models import SealedDocument, Version
from plans.queries.documents import sealed_document_of
from plans.queries.versions import standing_on

# what the page says of a decision
SHOWN = (
    "act",
    "made_revision",
    "reading__body",
    "reaffirms__revision",
    "recorded_by",
    "recorded_for",
    "revision__amendment",
)


def look_up(request, digest):
    """By the digest on its cover: a version of the plan, a published report, whose own page says whether it was
    corrected, or by its act's digest a decision of which somebody has the certificate."""
    version = Version.objects.filter(digest=digest).select_related("edition", "lapse", "revision__amendment").last()
    if version is not None:
        return render(request, "approvals/look_up.html", _of_version(version) | {"digest": digest, "form": FileForm()})
    publication = publication_of(digest)
    if publication is not None:
        return redirect("published-report", report_number(publication))
    context, decision = {"digest": digest, "form": FileForm()}, _certified(digest)
    if decision is not None:
        context |= {"decision": decision, "corrections": corrections_of(decision.act)}
        return render(request, "approvals/look_up_decision.html", context)
    return render(request, "approvals/look_up.html", context, status=404)


def _of_version(version):
    standing, holds = standing_on(version, timezone.localdate())
    return {
        "version": version,
        "standing": standing,
        "holds": holds,
        "after": Version.objects.filter(predecessor=version, lapse__isnull=True).first(),
        "sealed": sealed_document_of(version),
        "signatures": signatures_on(version),
        "development": settings.DEVELOPMENT_SEAL,
    }


def _certified(digest):
    """The decision whose act has a digest, where its certificate was asked for; others are for who is signed in."""
    decision = Decision.objects.select_related(*SHOWN).filter(act__digest=digest).first()
    if decision is None:
        return None
    asked = SealedDocument.objects.filter(kind=DocumentKind.CERTIFICATE, subject=decision.subject)
    return decision if asked.exists() else None
