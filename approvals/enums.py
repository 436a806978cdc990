"""The closed vocabularies of deciding."""

from enum import StrEnum


class Role(StrEnum):
    """An office in a body, held for a term."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    OBSERVER = "observer"
    SECRETARY_GENERAL = "secretary_general"  # of the Council: heads the staff that drafts


# which offices may act where one is asked for
ACT_AS = {Role.CHAIR: (Role.CHAIR, Role.VICE_CHAIR)}


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
    JUSTIFICATION = "justification"  # an officer's: why it cannot wait for the ordinary procedure
    CONFIRMATION = "confirmation"  # an officer's: that a corrigendum changes no meaning
    RATIFICATION = "ratification"  # the Council's, of what was adopted by the urgent procedure


class Motion(StrEnum):
    """What is put to a body or an officer. Which at which step is a rule's (`rules/outcomes.py`)."""

    FAVOURABLE = "favourable"
    FAVOURABLE_WITH_CHANGES = "favourable_with_changes"
    ADVERSE = "adverse"
    RETURN = "return"
    ENDORSE = "endorse"
    AMEND = "amend"
    REJECT = "reject"
    REFER_BACK = "refer_back"
    JUSTIFY = "justify"
    DECLINE = "decline"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    RATIFY = "ratify"


class Outcome(StrEnum):
    """What came of it. Computed from a motion and its tally; nobody enters one."""

    FAVOURABLE = "favourable"
    FAVOURABLE_WITH_CHANGES = "favourable_with_changes"
    ADVERSE = "adverse"
    RETURNED = "returned"
    ENDORSED = "endorsed"
    AMENDED = "amended"
    REJECTED = "rejected"
    REFERRED_BACK = "referred_back"
    JUSTIFIED = "justified"
    DECLINED = "declined"  # not urgent: it takes the ordinary procedure
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"  # no mere slip: it takes the whole chain
    RATIFIED = "ratified"
    LAPSED = "lapsed"  # not ratified: what was adopted no longer holds
    NOT_CARRIED = "not_carried"  # a question was put and not carried; the reading stays open
    VOID = "void"  # no quorum; the reading stays open with its discussion


class Way(StrEnum):
    """How a body decided."""

    CONSENSUS = "consensus"
    COUNTS = "counts"
    ROLL_CALL = "roll_call"
    POLL = "poll"
    SILENCE = "silence"
    CONSENT_AGENDA = "consent_agenda"
    REAFFIRMATION = "reaffirmation"
    BY_OFFICER = "by_officer"  # one person's act, where the procedure asks for that


class Section(StrEnum):
    """Where an item stands on an agenda."""

    DECISION = "decision"
    CONSENT = "consent"


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
    LAPSED = "lapsed"  # its time passed without a ratification


class Basis(StrEnum):
    """What a majority is a part of."""

    PRESENT = "present"  # everybody present and entitled, abstaining or not
    VOTES_CAST = "votes_cast"  # votes for and against
    ALL_MEMBERS = "all_members"  # everybody entitled, present or not


class RuleKind(StrEnum):
    VOTING = "voting"
    DEADLINE = "deadline"
    OUTCOMES = "outcomes"


class ActKind(StrEnum):
    """The kinds of legal act in the register."""

    SUBMITTED = "submitted"
    READING_OPENED = "reading_opened"
    DECIDED = "decided"
    REAFFIRMED = "reaffirmed"
    POLL_OPENED = "poll_opened"
    POLL_CLOSED = "poll_closed"
    POLL_CANCELLED = "poll_cancelled"
    SILENCE_OPENED = "silence_opened"
    SILENCE_CLOSED = "silence_closed"
    OBJECTED = "objected"
    INTEREST_DECLARED = "interest_declared"
    INTEREST_TAKEN_BACK = "interest_taken_back"
    RESUBMITTED = "resubmitted"
    TEXT_CHANGED = "text_changed"
    WITHDRAWN = "withdrawn"
    CARRIED_OVER = "carried_over"
    IN_CONFLICT = "in_conflict"
    MOOT = "moot"
    ADOPTED = "adopted"
    STRATEGY_ENDORSED = "strategy_endorsed"  # as it stands, without a version
    SEALED = "sealed"
    SIGNED = "signed"  # a chair's approval signature was added to the document
    LAPSED = "lapsed"
    MADE_ORDINARY = "made_ordinary"
    # of a body
    BODY_FOUNDED = "body_founded"
    SEAT_ADDED = "seat_added"
    MEMBER_ADMITTED = "member_admitted"
    SEAT_FILLED = "seat_filled"
    SEAT_VACATED = "seat_vacated"
    OFFICE_BEGUN = "office_begun"
    OFFICE_ENDED = "office_ended"
    DELEGATE_NAMED = "delegate_named"
    DELEGATE_ENDED = "delegate_ended"
    SUBSTITUTE_NAMED = "substitute_named"
    SUBSTITUTE_ENDED = "substitute_ended"
    PROXY_GIVEN = "proxy_given"
    PROXY_ENDED = "proxy_ended"
    MEETING_CALLED = "meeting_called"
    MEETING_OPENED = "meeting_opened"
    ATTENDANCE_RECORDED = "attendance_recorded"
    ITEM_PLACED = "item_placed"
    ITEM_PULLED = "item_pulled"
    MEETING_CLOSED = "meeting_closed"
    RULE_SET = "rule_set"
    # of a reporting period
    FIGURES_LOCKED = "figures_locked"
    FIGURE_CORRECTED = "figure_corrected"  # beside the locked one
    FIGURE_VALIDATED = "figure_validated"  # a Member confirms or contests a figure
    CONTEST_ANSWERED = "contest_answered"
    # of a deviation and of what is done about it
    DEVIATION_OPENED = "deviation_opened"
    DEVIATION_ANALYSED = "deviation_analysed"
    SOLUTION_PROPOSED = "solution_proposed"
    COURSE_DECIDED = "course_decided"
    AMENDMENT_STARTED = "amendment_started"
    COURSE_REOPENED = "course_reopened"  # its amendment came to nothing
    PROGRESS_REPORTED = "progress_reported"
    ACTION_CLOSED = "action_closed"
    # of a cycle
    CYCLE_BEGUN = "cycle_begun"
    STEP_ENDED = "step_ended"
    # of a report
    REPORT_PUBLISHED = "report_published"
    CORRECTED = "corrected"  # what an earlier act says wrongly; the act itself stays
