"""Drafting: staff pick elements, edit beside a live redline, see what is touched, and submit."""

import re
from datetime import date
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from plans.exceptions import NoPlanInForce, PlansError
from plans.forms.drafting import DraftForm, EstimateForm, PriorityForm, StartForm, TextChangeForm
from plans.models import Amendment
from plans.operations.save_draft import save_draft
from plans.operations.start_amendment import start_amendment
from plans.permissions import check_can_draft
from plans.queries.amendments import current_draft, open_collision, overlapping
from plans.queries.versions import latest_version, version_in_force
from plans.rules.apply import apply
from plans.rules.changes import CHANGES, FIELDS, Changes, Cost, ReplaceText, SetEstimate, slot, with_change, without
from plans.rules.competences import competences
from plans.rules.content import Kpi
from plans.rules.describing import describe, touched_kpis, touched_objectives
from plans.rules.outline import outline
from plans.views.refusals import sentence


def drafters_only(view):
    """Signed in, and of the staff that drafts; a refusal is a page that says so."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            check_can_draft(request.user)
            return view(request, *args, **kwargs)
        except PlansError as refusal:
            return render(request, "refused.html", {"sentence": sentence(refusal)}, status=403)

    return guarded


@drafters_only
def new(request):
    form = StartForm(request.POST or None)
    try:
        base = latest_version(version_in_force(timezone.localdate()).edition)
    except NoPlanInForce:
        return render(request, "plans/no_plan.html", status=404)
    if request.method == "POST" and form.is_valid():
        amendment = start_amendment(by=request.user, at=timezone.now(), base=base, title=form.cleaned_data["title"])
        return redirect("draft", amendment.number)
    return render(request, "plans/new_amendment.html", {"form": form, "base": base})


@drafters_only
def draft(request, number):
    """The draft as a whole; POST saves its title, reason and cost (htmx does so while people type)."""
    amendment = _amendment(number)
    form = None
    if request.method == "POST":
        form = DraftForm(request.POST)
        if form.is_valid():
            saved, refusal = _save(request, amendment, form.cleaned_data["shown"], **_general(form, amendment))
            if request.htmx:
                return _saved(request, amendment, saved, refusal)
            if refusal is None:
                messages.success(request, _("Saved."))
            else:
                messages.error(request, refusal)
            return redirect("draft", number)
        if request.htmx:
            return render(
                request, "plans/_saved.html", {"amendment": amendment, "draft": current_draft(amendment), "form": form}
            )
    return render(request, "plans/draft.html", _page(amendment, form), status=422 if form else 200)


@drafters_only
def change_text(request, number):
    """One text of one element in one language, beside its redline."""
    amendment = _amendment(number)
    content, element = _element(amendment, request.GET.get("element") or request.POST.get("element"))
    fields = _fields(element)
    field = request.POST.get("field") or request.GET.get("field") or next(iter(fields), None)
    language = request.POST.get("language") or request.GET.get("language") or content.authentic[0]
    if field not in fields or language not in content.languages:
        raise Http404
    old = (getattr(element, field) or {}).get(language)
    proposed = next(
        (
            change.new
            for change in _changes(amendment)
            if isinstance(change, ReplaceText)
            and (change.element, change.field, change.language) == (element.key, field, language)
        ),
        old,
    )
    shown = current_draft(amendment).number
    initial = {"shown": shown, "element": element.key, "field": field, "language": language, "new": proposed}
    form = TextChangeForm(request.POST or None, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["new"].replace("\r\n", "\n").strip() or None
        refusal = _put(
            request,
            amendment,
            form.cleaned_data["shown"],
            {
                "change": "replace_text",
                "element": element.key,
                "field": field,
                "language": language,
                "old": old,
                "new": wanted,
            },
        )
        if refusal is None:
            return redirect("draft", number)
    context = {
        "amendment": amendment,
        "form": form,
        "element": element,
        "field": field,
        "fields": fields,
        "language": language,
        "languages": content.languages,
        "old": old or "",
        "new": form["new"].value() or "",
        "refusal": refusal,
    }
    return render(request, "plans/change_text.html", context, status=422 if refusal or form.errors else 200)


@drafters_only
def change_estimate(request, number):
    """The aim of one KPI from a day on."""
    amendment = _amendment(number)
    content, kpi = _element(amendment, request.GET.get("element") or request.POST.get("element"))
    if not isinstance(kpi, Kpi):
        raise Http404
    form = EstimateForm(
        request.POST or None,
        initial={"shown": current_draft(amendment).number, "element": kpi.key, "holds_from": timezone.localdate()},
        method=content.kind_of(kpi).method,
        period=(content.start, content.end),
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["holds_from"]
        change = SetEstimate(element=kpi.key, holds_from=day, new=form.cleaned_data["value"])
        # what held on that day after the draft's other changes is what this one replaces
        others = apply(content, without(_changes(amendment), slot(change)))
        change = change.model_copy(update={"old": others.element(kpi.key).aim_on(day)})
        refusal = _put(request, amendment, form.cleaned_data["shown"], change)
        if refusal is None:
            return redirect("draft", number)
    return render(
        request,
        "plans/change_estimate.html",
        {"amendment": amendment, "form": form, "kpi": kpi, "content": content, "refusal": refusal},
        status=422 if refusal or form.errors else 200,
    )


@drafters_only
def add_priority(request, number):
    amendment = _amendment(number)
    content = _proposed(amendment)
    language = content.authentic[0]
    form = PriorityForm(
        request.POST or None,
        initial={"shown": current_draft(amendment).number},
        content=content,
        language=language,
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        texts = {"name": {language: cleaned["name"]}}
        if cleaned["description"]:
            texts["description"] = {language: cleaned["description"].replace("\r\n", "\n")}
        # the amendment's number and the place in it make a key that no other element will ever have
        key = f"priority-am{amendment.number}-{len(_changes(amendment)) + 1}-{current_draft(amendment).number}"
        change = {
            "change": "add_priority",
            "priority": {"key": key, **texts},
            "after": cleaned["after"] or None,
        }
        refusal = _put(request, amendment, cleaned["shown"], change)
        if refusal is None:
            return redirect("draft", number)
    return render(
        request,
        "plans/add_priority.html",
        {"amendment": amendment, "form": form, "content": content, "refusal": refusal},
        status=422 if refusal or form.errors else 200,
    )


@drafters_only
@require_POST
def remove_change(request, number, place):
    """Takes one change out of the draft; the page offers to put it back."""
    amendment = _amendment(number)
    changes = list(_changes(amendment))
    shown = shown_number(request)
    if not 1 <= place <= len(changes) or shown is None:
        raise Http404
    del changes[place - 1]
    _draft, refusal = _save(request, amendment, shown, changes=changes)
    if refusal is not None:
        messages.error(request, refusal)
        return redirect("draft", number)
    messages.success(request, _("The change was taken out. It is kept among the earlier drafts."))
    return redirect("draft", number)


@drafters_only
@require_POST
def restore(request, number, saved):
    """Makes an earlier saving the draft again, as a further saving."""
    amendment = _amendment(number)
    earlier = get_object_or_404(amendment.drafts, number=saved)
    shown = shown_number(request)
    if shown is None:
        raise Http404
    contents = earlier.contents
    _draft, refusal = _save(
        request,
        amendment,
        shown,
        title=earlier.title,
        changes=CHANGES.validate_python(contents.get("changes", [])),
        rationale=contents.get("rationale", {}),
        cost=Cost.model_validate(contents["cost"]) if "cost" in contents else False,
        in_force_from=date.fromisoformat(contents["in_force_from"]) if "in_force_from" in contents else False,
    )
    if refusal is None:
        messages.success(request, _("Draft %(number)s is the draft again.") % {"number": saved})
    else:
        messages.error(request, refusal)
    return redirect("draft", number)


@drafters_only
@require_POST
def preview(request, number):
    """The live redline beside the editor."""
    form = TextChangeForm(request.POST)
    amendment = _amendment(number)
    if not form.is_valid():
        return render(request, "plans/_redline.html", {"form": form}, status=422)
    _content, element = _element(amendment, form.cleaned_data["element"])
    field, language = form.cleaned_data["field"], form.cleaned_data["language"]
    if field not in _fields(element):
        raise Http404
    old = (getattr(element, field) or {}).get(language, "")
    new = form.cleaned_data["new"].replace("\r\n", "\n").strip()
    return render(request, "plans/_redline.html", {"old": old, "new": new, "language": language})


@drafters_only
@require_GET
def pick(request, number):
    """Where a change starts: the plan, element by element, each with what of it can be changed."""
    amendment = _amendment(number)
    content = amendment.base.content
    return render(
        request,
        "plans/pick.html",
        {"amendment": amendment, "content": content, "outline": outline(content)},
    )


def save_posted(request, amendment):
    """Saves what the general form says, if it was posted along with something else (submitting, for example).

    Returns the number of the draft that the person has seen or has just saved, and the sentence of a refusal or None.
    """
    if "title" not in request.POST:
        return shown_number(request) or 0, None
    form = DraftForm(request.POST)
    if not form.is_valid():
        return 0, " ".join(error for errors in form.errors.values() for error in errors)
    draft, refusal = _save(request, amendment, form.cleaned_data["shown"], **_general(form, amendment))
    return (draft.number if draft else 0), refusal


def shown_number(request):
    """The number of the draft that a form was shown with; None for anything else."""
    shown = request.POST.get("shown", "")
    return int(shown) if re.fullmatch(r"[0-9]{1,9}", shown) else None


def _saved(request, amendment, draft, refusal):
    """The line that says what autosave did; every form of the page learns the number of the draft that it saved."""
    context = {"amendment": amendment, "draft": draft, "refusal": refusal}
    response = render(request, "plans/_saved.html", context)
    return response if refusal else trigger_client_event(response, "draft-saved", {"number": draft.number})


def _amendment(number):
    return get_object_or_404(Amendment.objects.select_related("base__edition", "created_by"), number=number)


def _changes(amendment):
    return CHANGES.validate_python(current_draft(amendment).contents.get("changes", []))


def _proposed(amendment):
    return apply(amendment.base.content, _changes(amendment))


def _element(amendment, key):
    content = amendment.base.content
    element = content.element(key or "")
    if element is None:
        raise Http404
    return content, element


def _fields(element):
    """The names of an element's fields that hold texts, in their order."""
    return [name for name in type(element).model_fields if name in FIELDS.__args__]


def _general(form, amendment):
    """What the general form says: title, reason, cost. A reason in another language stays as it is."""
    language = amendment.base.content.authentic[0]
    rationale = dict(current_draft(amendment).contents.get("rationale", {}))
    rationale[language] = form.cleaned_data["rationale"].replace("\r\n", "\n")
    return {
        "title": form.cleaned_data["title"],
        "rationale": rationale,
        "cost": form.cost(),
        "in_force_from": form.cleaned_data["in_force_from"] or False,
    }


def _put(request, amendment, shown, change):
    """Saves the draft with a change put where its like was, else last; one that changes nothing goes out."""
    if isinstance(change, dict):
        try:
            change = CHANGES.validate_python([change])[0]
        except ValueError:
            return _("This text cannot be stored: it is too long, or holds characters that cannot be printed.")
    changes = _changes(amendment)
    changed = getattr(change, "old", None) != getattr(change, "new", change)
    changes = with_change(changes, change) if changed else without(changes, slot(change))
    return _save(request, amendment, shown, changes=changes)[1]


def _save(request, amendment, shown, **what):
    """Saves. The Draft and None, or None and the sentence of the refusal."""
    try:
        return save_draft(by=request.user, at=timezone.now(), amendment=amendment, shown=shown, **what), None
    except PlansError as refusal:
        return None, sentence(refusal)


def _page(amendment, form=None):
    content = amendment.base.content
    draft = current_draft(amendment)
    changes = _changes(amendment)
    contents = draft.contents
    cost = contents.get("cost", {})
    form = form or DraftForm(
        initial={
            "shown": draft.number,
            "title": draft.title,
            "rationale": contents.get("rationale", {}).get(content.authentic[0], ""),
            "cost_amount": cost.get("amount"),
            "cost_currency": cost.get("currency", "EUR"),
            "in_force_from": contents.get("in_force_from"),
        }
    )
    return {
        "amendment": amendment,
        "draft": draft,
        "form": form,
        "content": content,
        "changes": describe(content, changes),
        "touched_kpis": touched_kpis(content, changes),
        "touched_objectives": touched_objectives(content, changes),
        "competences": sorted(competences(Changes(changes, content), Cost.model_validate(cost) if cost else None)),
        "overlaps": overlapping(amendment, changes),
        "collision": open_collision(amendment) if amendment.can_be_edited else None,
        "earlier": amendment.drafts.select_related("saved_by").exclude(pk=draft.pk).order_by("-number")[:20],
        "revisions": amendment.revisions.all(),
    }
