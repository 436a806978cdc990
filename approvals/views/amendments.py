"""The amendment under review, for everyone allowed: the question, the steps, the text, the impact, the history."""

from datetime import date
from threading import BoundedSemaphore

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.documents.briefing import briefing as compose
from approvals.enums import Closure
from approvals.exceptions import ApprovalsError
from approvals.flows import flow_of, steps
from approvals.forms.deciding import SubmitForm
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.withdraw_amendment import withdraw_amendment
from approvals.queries.amendments import review_state, with_review
from approvals.views.files import PDF, download
from approvals.views.refusals import sentence
from approvals.views.voting import acting_in, cast
from plans.enums import AmendmentState
from plans.exceptions import CannotRender, ChangeDoesNotFit, PlansError
from plans.models import Amendment, Version
from plans.permissions import can_draft
from plans.queries.amendments import current_draft, open_collision, overlapping
from plans.queries.versions import successor_of
from plans.rules.apply import apply
from plans.rules.changes import CHANGES, Changes, Cost, Subject
from plans.rules.competences import competences
from plans.rules.describing import describe, touched_kpis, touched_objectives
from plans.views.drafting import save_posted

# more at once would keep everybody else waiting
BRIEFINGS = BoundedSemaphore(2)


@login_required
def amendments(request):
    """Every amendment, the newest first."""
    drafts = can_draft(request.user)
    everything = Amendment.objects.select_related("base", "created_by").order_by("-number")
    if not drafts:
        # what was never submitted is its drafters' alone, discarded or moot too
        everything = everything.filter(review__isnull=False)
    page = Paginator(everything, 50).get_page(request.GET.get("page"))
    return render(request, "approvals/amendments.html", {"page": page, "can_draft": drafts})


@login_required
def amendment(request, number):
    """The amendment; POST casts a vote or objects. A GET never decides."""
    amendment = _amendment(number)
    state = review_state(amendment, _chain(amendment), request.user)
    if state.review is None and not can_draft(request.user):
        raise Http404
    form, refusal = None, None
    if request.method == "POST":
        form, refusal = cast(request, state)
        if form is None and refusal is None:
            return redirect("receipt", number)
        state = review_state(amendment, _chain(amendment), request.user)
    context = _page(request, amendment, state, form if refusal is None else None)
    return render(
        request,
        "approvals/amendment.html",
        context | {"refusal": refusal},
        status=409 if refusal else 422 if form is not None else 200,
    )


@login_required
def briefing(request, number):
    """One amendment on paper, for whoever may read it here."""
    amendment = _amendment(number)
    state = review_state(amendment, _chain(amendment), request.user)
    if state.review is None:
        raise Http404  # a draft is its drafters' alone, and changes under their hands
    if not BRIEFINGS.acquire(blocking=False):
        said = _("Two others are being printed at this moment. Please try again in some seconds.")
        return render(request, "refused.html", {"sentence": said}, status=503)
    at, language = timezone.now(), get_language().split("-")[0]
    try:
        about = _about(amendment, state, drafts=False)
        pdf = compose(about, at=at, language=language)
    except CannotRender as refusal:
        return render(request, "refused.html", {"sentence": sentence(refusal)}, status=503)
    finally:
        BRIEFINGS.release()
    name = f"{amendment.code}-{at:%Y-%m-%d}.pdf"
    return download(pdf, name, PDF)


@login_required
def receipt(request, number):
    """What I recorded: which vote, when, on which text, and until when it can be changed."""
    amendment = _amendment(number)
    state = review_state(amendment, _chain(amendment), request.user)
    mine = []
    for poll in (poll for reading in state.readings for poll in reading.polls.select_related("revision")):
        cast_here = poll.votes.filter(cast_by=request.user).select_related("member", "held_by", "cast_for")
        last = {vote.member_id: vote for vote in cast_here.order_by("number")}
        mine += [(poll, vote, poll.closed_at is None and timezone.now() < poll.closes_at) for vote in last.values()]
    return render(request, "approvals/receipt.html", {"amendment": amendment, "mine": mine})


@login_required
def returns(request, number):
    """Why the text came back, as a fragment for the drafting page."""
    amendment = _amendment(number)
    state = review_state(amendment, _chain(amendment), request.user)
    returned = [decision for decision in state.decisions if decision.reading.closure == Closure.RETURNED]
    return render(request, "approvals/_returns.html", {"returned": returned, "steps": state.steps})


@login_required
@require_POST
def submit(request, number):
    amendment = _amendment(number)
    shown, refused = save_posted(request, amendment)
    if refused:
        messages.error(request, refused)
        return redirect("draft" if can_draft(request.user) else "amendment", number)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["reason"]))
        return redirect("draft" if can_draft(request.user) else "amendment", number)
    try:
        reading = submit_amendment(
            by=request.user, at=timezone.now(), amendment=amendment, shown=shown, **form.cleaned_data
        )
    except (PlansError, ApprovalsError) as refusal:
        messages.error(request, sentence(refusal))
        return redirect("draft" if can_draft(request.user) else "amendment", number)
    messages.success(
        request,
        _("Submitted as revision %(number)s. It is at its next reading: %(step)s.")
        % {"number": reading.revision.number, "step": reading.task.flow_task.task_title},
    )
    return redirect("amendment", number)


@login_required
@require_POST
def withdraw(request, number):
    amendment = _amendment(number)
    try:
        withdraw_amendment(by=request.user, at=timezone.now(), amendment=amendment)
    except (PlansError, ApprovalsError) as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Withdrawn. It is kept, and can be read."))
    return redirect("amendment", number)


def _chain(amendment):
    """The steps of the chain that its review goes through, or would begin."""
    review = getattr(amendment, "review", None)
    return steps(review.flow if review else flow_of(amendment.kind))


def _amendment(number):
    return get_object_or_404(with_review(), number=number)


def _page(request, amendment, state, form):
    acting = {"can_draft": can_draft(request.user)} | acting_in(request, state, form)
    about, shown = _about(amendment, state, drafts=acting["can_draft"]), request.GET.get("text")
    proposals = [described.change for described in about["changes"]]
    return {
        **about,
        "shown": shown if shown in ("clean", "current") else "redline",
        "proposed": _proposed(about["content"], proposals) if shown == "clean" else None,
        **acting,
    }


def _about(amendment, state, *, drafts):
    """What is said of an amendment to everybody; overlaps with drafts where those are shown."""
    revisions = list(amendment.revisions.select_related("submitted_by", "carried_to", "base"))
    revision = revisions[-1] if revisions else None
    # once settled, the draft is to a later version than the revision that is shown
    base = revision.base if revision else amendment.base
    content = base.content
    if revision is not None:
        changes, cost, rationale = revision.proposal.changes, revision.proposal.cost, revision.proposal.rationale
        in_force_from, subject = revision.proposal.in_force_from, revision.proposal.about
    else:
        contents = current_draft(amendment).contents
        changes = CHANGES.validate_python(contents.get("changes", []))
        cost = Cost.model_validate(contents["cost"]) if "cost" in contents else None
        rationale = contents.get("rationale", {})
        in_force_from = date.fromisoformat(contents["in_force_from"]) if "in_force_from" in contents else None
        subject = Subject.model_validate(contents["about"]) if "about" in contents else None
    return {
        "amendment": amendment,
        "made": _made_by(amendment) if amendment.state in (AmendmentState.ADOPTED, AmendmentState.LAPSED) else None,
        "state": state,
        "content": content,
        "revisions": revisions,
        "revision": revision,
        "changes": describe(content, changes),
        "rationale": rationale,
        "cost": cost,
        "touched_kpis": touched_kpis(content, changes),
        "touched_objectives": touched_objectives(content, changes),
        "competences": sorted(competences(Changes(changes, content), cost)),
        "overlaps": [
            overlap
            for overlap in (overlapping(amendment, Changes(changes, content)) if amendment.state in OPEN else ())
            if overlap.other.state != AmendmentState.DRAFT or drafts
        ],
        "successor": successor_of(amendment.base.edition) if amendment.followed and amendment.state in OPEN else None,
        "collision": open_collision(amendment) if amendment.can_be_edited else None,
        "since_first": _since_first(state, content, revision),
        "in_force_from": in_force_from,
        "subject": subject,
    }


def _made_by(amendment):
    """The version that an amendment made."""
    return Version.objects.filter(revision__amendment=amendment).first()


OPEN = (AmendmentState.DRAFT, AmendmentState.UNDER_REVIEW, AmendmentState.RETURNED)


def _proposed(content, changes):
    try:
        return apply(content, changes)
    except ChangeDoesNotFit:
        return None


def _since_first(state, content, revision):
    """At a second reading: what changed since the same body's first, by whom and why."""
    current = state.current
    if current is None:
        return None
    final = [decision for decision in state.decisions if decision.final]
    earlier = [
        place
        for place, decision in enumerate(final)
        if decision.reading.body_id == current.body_id and decision.reading.step != current.step
    ]
    if not earlier:
        return None
    first = final[earlier[-1]]
    before = first.revision.proposal.changes
    later = [change for change in revision.proposal.changes if change not in before]
    return {
        "first": first,
        "changes": describe(content, later),
        "gone": describe(content, [change for change in before if change not in revision.proposal.changes]),
        "cost_changed": first.revision.proposal.cost != revision.proposal.cost,
        "old_cost": first.revision.proposal.cost,
        "given": final[earlier[-1] + 1 :],
    }
