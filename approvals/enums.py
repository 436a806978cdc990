"""The closed vocabularies of deciding."""

from enum import StrEnum


class Role(StrEnum):
    """An office in a body, held for a term."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    OBSERVER = "observer"


class SeatKind(StrEnum):
    MEMBER = "member"
    REGIONAL = "regional"
    EX_OFFICIO = "ex_officio"


class Nature(StrEnum):
    """What a body's outcome at a step is called, by its competence."""

    RECOMMENDATION = "recommendation"
    OPINION = "opinion"
    ADVICE = "advice"
    RECOMMENDATION_TO_COUNCIL = "recommendation_to_council"
    DECISION = "decision"


class Motion(StrEnum):
    """What is put to a body. The first four at steps 1-4, the last two to the Council."""

    FAVOURABLE = "favourable"
    FAVOURABLE_WITH_CHANGES = "favourable_with_changes"
    ADVERSE = "adverse"
    RETURN = "return"
    ENDORSE = "endorse"
    AMEND = "amend"


class Outcome(StrEnum):
    """What came of it. Computed from a motion and its tally; nobody enters one."""

    FAVOURABLE = "favourable"
    FAVOURABLE_WITH_CHANGES = "favourable_with_changes"
    ADVERSE = "adverse"
    RETURNED = "returned"
    ENDORSED = "endorsed"
    AMENDED = "amended"
    NOT_CARRIED = "not_carried"  # a question was put and not carried; the reading stays open
    VOID = "void"  # no quorum; the reading stays open with its discussion


class Way(StrEnum):
    """How a body decided."""

    CONSENSUS = "consensus"
    COUNTS = "counts"
    POLL = "poll"
    REAFFIRMATION = "reaffirmation"


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Closure(StrEnum):
    """Why a reading is no longer open."""

    DECIDED = "decided"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"  # by an adoption that changed what this text stands on


class Basis(StrEnum):
    """What a majority is a part of."""

    PRESENT = "present"  # everybody present and entitled, abstaining or not
    VOTES_CAST = "votes_cast"  # votes for and against
    ALL_MEMBERS = "all_members"  # everybody entitled, present or not


class RuleKind(StrEnum):
    VOTING = "voting"
    DEADLINE = "deadline"


class ActKind(StrEnum):
    """The kinds of legal act in the register."""

    SUBMITTED = "submitted"
    READING_OPENED = "reading_opened"
    DECIDED = "decided"
    REAFFIRMED = "reaffirmed"
    POLL_OPENED = "poll_opened"
    POLL_CLOSED = "poll_closed"
    POLL_CANCELLED = "poll_cancelled"
    RESUBMITTED = "resubmitted"
    TEXT_CHANGED = "text_changed"
    WITHDRAWN = "withdrawn"
    CARRIED_OVER = "carried_over"
    IN_CONFLICT = "in_conflict"
    MOOT = "moot"
    ADOPTED = "adopted"
    SEALED = "sealed"
