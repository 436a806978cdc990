"""A sentence for each refusal of this app, saying what is true now and what to do."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals import exceptions
from plans.exceptions import PlansError
from plans.views import refusals as plans

RIGHTS = {
    "run_readings": lambda: _("Only this body’s secretary, while in office, may do this. Nothing was changed."),
    "vote": lambda: _("Only a delegate whose Member holds a seat in this body now may vote. Nothing was changed."),
}

MOTIONS = {
    "not_here": lambda: _("This motion cannot be put at this step."),
    "changes_missing": lambda: _("Say what the body changes: this motion changes the text."),
    "changes_given": lambda: _("This motion does not change the text; choose the one “with changes”."),
    "at_a_meeting": lambda: _("A changed text is decided at a meeting; record its outcome."),
    "closes_in_the_past": lambda: _("The poll must close later than now."),
    "closes_too_late": lambda: _("The poll must close sooner: its rule sets how long it may last."),
}

COUNTS = {
    "more_present_than_entitled": lambda refusal: _("%(number)s present cannot be: %(limit)s are entitled to vote."),
    "more_votes_than_present": lambda refusal: _("%(number)s votes cannot be: %(limit)s were present."),
}


def _counts(refusal):
    sentence = COUNTS.get(refusal.why, lambda refusal: _("A count cannot be negative."))(refusal)
    return sentence % {"number": refusal.number, "limit": refusal.limit} if "%(" in sentence else sentence


def _missing(refusal):
    return ngettext(
        "The poll runs until %(when)s; %(missing)s Member has not voted yet.",
        "The poll runs until %(when)s; %(missing)s Members have not voted yet.",
        refusal.missing,
    ) % {"when": _when(refusal.poll.closes_at), "missing": refusal.missing}


def _when(moment):
    return localtime(moment).strftime("%d.%m.%Y %H:%M %Z")


SENTENCES = {
    exceptions.NotYours: lambda refusal: RIGHTS[refusal.what](),
    exceptions.AuthorCannotDecide: lambda refusal: _(
        "You wrote this text before it was submitted, so you neither record nor vote on it. "
        "Another delegate or secretary can."
    ),
    exceptions.AnotherText: lambda refusal: (
        _(
            "The text changed after you opened this page: it is revision %(number)s now. Nothing was recorded. "
            "Please read what is shown below and decide again."
        )
        % {"number": refusal.now.number}
    ),
    exceptions.AlreadyDecided: lambda refusal: (
        _("This reading was closed on %(when)s, so nothing more was recorded. The page shows what was decided.")
        % {"when": _when(refusal.reading.closed_at)}
    ),
    exceptions.NotOpened: lambda refusal: _("This reading is not open yet. Open it first."),
    exceptions.AlreadyOpen: lambda refusal: _("It is open already."),
    exceptions.MotionNotPossible: lambda refusal: MOTIONS[refusal.why](),
    exceptions.CountsDoNotFit: _counts,
    exceptions.PollOpen: lambda refusal: _("A poll is open on this text. It has to be closed first."),
    exceptions.PollClosed: lambda refusal: (
        _("The poll was over at %(when)s, so this vote was not counted. Votes cast before stand.")
        % {"when": _when(refusal.poll.closed_at or refusal.poll.closes_at)}
    ),
    exceptions.PollBusy: lambda refusal: _(
        "Another delegate of your Member is voting at this moment. Nothing of yours was recorded; please try again."
    ),
    exceptions.PollNotOver: _missing,
    exceptions.NoStandingOutcome: lambda refusal: _("There is no earlier outcome that still stands here."),
    exceptions.ReasonMissing: lambda refusal: _("This needs a reason: whoever reads the record must understand it."),
    exceptions.AmendmentNotOpen: lambda refusal: _(
        "This amendment is not under review now: it was decided, returned or withdrawn. Nothing was changed."
    ),
}


def sentence(refusal):
    """The sentence for a refusal of this app or of the document's, in the reader's language."""
    if isinstance(refusal, PlansError):
        return plans.sentence(refusal)
    return SENTENCES[type(refusal)](refusal)
