from approvals.enums import ActKind
from approvals.operations.register import append_act


def end_void(*, by, at, poll, reading, reason, head=None, **facts):
    """Ends a poll without a result: its votes stay on record and count for nothing. The caller holds the review's lock
    and the poll's."""
    given = {
        "amendment": reading.review.amendment.code,
        "step": reading.step,
        "poll": poll.pk,
        "votes": poll.votes.count(),
        "reason": reason,
    }
    append_act(chain=reading.review.chain, kind=ActKind.POLL_CANCELLED, by=by, at=at, facts=given | facts, head=head)
    poll.closed_at = at
    poll.save(update_fields=["closed_at"])
