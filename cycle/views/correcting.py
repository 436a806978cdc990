"""The loop for staff: deviation, cause, solutions, choice, amendment, effect. Walkable from any end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cycle.exceptions import CycleError
from cycle.forms.correcting import (
    AgainForm,
    AnalysisForm,
    DecisionForm,
    LinkForm,
    ProgressForm,
    SolutionForm,
    VerdictForm,
)
from cycle.models import CorrectiveAction, Deviation
from cycle.operations.correct import (
    acknowledge_deviation,
    amend_plan,
    analyse_deviation,
    choose_again,
    close_action,
    decide_course,
    link_deviations,
    propose_solution,
    report_progress,
)
from cycle.permissions import may, measurable_by
from cycle.queries.deviations import linked_to
from cycle.queries.history import followed_up
from cycle.queries.standing import standings
from cycle.views.refusals import sentence
from plans.exceptions import PlansError
from plans.permissions import can_draft


@login_required
def deviations(request):
    """Every deviation, the newest first, with where it is in the loop."""
    everything = Deviation.objects.select_related("period", "corrective_action__amendment", "acknowledged_by")
    return render(request, "cycle/deviations.html", {"deviations": everything})


@login_required
def deviation(request, number):
    """One deviation; POST says its cause."""
    found = _deviation(number)
    if request.method == "POST":
        form = AnalysisForm(request.POST)
        return _answered(request, found, "analysis", form, lambda now: analyse_deviation(**now, **form.cleaned_data))
    return render(request, "cycle/deviation.html", _deviation_page(request, found))


@login_required
@require_POST
def acknowledge(request, number):
    return _done(request, _deviation(number), lambda now: acknowledge_deviation(**now))


@login_required
@require_POST
def link(request, number):
    found = _deviation(number)
    form = LinkForm(request.POST, others=_others(found))
    return _answered(request, found, "linking", form, lambda now: link_deviations(**now, **form.cleaned_data))


@login_required
@require_POST
def solution(request, number):
    found = _deviation(number)
    form = _solution_form(found, request.POST)
    return _answered(request, found, "proposal", form, lambda now: propose_solution(**now, **form.given()))


@login_required
def action(request, number):
    """One corrective action: the whole chain, and what its next step needs."""
    return render(request, "cycle/action.html", _action_page(request, _action(number)))


@login_required
@require_POST
def decision(request, number):
    found = _action(number)
    form = DecisionForm(request.POST, solutions=list(found.solutions.all()))
    return _answered(request, found, "decision", form, lambda now: decide_course(**now, **form.given()))


@login_required
@require_POST
def progress(request, number):
    form = ProgressForm(request.POST)
    return _answered(
        request, _action(number), "reporting", form, lambda now: report_progress(**now, **form.cleaned_data)
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
def again(request, number):
    form = AgainForm(request.POST)
    return _answered(request, _action(number), "choosing", form, lambda now: choose_again(**now, **form.cleaned_data))


@login_required
@require_POST
def closing(request, number):
    form = VerdictForm(request.POST)
    return _answered(request, _action(number), "verdict", form, lambda now: close_action(**now, **form.cleaned_data))


def _answered(request, found, slot, form, operation):
    """What a form about a deviation or a corrective action leads to: its page with what is wrong in the form, or what
    the operation says. `slot` is the form's name on the page."""
    if form.is_valid():
        return _done(request, found, operation)
    name = _name(found)
    page = {"deviation": _deviation_page, "action": _action_page}[name]
    return render(request, f"cycle/{name}.html", page(request, found, **{slot: form}), status=422)


def _done(request, found, operation):
    """Runs an operation on what was found, by who asks and now, and goes back to its page."""
    name = _name(found)
    try:
        operation({"by": request.user, "at": timezone.now(), name: found})
    except (CycleError, PlansError) as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect(name, found.number)


def _name(found):
    """What it is called in addresses, templates and operations."""
    return "deviation" if isinstance(found, Deviation) else "action"


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


def _action_page(request, action, decision=None, verdict=None, reporting=None, choosing=None):
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
        "drafts": can_draft(request.user),
        "choosing": choosing or AgainForm(),
        "reporting": reporting or ProgressForm(),
        "progress": list(action.progress.select_related("by").order_by("-number")),
        "overdue": action.step == "carry_out" and action.deadline < timezone.localdate(),
        "since": followed_up(action, timezone.localdate()),
        "evaluates": may(request.user, "evaluate"),
        "decision": decision or DecisionForm(solutions=solutions),
        "verdict": verdict or VerdictForm(),
    }
