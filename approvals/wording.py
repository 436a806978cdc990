"""The words, shapes and colours of deciding's vocabularies, for pages and messages."""

from django.utils.translation import gettext_lazy as _

from approvals.enums import ActKind, Choice, Nature, Outcome, Way

OUTCOMES = {
    Outcome.FAVOURABLE: _("Favourable"),
    Outcome.FAVOURABLE_WITH_CHANGES: _("Favourable with changes"),
    Outcome.ADVERSE: _("Adverse"),
    Outcome.RETURNED: _("Returned to the drafters"),
    Outcome.ENDORSED: _("Endorsed"),
    Outcome.AMENDED: _("Amended and endorsed"),
    Outcome.NOT_CARRIED: _("Not carried"),
    Outcome.VOID: _("Void"),
}
NATURES = {
    Nature.RECOMMENDATION: _("Recommendation"),
    Nature.OPINION: _("Opinion"),
    Nature.ADVICE: _("Advice"),
    Nature.RECOMMENDATION_TO_COUNCIL: _("Recommendation to the Council"),
    Nature.DECISION: _("Decision"),
}
WAYS = {
    Way.CONSENSUS: _("by consensus"),
    Way.COUNTS: _("by a vote"),
    Way.POLL: _("by electronic poll"),
    Way.REAFFIRMATION: _("reaffirmed"),
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
    Outcome.NOT_CARRIED: ("bad", "✕"),
    Outcome.VOID: ("na", "○"),
}
