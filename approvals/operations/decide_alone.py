from django.db import transaction

from approvals.enums import Motion, Way
from approvals.exceptions import AnotherText, MotionNotPossible, ReasonMissing
from approvals.operations.chain import check_open, locked
from approvals.operations.decide import decide
from approvals.permissions import check_can_run
from approvals.rules.outcomes import NEEDS_REASON


@transaction.atomic
def decide_alone(*, by, at, reading, shown, motion, reason=""):
    """An officer says what the procedure asks of that office alone: that it is urgent, that it is a mere slip, or not.
    Returns the Decision.

    Raises NotYours, AuthorCannotDecide, AlreadyDecided, AnotherText, MotionNotPossible, ReasonMissing.
    """
    reading = locked(reading, at)
    acting_for = check_can_run(by, reading, at)
    check_open(reading)
    if not reading.by_officer or motion not in reading.outcome_rule.motions:
        raise MotionNotPossible(Motion(motion), "not_here")
    if shown != reading.revision.digest:
        raise AnotherText(shown, reading.revision)
    if motion in NEEDS_REASON and not reason.strip():
        raise ReasonMissing
    return decide(
        by=by,
        at=at,
        reading=reading,
        motion=Motion(motion),
        way=Way.BY_OFFICER,
        counted=None,
        reason=reason.strip(),
        acting_for=acting_for,
    )
