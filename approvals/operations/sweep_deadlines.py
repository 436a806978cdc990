"""What happens by itself when a time has passed: polls and silence procedures close, overdue readings are escalated.
Sweeps: each row by itself, and twice is once."""

from django.db import transaction

from approvals.enums import Role
from approvals.exceptions import ApprovalsError
from approvals.models import Poll, Reading
from approvals.operations.chain import locked
from approvals.operations.close_poll import close_poll
from approvals.operations.tell import about
from approvals.queries.bodies import officers
from notifications.operations.notify import notify


def close_what_is_due(*, at):
    """Closes every poll and silence procedure whose time is over; one that fails does not hold the others up. Returns
    how many. Raises an ExceptionGroup of what failed, when all have been tried."""
    count, failures = 0, []
    for poll in Poll.objects.filter(closed_at__isnull=True, closes_at__lte=at).select_related("reading"):
        try:
            close_poll(by=None, at=at, poll=poll)
            count += 1
        except ApprovalsError:
            continue  # closed meanwhile, or carried over with its text
        except Exception as failure:  # noqa: BLE001, raised below, with the others
            failure.add_note(f"while poll {poll.pk} was closed")
            failures.append(failure)
    if failures:
        raise ExceptionGroup("some polls could not be closed", failures)
    return count


def escalate_overdue_readings(*, at):
    """Tells the chair and the secretary of every body whose reading is past its deadline, once. Returns how many."""
    overdue = Reading.objects.filter(closed_at__isnull=True, escalated_at__isnull=True, deadline_at__lte=at)
    return sum(_escalate(reading, at) for reading in overdue.order_by("deadline_at"))


@transaction.atomic
def _escalate(reading, at):
    reading = locked(reading, at)
    if reading.closed_at is not None or reading.escalated_at is not None:
        return False
    reading.escalated_at = at
    reading.save(update_fields=["escalated_at"])
    secretaries, chairs = (officers([reading.body], role, at) for role in (Role.SECRETARY, Role.CHAIR))
    notify([about(reading, "overdue", secretaries | chairs)], at=at)
    return True
