"""The document for everybody: in force on a day, every version, the differences between two, an element's history."""

import re
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans.converters import VersionAddress
from plans.exceptions import NoPlanInForce
from plans.models import Version
from plans.queries.documents import document_of, documents_of_versions
from plans.queries.history import estimates_of, history_of, last_changes, last_with, shown
from plans.queries.versions import version_in_force
from plans.rules.compare import compare
from plans.rules.content import Kpi
from plans.rules.describing import describe, noun_of
from plans.rules.history import numbered
from plans.rules.outline import outline
from plans.rules.strategic_map import draw, of_directorate
from plans.rules.texts import in_language


def plan(request):
    """The version in force today, or on the day that is asked for, with what was adopted but does not hold yet."""
    today = timezone.localdate()
    day, refusal = _day(request, today)
    try:
        version = version_in_force(day)
    except NoPlanInForce:
        if day == today:
            return render(request, "plans/no_plan.html", status=404)
        first = Version.objects.order_by("in_force_from").first()
        return render(request, "plans/no_plan.html", {"day": day, "first": first}, status=404)
    coming = (
        Version.objects.filter(in_force_from__gt=today, lapse__isnull=True).order_by("in_force_from")
        if day == today
        else ()
    )
    return _page(request, version, day=day, today=today, coming=coming, in_force=version, refusal=refusal)


def version(request, version):
    """One version, whatever its place in time."""
    number, corrigendum = version
    found = Version.objects.select_related("edition", "lapse", "predecessor")
    version = get_object_or_404(found, number=number, corrigendum=corrigendum)
    today = timezone.localdate()
    try:
        in_force = version_in_force(today)
    except NoPlanInForce:
        in_force = None
    day = max(version.in_force_from, min(today, version.content.end))
    return _page(request, version, day=day, today=today, in_force=in_force)


def versions(request):
    """Every version, the newest first."""
    everything = Version.objects.select_related("edition", "revision__amendment", "predecessor", "lapse")
    documents = documents_of_versions()
    rows = [(version, documents.get(version.subject)) for version in everything.order_by("-number", "-corrigendum")]
    return render(request, "plans/versions.html", {"rows": rows})


def comparison(request, old, new):
    """What one version says otherwise than another."""
    before, after = (get_object_or_404(Version, number=number, corrigendum=corr) for number, corr in (old, new))
    changes = compare(before.content, after.content)
    others = Version.objects.select_related("edition")
    return render(
        request,
        "plans/comparison.html",
        {
            "before": before,
            "after": after,
            "changes": describe(before.content, changes),
            "content": before.content,
            "versions": others,
        },
    )


def compare_chosen(request):
    """Two versions chosen in the form, at their own address."""
    chosen = [request.GET.get(name, "") for name in ("old", "new")]
    if not all(re.fullmatch(VersionAddress.regex, address) for address in chosen):
        raise Http404
    return comparison(request, *map(VersionAddress().to_python, chosen))


def element(request, key):
    """How one element became what it is: through all versions and editions, by which amendments."""
    today = timezone.localdate()
    day, refusal = _day(request, today)
    newest = last_with(key)
    if newest is None:
        raise Http404
    passages = history_of(key, newest)
    try:
        held = version_in_force(day)
    except NoPlanInForce:
        held = None
    now = passages[0].element
    content, _behind = shown(held) if held else (None, None)
    then = content.element(key) if held else None
    return render(
        request,
        "plans/element.html",
        {
            "element": now,
            "noun": noun_of(now),
            "there": newest.content.element(key) is not None,
            "passages": passages,
            "estimates": estimates_of(now, newest) if isinstance(now, Kpi) else None,
            "day": day,
            "held": held,
            "then": then,
            "aim_then": then.aim_on(day) if isinstance(then, Kpi) else None,
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )


def _day(request, today):
    """The day that was asked for, and the sentence of a refusal where it is none."""
    asked = request.GET.get("on", "").strip()
    if not asked:
        return today, None
    try:
        return date.fromisoformat(asked), None
    except ValueError:
        return today, _("“%(asked)s” is not a day; one like 2020-07-01 was expected.") % {"asked": asked[:40]}


def _page(request, version, *, day, **context):
    content, behind = shown(version)
    language = request.GET.get("language")
    language = language if language in content.languages else (get_language() or "en").split("-")[0]
    behind_here = {key: field for key, field, lagging in sorted(behind) if lagging == language}
    return render(
        request,
        "plans/plan.html",
        {
            "version": version,
            "content": content,
            "outline": outline(content),
            "document": document_of(version),
            "day": day,
            "text_language": language,
            "numbers": numbered(content),
            "changed": last_changes(version),
            "behind": behind_here,
            "behind_all": sorted({lagging for _key, _field, lagging in behind}),
            "svg": _map(content, language, _("Strategic map")),
            "maps": {
                directorate.key: _map(
                    of_directorate(content, directorate), language, in_language(directorate.name, language)
                )
                for directorate in content.directorates
                if directorate.objectives
            },
            **context,
        },
        status=422 if context.get("refusal") else 200,
    )


def _map(content, language, title):
    addresses = {objective.key: f"#{objective.key}" for objective in content.objectives}
    return mark_safe(draw(content, language=language, title=title, addresses=addresses))  # noqa: S308, escaped by us
