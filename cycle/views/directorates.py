"""The Directorates' own maps in use: what each serves, where nobody does, what each watches."""

from django.http import Http404
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cycle.rules.alignment import alignment_of, watched_by
from cycle.views.monitoring import in_force_now
from cycle.views.readers import for_readers
from cycle.wording import mark_of
from plans.rules.strategic_map import draw, of_directorate
from plans.templatetags.plan_texts import plain


@for_readers
def directorates(request):
    """All of them, and how they serve the plan's objectives."""
    content, whole = in_force_now()
    standings = _standings(whole)
    aligned = alignment_of(content)
    return render(
        request,
        "cycle/directorates.html",
        {
            "content": content,
            "aligned": aligned,
            "served": [(objective, aligned.served[objective.key]) for objective in content.objectives],
            "rows": [(one, watched_by(one, standings, **_rule(whole)).whole) for one in content.directorates],
            "whole": whole,
        },
    )


@for_readers
def directorate(request, code):
    """One Directorate: its map with where its indicators stand, and the same as a table."""
    content, whole = in_force_now()
    found = next((one for one in content.directorates if one.code == code), None)
    if found is None:
        raise Http404
    watched = watched_by(found, _standings(whole), **_rule(whole))
    svg = ""
    if found.objectives:
        svg = draw(
            of_directorate(content, found),
            language=get_language().split("-")[0],
            title=_("Map of %(name)s") % {"name": plain(found.name)},
            marks={one.key: mark_of(watched.rolled(one)) for one in found.objectives},
            addresses={one.key: f"#{one.key}" for one in found.objectives},
        )
    return render(
        request,
        "cycle/directorate.html",
        {
            "directorate": found,
            "content": content,
            "whole": whole,
            "watched": watched,
            "svg": mark_safe(svg),  # noqa: S308, drawn and escaped by us
            "rows": [
                {
                    "objective": one,
                    "serves": [content.element(key) for key in one.serves],
                    "rolled": watched.rolled(one),
                    "indicators": [
                        (indicator, content.element(indicator.kpi) if indicator.kpi else None, state)
                        for indicator, state in watched.indicators[one.key]
                    ],
                }
                for one in found.objectives
            ],
        },
    )


def _rule(whole):
    """How the plan rolls up."""
    return {"off_from": whole.plan.off_from, "on_from": whole.plan.on_from} if whole else {}


def _standings(whole):
    kpis = whole.kpis if whole else {}
    return {key: (one.standing.state, one.standing.reached) for key, one in kpis.items()}
