from django.db import transaction

from approvals.enums import ActKind, Closure
from approvals.exceptions import NotByUrgency, ReasonMissing
from approvals.flows import flow_of, resumes_at
from approvals.models import Review
from approvals.operations.chain import arrive, begin, go_on, waiting_task
from approvals.operations.register import append_act
from notifications.operations.notify import notify
from plans.enums import AmendmentKind
from plans.operations.record_revision import record_revision
from plans.rules.competences import competences_between


@transaction.atomic
def submit_amendment(*, by, at, amendment, shown, reason="", urgent=False, typing_errors=False):
    """Makes the draft numbered `shown` a revision and sends it to its first reading, or, after a return, to the
    earliest step whose outcome the change voids. Returns the Reading that it arrives at.

    `urgent` asks for the urgent procedure, the first time. `typing_errors` says of a resubmission that it corrects
    nothing but those, so that it voids no outcome but that of the step which returned the text.
    Raises what record_revision raises, ReasonMissing when a resubmission does not say what changed, and NotByUrgency
    for a new edition.
    """
    review = Review.objects.select_for_update().filter(amendment=amendment).first()
    if review is None:
        return _first(by, at, amendment, shown, urgent)
    if not reason.strip():
        raise ReasonMissing
    before = amendment.revisions.last()
    revision = record_revision(
        by=by, at=at, amendment=amendment, shown=shown, reason=reason.strip(), typing_errors=typing_errors
    )
    touched = frozenset()
    if not typing_errors:
        touched = competences_between(amendment.base.content, before.proposal, revision.proposal)
    returning = review.readings.filter(closure__in=[Closure.RETURNED, Closure.OVERTAKEN]).order_by("number").last()
    resumes = resumes_at(review.flow, returning.step, touched)
    facts = {
        "amendment": amendment.code,
        "revision": revision.number,
        "digest": revision.digest,
        "touched": sorted(touched),
        "resumes_at": resumes,
        "reason": reason.strip(),
    }
    facts |= {"typing_errors": True} if typing_errors else {}
    append_act(chain=review.chain, kind=ActKind.RESUBMITTED, by=by, at=at, facts=facts)
    arrived, letter = go_on(
        waiting_task(review),
        review.flow.instance.node(resumes),
        review=review,
        revision=revision,
        after=review.readings.count(),
        at=at,
    )
    notify([letter], at=at)
    return arrived


def _first(by, at, amendment, shown, urgent):
    revision = record_revision(by=by, at=at, amendment=amendment, shown=shown)
    if urgent and revision.amendment.kind in (AmendmentKind.EDITION, AmendmentKind.STRATEGY):
        raise NotByUrgency
    review = Review(amendment=revision.amendment, started_at=at)
    task = begin(review, flow_of(revision.amendment.kind, urgent=urgent))
    facts = {"amendment": amendment.code, "revision": revision.number, "digest": revision.digest}
    facts |= {"urgent": True} if urgent else {}
    append_act(chain=review.chain, kind=ActKind.SUBMITTED, by=by, at=at, facts=facts)
    arrived, letter = arrive(task, review=review, revision=revision, number=1, at=at)
    notify([letter], at=at)
    return arrived
