"""A sentence for each refusal of this app, or of the ones below it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.views import refusals as approvals
from cycle import exceptions
from cycle.exceptions import CycleError
from cycle.wording import FAULTS, FILE_FAULTS, PERIOD_FAULTS

STEPS = {
    "analyse": lambda: _("Its cause has to be said first."),
    "evaluate": lambda: _("Solutions are being evaluated."),
    "amend": lambda: _("It was decided; the amendment is to be drafted."),
    "carry_out": lambda: _("It was decided, and is being carried out."),
    "review": lambda: _("Its amendment is under way."),
    "follow_up": lambda: _("It is being followed up."),
    "end": lambda: _("It is closed."),
}

SENTENCES = {
    exceptions.NotYours: lambda refusal: _("Your account may not do this. Nothing was changed."),
    exceptions.GateClosed: lambda refusal: _("This step cannot end yet: see what is missing."),
    exceptions.OutOfOrder: lambda refusal: (
        _("That is not possible where it stands now. %(now)s")
        % {"now": STEPS[refusal.now]() if refusal.now in STEPS else _("Another step is current.")}
    ),
    exceptions.PeriodLocked: lambda refusal: (
        _(
            "The figures of %(period)s are locked since %(day)s and stay as they are. A wrong one is corrected beside "
            "it, on the indicator’s own page, with the reason."
        )
        % {"period": refusal.period.code, "day": date_format(refusal.period.locked_at, "j F Y")}
    ),
    exceptions.PeriodNotLocked: lambda refusal: (
        _("The figures of %(period)s are not locked: enter the right one, and it takes the place of the other.")
        % {"period": refusal.period.code}
    ),
    exceptions.PeriodNotOver: lambda refusal: (
        _("%(period)s ends on %(day)s. It is locked after that.")
        % {"period": refusal.period.code, "day": date_format(refusal.period.end, "j F Y")}
    ),
    exceptions.ReportOfAnotherPeriod: lambda refusal: (
        _("%(code)s is on another period, or on another plan, so this report does not correct it.")
        % {"code": refusal.published.code}
    ),
    exceptions.NothingLeft: lambda refusal: _(
        "Everything in this plan is done. Propose the next one by an amendment that adds what comes now."
    ),
    exceptions.NoSuchPeriod: lambda refusal: (
        _("There is no reporting period %(code)s, or nothing could be said of it by that day.") % {"code": refusal.code}
    ),
    exceptions.PeriodDoesNotFit: lambda refusal: PERIOD_FAULTS[refusal.why] % {"other": refusal.other},
    exceptions.MeasurementDoesNotFit: lambda refusal: str(FAULTS[refusal.why]),
    exceptions.CannotRead: lambda refusal: (
        FILE_FAULTS[refusal.why]
        + (" " + _("The sheets are: %(names)s.") % {"names": refusal.what} if refusal.what else "")
    ),
    exceptions.FileDone: lambda refusal: _("This file was accepted or put aside already."),
    exceptions.FileHasFaults: lambda refusal: _(
        "Some rows cannot be stored. Correct the file and give it again, or store what is right alone."
    ),
    exceptions.NothingToStore: lambda refusal: _("There is nothing in this file that can be stored."),
    exceptions.EnteredMeanwhile: lambda refusal: _(
        "Something was entered or confirmed here meanwhile, so nothing of yours was stored. See what is there now."
    ),
    exceptions.OwnEntry: lambda refusal: _("You entered one of these figures, so somebody else confirms it."),
    exceptions.DraftsLeft: lambda refusal: (
        ngettext(
            "%(count)s entry waits to be confirmed. Then the period can be locked.",
            "%(count)s entries wait to be confirmed. Then the period can be locked.",
            len(refusal.kpis),
        )
        % {"count": len(refusal.kpis)}
    ),
    exceptions.NotAnOwner: lambda refusal: _("This account is not active, so it can own nothing."),
    exceptions.NotAMember: lambda refusal: _("Only who speaks for a Member confirms or contests a figure for it."),
    exceptions.NotPublished: lambda refusal: _("Another figure counts by now. Look at that one."),
    exceptions.NothingToAnswer: lambda refusal: _("This contests nothing, so there is nothing to answer."),
    exceptions.AlreadyAnswered: lambda refusal: _("This was answered already."),
    exceptions.OwnerAndDeadlineMissing: lambda refusal: _("Say who does it, and until when."),
    exceptions.DeadlineOver: lambda refusal: _("%(day)s is over already.") % {"day": date_format(refusal.day, "j F Y")},
    exceptions.CannotLink: lambda refusal: _("These two are one, or linked already."),
    exceptions.ReasonMissing: lambda refusal: _("Say why, in a sentence or two. It goes on record."),
    exceptions.StepOver: lambda refusal: _("This step has ended; nothing is added to it any more."),
    exceptions.NoSuchDeliverable: lambda refusal: _("The plan has no such deliverable."),
    exceptions.NextYearThere: lambda refusal: (
        _("The plan of a later year is there already: %(code)s. Amend that one.") % {"code": refusal.plan.code}
    ),
    exceptions.NextYearInHand: lambda refusal: (
        _("%(code)s proposes the next year’s plan already. Go on with that one.") % {"code": refusal.amendment.code}
    ),
    exceptions.AfterTheEdition: lambda refusal: (
        _("The next year begins after %(day)s, when this plan ends: draft it in the plan that takes its place.")
        % {"day": date_format(refusal.end, "j F Y")}
    ),
    exceptions.ReviewUnderWay: lambda refusal: (
        _("The strategy is under review already: %(code)s.") % {"code": refusal.amendment.code}
    ),
    exceptions.ReportOfAnotherPlan: lambda refusal: _("That report is on another plan. Choose one on this plan."),
    exceptions.ReportCorrected: lambda refusal: (
        _("%(code)s corrects that report. Choose that one.") % {"code": refusal.published.code}
    ),
    exceptions.DayNotOver: lambda refusal: _(
        "A report is published of a day that is over for a quarter of an hour: what began before midnight may still be "
        "recorded."
    ),
    exceptions.ReportMoved: lambda refusal: _(
        "This is no longer the report that you were shown. Look at it again, and publish it then."
    ),
    exceptions.AlreadyPublished: lambda refusal: (
        _("The very same report is published already: %(code)s.") % {"code": refusal.published.code}
    ),
    exceptions.AlreadyCorrected: lambda refusal: (
        _("That report is corrected by %(code)s already. What is wrong now is corrected in that one.")
        % {"code": refusal.published.code}
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
