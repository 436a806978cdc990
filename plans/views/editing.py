"""What a draft changes, element by element: values, places, what comes and what goes, and files that say it all. Every
edit is made to the text that the draft proposes."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans.exceptions import PlanDoesNotFit
from plans.forms.drafting import ImportForm
from plans.forms.elements import ElementForm, PlaceForm, WeightsForm, text_names, value_names
from plans.rules.changes import AddElement, AddPriority, type_of
from plans.rules.compare import compare
from plans.rules.content import COLLECTIONS, NESTED, SINGLE, Kpi, Objective
from plans.rules.describing import noun_of
from plans.rules.editing import hanging_on, placed, removal, siblings
from plans.rules.faults import faults_of
from plans.rules.nouns import NOUNS
from plans.rules.outline import outline
from plans.rules.source import MOST_BYTES
from plans.rules.strategic_map import draw
from plans.rules.tree import taken_apart
from plans.rules.uploads import with_uploaded
from plans.views.desk import desk_of, element_of, put
from plans.views.drafting import drafters_only, save, shown_number
from plans.wording import collection_word


@drafters_only
def pick(request, number):
    """Where a change starts: the plan on its map and element by element, and what can be added."""
    desk = desk_of(number)
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
    desk = desk_of(number)
    element = element_of(desk, key)
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
        "place": PlaceForm(
            asked if what == "place" else None, shown=shown, siblings=others, before=before, content=desk.proposed
        ),
        "weights": WeightsForm(asked if what == "weights" else None, shown=shown, kpis=kpis),
    }
    refusal = None
    if asked is not None:
        form = forms.get(what)
        if form is None:
            raise Http404
        if form.is_valid():
            more = placed(desk.proposed, key, form.cleaned_data["after"] or None) if what == "place" else form.changes()
            _draft, refusal = put(request, desk, form.cleaned_data["shown"], more)
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
    desk = desk_of(number)
    holder = request.GET.get("parent")
    parent = element_of(desk, holder) if holder else None
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
        content=desk.proposed,
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
    return put(request, desk, form.cleaned_data["shown"], [change])[1]


@drafters_only
def remove(request, number, key):
    """Asks before an element goes, with what hangs on it; a POST takes it out of the draft's text."""
    desk = desk_of(number)
    element = element_of(desk, key)
    refusal = None
    if request.method == "POST":
        _draft, refusal = put(request, desk, shown_number(request) or 0, removal(desk.proposed, key))
        if refusal is None:
            return redirect("draft", number)
    return render(
        request,
        "plans/remove_element.html",
        {
            "amendment": desk.amendment,
            "draft": desk.draft,
            "content": desk.proposed,
            "element": element,
            "noun": noun_of(element),
            "hanging": hanging_on(desk.proposed, key),
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )


@drafters_only
def bring_in(request, number):
    """A file that says an annual implementation plan, a Directorate's map, or the whole plan anew."""
    desk = desk_of(number)
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
