"""The secretary's page of one reading: take it up, record the meeting, hold the poll. Results are computed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approvals.enums import Choice, Motion, Outcome
from approvals.exceptions import ApprovalsError
from approvals.forms.deciding import CancelForm, OutcomeForm, PollForm, ReasonForm
from approvals.forms.own_changes import OwnChangesForm, said
from approvals.models import Poll, Reading
from approvals.operations.cancel_poll import cancel_poll
from approvals.operations.close_poll import close_poll
from approvals.operations.open_poll import open_poll
from approvals.operations.open_reading import open_reading
from approvals.operations.reaffirm_outcome import reaffirm_outcome
from approvals.operations.record_outcome import record_outcome
from approvals.permissions import can_run
from approvals.queries.bodies import entitled_members
from approvals.queries.polls import counting_votes
from approvals.rules.tally import quorum_only, tally
from approvals.views.refusals import sentence
from plans.exceptions import PlansError
from plans.rules.describing import describe

OUTCOMES = {
    Outcome.NOT_CARRIED: lambda: _("The question was not carried. The reading stays open."),
    Outcome.VOID: lambda: _("Nothing was decided; see why below. The reading stays open with its discussion."),
}


@login_required
def reading(request, pk):
    """One reading, for whoever runs it."""
    reading = _reading(request, pk)
    return render(request, "approvals/reading.html", _page(reading))


@login_required
@require_POST
def opening(request, pk):
    reading = _reading(request, pk)
    return _done(request, reading, lambda: open_reading(by=request.user, at=timezone.now(), reading=reading))


@login_required
@require_POST
def outcome(request, pk):
    """Records a meeting."""
    reading = _reading(request, pk)
    form, own = OutcomeForm(request.POST, reading=reading), OwnChangesForm(request.POST, reading=reading)
    if not all([form.is_valid(), own.is_valid()]):
        page = _page(reading, outcome_form=form, own_form=own)
        return render(request, "approvals/reading.html", page, status=422)
    cleaned = form.cleaned_data
    return _done(
        request,
        reading,
        lambda: record_outcome(
            by=request.user,
            at=timezone.now(),
            reading=reading,
            shown=cleaned["shown"],
            motion=Motion(cleaned["motion"]),
            present=cleaned["present"],
            votes=form.votes(),
            meeting=cleaned["meeting"],
            reason=cleaned["reason"],
            changes=own.own,
        ),
        outcome_form=form,
        own_form=own,
    )


@login_required
@require_GET
def text(request, pk):
    """The field for a text that the body changes, with what the revision makes it say: a fragment for the page."""
    reading = _reading(request, pk)
    target = request.GET.get("text", "")
    form = OwnChangesForm(reading=reading)
    try:
        form.initial["text_new"] = said(form.proposed, target) if target else ""
    except LookupError:
        raise Http404 from None
    return render(request, "field.html", {"field": form["text_new"]})


@login_required
@require_POST
def reaffirming(request, pk):
    reading = _reading(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "approvals/reading.html", _page(reading, reason_form=form), status=422)
    return _done(
        request,
        reading,
        lambda: reaffirm_outcome(by=request.user, at=timezone.now(), reading=reading, **form.cleaned_data),
        reason_form=form,
    )


@login_required
@require_POST
def poll_opening(request, pk):
    reading = _reading(request, pk)
    form = PollForm(request.POST, reading=reading)
    if not form.is_valid():
        return render(request, "approvals/reading.html", _page(reading, poll_form=form), status=422)
    return _done(
        request,
        reading,
        lambda: open_poll(
            by=request.user,
            at=timezone.now(),
            reading=reading,
            shown=form.cleaned_data["shown"],
            motion=Motion(form.cleaned_data["motion"]),
            closes_at=form.cleaned_data["closes_at"],
        ),
        poll_form=form,
    )


@login_required
@require_POST
def poll_closing(request, pk, poll):
    reading = _reading(request, pk)
    poll = get_object_or_404(Poll, pk=poll, reading=reading)
    return _done(request, reading, lambda: close_poll(by=request.user, at=timezone.now(), poll=poll))


@login_required
@require_POST
def poll_cancelling(request, pk, poll):
    reading = _reading(request, pk)
    poll = get_object_or_404(Poll, pk=poll, reading=reading)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return render(request, "approvals/reading.html", _page(reading, cancel_form=form), status=422)
    return _done(
        request,
        reading,
        lambda: cancel_poll(by=request.user, at=timezone.now(), poll=poll, **form.cleaned_data),
        cancel_form=form,
    )


def _reading(request, pk):
    """The reading, for its secretary; others are told that it is not theirs."""
    reading = get_object_or_404(
        Reading.objects.select_related("review__amendment__base__edition", "body", "revision", "rule", "task"), pk=pk
    )
    if not can_run(request.user, reading.body, timezone.now()):
        raise PermissionDenied(_("Only this body’s secretary, while in office, sees and runs its readings."))
    return reading


def _content(reading):
    return reading.revision.base.content


def _done(request, reading, operation, **forms):
    """Runs an operation: then the page with what is now true, or the form again with the sentence of the refusal."""
    try:
        result = operation()
    except (ApprovalsError, PlansError) as refusal:
        fresh = _reading(request, reading.pk)
        return render(request, "approvals/reading.html", _page(fresh, refusal=sentence(refusal), **forms), status=409)
    came = getattr(result, "outcome", None)
    if came in OUTCOMES:
        messages.warning(request, OUTCOMES[came]())
    else:
        messages.success(request, _("Recorded."))
    return redirect("reading", reading.pk)


def _page(reading, refusal=None, outcome_form=None, own_form=None, poll_form=None, reason_form=None, cancel_form=None):
    at = timezone.now()
    content = _content(reading)
    entitled = entitled_members(reading.body, at).count()
    seats = reading.body.seats.count()
    rule = reading.rule.voting_rule
    poll = reading.polls.filter(closed_at__isnull=True).first()
    shown = reading.revision.digest
    context = {
        "reading": reading,
        "amendment": reading.review.amendment,
        "step": reading.task.flow_task.task_title,
        "changes": describe(content, reading.revision.proposal.changes),
        "content": content,
        "entitled": entitled,
        "seats": seats,
        "needed": quorum_only(rule, entitled=entitled, present=0).working.quorum_needed,
        "rule": rule,
        "decisions": reading.decisions.select_related("recorded_by", "act", "reaffirms__revision", "made_revision"),
        "refusal": refusal,
        "poll": poll,
        "outcome_form": outcome_form or OutcomeForm(initial={"shown": shown}, reading=reading),
        "own_form": own_form or OwnChangesForm(reading=reading),
        "poll_form": poll_form or PollForm(initial={"shown": shown}, reading=reading),
        "cancel_form": cancel_form or CancelForm(auto_id="cancel_%s"),
        "reason_form": reason_form or ReasonForm(initial={"shown": shown}),
    }
    if poll is not None:
        context |= _poll(poll, reading, entitled, at)
    return context


def _poll(poll, reading, entitled, at):
    """How a poll stands: who has voted, who is missing, and what it would amount to now."""
    votes = list(counting_votes(poll))
    counts = {choice: sum(vote.choice == choice for vote in votes) for choice in Choice}
    voted = {vote.member_id for vote in votes}
    return {
        "votes": votes,
        "missing": [member for member in entitled_members(reading.body, at).order_by("code") if member.pk not in voted],
        "over": at >= poll.closes_at or len(votes) >= entitled,
        "so_far": tally(
            reading.rule.voting_rule,
            entitled=entitled,
            present=len(votes),
            votes_for=counts[Choice.FOR],
            against=counts[Choice.AGAINST],
            abstaining=counts[Choice.ABSTAIN],
        ),
    }
