"""What happens by itself when a time has passed: polls and silence procedures close, overdue readings are escalated.
Sweeps: each row by itself, and twice is once."""

from django.db import transaction

from approvals.enums import Role
from approvals.exceptions import ApprovalsError
from approvals.models import Poll, Reading
from approvals.operations.chain import locked
from approvals.operations.close_poll import close_poll
from approvals.operations.sweeping import each
from approvals.operations.tell import about
from approvals.queries.bodies import officers
from notifications.operations.notify import notify
from notifications.queries.compiled import ask


def close_what_is_due(*, at):
    """Closes every poll and silence procedure whose time is over, each by itself. Returns how many. Raises what each()
    raises."""
    due = Poll.objects.filter(closed_at__isnull=True, closes_at__lte=at).select_related("reading")
    return each(due, lambda poll: _close(poll, at))


def _close(poll, at):
    try:
        close_poll(by=None, at=at, poll=poll)
    except ApprovalsError:
        return 0  # closed meanwhile, or carried over with its text
    return 1


def escalate_overdue_readings(*, at):
    """Tells the chair and the secretary of every body whose reading is past its deadline, once. Returns how many.
    Raises what each() raises."""
    overdue = Reading.objects.filter(closed_at__isnull=True, escalated_at__isnull=True, deadline_at__lte=at)
    return each(overdue.order_by("deadline_at"), lambda reading: _escalate(reading, at))


@transaction.atomic
def _escalate(reading, at):
    reading = locked(reading, at)
    if reading.closed_at is not None or reading.escalated_at is not None:
        return False
    reading.escalated_at = at
    reading.save(update_fields=["escalated_at"])
    notify([about(reading, "overdue", ask(_secretary_and_chair, body=reading.body_id, at=at))], at=at)
    return True


def _secretary_and_chair(body, at):
    return officers(body, Role.SECRETARY, at) | officers(body, Role.CHAIR, at)
