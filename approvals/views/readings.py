"""The secretary's page of one reading: take it up, record the meeting. Results are computed. (Polls: polls.py.)"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approvals.enums import Choice, Motion, Outcome, Role
from approvals.exceptions import ApprovalsError
from approvals.forms.deciding import AloneForm, CancelForm, OutcomeForm, PollForm, ReasonForm
from approvals.forms.own_changes import OwnChangesForm, said
from approvals.forms.voting import InterestForm
from approvals.models import Reading
from approvals.operations.decide_alone import decide_alone
from approvals.operations.open_reading import open_reading
from approvals.operations.reaffirm_outcome import reaffirm_outcome
from approvals.operations.record_outcome import record_outcome
from approvals.permissions import can_run
from approvals.queries.amendments import advised_cost
from approvals.queries.bodies import entitled_members
from approvals.queries.meetings import sitting_on
from approvals.queries.polls import codes_checked_in, counting_votes, missing_members
from approvals.rules.outcomes import needs_advice
from approvals.rules.tally import quorum_only, tally
from approvals.views.refusals import sentence
from plans.exceptions import PlansError
from plans.queries.amendments import overlapping
from plans.rules.changes import Changes
from plans.rules.competences import competences
from plans.rules.describing import describe
from plans.templatetags.plan_texts import plain

OUTCOMES = {
    Outcome.NOT_CARRIED: lambda: _("The question was not carried. The reading stays open."),
    Outcome.VOID: lambda: _("Nothing was decided; see why below. The reading stays open with its discussion."),
}


@login_required
def reading(request, pk):
    """One reading, for whoever runs it."""
    reading = reading_of(request, pk)
    return render(request, "approvals/reading.html", page_of(reading))


@login_required
@require_POST
def opening(request, pk):
    reading = reading_of(request, pk)
    return done(request, reading, lambda: open_reading(by=request.user, at=timezone.now(), reading=reading))


@login_required
@require_POST
def outcome(request, pk):
    """Records a meeting."""
    reading = reading_of(request, pk)
    form, own, sitting = _outcome_forms(reading, request.POST)
    if not all([form.is_valid(), own.is_valid()]):
        page = page_of(reading, outcome_form=form, own_form=own)
        return render(request, "approvals/reading.html", page, status=422)
    return done(
        request,
        reading,
        lambda: record_outcome(
            by=request.user, at=timezone.now(), reading=reading, sitting=sitting, changes=own.own, **form.given()
        ),
        outcome_form=form,
        own_form=own,
    )


@login_required
@require_POST
def preview(request, pk):
    """What the body's own text would say, meet and cost, before it is put to the vote: a fragment for the page."""
    reading = reading_of(request, pk)
    form, own, _sitting = _outcome_forms(reading, request.POST)
    form.is_valid()
    if not own.is_valid():
        return render(request, "approvals/_own_preview.html", {"own_form": own}, status=422)
    content, old = reading.revision.base.content, reading.revision.proposal.cost
    cost = form.cost() if "cost_amount" not in form.errors and "cost_currency" not in form.errors else None
    cost = old if cost is None else cost
    was = advised_cost(reading.review)
    proposed = Changes(own.changes, content)
    context = {
        "changes": describe(content, own.own),
        "content": content,
        "overlaps": overlapping(reading.review.amendment, proposed),
        "competences": sorted(competences(Changes(own.own, content), None if cost == old else cost)),
        "old_cost": old,
        "cost": cost,
        "advised_on": was,
        "advice_needed": needs_advice(reading.outcome_rule, cost, was),
        "reading": reading,
    }
    return render(request, "approvals/_own_preview.html", context)


@login_required
@require_POST
def alone(request, pk):
    """An officer's own word."""
    reading = reading_of(request, pk)
    form = AloneForm(request.POST, reading=reading)
    if not form.is_valid():
        return render(request, "approvals/reading.html", page_of(reading, alone_form=form), status=422)
    given = form.cleaned_data | {"motion": Motion(form.cleaned_data["motion"])}
    return done(
        request,
        reading,
        lambda: decide_alone(by=request.user, at=timezone.now(), reading=reading, **given),
        alone_form=form,
    )


@login_required
@require_GET
def text(request, pk):
    """The field for a text that the body changes, with what the revision makes it say: a fragment for the page."""
    reading = reading_of(request, pk)
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
    reading = reading_of(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "approvals/reading.html", page_of(reading, reason_form=form), status=422)
    return done(
        request,
        reading,
        lambda: reaffirm_outcome(by=request.user, at=timezone.now(), reading=reading, **form.cleaned_data),
        reason_form=form,
    )


def reading_of(request, pk):
    """The reading, for who runs it; others are told that it is not theirs."""
    reading = get_object_or_404(
        Reading.objects.select_related(
            "review__amendment__base__edition", "review__process", "body", "revision", "rule", "outcomes", "task"
        ),
        pk=pk,
    )
    if not can_run(request.user, reading.body, timezone.now(), Role(reading.role)):
        raise PermissionDenied(_("Only the officer of this body whose step it is, while in office, sees and runs it."))
    return reading


def done(request, reading, operation, **forms):
    """Runs an operation: then the page with what is now true, or the form again with the sentence of the refusal."""
    try:
        result = operation()
    except (ApprovalsError, PlansError) as refusal:
        fresh = reading_of(request, reading.pk)
        return render(request, "approvals/reading.html", page_of(fresh, refusal=sentence(refusal), **forms), status=409)
    came = getattr(result, "outcome", None)
    if came in OUTCOMES:
        messages.warning(request, OUTCOMES[came]())
    else:
        messages.success(request, _("Recorded."))
    return redirect("reading", reading.pk)


def _outcome_forms(reading, posted=None):
    """The forms of an outcome and of the body's own changes, and the meeting that sits on it now, or None."""
    if reading.by_officer:
        raise Http404
    sitting = sitting_on(reading)
    members = entitled_members(reading.body, timezone.now(), reading).order_by("code")
    form = OutcomeForm(
        posted,
        initial={"shown": reading.revision.digest, **_as_before(reading)},
        reading=reading,
        sitting=sitting,
        members=members,
        name=lambda member: plain(member.name),
    )
    return form, OwnChangesForm(posted, reading=reading), sitting


def _as_before(reading):
    cost = reading.revision.proposal.cost
    return {"cost_currency": cost.currency} if cost else {}


def page_of(
    reading,
    refusal=None,
    outcome_form=None,
    own_form=None,
    poll_form=None,
    reason_form=None,
    cancel_form=None,
    alone_form=None,
):
    """What the page of a reading shows, with the forms that were posted and are wanted back."""
    content = reading.revision.base.content
    shown = reading.revision.digest
    context = {
        "reading": reading,
        "amendment": reading.review.amendment,
        "step": reading.task.flow_task.task_title,
        "changes": describe(content, reading.revision.proposal.changes),
        "content": content,
        "rule": reading.rule.voting_rule if reading.rule else None,
        "decisions": reading.decisions.select_related(
            "recorded_by", "recorded_for", "act", "reaffirms__revision", "made_revision"
        ),
        "refusal": refusal,
    }
    if reading.by_officer:
        return context | {"alone_form": alone_form or AloneForm(initial={"shown": shown}, reading=reading)}
    at = timezone.now()
    entitled = entitled_members(reading.body, at, reading)
    poll = reading.polls.filter(closed_at__isnull=True).first()
    fresh_form, fresh_own, sitting = _outcome_forms(reading)
    context |= {
        "entitled": entitled.count(),
        "seats": reading.body.seats.count(),
        "needed": quorum_only(context["rule"], entitled=entitled.count(), present=0).working.quorum_needed,
        "sitting": sitting,
        "poll": poll,
        "objection": None if poll else _objection(reading),
        "interests": reading.interests.select_related("member"),
        "interest_form": InterestForm(
            members=entitled_members(reading.body, at).order_by("code"), name=lambda member: plain(member.name)
        ),
        "outcome_form": outcome_form or fresh_form,
        "own_form": own_form or fresh_own,
        "poll_form": poll_form or PollForm(initial={"shown": shown}, reading=reading, auto_id="poll_%s"),
        "cancel_form": cancel_form or CancelForm(auto_id="cancel_%s"),
        "reason_form": reason_form or ReasonForm(initial={"shown": shown}),
    }
    return context | (_poll(poll, reading, entitled, at) if poll else {})


def _objection(reading):
    """The objection that ended a silence procedure on the reading's text, or None."""
    votes = reading.polls.filter(way="silence", revision__digest=reading.revision.digest).order_by("-opened_at")
    ended = votes.first()
    return ended.votes.select_related("member").first() if ended else None


def _poll(poll, reading, entitled, at):
    """How a poll stands: who has voted, who is missing, and what it would amount to now."""
    votes = list(counting_votes(poll).filter(member__in=entitled).select_related("member", "held_by"))
    counts = {choice: sum(vote.choice == choice for vote in votes) for choice in Choice}
    rule = reading.rule.voting_rule
    there = codes_checked_in(poll, entitled) if rule.checked_in else []
    return {
        "votes": votes,
        "checked_in": there,
        "missing": missing_members(poll, entitled),
        "over": at >= poll.closes_at or (poll.way != "silence" and len(votes) >= entitled.count()),
        "so_far": tally(
            rule,
            entitled=entitled.count(),
            present=len({vote.member.code for vote in votes} | set(there)),
            votes_for=counts[Choice.FOR],
            against=counts[Choice.AGAINST],
            abstaining=counts[Choice.ABSTAIN],
        ),
    }
