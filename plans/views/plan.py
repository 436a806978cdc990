"""The document for everybody: in force, every version, and the differences between two."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from plans.enums import DocumentKind
from plans.exceptions import NoPlanInForce
from plans.models import SealedDocument, Version
from plans.queries.versions import version_in_force
from plans.rules.compare import compare
from plans.rules.describing import describe
from plans.rules.outline import outline


def plan(request):
    """The version in force today, with what was adopted but does not hold yet."""
    today = timezone.localdate()
    try:
        version = version_in_force(today)
    except NoPlanInForce:
        return render(request, "plans/no_plan.html", status=404)
    coming = Version.objects.filter(in_force_from__gt=today).order_by("in_force_from")
    return _page(request, version, coming=coming, in_force=version)


def version(request, number, corrigendum=0):
    """One version, whatever its place in time."""
    version = get_object_or_404(Version.objects.select_related("edition"), number=number, corrigendum=corrigendum)
    try:
        in_force = version_in_force(timezone.localdate())
    except NoPlanInForce:
        in_force = None
    return _page(request, version, in_force=in_force)


def versions(request):
    """Every version, the newest first."""
    everything = Version.objects.select_related("edition", "revision__amendment", "predecessor")
    documents = {document.subject: document for document in SealedDocument.objects.filter(kind=DocumentKind.VERSION)}
    rows = [
        (version, documents.get(f"version:{version.label}"))
        for version in everything.order_by("-number", "-corrigendum")
    ]
    return render(request, "plans/versions.html", {"rows": rows})


def comparison(request, old, new):
    """What one version says otherwise than another."""
    before = get_object_or_404(Version, number=old, corrigendum=0)
    after = get_object_or_404(Version, number=new, corrigendum=0)
    if before.edition_id != after.edition_id:
        raise Http404
    changes = compare(before.content, after.content)
    return render(
        request,
        "plans/comparison.html",
        {"before": before, "after": after, "changes": describe(before.content, changes), "content": before.content},
    )


def _page(request, version, **context):
    content = version.content
    document = SealedDocument.objects.filter(kind=DocumentKind.VERSION, subject=f"version:{version.label}").first()
    return render(
        request,
        "plans/plan.html",
        {"version": version, "content": content, "outline": outline(content), "document": document, **context},
    )
