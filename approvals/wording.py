"""The words, shapes and colours of deciding's vocabularies, for pages and messages."""

from django.utils.translation import gettext_lazy as _

from approvals.enums import ActKind, Basis, Choice, Motion, Nature, Outcome, Role, RuleKind, SeatKind, Way

MOTIONS = {
    Motion.FAVOURABLE: _("Favourable"),
    Motion.FAVOURABLE_WITH_CHANGES: _("Favourable with changes"),
    Motion.ADVERSE: _("Adverse"),
    Motion.RETURN: _("Return to the drafters"),
    Motion.ENDORSE: _("Endorse"),
    Motion.AMEND: _("Amend: the Council’s own text"),
    Motion.REJECT: _("Reject"),
    Motion.REFER_BACK: _("Refer back to the drafters"),
    Motion.JUSTIFY: _("It is urgent"),
    Motion.DECLINE: _("It is not urgent: take the ordinary procedure"),
    Motion.CONFIRM: _("It is a slip: no meaning changes"),
    Motion.DISPUTE: _("It is more than a slip: take the whole chain"),
    Motion.RATIFY: _("Ratify"),
}
OUTCOMES = {
    Outcome.FAVOURABLE: _("Favourable"),
    Outcome.FAVOURABLE_WITH_CHANGES: _("Favourable with changes"),
    Outcome.ADVERSE: _("Adverse"),
    Outcome.RETURNED: _("Returned to the drafters"),
    Outcome.ENDORSED: _("Endorsed"),
    Outcome.AMENDED: _("Amended and endorsed"),
    Outcome.REJECTED: _("Rejected"),
    Outcome.REFERRED_BACK: _("Referred back to the drafters"),
    Outcome.JUSTIFIED: _("Found urgent"),
    Outcome.DECLINED: _("Not found urgent"),
    Outcome.CONFIRMED: _("Confirmed as a slip"),
    Outcome.DISPUTED: _("Disputed"),
    Outcome.RATIFIED: _("Ratified"),
    Outcome.LAPSED: _("Not ratified, lapsed"),
    Outcome.NOT_CARRIED: _("Not carried"),
    Outcome.VOID: _("Void"),
}
NATURES = {
    Nature.RECOMMENDATION: _("Recommendation"),
    Nature.OPINION: _("Opinion"),
    Nature.ADVICE: _("Advice"),
    Nature.RECOMMENDATION_TO_COUNCIL: _("Recommendation to the Council"),
    Nature.DECISION: _("Decision"),
    Nature.JUSTIFICATION: _("Justification"),
    Nature.CONFIRMATION: _("Confirmation"),
    Nature.RATIFICATION: _("Ratification"),
}
WAYS = {
    Way.CONSENSUS: _("by consensus"),
    Way.COUNTS: _("by a vote"),
    Way.ROLL_CALL: _("by roll call"),
    Way.POLL: _("by electronic poll"),
    Way.SILENCE: _("by silence: nobody objected in time"),
    Way.CONSENT_AGENDA: _("on the consent agenda"),
    Way.BY_OFFICER: _("by the officer"),
    Way.REAFFIRMATION: _("reaffirmed"),
}
BASES = {
    Basis.PRESENT: _("all present"),
    Basis.VOTES_CAST: _("votes for and against"),
    Basis.ALL_MEMBERS: _("all entitled"),
}
RULE_KINDS = {
    RuleKind.VOTING: _("majority and quorum"),
    RuleKind.DEADLINE: _("how long it may take"),
    RuleKind.OUTCOMES: _("what may be decided, and how"),
}
ROLES = {
    Role.CHAIR: _("Chair"),
    Role.VICE_CHAIR: _("Vice-Chair"),
    Role.SECRETARY: _("Secretary"),
    Role.OBSERVER: _("Observer"),
    Role.SECRETARY_GENERAL: _("Secretary General"),
}
SEATS = {
    SeatKind.MEMBER: _("Member"),
    SeatKind.REGIONAL: _("regional"),
    SeatKind.EX_OFFICIO: _("ex officio"),
}
CHOICES = {Choice.FOR: _("For"), Choice.AGAINST: _("Against"), Choice.ABSTAIN: _("Abstaining")}
ACTS = {
    ActKind.SUBMITTED: _("Submitted"),
    ActKind.READING_OPENED: _("Reading opened"),
    ActKind.DECIDED: _("Decided"),
    ActKind.REAFFIRMED: _("Reaffirmed"),
    ActKind.POLL_OPENED: _("Poll opened"),
    ActKind.POLL_CLOSED: _("Poll closed"),
    ActKind.POLL_CANCELLED: _("Poll cancelled"),
    ActKind.SILENCE_OPENED: _("Silence procedure opened"),
    ActKind.SILENCE_CLOSED: _("Silence procedure closed"),
    ActKind.OBJECTED: _("Objection"),
    ActKind.INTEREST_DECLARED: _("Interest declared"),
    ActKind.INTEREST_TAKEN_BACK: _("Interest taken back"),
    ActKind.LAPSED: _("Lapsed"),
    ActKind.MADE_ORDINARY: _("Sent on the ordinary way"),
    ActKind.SEAT_FILLED: _("Seat filled"),
    ActKind.SEAT_VACATED: _("Seat vacated"),
    ActKind.OFFICE_BEGUN: _("Office begun"),
    ActKind.OFFICE_ENDED: _("Office ended"),
    ActKind.DELEGATE_NAMED: _("Delegate named"),
    ActKind.DELEGATE_ENDED: _("Delegation ended"),
    ActKind.SUBSTITUTE_NAMED: _("Substitute named"),
    ActKind.SUBSTITUTE_ENDED: _("Substitution ended"),
    ActKind.PROXY_GIVEN: _("Proxy given"),
    ActKind.PROXY_ENDED: _("Proxy ended"),
    ActKind.MEETING_CALLED: _("Meeting called"),
    ActKind.MEETING_OPENED: _("Meeting opened"),
    ActKind.ATTENDANCE_RECORDED: _("Attendance recorded"),
    ActKind.ITEM_PLACED: _("Put on the agenda"),
    ActKind.ITEM_PULLED: _("Pulled out of the consent agenda"),
    ActKind.MEETING_CLOSED: _("Meeting closed"),
    ActKind.RULE_SET: _("Rule set"),
    ActKind.CORRECTED: _("Correction of an earlier act"),
    ActKind.RESUBMITTED: _("Resubmitted"),
    ActKind.TEXT_CHANGED: _("Text changed"),
    ActKind.WITHDRAWN: _("Withdrawn"),
    ActKind.CARRIED_OVER: _("Carried over"),
    ActKind.IN_CONFLICT: _("In conflict"),
    ActKind.MOOT: _("Moot"),
    ActKind.ADOPTED: _("Adopted"),
    ActKind.SEALED: _("Sealed"),
}
# shape and colour beside the word
TONES = {
    Outcome.FAVOURABLE: ("ok", "✓"),
    Outcome.FAVOURABLE_WITH_CHANGES: ("ok", "✓"),
    Outcome.ENDORSED: ("ok", "✓"),
    Outcome.AMENDED: ("ok", "✓"),
    Outcome.ADVERSE: ("bad", "✕"),
    Outcome.RETURNED: ("warn", "↩"),
    Outcome.REJECTED: ("bad", "✕"),
    Outcome.REFERRED_BACK: ("warn", "↩"),
    Outcome.JUSTIFIED: ("ok", "✓"),
    Outcome.DECLINED: ("na", "→"),
    Outcome.CONFIRMED: ("ok", "✓"),
    Outcome.DISPUTED: ("na", "→"),
    Outcome.RATIFIED: ("ok", "✓"),
    Outcome.LAPSED: ("bad", "✕"),
    Outcome.NOT_CARRIED: ("bad", "✕"),
    Outcome.VOID: ("na", "○"),
}
