"""The loop for staff: deviation, cause, solutions, choice, amendment, effect. Walkable from any end."""

from fractions import Fraction

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cycle.enums import Course
from cycle.exceptions import CycleError
from cycle.forms.correcting import AnalysisForm, DecisionForm, LinkForm, ProgressForm, SolutionForm, VerdictForm
from cycle.models import CorrectiveAction, Deviation
from cycle.operations.correct import (
    acknowledge_deviation,
    amend_plan,
    analyse_deviation,
    close_action,
    decide_course,
    link_deviations,
    propose_solution,
    report_progress,
)
from cycle.permissions import may, measurable_by
from cycle.queries.deviations import linked_to
from cycle.queries.history import history_of
from cycle.queries.people import colleagues
from cycle.queries.standing import standings
from cycle.views.refusals import sentence
from plans.exceptions import PlansError


@login_required
def deviations(request):
    """Every deviation, the newest first, with where it is in the loop."""
    everything = Deviation.objects.select_related("period", "corrective_action__amendment", "acknowledged_by")
    return render(request, "cycle/deviations.html", {"deviations": everything})


@login_required
def deviation(request, number):
    """One deviation; POST says its cause."""
    found = _deviation(number)
    form = AnalysisForm(request.POST or None, initial={"cause": found.cause, "analysis": found.analysis})
    if request.method == "POST" and form.is_valid():
        return _done(
            request,
            lambda: analyse_deviation(by=request.user, at=timezone.now(), deviation=found, **form.cleaned_data),
            "deviation",
            number,
        )
    return render(
        request,
        "cycle/deviation.html",
        _deviation_page(request, found, analysis=form),
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def acknowledge(request, number):
    found = _deviation(number)
    return _done(
        request,
        lambda: acknowledge_deviation(by=request.user, at=timezone.now(), deviation=found),
        "deviation",
        number,
    )


@login_required
@require_POST
def link(request, number):
    found = _deviation(number)
    form = LinkForm(request.POST, others=_others(found))
    if not form.is_valid():
        return render(request, "cycle/deviation.html", _deviation_page(request, found, linking=form), status=422)
    return _done(
        request,
        lambda: link_deviations(by=request.user, at=timezone.now(), deviation=found, **form.cleaned_data),
        "deviation",
        number,
    )


@login_required
@require_POST
def solution(request, number):
    found = _deviation(number)
    form = _solution_form(found, request.POST)
    if not form.is_valid():
        return render(request, "cycle/deviation.html", _deviation_page(request, found, proposal=form), status=422)
    cleaned = form.cleaned_data
    return _done(
        request,
        lambda: propose_solution(
            by=request.user,
            at=timezone.now(),
            deviation=found,
            text=cleaned["text"],
            effect=cleaned["effect"],
            cost=form.cost() or None,
            aim=cleaned["value"],
            holds_from=cleaned["holds_from"],
            expected=None if cleaned["expected"] is None else Fraction(cleaned["expected"], 100),
            expected_on=cleaned["expected_on"],
        ),
        "deviation",
        number,
    )


@login_required
def action(request, number):
    """One corrective action: the whole chain, and what its next step needs."""
    found = _action(number)
    return render(request, "cycle/action.html", _action_page(request, found))


@login_required
@require_POST
def decision(request, number):
    found = _action(number)
    solutions = list(found.solutions.all())
    form = DecisionForm(request.POST, solutions=solutions, people=colleagues())
    if not form.is_valid():
        return render(request, "cycle/action.html", _action_page(request, found, decision=form), status=422)
    chosen = next(one for one in solutions if one.number == form.cleaned_data["solution"])
    return _done(
        request,
        lambda: decide_course(
            by=request.user,
            at=timezone.now(),
            action=found,
            solution=chosen,
            course=form.cleaned_data["course"],
            evaluation=form.cleaned_data["evaluation"],
            remarks=form.remarks,
            owner=form.cleaned_data["owner"] if form.cleaned_data["course"] == Course.OPERATIONAL else None,
            deadline=form.cleaned_data["deadline"],
        ),
        "action",
        number,
    )


@login_required
@require_POST
def progress(request, number):
    found = _action(number)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return render(request, "cycle/action.html", _action_page(request, found, reporting=form), status=422)
    return _done(
        request,
        lambda: report_progress(by=request.user, at=timezone.now(), action=found, **form.cleaned_data),
        "action",
        number,
    )


@login_required
@require_POST
def amending(request, number):
    found = _action(number)
    try:
        amendment = amend_plan(by=request.user, at=timezone.now(), action=found)
    except (CycleError, PlansError) as refusal:
        messages.error(request, sentence(refusal))
        return redirect("action", number)
    messages.success(request, _("The amendment was started from the chosen solution. Look it through and submit it."))
    return redirect("draft", amendment.number)


@login_required
@require_POST
def closing(request, number):
    found = _action(number)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return render(request, "cycle/action.html", _action_page(request, found, verdict=form), status=422)
    return _done(
        request,
        lambda: close_action(by=request.user, at=timezone.now(), action=found, **form.cleaned_data),
        "action",
        number,
    )


def _deviation(number):
    return get_object_or_404(
        Deviation.objects.select_related("period", "version__edition", "analysed_by", "acknowledged_by"), number=number
    )


def _action(number):
    return get_object_or_404(
        CorrectiveAction.objects.select_related(
            "deviation__period",
            "deviation__version__edition",
            "amendment",
            "chosen",
            "decided_by",
            "closed_by",
            "owner",
        ),
        number=number,
    )


def _done(request, operation, name, number):
    try:
        operation()
    except (CycleError, PlansError) as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect(name, number)


def _since(action):
    """How the KPI stood from the deviation's period on, beside what the chosen solution was expected to do: triples of
    a period, the KpiStanding, and whether what was expected is reached (None where it is not due yet, or not said)."""
    expected = Fraction(action.chosen.expected) if action.chosen and action.chosen.expected else None
    found = []
    for period, one in history_of(action.deviation.kpi, timezone.localdate()):
        if period.start >= action.deviation.period.start:
            due = expected is not None and period.end >= action.chosen.expected_on
            reached = one.standing.reached
            found.append((period, one, reached >= expected if due and reached is not None else None))
    return found


def _solution_form(deviation, data=None):
    content = deviation.version.content
    kpi = content.element(deviation.kpi)
    period = (content.start, content.end)
    return SolutionForm(data, method=content.kind_of(kpi).method, period=period)


def _others(deviation):
    return Deviation.objects.exclude(pk=deviation.pk).select_related("period")


def _deviation_page(request, deviation, analysis=None, proposal=None, linking=None):
    content = deviation.version.content
    kpi = content.element(deviation.kpi)
    action = CorrectiveAction.objects.filter(deviation=deviation).first()
    return {
        "deviation": deviation,
        "kpi": kpi,
        "one": standings(deviation.period).kpis.get(deviation.kpi),
        "action": action,
        "solutions": action.solutions.select_related("proposed_by").prefetch_related("assessments__by")
        if action
        else (),
        "runs": may(request.user, "run_cycle"),
        "looks": bool(measurable_by(request.user, {deviation.kpi}, timezone.now())),
        "linked": linked_to(deviation),
        "linking": linking or LinkForm(others=_others(deviation)),
        "analysis": analysis or AnalysisForm(initial={"cause": deviation.cause, "analysis": deviation.analysis}),
        "proposal": proposal or _solution_form(deviation),
    }


def _action_page(request, action, decision=None, verdict=None, reporting=None):
    solutions = list(action.solutions.select_related("proposed_by").prefetch_related("assessments__by"))
    runs = may(request.user, "run_cycle")
    amendment = action.amendment
    revision = amendment.revisions.last() if amendment else None
    return {
        "action": action,
        "deviation": action.deviation,
        "kpi": action.deviation.version.content.element(action.deviation.kpi),
        "solutions": solutions,
        "version": getattr(revision, "adopted_as", None) if revision else None,
        "runs": runs,
        "reports": action.step == "carry_out" and (runs or action.owner == request.user),
        "reporting": reporting or ProgressForm(),
        "progress": list(action.progress.select_related("by").order_by("-number")),
        "overdue": action.step == "carry_out" and action.deadline < timezone.localdate(),
        "since": _since(action),
        "evaluates": may(request.user, "evaluate"),
        "decision": decision or DecisionForm(solutions=solutions, people=colleagues()),
        "verdict": verdict or VerdictForm(),
    }
