"""What a draft changes, element by element: texts beside a live redline, values, estimates, places, what comes and
what goes. Every edit is made to the text that the draft proposes."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.exceptions import ChangeDoesNotFit, PlanDoesNotFit
from plans.forms.drafting import EstimateForm, ImportForm, TextChangeForm
from plans.forms.elements import ElementForm, PlaceForm, WeightsForm, text_names, value_names
from plans.queries.amendments import current_draft
from plans.rules.apply import apply
from plans.rules.changes import AddElement, AddPriority, ReplaceText, SetEstimate, type_of
from plans.rules.compare import compare
from plans.rules.content import COLLECTIONS, NESTED, NOUNS, SINGLE, Content, Kpi, Objective
from plans.rules.describing import noun_of
from plans.rules.editing import edited, hanging_on, placed, removal, siblings
from plans.rules.faults import faults_of
from plans.rules.outline import outline
from plans.rules.source import MOST_BYTES
from plans.rules.strategic_map import draw
from plans.rules.tree import taken_apart
from plans.rules.uploads import with_uploaded
from plans.views.drafting import amendment_of, changes_of, drafters_only, save, saved_line, shown_number
from plans.wording import collection_word


@dataclass(frozen=True)
class Desk:
    """An amendment with its draft: the text that it is to, and the text that it proposes."""

    amendment: Any
    draft: Any
    changes: tuple[Any, ...]
    base: Content
    proposed: Content


def _desk(number):
    amendment = amendment_of(number)
    changes = changes_of(amendment)
    base = amendment.base.content
    return Desk(amendment, current_draft(amendment), changes, base, apply(base, changes))


def _element(desk, key):
    element = desk.proposed.element(key)
    if element is None:
        raise Http404
    return element


def _put(request, desk, shown, more):
    """Saves the draft with more changes made to what it proposes. The Draft and None, or None and a sentence."""
    try:
        changes = edited(desk.base, desk.changes, more)
    except ChangeDoesNotFit as misfit:
        return None, _("This cannot be: %(why)s.") % {"why": misfit.expected}
    return save(request, desk.amendment, shown, changes=changes)


@drafters_only
def pick(request, number):
    """Where a change starts: the plan on its map and element by element, and what can be added."""
    desk = _desk(number)
    addresses = {
        objective.key: reverse("draft-element", args=[number, objective.key]) for objective in desk.proposed.objectives
    }
    language = get_language().split("-")[0]
    svg = draw(desk.proposed, language=language, title=_("Strategic map"), addresses=addresses)
    return render(
        request,
        "plans/pick.html",
        {
            "amendment": desk.amendment,
            "content": desk.proposed,
            "outline": outline(desk.proposed),
            "addable": [(name, collection_word(name)) for name in _addable(desk.proposed)],
            "svg": mark_safe(svg),  # noqa: S308, drawn and escaped by us
        },
    )


def _addable(content):
    """The plan's own collections that take another element."""
    return [name for name in SINGLE if getattr(content, name) is None] + list(COLLECTIONS)


@drafters_only
def element(request, number, key):
    """One element as the draft proposes it: its texts, its values, its place, what lies in it, and the way out."""
    desk = _desk(number)
    element = _element(desk, key)
    parent = _parent(desk.proposed, key)
    others, before = siblings(desk.proposed, key)
    kpis = desk.proposed.kpis_of(element) if isinstance(element, Objective) else []
    shown = desk.draft.number
    asked = request.POST if request.method == "POST" else None
    what = asked.get("what") if asked else None
    forms = {
        "values": ElementForm(
            asked if what == "values" else None,
            kind=type(element),
            content=desk.proposed,
            shown=shown,
            parent=parent,
            element=element,
        ),
        "place": PlaceForm(asked if what == "place" else None, shown=shown, siblings=others, before=before),
        "weights": WeightsForm(asked if what == "weights" else None, shown=shown, kpis=kpis),
    }
    refusal = None
    if asked is not None:
        form = forms.get(what)
        if form is None:
            raise Http404
        if form.is_valid():
            more = placed(desk.proposed, key, form.cleaned_data["after"] or None) if what == "place" else form.changes()
            _draft, refusal = _put(request, desk, form.cleaned_data["shown"], more)
            if refusal is None:
                return redirect("draft", number)
    failed = refusal or any(form.errors for form in forms.values())
    return render(
        request,
        "plans/edit_element.html",
        {
            "amendment": desk.amendment,
            "draft": desk.draft,
            "content": desk.proposed,
            "element": element,
            "noun": noun_of(element),
            "texts": text_names(type(element)),
            "has_values": bool(value_names(type(element))),
            "others": others,
            "kpis": kpis,
            "is_kpi": isinstance(element, Kpi),
            "inner": [(name, getattr(element, name)) for name in NESTED.get(type(element), ())],
            "refusal": refusal,
            "what": what,
            **forms,
        },
        status=422 if failed else 200,
    )


@drafters_only
def add(request, number, collection):
    """A new element of a collection of the plan, or of what one of its elements holds."""
    desk = _desk(number)
    holder = request.GET.get("parent")
    parent = _element(desk, holder) if holder else None
    try:
        kind = type_of(collection, parent.key if parent else None)
    except KeyError:
        raise Http404 from None
    if parent is not None and collection not in NESTED.get(type(parent), ()):
        raise Http404
    there = taken_apart(desk.proposed).keys_in((parent.key if parent else None, collection))
    language = desk.proposed.authentic[0]
    asked = request.POST if request.method == "POST" else None
    form = ElementForm(
        asked, kind=kind, content=desk.proposed, shown=desk.draft.number, parent=parent, language=language
    )
    place = PlaceForm(
        asked,
        shown=desk.draft.number,
        siblings=[desk.proposed.elements[key] for key in there],
        before=there[-1] if there else None,
    )
    refusal = None
    if asked is not None and all([form.is_valid(), place.is_valid()]):
        refusal = _added(request, desk, form, kind, collection, parent, place.cleaned_data["after"] or None)
        if refusal is None:
            return redirect("draft", number)
    return render(
        request,
        "plans/add_element.html",
        {
            "amendment": desk.amendment,
            "form": form,
            "place": place if there else None,
            "collection": collection,
            "noun": NOUNS[kind][0],
            "draft": desk.draft,
            "parent": parent,
            "refusal": refusal,
        },
        status=422 if refusal or form.errors or place.errors else 200,
    )


def _added(request, desk, form, kind, collection, parent, after):
    """Saves the draft with the new element; the sentence of a refusal, or None."""
    # the amendment's number and that of its next draft make a key that no other element will ever have
    key = f"{kind.__name__.lower()}-am{desk.amendment.number}-{desk.draft.number + 1}"
    if collection in ("mission", "vision"):
        key = collection
    values = {"key": key} | {name: value for name, value in form.values().items() if value is not None} | form.texts()
    try:
        new = kind.model_validate(values)
    except ValueError as error:
        return _("This cannot be stored: %(why)s.") % {"why": faults_of(error)[0]}
    if collection == "priorities":
        change = AddPriority(priority=new, after=after)
    else:
        change = AddElement(collection=collection, parent=parent.key if parent else None, added=new, after=after)
    return _put(request, desk, form.cleaned_data["shown"], [change])[1]


@drafters_only
def remove(request, number, key):
    """Asks before an element goes, with what hangs on it; a POST takes it out of the draft's text."""
    desk = _desk(number)
    element = _element(desk, key)
    refusal = None
    if request.method == "POST":
        _draft, refusal = _put(request, desk, shown_number(request) or 0, removal(desk.proposed, key))
        if refusal is None:
            return redirect("draft", number)
    return render(
        request,
        "plans/remove_element.html",
        {
            "amendment": desk.amendment,
            "draft": desk.draft,
            "element": element,
            "noun": noun_of(element),
            "hanging": hanging_on(desk.proposed, key),
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )


@drafters_only
def change_text(request, number):
    """One text of one element in one language, beside its redline; htmx saves while people type."""
    desk = _desk(number)
    element, field, language = _slot(desk, request.POST if request.method == "POST" else request.GET)
    in_plan = _said(desk.base.element(element.key), field, language)
    proposed = _said(element, field, language)
    initial = {
        "shown": desk.draft.number,
        "element": element.key,
        "field": field,
        "language": language,
        "new": proposed,
    }
    form = TextChangeForm(request.POST or None, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["new"].replace("\r\n", "\n").strip() or None
        given = {"field": field, "language": language, "old": proposed, "new": wanted}
        draft, refusal = _reworded(request, desk, form.cleaned_data["shown"], element, **given)
        if request.htmx:
            return saved_line(request, desk.amendment, draft or desk.draft, refusal)
        if refusal is None:
            return redirect("draft", number)
    context = {
        "amendment": desk.amendment,
        "form": form,
        "element": element,
        "field": field,
        "fields": text_names(type(element)),
        "language": language,
        "languages": desk.proposed.languages,
        "authentic": desk.proposed.authentic,
        "original": None if language in desk.proposed.authentic else _original(desk, element, field),
        "old": in_plan or "",
        "new": form["new"].value() or "",
        "refusal": refusal,
    }
    return render(request, "plans/change_text.html", context, status=422 if refusal or form.errors else 200)


def _reworded(request, desk, shown, element, **said):
    """Saves the draft with a text said otherwise. The Draft and None, or None and the sentence of a refusal."""
    try:
        change = ReplaceText(element=element.key, **said)
    except ValueError:
        return None, _("This text cannot be stored: it is too long, or holds characters that cannot be printed.")
    return _put(request, desk, shown, [change])


def _slot(desk, asked):
    """The element, field and language that a request is about. Raises Http404."""
    element = _element(desk, asked.get("element") or "")
    fields = text_names(type(element))
    field = asked.get("field") or next(iter(fields), None)
    language = asked.get("language") or desk.proposed.authentic[0]
    if field not in fields or language not in desk.proposed.languages:
        raise Http404
    return element, field, language


def _said(element, field, language):
    return (getattr(element, field, None) or {}).get(language)


def _original(desk, element, field):
    """What a translation is of."""
    texts = getattr(element, field) or {}
    return next(((code, texts[code]) for code in desk.proposed.authentic if code in texts), None)


@drafters_only
@require_POST
def preview(request, number):
    """The live redline beside the editor."""
    form = TextChangeForm(request.POST)
    desk = _desk(number)
    if not form.is_valid():
        return render(request, "plans/_redline.html", {"form": form}, status=422)
    element, field, language = _slot(desk, form.cleaned_data)
    old = _said(desk.base.element(element.key), field, language) or ""
    new = form.cleaned_data["new"].replace("\r\n", "\n").strip()
    return render(request, "plans/_redline.html", {"old": old, "new": new, "language": language})


@drafters_only
def change_estimate(request, number):
    """The aim of one KPI from a day on; `without` takes the estimate of a day out."""
    desk = _desk(number)
    kpi = _element(desk, request.GET.get("element") or request.POST.get("element"))
    if not isinstance(kpi, Kpi):
        raise Http404
    without = request.POST.get("without")
    taken_out = next((held for held in kpi.estimates if held.holds_from.isoformat() == without), None)
    form = EstimateForm(
        None if taken_out else request.POST or None,
        initial={"shown": desk.draft.number, "element": kpi.key, "holds_from": timezone.localdate()},
        method=desk.proposed.kind_of(kpi).method,
        period=(desk.proposed.start, desk.proposed.end),
    )
    refusal = None
    if taken_out is not None:
        change = SetEstimate(element=kpi.key, holds_from=taken_out.holds_from, old=taken_out.aim)
        _draft, refusal = _put(request, desk, shown_number(request) or 0, [change])
    elif request.method == "POST" and form.is_valid():
        day = form.cleaned_data["holds_from"]
        change = SetEstimate(element=kpi.key, holds_from=day, old=kpi.aim_on(day), new=form.cleaned_data["value"])
        _draft, refusal = _put(request, desk, form.cleaned_data["shown"], [change])
    if request.method == "POST" and refusal is None and not form.errors:
        return redirect("draft", number)
    return render(
        request,
        "plans/change_estimate.html",
        {
            "amendment": desk.amendment,
            "draft": desk.draft,
            "form": form,
            "kpi": kpi,
            "content": desk.proposed,
            "refusal": refusal,
        },
        status=422 if refusal or form.errors else 200,
    )


@drafters_only
def bring_in(request, number):
    """A file that says an annual implementation plan, a Directorate's map, or the whole plan anew."""
    desk = _desk(number)
    form = ImportForm(request.POST or None, request.FILES or None, initial={"shown": desk.draft.number})
    faults, refusal = (), None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read(MOST_BYTES + 1)
        try:
            becomes = with_uploaded(desk.proposed, form.cleaned_data["what"], data)
        except PlanDoesNotFit as misfit:
            faults = misfit.faults[:50]
        else:
            shown = form.cleaned_data["shown"]
            _draft, refusal = save(request, desk.amendment, shown, changes=compare(desk.base, becomes))
            if refusal is None:
                return redirect("draft", number)
    return render(
        request,
        "plans/bring_in.html",
        {"amendment": desk.amendment, "form": form, "faults": faults, "refusal": refusal},
        status=422 if faults or refusal or form.errors else 200,
    )


def _parent(content, key):
    parent, _collection = taken_apart(content).places[key]
    return content.elements.get(parent)
