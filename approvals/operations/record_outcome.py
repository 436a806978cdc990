from collections import Counter

from django.db import transaction

from approvals.enums import Choice, Motion, Way
from approvals.exceptions import (
    AnotherText,
    MotionNotPossible,
    NotOnAgenda,
    NotOpened,
    NotPresent,
    PollOpen,
    ReasonMissing,
    WayNotAllowed,
)
from approvals.models import Meeting
from approvals.operations.chain import check_open, locked
from approvals.operations.decide import decide
from approvals.operations.sit import represented, sitting_with
from approvals.permissions import check_can_run
from approvals.queries.bodies import entitled_members
from approvals.rules.acts import vote_by_name
from approvals.rules.outcomes import CHANGING, NEEDS_REASON
from approvals.rules.tally import quorum_only, tally


@transaction.atomic
def record_outcome(
    *,
    by,
    at,
    reading,
    shown,
    motion,
    present=None,
    votes=None,
    roll=None,
    casting=None,
    meeting="",
    sitting=None,
    way=Way.CONSENSUS,
    reason="",
    changes=(),
    cost=None,
    waives_advice=False,
):
    """Records what a body did about a motion at a meeting; the outcome is computed. Returns the Decision.

    `shown` is the digest of the revision on the form. How it was decided: `votes` is (for, against, abstaining), `roll`
    each Member's Choice by its code; with neither it is a consensus, or where `way` says so part of the consent agenda.
    `casting` is the chair's vote on a tie. At a `sitting` (a Meeting) those present are in its attendance, otherwise
    `present` counts them. `changes` are the body's own and `cost` what its text costs (None: as before), for the
    motions that change the text; `waives_advice` that the vote did without Finance's advice. Raises NotYours,
    AuthorCannotDecide, AlreadyDecided, NotOpened, AnotherText, MotionNotPossible, WayNotAllowed, PollOpen,
    ReasonMissing, CountsDoNotFit, NotPresent, MeetingNotSitting, NotOnAgenda, AdviceMissing, and what the changes
    raise.
    """
    reading = locked(reading, at)
    acting_for = check_can_run(by, reading, at)
    check_open(reading)
    way = Way.ROLL_CALL if roll is not None else Way.COUNTS if votes is not None else way
    check_motion(reading, motion, way, reason, _changes_anything(reading, changes, cost))
    if reading.opened_at is None:
        raise NotOpened
    if shown != reading.revision.digest:
        raise AnotherText(shown, reading.revision)
    if reading.polled:
        raise PollOpen
    there = None
    if sitting is None and reading.sits is not None:
        sitting = Meeting(pk=reading.sits)  # those present are in its attendance, whatever was typed
    if sitting is None and way is Way.CONSENT_AGENDA:
        raise NotOnAgenda
    if sitting is not None:
        sitting = sitting_with(reading, sitting, consents=way is Way.CONSENT_AGENDA)
        there = represented(sitting, reading, at)
        present = len(there)
    return decide(
        by=by,
        at=at,
        reading=reading,
        motion=motion,
        way=way,
        counted=_counted(reading, at, present, votes, roll, casting, there),
        meeting=sitting.title if sitting else meeting.strip(),
        sitting=sitting,
        reason=reason.strip(),
        changes=changes,
        cost=cost,
        waives_advice=waives_advice,
        votes=_by_name(roll or {}, reading.revision.digest, there or {}),
        acting_for=acting_for,
    )


def _counted(reading, at, present, votes, roll, casting, there):
    rule, entitled = reading.rule.voting_rule, reading.entitled
    if roll is not None:
        if there is None:
            there = dict.fromkeys(entitled_members(reading.body, at, reading).values_list("code", flat=True))
        if roll.keys() - there.keys():
            raise NotPresent(sorted(roll.keys() - there.keys()))
        count = Counter(roll.values())
        votes = tuple(count[choice] for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN))
    if votes is None:
        return quorum_only(rule, entitled=entitled, present=present)
    votes_for, against, abstaining = votes
    return tally(
        rule,
        entitled=entitled,
        present=present,
        votes_for=votes_for,
        against=against,
        abstaining=abstaining,
        casting=casting,
    )


def _by_name(roll, digest, held):
    """The votes of a roll call as the register keeps a Member's vote, with who cast it under a proxy."""
    return [
        vote_by_name(member, Choice(choice).value, digest, 1, held.get(member))
        for member, choice in sorted(roll.items())
    ]


def _changes_anything(reading, changes, cost):
    """Whether what is given makes another text. A cost alone makes none of a question whether the strategy stands as it
    is: nothing in the plan would come of it."""
    proposal = reading.revision.proposal
    return bool(changes) or (cost is not None and (proposal.about is None or bool(proposal.changes)))


def check_motion(reading, motion, way, reason, changes):
    """Raises MotionNotPossible, WayNotAllowed or ReasonMissing when this motion cannot be put like this at this
    step."""
    rule = reading.outcome_rule
    if motion not in rule.motions or reading.by_officer:
        raise MotionNotPossible(motion, "not_here")
    if way not in rule.ways or (way is Way.CONSENT_AGENDA and motion is not rule.undisputed):
        raise WayNotAllowed(way)
    if bool(changes) != (motion in CHANGING):
        raise MotionNotPossible(Motion(motion), "changes_missing" if motion in CHANGING else "changes_given")
    if motion in NEEDS_REASON and not reason.strip():
        raise ReasonMissing
