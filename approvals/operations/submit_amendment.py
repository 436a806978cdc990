from django.db import transaction

from approvals.enums import ActKind, Closure
from approvals.exceptions import ReasonMissing
from approvals.flows import ReviewFlow, steps
from approvals.models import Review
from approvals.operations.chain import arrive, go_on, waiting_task
from approvals.operations.register import append_act
from approvals.rules.resets import resume_at
from notifications.operations.notify import notify
from plans.operations.record_revision import record_revision
from plans.rules.competences import competences_between


@transaction.atomic
def submit_amendment(*, by, at, amendment, shown, reason=""):
    """Makes the draft numbered `shown` a revision and sends it to its first reading, or, after a return, to the
    earliest step whose outcome the change voids. Returns the Reading that it arrives at.

    Raises what record_revision raises, and ReasonMissing when a resubmission does not say what changed.
    """
    review = Review.objects.select_for_update().filter(amendment=amendment).first()
    if review is None:
        return _first(by, at, amendment, shown)
    if not reason.strip():
        raise ReasonMissing
    before = amendment.revisions.last()
    revision = record_revision(by=by, at=at, amendment=amendment, shown=shown, reason=reason.strip())
    touched = competences_between(amendment.base.content, before.proposal, revision.proposal)
    returning = review.readings.filter(closure__in=[Closure.RETURNED, Closure.OVERTAKEN]).order_by("number").last()
    resumes = resume_at([(step.name, step.competence) for step in steps()], returning.step, touched)
    append_act(
        chain=review.chain,
        kind=ActKind.RESUBMITTED,
        by=by,
        at=at,
        facts={
            "amendment": amendment.code,
            "revision": revision.number,
            "digest": revision.digest,
            "touched": sorted(touched),
            "resumes_at": resumes,
            "reason": reason.strip(),
        },
    )
    arrived, letter = go_on(
        waiting_task(review),
        ReviewFlow.instance.node(resumes),
        review=review,
        revision=revision,
        after=review.readings.count(),
        at=at,
    )
    notify([letter], at=at)
    return arrived


def _first(by, at, amendment, shown):
    revision = record_revision(by=by, at=at, amendment=amendment, shown=shown)
    process = ReviewFlow.start.run()
    review = Review.objects.create(amendment=amendment, process=process, started_at=at)
    append_act(
        chain=review.chain,
        kind=ActKind.SUBMITTED,
        by=by,
        at=at,
        facts={"amendment": amendment.code, "revision": revision.number, "digest": revision.digest},
    )
    arrived, letter = arrive(waiting_task(review), review=review, revision=revision, number=1, at=at)
    notify([letter], at=at)
    return arrived
