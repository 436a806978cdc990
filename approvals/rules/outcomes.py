"""What may be put at a step and how it may be decided, as versioned values; and what comes of a motion and its
tally."""

from dataclasses import dataclass
from decimal import Decimal

from approvals.enums import Motion, Nature, Outcome, Way

AT_A_MEETING = frozenset({Way.CONSENSUS, Way.COUNTS, Way.ROLL_CALL})
ANY_WAY = AT_A_MEETING | {Way.POLL, Way.SILENCE, Way.CONSENT_AGENDA}

CHANGING = frozenset({Motion.FAVOURABLE_WITH_CHANGES, Motion.AMEND})
NEEDS_REASON = frozenset(
    {
        Motion.ADVERSE,
        Motion.RETURN,
        Motion.FAVOURABLE_WITH_CHANGES,
        Motion.REJECT,
        Motion.REFER_BACK,
        Motion.JUSTIFY,
        Motion.DECLINE,
        Motion.DISPUTE,
    }
)
# without discussion: what nobody disputes is put as it is
UNDISPUTED = frozenset({Motion.FAVOURABLE, Motion.ENDORSE, Motion.RATIFY})

_CARRIED = {
    Motion.FAVOURABLE: Outcome.FAVOURABLE,
    Motion.FAVOURABLE_WITH_CHANGES: Outcome.FAVOURABLE_WITH_CHANGES,
    Motion.ADVERSE: Outcome.ADVERSE,
    Motion.RETURN: Outcome.RETURNED,
    Motion.ENDORSE: Outcome.ENDORSED,
    Motion.AMEND: Outcome.AMENDED,
    Motion.REJECT: Outcome.REJECTED,
    Motion.REFER_BACK: Outcome.REFERRED_BACK,
    Motion.JUSTIFY: Outcome.JUSTIFIED,
    Motion.DECLINE: Outcome.DECLINED,
    Motion.CONFIRM: Outcome.CONFIRMED,
    Motion.DISPUTE: Outcome.DISPUTED,
    Motion.RATIFY: Outcome.RATIFIED,
}
# what a motion that is not carried amounts to; the others leave their question open
_NOT_CARRIED = {Motion.FAVOURABLE: Outcome.ADVERSE, Motion.RATIFY: Outcome.LAPSED}

# Why a carried adoption is void, worded by pages: another amendment changed the text that this one replaces; or a
# version adopted by the urgent procedure waits to be ratified, and nothing is built on it before.
NO_LONGER_FITS = "no_longer_fits"
AWAITS_RATIFICATION = "awaits_ratification"

# By these a text becomes the plan's next version, or the strategy stands as it is.
ADOPTING = frozenset({Outcome.ENDORSED, Outcome.AMENDED})
# These send a text back to its drafters.
RETURNING = frozenset({Outcome.RETURNED, Outcome.REFERRED_BACK})
# These end a reading; after the others its question can be put again.
FINAL = frozenset(_CARRIED.values()) | frozenset(_NOT_CARRIED.values())


@dataclass(frozen=True)
class OutcomeRule:
    """The motions that may be put at a step, the ways in which they may be decided, and the cost (in whole units of the
    plan's currency) above which the Council's own text needs Finance's advice or an express waiver; None: never."""

    key: str
    version: int
    motions: tuple[Motion, ...]
    ways: frozenset[Way]
    advice_above: Decimal | None = None

    @property
    def undisputed(self):
        """The motion that is put without discussion here, or None."""
        return next((motion for motion in self.motions if motion in UNDISPUTED), None)


COMMITTEE = OutcomeRule(
    "COMMITTEE",
    1,
    (Motion.FAVOURABLE, Motion.FAVOURABLE_WITH_CHANGES, Motion.ADVERSE, Motion.RETURN),
    ANY_WAY,
)
COUNCIL = OutcomeRule(
    "COUNCIL", 1, (Motion.ENDORSE, Motion.AMEND), ANY_WAY - {Way.SILENCE}, advice_above=Decimal(100_000)
)
# the two that the plan does not name, for whoever adds them to the chain's rule
COUNCIL_MAY_REJECT = OutcomeRule(
    "COUNCIL_MAY_REJECT",
    1,
    (Motion.ENDORSE, Motion.AMEND, Motion.REFER_BACK, Motion.REJECT),
    ANY_WAY - {Way.SILENCE},
    advice_above=Decimal(100_000),
)
URGENT_COMMITTEE = OutcomeRule("URGENT_COMMITTEE", 1, COMMITTEE.motions, ANY_WAY)
URGENT_COUNCIL = OutcomeRule("URGENT_COUNCIL", 1, (Motion.ENDORSE,), ANY_WAY)
JUSTIFICATION = OutcomeRule("JUSTIFICATION", 1, (Motion.JUSTIFY, Motion.DECLINE), frozenset({Way.BY_OFFICER}))
CONFIRMATION = OutcomeRule("CONFIRMATION", 1, (Motion.CONFIRM, Motion.DISPUTE), frozenset({Way.BY_OFFICER}))
RATIFICATION = OutcomeRule("RATIFICATION", 1, (Motion.RATIFY,), AT_A_MEETING)

READY = (
    COMMITTEE,
    COUNCIL,
    COUNCIL_MAY_REJECT,
    URGENT_COMMITTEE,
    URGENT_COUNCIL,
    JUSTIFICATION,
    CONFIRMATION,
    RATIFICATION,
)


# what may be put together: a step's motions are of one of these families
_FAMILIES = (
    frozenset(COMMITTEE.motions),
    frozenset(COUNCIL_MAY_REJECT.motions),
    frozenset(JUSTIFICATION.motions),
    frozenset(CONFIRMATION.motions),
    frozenset(RATIFICATION.motions),
)


def family_of(rule):
    """The motions that can be put together at the step of a rule."""
    return next(family for family in _FAMILIES if set(rule.motions) <= family)


def fits(rule, before):
    """Whether a step whose rule was `before` could decide by another one: its motions are of the same family and hold
    the one that goes on, and it can be decided at a meeting, or where it was an officer's by the officer alone."""
    family = family_of(before)
    goes_on = {Motion.FAVOURABLE, Motion.ENDORSE, Motion.RATIFY, Motion.JUSTIFY, Motion.CONFIRM} & family
    if not goes_on <= set(rule.motions) <= family:
        return False
    if Way.BY_OFFICER in before.ways:
        return rule.ways == {Way.BY_OFFICER}
    return rule.ways <= ANY_WAY and bool(rule.ways & AT_A_MEETING)


def by_nature(nature):
    """The ready rule for a step whose body's outcome is of this nature."""
    return COUNCIL if nature is Nature.DECISION else COMMITTEE


def as_json(rule):
    """A rule as it is stored."""
    return {
        "key": rule.key,
        "version": rule.version,
        "motions": [motion.value for motion in rule.motions],
        "ways": sorted(way.value for way in rule.ways),
        "advice_above": None if rule.advice_above is None else str(rule.advice_above),
    }


def from_json(value):
    """The rule that as_json wrote."""
    above = value["advice_above"]
    return OutcomeRule(
        value["key"],
        value["version"],
        tuple(Motion(motion) for motion in value["motions"]),
        frozenset(Way(way) for way in value["ways"]),
        None if above is None else Decimal(above),
    )


def outcome(motion, counted):
    """The Outcome of a motion under its tally, or without one, where nobody counts.

    Without a quorum nothing was decided. A favourable motion that is not carried makes the body's outcome adverse, a
    ratification that is not carried makes the version lapse; any other that is not carried leaves the question open.
    """
    if counted is None:
        return _CARRIED[motion]
    if not counted.quorate:
        return Outcome.VOID
    if counted.carried:
        return _CARRIED[motion]
    return _NOT_CARRIED.get(motion, Outcome.NOT_CARRIED)


def needs_advice(rule, cost, advised_on):
    """Whether the Council's own text must wait for Finance's advice, or have it waived expressly in the vote: it costs
    more than the rule's limit, and more than what Finance advised on, or in another currency. Both are a Cost or
    None."""
    if rule.advice_above is None or cost is None or cost.amount <= rule.advice_above:
        return False
    same = advised_on is not None and advised_on.currency == cost.currency
    return not (same and cost.amount <= advised_on.amount)
