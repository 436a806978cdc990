from django.db import transaction

from approvals.enums import ActKind
from approvals.exceptions import AlreadyOpen
from approvals.operations.chain import check_open, locked
from approvals.operations.register import append_act
from approvals.operations.tell import about, drafters
from approvals.permissions import check_can_run
from notifications.operations.notify import notify


@transaction.atomic
def open_reading(*, by, at, reading):
    """The secretary takes the reading up: its body considers it from now on. Returns the Reading.

    Raises NotYours, AuthorCannotDecide, AlreadyDecided, AlreadyOpen.
    """
    reading = locked(reading, at)
    acting_for = check_can_run(by, reading, at)
    check_open(reading)
    if reading.opened_at is not None or reading.by_officer:
        raise AlreadyOpen
    reading.opened_at, reading.opened_by = at, by
    reading.save(update_fields=["opened_at", "opened_by"])
    append_act(
        head=reading.head,
        chain=reading.review.chain,
        kind=ActKind.READING_OPENED,
        by=by,
        at=at,
        facts={
            **({"for": acting_for} if acting_for else {}),
            "amendment": reading.review.amendment.code,
            "step": reading.step,
            "body": reading.body.key,
            "revision": reading.revision.number,
            "digest": reading.revision.digest,
        },
    )
    notify([about(reading, "reading_opened", drafters(reading.review.amendment))], at=at)
    return reading
