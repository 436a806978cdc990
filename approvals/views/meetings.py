"""A meeting's page: for its secretary to run it, for everybody else to read its agenda, for Members to pull an item out
of the consent agenda."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from approvals.enums import Outcome, Section, Way
from approvals.exceptions import ApprovalsError, NotYours
from approvals.forms.meetings import CallForm, PlaceForm, PullForm
from approvals.models import AgendaItem, Body, Meeting, Member, Reading
from approvals.operations.record_outcome import record_outcome
from approvals.operations.sit import (
    call_meeting,
    close_meeting,
    open_meeting,
    place_item,
    pull_item,
    record_attendance,
    take_off_agenda,
)
from approvals.permissions import can_run
from approvals.queries.bodies import entitled_members, present_members
from approvals.queries.meetings import agenda_of, on_no_agenda
from approvals.queries.rights import mandates
from approvals.rules.tally import quorum_only
from approvals.views.refusals import sentence
from approvals.wording import OUTCOMES
from plans.exceptions import PlansError


@login_required
def meeting(request, pk):
    return _shown(request, _meeting(pk))


@login_required
@require_POST
def calling(request, key):
    """Calls a meeting of a body."""
    body = get_object_or_404(Body, key=key)
    form = CallForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        return redirect("body", key)
    try:
        called = call_meeting(by=request.user, at=timezone.now(), body=body, **form.cleaned_data)
    except ApprovalsError as refusal:
        return _refused(request, refusal, redirect("body", key))
    messages.success(request, _("Called. The delegates are told."))
    return redirect("meeting", called.pk)


@login_required
@require_POST
def opening(request, pk):
    meeting = _meeting(pk)
    return _done(request, meeting, lambda: open_meeting(by=request.user, at=timezone.now(), meeting=meeting))


@login_required
@require_POST
def closing(request, pk):
    meeting = _meeting(pk)
    return _done(request, meeting, lambda: close_meeting(by=request.user, at=timezone.now(), meeting=meeting))


@login_required
@require_POST
def attendance(request, pk):
    """Who is there now: the Members that are ticked."""
    meeting, present = _meeting(pk), request.POST.getlist("present")
    recording = {"by": request.user, "at": timezone.now(), "meeting": meeting, "present": present}
    return _done(request, meeting, lambda: record_attendance(**recording))


@login_required
@require_POST
def placing(request, pk):
    meeting = _meeting(pk)
    form = PlaceForm(request.POST, waiting=on_no_agenda(meeting.body), name=_named)
    if not form.is_valid():
        messages.error(request, _("Choose a reading that waits for this body and is on no agenda."))
        return redirect("meeting", pk)
    reading = Reading.objects.get(pk=form.cleaned_data["reading"])
    section = Section(form.cleaned_data["section"])
    placed = {"by": request.user, "at": timezone.now(), "meeting": meeting, "reading": reading, "section": section}
    return _done(request, meeting, lambda: place_item(**placed))


@login_required
@require_POST
def taking_off(request, pk):
    item = _item(pk)
    return _done(request, item.meeting, lambda: take_off_agenda(by=request.user, at=timezone.now(), item=item))


@login_required
@require_POST
def pulling(request, pk):
    """A Member has an item of the consent agenda discussed."""
    item = _item(pk)
    form = PullForm(request.POST)
    code = form.cleaned_data["member"] if form.is_valid() else ""
    member = get_object_or_404(Member, code=code) if code else None
    return _done(request, item.meeting, lambda: pull_item(by=request.user, at=timezone.now(), item=item, member=member))


@login_required
@require_POST
def consenting(request, pk):
    """Adopts what is left of the consent agenda: each item by itself, on the text that the page showed."""
    meeting = _meeting(pk)
    if not can_run(request.user, meeting.body, timezone.now()):
        return _refused(request, NotYours("run_readings", meeting.body.key), None)
    for item in agenda_of(meeting):
        shown = request.POST.get(f"shown_{item.pk}", "")
        if item.section == Section.CONSENT and item.left_at is None and shown:
            level, came = _consented(request.user, meeting, item.reading, shown)
            level(request, f"{item.reading.review.amendment.code}: {came}")
    return redirect("meeting", pk)


def _consented(person, meeting, reading, shown):
    """How to say what came of one item, and the words."""
    try:
        decision = record_outcome(
            by=person,
            at=timezone.now(),
            reading=reading,
            shown=shown,
            motion=reading.outcome_rule.undisputed,
            sitting=meeting,
            way=Way.CONSENT_AGENDA,
        )
    except (ApprovalsError, PlansError) as refusal:
        return messages.error, sentence(refusal)
    level = messages.warning if decision.outcome in (Outcome.VOID, Outcome.NOT_CARRIED) else messages.success
    return level, OUTCOMES[Outcome(decision.outcome)]


def _meeting(pk):
    return get_object_or_404(Meeting.objects.select_related("body"), pk=pk)


def _item(pk):
    return get_object_or_404(AgendaItem.objects.select_related("meeting__body"), pk=pk)


def _named(reading):
    amendment = reading.review.amendment
    return f"{amendment.code}, {amendment.title} ({reading.task.flow_task.task_title})"


def _done(request, meeting, operation):
    """Runs an operation: then the meeting's page with what is now true, or with the sentence of the refusal."""
    try:
        operation()
    except ApprovalsError as refusal:
        return _refused(request, refusal, None, meeting)
    messages.success(request, _("Recorded."))
    return redirect("meeting", meeting.pk)


def _refused(request, refusal, back, meeting=None):
    if isinstance(refusal, NotYours):
        return render(request, "refused.html", {"sentence": sentence(refusal)}, status=403)
    if meeting is not None:
        return _shown(request, _meeting(meeting.pk), sentence(refusal), 409)
    messages.error(request, sentence(refusal))
    return back


def _shown(request, meeting, refusal=None, status=200):
    at = timezone.now()
    runs = can_run(request.user, meeting.body, at)
    items = agenda_of(meeting)
    present = set(present_members(meeting).values_list("pk", flat=True))
    entitled = list(entitled_members(meeting.body, at).order_by("code"))
    consent = [item for item in items if item.section == Section.CONSENT]
    rule = next((item.reading.rule.voting_rule for item in items), None)
    needed = quorum_only(rule, entitled=len(entitled), present=0).working.quorum_needed if rule else None
    there = len(present & {member.pk for member in entitled})
    context = {
        "meeting": meeting,
        "runs": runs,
        "items": items,
        "consent": consent,
        "decision": [item for item in items if item.section == Section.DECISION],
        "to_consent": [item for item in consent if item.left_at is None],
        "mine": mandates(request.user, meeting.body, at),
        "entitled": entitled,
        "present": present,
        "there": there,
        "needed": needed,
        "quorate": needed is not None and there >= needed,
        "refusal": refusal,
        "missing": ngettext("%(count)s Member is missing", "%(count)s Members are missing", len(entitled) - there)
        % {"count": len(entitled) - there},
    }
    if runs and meeting.closed_at is None:
        context["place_form"] = PlaceForm(waiting=on_no_agenda(meeting.body), name=_named)
    return render(request, "approvals/meeting.html", context, status=status)
