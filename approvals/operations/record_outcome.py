from django.db import transaction

from approvals.enums import Motion, Nature, Way
from approvals.exceptions import AnotherText, MotionNotPossible, NotOpened, PollOpen, ReasonMissing
from approvals.operations.chain import check_open, locked
from approvals.operations.decide import decide
from approvals.permissions import check_can_run
from approvals.rules.outcomes import CHANGING, NEEDS_REASON, motions
from approvals.rules.tally import quorum_only, tally


@transaction.atomic
def record_outcome(*, by, at, reading, shown, motion, present, votes=None, meeting="", reason="", changes=()):
    """Records what a body did about a motion at a meeting; the outcome is computed. Returns the Decision.

    `shown` is the digest of the revision on the form. `votes` is (for, against, abstaining), or None for a
    consensus. `changes` are the body's own, for the motions that change the text.
    Raises NotYours, AuthorCannotDecide, AlreadyDecided, NotOpened, AnotherText, MotionNotPossible, PollOpen,
    ReasonMissing, CountsDoNotFit, and what the changes raise.
    """
    reading = locked(reading, at)
    check_can_run(by, reading, at)
    check_open(reading)
    check_motion(reading, motion, reason, changes)
    if reading.opened_at is None:
        raise NotOpened
    if shown != reading.revision.digest:
        raise AnotherText(shown, reading.revision)
    if reading.polled:
        raise PollOpen
    rule = reading.rule.voting_rule
    entitled = reading.entitled
    if votes is None:
        counted = quorum_only(rule, entitled=entitled, present=present)
    else:
        votes_for, against, abstaining = votes
        counted = tally(
            rule, entitled=entitled, present=present, votes_for=votes_for, against=against, abstaining=abstaining
        )
    return decide(
        by=by,
        at=at,
        reading=reading,
        motion=motion,
        way=Way.CONSENSUS if votes is None else Way.COUNTS,
        counted=counted,
        meeting=meeting.strip(),
        reason=reason.strip(),
        changes=changes,
    )


def check_motion(reading, motion, reason, changes):
    """Raises MotionNotPossible or ReasonMissing when this motion cannot be put like this at this step."""
    if motion not in motions(Nature(reading.nature)):
        raise MotionNotPossible(Motion(motion), "not_here")
    if bool(changes) != (motion in CHANGING):
        raise MotionNotPossible(Motion(motion), "changes_missing" if motion in CHANGING else "changes_given")
    if motion in NEEDS_REASON and not reason.strip():
        raise ReasonMissing
