"""The map with status, objectives and KPIs, for Members, the public and staff."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cycle.forms.figures import OwnerForm
from cycle.models import Deviation, Measurement
from cycle.permissions import may
from cycle.queries.figures import owners
from cycle.queries.history import history_of
from cycle.queries.periods import latest_period
from cycle.queries.standing import standings
from cycle.rules.rollup import JUDGED
from cycle.rules.sparkline import sparkline
from cycle.rules.trend import ahead, direction, falls
from cycle.views.readers import for_readers
from cycle.wording import DIRECTIONS, WORDS, mark_of, percent
from plans.exceptions import NoPlanInForce
from plans.models import Version
from plans.queries.history import shown
from plans.queries.versions import last_version_with, version_in_force
from plans.rules.content import Kpi, Objective
from plans.rules.describing import describe
from plans.rules.outline import outline
from plans.rules.strategic_map import draw


@for_readers
def strategic_map(request):
    """The map, and the same as a table."""
    content, whole = in_force_now()
    language = get_language().split("-")[0]
    marks, rows = {}, []
    for part in outline(content):
        own = [(objective, whole.objectives.get(objective.key) if whole else None) for objective in part.objectives]
        marks |= {objective.key: mark_of(standing) for objective, standing in own if standing}
        perspective = whole.perspectives.get(part.perspective.key) if whole and part.perspective else None
        rows.append((part.perspective, perspective, own))
    addresses = {objective.key: reverse("objective", args=[objective.code]) for objective in content.objectives}
    svg = draw(content, language=language, title=_("Strategic map"), marks=marks, addresses=addresses)
    return render(
        request,
        "cycle/map.html",
        {
            "svg": mark_safe(svg),  # noqa: S308, drawn and escaped by us
            "rows": rows,
            "whole": whole,
            "judged": sum(one.standing.state in JUDGED for one in whole.kpis.values()) if whole else 0,
            "content": content,
            "codes": {objective.key: objective.code for objective in content.objectives},
        },
    )


@for_readers
def objective(request, code):
    now, whole = in_force_now()
    found, content, whole, _edition = _named(now, whole, code, Objective)
    serves = [content.element(link.target) for link in content.links if link.source == found.key]
    served_by = [content.element(link.source) for link in content.links if link.target == found.key]
    return render(
        request,
        "cycle/objective.html",
        {
            "objective": found,
            "gone": content is not now,
            "content": content,
            "whole": whole,
            "standing": whole.objectives.get(found.key) if whole else None,
            "kpis": [(kpi, whole.kpis.get(kpi.key) if whole else None) for kpi in content.kpis_of(found)],
            "codes": {kpi.key: kpi.code for kpi in content.kpis_of(found)},
            "serves": serves,
            "served_by": served_by,
        },
    )


@for_readers
def kpi(request, code):
    """One KPI: its ratio, its aims, its entries, its deviations, and the amendments that changed it."""
    now, whole = in_force_now()
    found, content, whole, edition = _named(now, whole, code, Kpi)
    history = history_of(found.key, timezone.localdate(), edition)
    periods = [period for period, _one in history]
    return render(
        request,
        "cycle/kpi.html",
        {
            "kpi": found,
            "gone": content is not now,
            "content": content,
            "kind": content.kind_of(found),
            "objective": content.element(found.objective),
            "whole": whole,
            "one": whole.kpis.get(found.key) if whole else None,
            "entries": Measurement.objects.filter(kpi=found.key, period__in=periods, confirmation__isnull=False)
            .select_related("period__edition")
            .order_by("-period__start", "-number"),
            "owner": owners(timezone.now()).get(found.key),
            **_going(history, content),
            "naming": OwnerForm() if content is now and may(request.user, "run_cycle") else None,
            "deviations": Deviation.objects.filter(kpi=found.key, period__in=periods).select_related(
                "period", "corrective_action"
            ),
            "amended_by": _amended_by(found),
        },
    )


def _named(content, whole, name, kind):
    """What a plan calls by a code or a key, with the plan, where that stands, and the id of the edition whose periods
    tell of it: of the plan in force, else, where it left the plan or belongs to another one, of the newest version that
    had it, which stands nowhere now. Raises Http404."""
    found = _element(content, name, kind)
    if found is not None:
        return found, content, whole, whole and whole.period.edition_id
    last = last_version_with(name, lambda content: _element(content, name, kind))
    if last is None:
        raise Http404
    version, found = last
    return found, version.content, None, version.edition_id


def _element(content, name, kind):
    some = content.kpis if kind is Kpi else content.objectives
    return next((one for one in some if one.code == name), None) or content.element(name, kind)


def _going(history, content):
    """How a KPI stood through the periods, where it is going, and where that would lead at the end of the plan."""
    reached = [one.standing.reached for _period, one in history]
    points = [(WORDS[one.standing.state][0], one.standing.reached) for _period, one in history]
    said = ", ".join(f"{period.code}: {percent(one.standing.reached)}" for period, one in history)
    lasting = [(period.end, one.standing.reached) for period, one in history]
    going = direction(reached)
    return {
        "history": list(reversed(history)),
        "spark": mark_safe(sparkline(points, title=said)),  # noqa: S308, drawn and escaped by us
        "direction": going and DIRECTIONS[going],
        "falls": falls(reached),
        "ahead": ahead(lasting, timezone.localdate(), content.end),
    }


def _amended_by(kpi):
    """The adopted versions that changed a KPI, with their changes to it."""
    found = []
    for version in Version.objects.filter(revision__isnull=False).select_related("revision__amendment", "predecessor"):
        changes = [change for change in version.revision.proposal.changes if change.element == kpi.key]
        if changes:
            found.append((version, describe(version.predecessor.content, changes)))
    return found


def in_force_now():
    """The plan in force, and where it stands in the newest period (None before the first)."""
    today = timezone.localdate()
    try:
        version = version_in_force(today)
        content, _behind = shown(version)
    except NoPlanInForce:
        raise Http404 from None
    period = latest_period(today, version.edition) or latest_period(today)
    return content, standings(period, today) if period else None
