"""A sentence for each refusal of this app, saying what is true now and what to do."""

from django.utils.translation import gettext as _

from plans import exceptions
from plans.enums import AmendmentState

STATES = {
    AmendmentState.UNDER_REVIEW: lambda: _("It is under review now; its text can be changed after a return."),
    AmendmentState.ADOPTED: lambda: _("It has been adopted; a further change is another amendment."),
    AmendmentState.ENDORSED: lambda: _("The strategy was endorsed as it stands; a change of it is an amendment."),
    AmendmentState.WITHDRAWN: lambda: _("It was withdrawn and is kept as it was."),
    AmendmentState.REJECTED: lambda: _("It was rejected and is kept as it was."),
    AmendmentState.LAPSED: lambda: _("It was adopted by the urgent procedure and not ratified; it is kept as it was."),
    AmendmentState.MOOT: lambda: _("What it proposed was adopted by another amendment; it is kept as it was."),
}

SENTENCES = {
    exceptions.NotAllowed: lambda refusal: _("Your account may not do this. Ask an administrator if it should."),
    exceptions.CannotRender: lambda refusal: _("It could not be printed: %(why)s.") % {"why": refusal.why},
    exceptions.CannotSeal: lambda refusal: (
        _("It cannot be done now: %(why)s. Nothing was changed, and nothing is lost.") % {"why": refusal.why}
    ),
    exceptions.DraftClosed: lambda refusal: STATES[refusal.state](),
    exceptions.DraftMoved: lambda refusal: _(
        "Somebody saved this draft after you opened it, so nothing of yours was saved. "
        "Below is how it stands now; please make your change again."
    ),
    exceptions.ChangeDoesNotFit: lambda refusal: _("This change cannot be made: %(why)s.") % {"why": refusal.expected},
    exceptions.TextCannotBeStored: lambda refusal: _(
        "This text cannot be stored: it is too long, or holds characters that cannot be printed."
    ),
    exceptions.DayOutsidePeriod: lambda refusal: (
        _("A version can come into force within the plan's period only, from %(start)s to %(end)s.")
        % {"start": refusal.start.isoformat(), "end": refusal.end.isoformat()}
    ),
    exceptions.NothingToSubmit: lambda refusal: _("There is no change in this draft yet. Add one before submitting."),
    exceptions.RationaleMissing: lambda refusal: _("Say why before submitting: the bodies read the reason first."),
    exceptions.NotTypingErrors: lambda refusal: _(
        "This changes more than typing errors: another word, a figure, a negation, or something beside the texts. "
        "Submit it without that mark; what it touches is considered again."
    ),
    exceptions.NotClerical: lambda refusal: _(
        "A corrigendum corrects texts and figures that are there; it adds, removes and moves nothing. "
        "Propose this as an amendment of its own."
    ),
    exceptions.NothingChanged: lambda refusal: _(
        "This says exactly what the last revision says. Change something before submitting it again."
    ),
    exceptions.Unsettled: lambda refusal: (
        _("It is in conflict with version %(label)s, which was adopted meanwhile. Settle that first.")
        % {"label": refusal.version.label}
    ),
    exceptions.TooManyChanges: lambda refusal: (
        _("These are more changes than one amendment may hold: at most %(limit)s. Make several amendments of them.")
        % {"limit": refusal.limit}
    ),
    exceptions.EditionIsThere: lambda refusal: (
        _("There is an edition “%(key)s” already. A new edition needs a key of its own.") % {"key": refusal.key}
    ),
    exceptions.ConflictMoved: lambda refusal: (
        _("Version %(label)s was adopted after you opened this page, so nothing was saved. Look at it again below.")
        % {"label": refusal.version.label}
    ),
    exceptions.NothingToSettle: lambda refusal: _("There is no conflict to settle here now."),
    exceptions.InConflict: lambda refusal: _("Some of it is still undecided; choose for each what should stay."),
    exceptions.NoPlanInForce: lambda refusal: _("There is no plan yet. It is loaded with manage.py load_plan."),
}


def sentence(refusal):
    """The sentence for a refusal, in the reader's language."""
    return SENTENCES[type(refusal)](refusal)
