"""A conflict with an adopted version, decided by the drafters: three texts of each element, and what should stay."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.exceptions import ConflictMoved, InConflict, PlansError
from plans.forms.settling import ConflictForm
from plans.models import Amendment
from plans.operations.settle_collision import settle_collision
from plans.queries.amendments import current_draft, open_collision
from plans.rules.changes import CHANGES, Changes
from plans.rules.content import Aim
from plans.rules.describing import Shown, shown
from plans.rules.merge import Clash
from plans.rules.settle import named
from plans.rules.settle import settle as settled
from plans.views.drafting import changes_of, drafters_only, shown_number
from plans.views.refusals import sentence


@dataclass(frozen=True)
class Case:
    """One conflict as the page shows it: the element (None: the plan as a whole), its three values, and the form."""

    conflict: Any
    element: Any
    base: Any
    adopted: Any
    ours: Any
    form: ConflictForm
    texts: bool


@drafters_only
def settle(request, number):
    """Each conflict with its three texts; a POST decides them all, or asks for what is still undecided."""
    amendment = get_object_or_404(Amendment.objects.select_related("base__edition"), number=number)
    collision = open_collision(amendment) if amendment.can_be_edited else None
    if collision is None:
        messages.warning(request, _("There is no conflict to settle here now."))
        return redirect("draft", number)
    draft = current_draft(amendment)
    posted = request.POST if request.method == "POST" else None
    choices, refusal = _chosen(posted), None
    if posted is not None:
        try:
            settle_collision(
                by=request.user,
                at=timezone.now(),
                amendment=amendment,
                shown=shown_number(request) or 0,
                seen=request.POST.get("seen", ""),
                choices=choices,
            )
        except InConflict as still:
            refusal = sentence(still)
        except ConflictMoved as moved:
            messages.error(request, sentence(moved))
            return redirect("draft-settle", number)
        except PlansError as refused:
            messages.error(request, sentence(refused))
            return redirect("draft", number)
        else:
            if not changes_of(amendment):
                messages.warning(request, _("Nothing of it is left. Withdraw it, or change something else."))
                return redirect("draft", number)
            messages.success(
                request,
                _("Settled: the draft is to version %(label)s now. Look it through, then submit it.")
                % {"label": collision.version.label},
            )
            return redirect("draft", number)
    context = {
        "amendment": amendment,
        "collision": collision,
        "draft": draft,
        "cases": _cases(amendment, draft, collision.version, choices, posted),
        "content": amendment.base.content,
        "refusal": refusal,
    }
    return render(request, "plans/settle.html", context, status=422 if refusal else 200)


def _chosen(posted):
    """The Choices of a posted page by the conflicts' names; what was left open is not among them."""
    chosen = {}
    for name in posted.getlist("conflict") if posted else ():
        form = ConflictForm(posted, name=name)
        if form.is_valid() and form.choice() is not None:
            chosen[name] = form.choice()
    return chosen


def _cases(amendment, draft, version, choices, posted):
    changes = Changes(CHANGES.validate_python(draft.contents.get("changes", [])), amendment.base.content)
    found, decided = {}, {}
    while True:
        _settled, left = settled(changes, version.content, decided)
        found |= {named(conflict): conflict for conflict in left}
        new = {name: choices[name] for name in found if name in choices and name not in decided}
        if not new:
            break
        decided |= new
    known = amendment.base.content.elements | version.content.elements
    return [_case(conflict, known, posted) for conflict in found.values()]


def _value(conflict, value, known):
    """One side's value for the template: an Aim for an estimate, an element as JSON, else Shown."""
    if conflict.field == "estimates":
        return Aim.model_validate(value) if value else None
    if conflict.clash is Clash.ORDER:
        return Shown("elements", tuple(known.get(key, key) for key in value or ()))
    if conflict.field is None:
        return value
    return shown(conflict.field, value, known)


def _case(conflict, known, posted):
    """`posted` is None for a page that was just opened."""
    texts = conflict.part is not None and conflict.field != "estimates" and conflict.clash is Clash.BOTH_CHANGED
    values = [
        value if texts else _value(conflict, value, known) for value in (conflict.base, conflict.theirs, conflict.ours)
    ]
    asked = posted if posted and named(conflict) in posted.getlist("conflict") else None
    form = ConflictForm(asked, name=named(conflict), conflict=conflict)
    return Case(conflict, known.get(conflict.element), *values, form, texts)
