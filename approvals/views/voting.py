"""What a person may do on an amendment's page: vote, object, declare an interest, or go and run the reading."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.enums import Role, Way
from approvals.exceptions import ApprovalsError
from approvals.forms.voting import InterestForm, ObjectionForm, VoteForm
from approvals.models import Interest, Poll, Reading
from approvals.operations.cast_vote import cast_vote
from approvals.operations.check_in import check_in
from approvals.operations.declare_interest import declare_interest, take_back_interest
from approvals.operations.object_to_silence import object_to_silence
from approvals.permissions import can_run
from approvals.queries.bodies import entitled_members
from approvals.queries.polls import votes_of
from approvals.queries.rights import mandates
from approvals.views.refusals import sentence
from plans.templatetags.plan_texts import plain


def cast(request, state):
    """Records what was posted in the poll or silence procedure that is open: (None, None) when it is recorded, else the
    form with its faults, or None and the sentence of the refusal."""
    if state.current is None:
        return None, _("This amendment is not open for votes now. The page shows where it stands.")
    poll = state.poll or state.current.polls.last()
    if poll is None:
        return None, _("No poll is open on this text now, so nothing was recorded.")
    poll = Poll.objects.select_related("reading__body", "reading__rule", "revision").get(pk=poll.pk)
    form = _form(request, poll, _mandates(request.user, poll.reading), request.POST)
    if form is not None and not form.is_valid():
        return form, None
    try:
        _record(request.user, poll, form, request.POST)
    except ApprovalsError as refusal:
        return None, sentence(refusal)
    return None, None


def _record(person, poll, form, posted):
    """By the operation, which says why where the person has no form: it may not vote here."""
    at, silent = timezone.now(), poll.way == Way.SILENCE
    given = form.cleaned_data if form else {"shown": posted.get("shown", ""), "choice": "for", "reason": ""}
    member = form.member_chosen() if form else None
    common = {
        "by": person,
        "at": at,
        "poll": poll,
        "shown": given["shown"],
        "reason": given["reason"],
        "member": member,
    }
    if silent:
        object_to_silence(**common)
    else:
        cast_vote(**common, choice=given["choice"])


def acting_in(request, state, form=None):
    """What the person may do here now, for the side of the page."""
    reading, poll, at = state.current, state.poll, timezone.now()
    acting = {"runs": False, "mandates": (), "form": None, "my_votes": []}
    if reading is None:
        return acting
    acting["runs"] = can_run(request.user, reading.body, at, Role(reading.role))
    if reading.by_officer:
        return acting
    mine = _mandates(request.user, reading)
    acting["mandates"] = mine
    if not mine:
        return acting
    members = [mandate.member for mandate in mine if mandate.holder is None]
    acting["interests"] = _interests(reading, members)
    recused = {
        interest.member_id for interest in acting["interests"] if interest.recuses and not interest.taken_back_at
    }
    declared = {interest.member_id for interest in acting["interests"] if not interest.taken_back_at}
    free = [member for member in members if member.pk not in declared]
    acting["interest_form"] = InterestForm(members=free, name=_named) if free else None
    if poll is None:
        return acting
    poll.reading = reading
    voting = tuple(mandate for mandate in mine if mandate.member.pk not in recused)
    votes = votes_of(poll, [mandate.member for mandate in voting])
    acting |= {
        "is_author": poll.wrote,
        "silent": poll.way == Way.SILENCE,
        "open": at < poll.closes_at,
        "my_votes": votes,
        "recused": not voting,
    }
    if voting and reading.rule.voting_rule.checked_in and not acting["silent"]:
        acting |= _checking_in(poll, [mandate.member for mandate in voting], votes)
    if voting:
        acting["form"] = form or _form(request, poll, voting, votes=votes)
    return acting


def _checking_in(poll, members, votes):
    """Which of the Members checked in, and which may still, as they have not voted either."""
    said = set(poll.check_ins.values_list("member", flat=True))
    there = said | {vote.member_id for vote in votes}
    return {
        "checked_in": [member for member in members if member.pk in said],
        "to_check_in": [member for member in members if member.pk not in there],
    }


def _interests(reading, members):
    """What was declared for these Members in the reading, which was read with whether anything was."""
    if not reading.interested:
        return []
    return list(reading.interests.select_related("member").filter(member__in=members))


def _mandates(person, reading):
    proxies = reading.rule.voting_rule.proxies
    return mandates(person, reading.body, timezone.now(), proxies=proxies, reading=reading)


def _form(request, poll, mine, posted=None, votes=()):
    """The form of a vote or an objection; None for who has no mandate. The one vote of before is filled in."""
    if not mine:
        return None
    asked = {"person": request.user, "mandates": mine, "name": _named_mandate, "fresh": is_fresh(request)}
    if poll.way == Way.SILENCE:
        return ObjectionForm(posted, initial={"shown": poll.revision.digest}, **asked)
    initial = {"shown": poll.revision.digest}
    if len(mine) == 1 and votes:
        initial |= {"choice": votes[0].choice, "reason": votes[0].reason}
    return VoteForm(posted, initial=initial, **asked)


def is_fresh(request):
    """Whether the person signed in lately enough to record a vote without the password."""
    stamp = request.session.get("signed_in_at")
    signed_in_at = datetime.fromisoformat(stamp) if stamp else request.user.last_login
    return signed_in_at is not None and timezone.now() - signed_in_at < settings.FRESH_FOR


def _named(member):
    return plain(member.name)


def _named_mandate(mandate):
    name = plain(mandate.member.name)
    if mandate.holder is not None:
        return _("%(member)s, by its proxy to %(holder)s") % {"member": name, "holder": plain(mandate.holder.name)}
    return _("%(member)s, for its absent delegate") % {"member": name} if mandate.absent else name


@login_required
@require_POST
def checking_in(request, pk):
    """Says that a Member is there, in a poll whose rule counts that."""
    polls = Poll.objects.select_related("reading__review__amendment", "reading__body", "reading__rule", "revision")
    poll = get_object_or_404(polls, pk=pk)
    member = next(
        (
            mandate.member
            for mandate in _mandates(request.user, poll.reading)
            if str(mandate.member.pk) == request.POST.get("member", "")
        ),
        None,
    )
    try:
        check_in(by=request.user, at=timezone.now(), poll=poll, member=member)
    except ApprovalsError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Your Member is counted as present. You can still vote."))
    return redirect("amendment", poll.reading.review.amendment.number)


@login_required
@require_POST
def declare(request, pk):
    """Puts a Member's interest on the record: by its delegate, or by the secretary for any Member."""
    voted_on = Reading.objects.filter(rule__isnull=False).select_related("review__amendment", "body", "rule")
    reading = get_object_or_404(voted_on, pk=pk)
    runs = can_run(request.user, reading.body, timezone.now())
    members = (
        entitled_members(reading.body, timezone.now())
        if runs
        else [mandate.member for mandate in _mandates(request.user, reading)]
    )
    form = InterestForm(request.POST, members=members, name=_named)
    back = redirect("reading", pk) if runs else redirect("amendment", reading.review.amendment.number)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return back
    given = {name: form.cleaned_data[name] for name in ("statement", "recuses")}
    try:
        declare_interest(by=request.user, at=timezone.now(), reading=reading, member=form.member_chosen(), **given)
    except ApprovalsError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("It is on the record."))
    return back


@login_required
@require_POST
def take_back(request, pk):
    interest = get_object_or_404(Interest.objects.select_related("reading__review__amendment", "reading__body"), pk=pk)
    try:
        take_back_interest(by=request.user, at=timezone.now(), interest=interest)
    except ApprovalsError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Taken back. That it was declared stays on the record."))
    runs = can_run(request.user, interest.reading.body, timezone.now())
    return (
        redirect("reading", interest.reading_id)
        if runs
        else redirect("amendment", interest.reading.review.amendment.number)
    )
