"""Which motions a step may put, and what comes of a motion and its tally."""

from approvals.enums import Motion, Nature, Outcome

_AT_STEPS = (Motion.FAVOURABLE, Motion.FAVOURABLE_WITH_CHANGES, Motion.ADVERSE, Motion.RETURN)
_AT_THE_COUNCIL = (Motion.ENDORSE, Motion.AMEND)

CHANGING = frozenset({Motion.FAVOURABLE_WITH_CHANGES, Motion.AMEND})
NEEDS_REASON = frozenset({Motion.ADVERSE, Motion.RETURN, Motion.FAVOURABLE_WITH_CHANGES})

_CARRIED = {
    Motion.FAVOURABLE: Outcome.FAVOURABLE,
    Motion.FAVOURABLE_WITH_CHANGES: Outcome.FAVOURABLE_WITH_CHANGES,
    Motion.ADVERSE: Outcome.ADVERSE,
    Motion.RETURN: Outcome.RETURNED,
    Motion.ENDORSE: Outcome.ENDORSED,
    Motion.AMEND: Outcome.AMENDED,
}
# The reason of a void adoption, worded by pages: another amendment changed the text that this one replaces.
NO_LONGER_FITS = "no_longer_fits"

# By these a text becomes the plan's next version.
ADOPTING = frozenset({Outcome.ENDORSED, Outcome.AMENDED})
# These end a reading; after the others its question can be put again.
FINAL = frozenset(_CARRIED.values())


def motions(nature):
    """The motions that may be put where a body's outcome is of this nature."""
    return _AT_THE_COUNCIL if nature is Nature.DECISION else _AT_STEPS


def outcome(motion, counted):
    """The Outcome of a motion under its tally.

    Without a quorum nothing was decided. A favourable motion that is not carried makes the body's outcome
    adverse; any other that is not carried leaves the question open.
    """
    if not counted.quorate:
        return Outcome.VOID
    if counted.carried:
        return _CARRIED[motion]
    return Outcome.ADVERSE if motion is Motion.FAVOURABLE else Outcome.NOT_CARRIED
