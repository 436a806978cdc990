"""A sentence for each refusal of this app, or of the ones below it."""

from django.utils.translation import gettext as _

from approvals.views import refusals as approvals
from cycle import exceptions
from cycle.exceptions import CycleError

STEPS = {
    "analyse": lambda: _("Its cause has to be said first."),
    "evaluate": lambda: _("Solutions are being evaluated."),
    "amend": lambda: _("It was decided; the amendment is to be drafted."),
    "review": lambda: _("Its amendment is under way."),
    "follow_up": lambda: _("It is being followed up."),
    "end": lambda: _("It is closed."),
}

SENTENCES = {
    exceptions.NotYours: lambda refusal: _("Your account may not do this. Nothing was changed."),
    exceptions.GateClosed: lambda refusal: _("This phase cannot end yet: see what is missing."),
    exceptions.OutOfOrder: lambda refusal: (
        _("That is not possible where it stands now. %(now)s")
        % {"now": STEPS[refusal.now]() if refusal.now in STEPS else _("Another phase is current.")}
    ),
    exceptions.ProposerCannotEvaluate: lambda refusal: _(
        "You proposed one of these solutions, so somebody else chooses among them."
    ),
}


def sentence(refusal):
    """The sentence for a refusal, in the reader's language."""
    if isinstance(refusal, CycleError):
        return SENTENCES[type(refusal)](refusal)
    return approvals.sentence(refusal)
