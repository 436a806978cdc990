from django.db import transaction

from approvals.enums import ActKind, Motion, Nature
from approvals.exceptions import AlreadyOpen, AnotherText, MotionNotPossible, NotOpened
from approvals.models import Poll
from approvals.operations.chain import check_open, locked
from approvals.operations.register import append_act
from approvals.operations.tell import about
from approvals.permissions import check_can_run
from approvals.queries.bodies import delegates_of, entitled_members
from approvals.queries.rules import longest_poll
from approvals.rules.outcomes import CHANGING, motions
from notifications.operations.notify import notify


@transaction.atomic
def open_poll(*, by, at, reading, shown, motion, closes_at):
    """Puts a motion on the reading's revision to an electronic vote until a moment. Returns the Poll.

    Raises NotYours, AuthorCannotDecide, AlreadyDecided, NotOpened, AlreadyOpen, AnotherText, MotionNotPossible.
    """
    reading = locked(reading, at)
    check_can_run(by, reading, at)
    check_open(reading)
    if motion not in motions(Nature(reading.nature)):
        raise MotionNotPossible(Motion(motion), "not_here")
    if motion in CHANGING:
        raise MotionNotPossible(Motion(motion), "at_a_meeting")
    if closes_at <= at:
        raise MotionNotPossible(Motion(motion), "closes_in_the_past")
    if closes_at > at + longest_poll(reading.review.started_at):
        raise MotionNotPossible(Motion(motion), "closes_too_late")
    if reading.opened_at is None:
        raise NotOpened
    if shown != reading.revision.digest:
        raise AnotherText(shown, reading.revision)
    if reading.polled:
        raise AlreadyOpen
    poll = Poll.objects.create(
        reading=reading,
        revision=reading.revision,
        motion=motion,
        opened_by=by,
        opened_at=at,
        closes_at=closes_at,
    )
    append_act(
        head=reading.head,
        chain=reading.review.chain,
        kind=ActKind.POLL_OPENED,
        by=by,
        at=at,
        facts={
            "amendment": reading.review.amendment.code,
            "step": reading.step,
            "body": reading.body.key,
            "poll": poll.pk,
            "motion": motion,
            "revision": reading.revision.number,
            "digest": reading.revision.digest,
            "closes_at": closes_at.isoformat(timespec="seconds"),
            "rule": reading.rule.value,
        },
    )
    entitled = entitled_members(reading.body, at)
    notify([about(reading, "poll_opened", delegates_of(entitled, at), poll=poll)], at=at)
    return poll
