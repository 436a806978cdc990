"""Electronic polls and silence procedures, on their reading's page: opened, followed, closed, cancelled."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from approvals.enums import Motion, Way
from approvals.exceptions import ApprovalsError
from approvals.forms.deciding import CancelForm, PollForm
from approvals.models import Poll
from approvals.operations.cancel_poll import cancel_poll
from approvals.operations.close_poll import close_poll
from approvals.operations.open_poll import open_poll
from approvals.operations.remind import remind_missing
from approvals.views.readings import done, page_of, reading_of
from approvals.views.refusals import sentence


@login_required
@require_POST
def opening(request, pk):
    reading = reading_of(request, pk)
    form = PollForm(request.POST, reading=reading, auto_id="poll_%s")
    if not form.is_valid():
        return render(request, "approvals/reading.html", page_of(reading, poll_form=form), status=422)
    given = form.cleaned_data | {"motion": Motion(form.cleaned_data["motion"]), "way": Way(form.cleaned_data["way"])}
    return done(
        request,
        reading,
        lambda: open_poll(by=request.user, at=timezone.now(), reading=reading, **given),
        poll_form=form,
    )


@login_required
@require_POST
def closing(request, pk, poll):
    reading, poll = _poll(request, pk, poll)
    return done(request, reading, lambda: close_poll(by=request.user, at=timezone.now(), poll=poll))


@login_required
@require_POST
def cancelling(request, pk, poll):
    reading, poll = _poll(request, pk, poll)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return render(request, "approvals/reading.html", page_of(reading, cancel_form=form), status=422)
    return done(
        request,
        reading,
        lambda: cancel_poll(by=request.user, at=timezone.now(), poll=poll, **form.cleaned_data),
        cancel_form=form,
    )


@login_required
@require_POST
def reminding(request, pk, poll):
    """Writes to whoever has not voted yet."""
    reading, poll = _poll(request, pk, poll)
    try:
        people = remind_missing(by=request.user, at=timezone.now(), poll=poll)
    except ApprovalsError as refusal:
        page = page_of(reading_of(request, pk), refusal=sentence(refusal))
        return render(request, "approvals/reading.html", page, status=409)
    said = ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", people)
    messages.success(request, said % {"count": people})
    return redirect("reading", reading.pk)


def _poll(request, pk, poll):
    reading = reading_of(request, pk)
    return reading, get_object_or_404(Poll, pk=poll, reading=reading)
