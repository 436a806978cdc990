from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from approvals.enums import ActKind, Choice, Motion, Way
from approvals.exceptions import AlreadyOpen, AnotherText, MotionNotPossible, NotOpened, ObjectedBefore, WayNotAllowed
from approvals.models import Poll
from approvals.operations.chain import check_open, locked
from approvals.operations.register import append_act
from approvals.operations.tell import about, voters
from approvals.permissions import check_can_run
from approvals.queries.rules import term_at
from approvals.rules.deadlines import due
from approvals.rules.outcomes import CHANGING
from notifications.operations.notify import notify

# a silence procedure may last as long as a poll, and at least as long as its own rule says
_KINDS = {Way.POLL: ActKind.POLL_OPENED, Way.SILENCE: ActKind.SILENCE_OPENED}


@transaction.atomic
def open_poll(*, by, at, reading, shown, motion, closes_at, way=Way.POLL):
    """Puts a motion on the reading's revision to an electronic vote until a moment, or to silence: then it is adopted
    unless a Member objects in time. Returns the Poll.

    Raises NotYours, AuthorCannotDecide, AlreadyDecided, NotOpened, AlreadyOpen, AnotherText, MotionNotPossible,
    WayNotAllowed, and ObjectedBefore where a Member has objected to this text already.
    """
    reading = locked(reading, at)
    acting_for = check_can_run(by, reading, at)
    check_open(reading)
    _check(reading, motion, way, at, closes_at)
    if reading.opened_at is None:
        raise NotOpened
    if shown != reading.revision.digest:
        raise AnotherText(shown, reading.revision)
    if reading.polled:
        raise AlreadyOpen
    _check_nobody_objected(reading)
    poll = Poll.objects.create(
        reading=reading,
        revision=reading.revision,
        motion=motion,
        way=way,
        opened_by=by,
        opened_at=at,
        closes_at=closes_at,
    )
    facts = {
        "amendment": reading.review.amendment.code,
        "step": reading.step,
        "body": reading.body.key,
        "poll": poll.pk,
        "motion": motion,
        "revision": reading.revision.number,
        "digest": reading.revision.digest,
        "closes_at": closes_at.isoformat(timespec="seconds"),
        "rule": reading.rule.value,
    }
    facts |= {"for": acting_for} if acting_for else {}
    append_act(head=reading.head, chain=reading.review.chain, kind=_KINDS[way], by=by, at=at, facts=facts)
    letter = "silence_opened" if way is Way.SILENCE else "poll_opened"
    notify([about(reading, letter, voters(reading, at), poll=poll)], at=at)
    return poll


def _check(reading, motion, way, at, closes_at):
    rule, started_at, zone = reading.outcome_rule, reading.review.started_at, ZoneInfo(settings.TIME_ZONE)
    if motion not in rule.motions or reading.by_officer:
        raise MotionNotPossible(Motion(motion), "not_here")
    if motion in CHANGING:
        raise MotionNotPossible(Motion(motion), "at_a_meeting")
    if way not in rule.ways:
        raise WayNotAllowed(way)
    if way is Way.SILENCE and motion is not rule.undisputed:
        raise MotionNotPossible(Motion(motion), "not_by_silence")
    if closes_at <= at:
        raise MotionNotPossible(Motion(motion), "closes_in_the_past")
    if closes_at > due(at, term_at(started_at, "poll"), zone):
        raise MotionNotPossible(Motion(motion), "closes_too_late")
    if way is Way.SILENCE and closes_at < due(at, term_at(started_at, "silence"), zone):
        raise MotionNotPossible(Motion(motion), "closes_too_soon")


def _check_nobody_objected(reading):
    objected = Poll.objects.filter(
        reading__review=reading.review,
        reading__body=reading.body,
        way=Way.SILENCE,
        revision__digest=reading.revision.digest,
        votes__choice=Choice.AGAINST,
    ).first()
    if objected is not None:
        raise ObjectedBefore(objected)
