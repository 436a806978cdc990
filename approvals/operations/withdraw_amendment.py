from django.db import transaction

from approvals.enums import ActKind, Closure
from approvals.exceptions import AmendmentNotOpen, PollOpen
from approvals.models import Poll, Review
from approvals.operations.chain import call_off, close, locked
from approvals.operations.register import append_act
from plans.enums import AmendmentState
from plans.models import Amendment
from plans.operations.carry_draft import drop_collisions
from plans.operations.move_amendment import mark_withdrawn
from plans.permissions import check_can_draft

OPEN = (AmendmentState.DRAFT, AmendmentState.RETURNED, AmendmentState.UNDER_REVIEW)


class _SubmittedMeanwhile(Exception):
    """Its first submission came between our looking for a review and our locking the amendment."""


def withdraw_amendment(*, by, at, amendment):
    """The staff that drafts takes it back, at any time before it is decided; it is kept, read-only. Returns it.

    Raises plans' NotAllowed, AmendmentNotOpen, and PollOpen while Members are voting on it.
    """
    try:
        return _withdrawn(by, at, amendment)
    except _SubmittedMeanwhile:
        return _withdrawn(by, at, amendment)


@transaction.atomic
def _withdrawn(by, at, amendment):
    check_can_draft(by)
    review = Review.objects.select_for_update().filter(amendment=amendment).first()
    amendment = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if review is None and Review.objects.filter(amendment=amendment).exists():
        raise _SubmittedMeanwhile
    if amendment.state not in OPEN:
        raise AmendmentNotOpen(AmendmentState(amendment.state))
    if review is not None:
        if Poll.objects.filter(reading__review=review, closed_at__isnull=True).exists():
            raise PollOpen
        for reading in review.readings.filter(closed_at__isnull=True):
            close(locked(reading, at), Closure.WITHDRAWN, at)
        call_off(review, at)
        append_act(chain=review.chain, kind=ActKind.WITHDRAWN, by=by, at=at, facts={"amendment": amendment.code})
    drop_collisions(at=at, amendment=amendment)
    mark_withdrawn(amendment=amendment)
    return amendment
