"""Drafting: the draft as a whole. Staff see what it changes and touches, say why, go back, copy, and submit; what it
changes is edited on pages of its own (editing.py)."""

import re
from datetime import date
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from plans.exceptions import InConflict, NoPlanInForce, PlansError
from plans.forms.drafting import CopyForm, DraftForm, StartForm
from plans.models import Amendment
from plans.operations.save_draft import save_draft
from plans.operations.start_amendment import start_amendment
from plans.permissions import check_can_draft
from plans.queries.amendments import copied_from, current_draft, open_collision, overlapping, proposed_changes
from plans.queries.versions import amendable, successor_of
from plans.rules.changes import CHANGES, Changes, Cost
from plans.rules.competences import competences
from plans.rules.describing import describe, touched_kpis, touched_objectives
from plans.rules.editing import joined
from plans.rules.history import left_behind
from plans.rules.rebase import rebase
from plans.views.refusals import sentence
from plans.wording import called


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
    try:
        versions = amendable(timezone.localdate())
    except NoPlanInForce:
        return render(request, "plans/no_plan.html", status=404)
    form = StartForm(request.POST or None, versions=versions)
    if request.method == "POST" and form.is_valid():
        amendment = start_amendment(
            by=request.user,
            at=timezone.now(),
            base=form.version(),
            title=form.cleaned_data["title"],
            kind=form.kind(),
        )
        return redirect("draft", amendment.number)
    return render(request, "plans/new_amendment.html", {"form": form, "base": versions[0]})


@drafters_only
def draft(request, number):
    """The draft as a whole; POST saves its title, reason and cost (htmx does so while people type)."""
    amendment = amendment_of(number)
    form = None
    if request.method == "POST":
        form = DraftForm(request.POST)
        if form.is_valid():
            saved, refusal = save(request, amendment, form.cleaned_data["shown"], **_general(form, amendment))
            if request.htmx:
                return saved_line(request, amendment, saved, refusal)
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
@require_POST
def remove_change(request, number, place):
    """Takes one change out of the draft; the page offers to put it back."""
    amendment = amendment_of(number)
    changes = list(changes_of(amendment))
    shown = shown_number(request)
    if not 1 <= place <= len(changes) or shown is None:
        raise Http404
    del changes[place - 1]
    _draft, refusal = save(request, amendment, shown, changes=changes)
    if refusal is not None:
        messages.error(request, refusal)
        return redirect("draft", number)
    messages.success(request, _("The change was taken out. It is kept among the earlier drafts."))
    return redirect("draft", number)


@drafters_only
@require_POST
def restore(request, number, saved):
    """Makes an earlier saving the draft again, as a further saving."""
    amendment = amendment_of(number)
    earlier = get_object_or_404(amendment.drafts, number=saved)
    shown = shown_number(request)
    if shown is None:
        raise Http404
    contents = earlier.contents
    changes = CHANGES.validate_python(contents.get("changes", []))
    if earlier.base is not None and earlier.base_id != amendment.base_id:
        # written to an earlier version than the one that the amendment is to now
        try:
            changes = rebase(Changes(changes, earlier.base.content), amendment.base.content)
        except InConflict as refusal:
            messages.error(request, _clashing(amendment, amendment, refusal))
            return redirect("draft", number)
    _draft, refusal = save(
        request,
        amendment,
        shown,
        title=earlier.title,
        changes=changes,
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
def copy(request, number):
    """Takes what another amendment proposes into this draft, beside what is there."""
    amendment = amendment_of(number)
    shown = shown_number(request)
    form = CopyForm(request.POST, amendments=copied_from(amendment))
    if shown is None or not form.is_valid():
        raise Http404
    other = amendment_of(form.cleaned_data["other"])
    try:
        taken = joined(Changes(changes_of(amendment), amendment.base.content), proposed_changes(other))
    except InConflict as refusal:
        messages.error(request, _clashing(amendment, other, refusal))
        return redirect("draft", number)
    _draft, refused = save(request, amendment, shown, changes=taken)
    if refused:
        messages.error(request, refused)
    else:
        messages.success(request, _("What %(code)s proposes is in this draft now.") % {"code": other.code})
    return redirect("draft", number)


def _clashing(amendment, other, refusal):
    elements = amendment.base.content.elements | other.base.content.elements
    names = {called(elements[one.element]) for one in refusal.conflicts if one.element in elements}
    if other == amendment:
        said = _(
            "Nothing was changed: that draft says otherwise than the version that was adopted since about %(names)s."
        )
    else:
        said = _("Nothing was copied: %(code)s says otherwise than this draft about %(names)s.")
    return said % {
        "code": other.code,
        "names": ", ".join(sorted(names)) or _("the plan as a whole"),
    }


def save_posted(request, amendment):
    """Saves what the general form says, if it was posted along with something else (submitting, for example).

    Returns the number of the draft that the person has seen or has just saved, and the sentence of a refusal or None.
    """
    if "title" not in request.POST:
        return shown_number(request) or 0, None
    form = DraftForm(request.POST)
    if not form.is_valid():
        return 0, " ".join(error for errors in form.errors.values() for error in errors)
    draft, refusal = save(request, amendment, form.cleaned_data["shown"], **_general(form, amendment))
    return (draft.number if draft else 0), refusal


def shown_number(request):
    """The number of the draft that a form was shown with; None for anything else."""
    shown = request.POST.get("shown", "")
    return int(shown) if re.fullmatch(r"[0-9]{1,9}", shown) else None


def saved_line(request, amendment, draft, refusal):
    """The line that says what autosave did; every form of the page learns the number of the draft that it saved."""
    context = {"amendment": amendment, "draft": draft, "refusal": refusal}
    response = render(request, "plans/_saved.html", context)
    return response if refusal else trigger_client_event(response, "draft-saved", {"number": draft.number})


def amendment_of(number):
    return get_object_or_404(Amendment.objects.select_related("base__edition", "created_by"), number=number)


def changes_of(amendment):
    return CHANGES.validate_python(current_draft(amendment).contents.get("changes", []))


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


def save(request, amendment, shown, **what):
    """Saves. The Draft and None, or None and the sentence of the refusal."""
    try:
        return save_draft(by=request.user, at=timezone.now(), amendment=amendment, shown=shown, **what), None
    except PlansError as refusal:
        return None, sentence(refusal)


def _page(amendment, form=None):
    content = amendment.base.content
    draft = current_draft(amendment)
    changes = changes_of(amendment)
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
        "overlaps": overlapping(amendment, Changes(changes, content)),
        "successor": successor_of(amendment.base.edition),
        "collision": open_collision(amendment) if amendment.can_be_edited else None,
        "earlier": amendment.drafts.select_related("saved_by").exclude(pk=draft.pk).order_by("-number")[:20],
        "revisions": amendment.revisions.all(),
        "behind": sorted(
            (content.element(key), field, language) for key, field, language in left_behind(content, changes)
        ),
        "copy_form": CopyForm(amendments=copied_from(amendment)) if amendment.can_be_edited else None,
    }
