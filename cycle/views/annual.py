"""The annual implementation plan in use: a timeline, progress, what is done by priority and objective, the next one."""

from datetime import date
from fractions import Fraction

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cycle.exceptions import CycleError
from cycle.forms.annual import DeliveryForm
from cycle.forms.figures import OwnerForm
from cycle.forms.people import ColleagueField
from cycle.operations.deliver import draft_next_year, report_delivery
from cycle.operations.name_owner import name_owner
from cycle.permissions import may
from cycle.queries.deliveries import deliveries, next_year_in_hand, progress_of
from cycle.queries.figures import owned_by, owners
from cycle.rules.annual import current, share_of, shares_of
from cycle.rules.timeline import Line, draw
from cycle.views.readers import for_readers
from cycle.views.refusals import sentence
from cycle.wording import percent
from plans.exceptions import NoPlanInForce, PlansError
from plans.permissions import can_draft
from plans.queries.versions import latest_versions, version_in_force
from plans.rules.content import Action
from plans.templatetags.plan_texts import plain


@for_readers
def annual_plan(request, code=None):
    """The plan of this year, or the one of a code."""
    return render(request, "cycle/annual_plan.html", _page(request, *_plan(code)))


@login_required
@require_POST
def progress(request, code, deliverable):
    """How far a deliverable is."""
    version, plan, plans = _plan(code)
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        page = _page(request, version, plan, plans, wrong=(deliverable, form))
        return render(request, "cycle/annual_plan.html", page, status=422)
    given = {"edition": version.edition, "deliverable": deliverable, **form.cleaned_data}
    return _done(request, code, lambda now: report_delivery(**now, **given))


@login_required
@require_POST
def owner(request, code, action):
    """Who sees to an action."""
    version, *_rest = _plan(code)
    form = OwnerForm(request.POST)
    if version.content.element(action, Action) is None or not form.is_valid():
        raise Http404
    person = form.cleaned_data["person"]
    return _done(request, code, lambda now: name_owner(**now, element=action, person=person))


@login_required
@require_POST
def next_one(request, code):
    """The next year's plan, drafted from this one as an amendment."""
    version, plan, _plans = _plan(code)
    try:
        amendment = draft_next_year(by=request.user, at=timezone.now(), edition=version.edition, plan=plan)
    except (CycleError, PlansError) as refusal:
        messages.error(request, sentence(refusal))
        return redirect("annual-plan-of", code)
    messages.success(request, _("What is left was drafted as the next year’s plan. Look it through and submit it."))
    return redirect("draft", amendment.number)


def _done(request, code, operation):
    try:
        operation({"by": request.user, "at": timezone.now()})
    except CycleError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect("annual-plan-of", code)


def _plan(code):
    """The annual plan that is asked, or the present one of the edition in force (None where there is none), with the
    newest version that it is of; and all annual plans by their codes. What of an edition's last year is told once
    another edition is in force is told all the same."""
    today = timezone.localdate()
    try:
        in_force = version_in_force(today).edition_id
    except NoPlanInForce:
        raise Http404 from None
    versions = sorted(latest_versions(), key=lambda version: version.edition_id != in_force)
    plans = {}
    for version in versions:
        plans |= {plan.code: (version, plan) for plan in version.content.annual_plans if plan.code not in plans}
    all_plans = sorted((plan for _version, plan in plans.values()), key=lambda plan: (plan.start, plan.code))
    if code is None:
        return versions[0], current(versions[0].content.annual_plans, today), all_plans
    if code not in plans:
        raise Http404
    return *plans[code], all_plans


def _page(request, version, plan, plans, wrong=(None, None)):
    content = version.content
    if plan is None:
        return {"plan": None, "plans": plans, "content": content}
    today, now = timezone.localdate(), timezone.now()
    told = deliveries(version.edition_id)
    far = progress_of(told)
    shares = shares_of(plan, far)
    goes_on = plan == content.annual_plans[-1] and plan.end < content.end
    drafts = goes_on and request.user.is_authenticated and can_draft(request.user)
    runs = may(request.user, "run_cycle")
    mine = owned_by(request.user, now) if request.user.is_authenticated else set()
    owning = owners(now)
    rows = [
        _row(plan, action, content, told, today, runs or action.key in mine, owning, wrong) for action in plan.actions
    ]
    return {
        "plan": plan,
        "plans": plans,
        "content": content,
        "shares": shares,
        "by_objective": [(content.element(key), share) for key, share in shares.objectives.items()],
        "by_priority": [(key and content.element(key), share) for key, share in shares.priorities.items()],
        "by_directorate": [(key and content.element(key), share) for key, share in shares.directorates.items()],
        "rows": rows,
        "chart": mark_safe(_chart(plan, content, far, today)),  # noqa: S308, drawn and escaped by us
        "naming": _naming() if runs else None,
        "drafts": drafts,
        "in_hand": next_year_in_hand(version.edition_id, plan) if drafts else None,
    }


def _naming():
    """The form with which each action's owner is named."""
    form = OwnerForm()
    ColleagueField.shared(form.fields["person"])
    return form


def _row(plan, action, content, told, today, writes, owning, wrong):
    key, form = wrong
    return {
        "action": action,
        "objective": content.element(action.objective),
        "priorities": [content.element(one) for one in action.priorities],
        "directorate": action.directorate and content.element(action.directorate),
        "owner": owning.get(action.key),
        "deliverables": [
            {
                "deliverable": one,
                "due": one.due or plan.end,
                "told": told.get(one.key),
                "late": (one.due or plan.end) < today and (one.key not in told or told[one.key].share < 100),
                "form": (form if key == one.key else DeliveryForm()) if writes else None,
                "wrong": key == one.key,
            }
            for one in action.deliverables
        ],
    }


def _chart(plan, content, far, today):
    lines = []
    for action in plan.actions:
        share = share_of(action.deliverables, far)
        days = [one.due or plan.end for one in action.deliverables]
        marks = tuple(
            (day, far.get(one.key) == 100, day < today and far.get(one.key) != 100)
            for day, one in zip(days, action.deliverables, strict=True)
        )
        said = f"{action.code} {plain(action.name)}: {percent(share.reached)}"
        lines.append(
            Line(
                action.code,
                said,
                plan.start,
                max([*days, plan.start]),
                share.reached or Fraction(0),
                f"#{action.key}",
                marks,
            )
        )
    title = _("Timeline of %(name)s") % {"name": plain(plan.name)}
    return draw(lines, start=plan.start, end=plan.end, today=today, months=_months(plan), title=title)


def _months(plan):
    """The first days of every second month of a plan's year, as they are called."""
    found, day = [], date(plan.start.year, plan.start.month, 1)
    while day <= plan.end and len(found) < 24:
        if day >= plan.start:
            found.append((day, date_format(day, "M Y")))
        months = day.month + 1
        day = date(day.year + months // 12, months % 12 + 1, 1)
    return found
