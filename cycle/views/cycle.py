"""Where a cycle stands and what each step lacks, as a picture and as a list; who sees to a step, and what shows it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.views.files import download
from cycle.documents.evidence import evidence_bytes
from cycle.exceptions import CycleError
from cycle.flows import steps
from cycle.forms.people import ColleagueField
from cycle.forms.steps import EvidenceForm, ReportForm, ReviewForm, StepPlanForm
from cycle.models import Cycle, Evidence, StrategyReview
from cycle.operations.review_strategy import UNDER_WAY, put_on_report, review_strategy
from cycle.operations.run_cycle import add_evidence, advance_cycle, current_task, plan_step
from cycle.permissions import check_may, may
from cycle.queries.progress import facts_of
from cycle.rules.gates import lacks
from cycle.rules.wheel import Spoke, draw
from cycle.views.refusals import sentence
from cycle.wording import PHASES
from plans.enums import AmendmentState
from plans.exceptions import NoPlanInForce, PlansError
from plans.permissions import can_draft, check_can_draft
from plans.queries.versions import latest_version, version_in_force


@login_required
def cycle(request, edition=None):
    """The newest cycle, or that of an edition; the others are one press away."""
    found = _cycle(edition) if edition else _present()
    return render(request, "cycle/cycle.html", _page(request, found))


@login_required
@require_POST
def advance(request, edition):
    found = _cycle(edition)
    try:
        advance_cycle(by=request.user, at=timezone.now(), cycle=found, shown=request.POST.get("shown", ""))
    except CycleError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The cycle is at its next step."))
    return redirect("cycle-of", edition)


@login_required
@require_POST
def planned(request, edition, step):
    """Who sees to a step, and until when."""
    form = StepPlanForm(request.POST)
    return _done(request, edition, step, "plan", form, lambda now: plan_step(**now, **form.cleaned_data))


@login_required
@require_POST
def shown(request, edition, step):
    """What shows that a step was done."""
    form = EvidenceForm(request.POST, request.FILES)
    return _done(request, edition, step, "evidence", form, lambda now: add_evidence(**now, **form.given()))


@login_required
def evidence_file(request, pk):
    one = get_object_or_404(Evidence, pk=pk)
    data = evidence_bytes(one.file, one.file_digest)
    if data is None:
        raise Http404
    return download(data, one.file_name, "application/octet-stream")


@login_required
@require_POST
def review(request, edition):
    """Puts the strategy to the bodies, as a draft that can be submitted as it is."""
    found = _cycle(edition)
    try:
        # drafts are among what the form offers
        check_may(request.user, "run_cycle")
        check_can_draft(request.user)
    except (CycleError, PlansError) as refusal:
        messages.error(request, sentence(refusal))
        return redirect("cycle-of", edition)
    form = ReviewForm(request.POST, edition=found.edition)
    if not form.is_valid():
        return render(request, "cycle/cycle.html", _page(request, found, reviewing=form), status=422)
    given = form.cleaned_data
    given["rationale"] = {latest_version(found.edition).content.authentic[0]: given["rationale"]}
    try:
        started = review_strategy(by=request.user, at=timezone.now(), cycle=found, **given)
    except (CycleError, PlansError) as refusal:
        messages.error(request, sentence(refusal))
        return redirect("cycle-of", edition)
    messages.success(request, _("The question is drafted. Look it through and submit it."))
    return redirect("draft", started.amendment.number)


@login_required
@require_POST
def another_report(request, edition, pk):
    """Puts a question that is with its drafters on another report."""
    found = _cycle(edition)
    form = ReportForm(request.POST, edition=found.edition)
    review_of = get_object_or_404(StrategyReview, pk=pk, cycle=found)
    if not form.is_valid():
        raise Http404
    try:
        put_on_report(by=request.user, at=timezone.now(), review=review_of, report=form.cleaned_data["report"])
    except (CycleError, PlansError) as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect("cycle-of", edition)


def _done(request, edition, step, slot, form, operation):
    found = _cycle(edition)
    if step not in {node.name for node in steps()}:
        raise Http404
    if not form.is_valid():
        return render(request, "cycle/cycle.html", _page(request, found, wrong=(step, slot, form)), status=422)
    try:
        operation({"by": request.user, "at": timezone.now(), "cycle": found, "step": step})
    except CycleError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect("cycle-of", edition)


def _cycles():
    return Cycle.objects.select_related("edition").order_by("-edition__start", "-started_at")


def _present():
    """The cycle of the edition in force, else the newest one, or None."""
    try:
        edition = version_in_force(timezone.localdate()).edition
    except NoPlanInForce:
        edition = None
    return _cycles().filter(edition=edition).first() or _cycles().first()


def _cycle(edition):
    return get_object_or_404(_cycles(), edition__key=edition)


def _page(request, found, wrong=(None, None, None), reviewing=None):
    if found is None:
        return {"cycle": None}
    task, chain = current_task(found), steps()
    names = [node.name for node in chain]
    at = names.index(task.flow_task.name) if task else len(names)
    facts = facts_of(found, timezone.localdate())
    plans = {plan.step: plan for plan in found.step_plans.select_related("owner")}
    shown = list(found.evidence.select_related("by"))
    runs = may(request.user, "run_cycle")
    rows = [
        _row(node, place, at, facts, plans.get(node.name), [one for one in shown if one.step == node.name], wrong)
        for place, node in enumerate(chain)
    ]
    ColleagueField.shared(*(row["planning"].fields["owner"] for row in rows if row["planning"]))
    spokes = [
        Spoke(row["number"], str(row["title"]), str(row["phase"]), row["state"], f"#{row['name']}") for row in rows
    ]
    now = rows[at] if task else None
    middle = [_("Now"), *_short(str(now["title"]))] if now else [_("At its end")]
    return {
        "cycle": found,
        "others": [other for other in _cycles() if other != found],
        "rows": rows,
        "wheel": mark_safe(draw(spokes, title=_("The cycle"), middle=middle)),  # noqa: S308, drawn by us
        "now": now,
        "runs": runs,
        "today": timezone.localdate(),
        "reviews": _reviews(request, found),
        "reviewing": reviewing or (ReviewForm(edition=found.edition) if runs and can_draft(request.user) else None),
        "refused": reviewing is not None,
    }


def _reviews(request, cycle):
    """The reviews of a cycle's strategy, drafts among them for those who draft alone: triples with a form that puts it
    on another report where it is with its drafters, and the report that corrects the one that it is on while it is not
    answered, or None each."""
    found = StrategyReview.objects.filter(cycle=cycle).select_related("report__corrected_by", "amendment")
    drafts = can_draft(request.user)
    if not drafts:
        found = found.exclude(amendment__state=AmendmentState.DRAFT)
    return [
        (
            one,
            ReportForm(edition=cycle.edition) if drafts and one.amendment.can_be_edited else None,
            getattr(one.report, "corrected_by", None) if one.amendment.state in UNDER_WAY else None,
        )
        for one in found.defer("report__text", "report__corrected_by__text")
    ]


def _row(node, place, at, facts, plan, evidence, wrong):
    step, slot, form = wrong
    ahead = place >= at
    initial = {"owner": plan.owner_id, "due_on": plan.due_on} if plan else {}
    mine = form if step == node.name else None
    return {
        "name": node.name,
        "number": place + 1,
        "title": node.task_title,
        "phase": PHASES[node.phase],
        "state": "done" if place < at else "current" if place == at else "later",
        "missing": lacks(node.name, facts),
        "plan": plan,
        "evidence": evidence,
        "ahead": ahead,
        "planning": (mine if slot == "plan" and mine else StepPlanForm(initial=initial, prefix=None))
        if ahead
        else None,
        "showing": (mine if slot == "evidence" and mine else EvidenceForm()) if ahead else None,
        "wrong": mine is not None,
    }


def _short(words):
    """Words in lines that fit into the ring."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > 18:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
