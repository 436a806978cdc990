"""A sentence for each refusal of this app, saying what is true now and what to do."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals import exceptions
from approvals.wording import WAYS
from plans.exceptions import PlansError
from plans.templatetags.plan_texts import plain
from plans.views import refusals as plans

RIGHTS = {
    "run_readings": lambda: _("Only this body’s secretary, while in office, may do this. Nothing was changed."),
    "preside": lambda: _("Only the officer whose step this is, while in office, may do this. Nothing was changed."),
    "keep_bodies": lambda: _("Only who keeps the bodies records this. Nothing was changed."),
    "declare_interest": lambda: _("Only a delegate of this Member, or the body’s secretary, declares its interest."),
    "name_substitute": lambda: _("Only the absent person, or who keeps the bodies, names who stands in."),
    "give_proxy": lambda: _("Only a delegate of the Member, or who keeps the bodies, gives its proxy."),
    "sign": lambda: _("Only a body’s chair, while in office, signs, in that body’s field. Nothing was changed."),
    "vote": lambda: _("Only a delegate whose Member holds a seat in this body now may vote. Nothing was changed."),
}

MOTIONS = {
    "not_here": lambda: _("This motion cannot be put at this step."),
    "changes_missing": lambda: _("Say what the body changes: this motion changes the text."),
    "changes_given": lambda: _("This motion does not change the text; choose the one “with changes”."),
    "at_a_meeting": lambda: _("A changed text is decided at a meeting; record its outcome."),
    "closes_in_the_past": lambda: _("The poll must close later than now."),
    "not_by_silence": lambda: _("Only what nobody disputes can be adopted by silence."),
    "closes_too_soon": lambda: _("A silence procedure takes longer: its rule sets how long Members have to object."),
    "closes_too_late": lambda: _("The poll must close sooner: its rule sets how long it may last."),
}

COUNTS = {
    "more_present_than_entitled": lambda refusal: _("%(number)s present cannot be: %(limit)s are entitled to vote."),
    "no_casting_vote": lambda refusal: _("The chair’s vote counts on a tie only, and only where the rule allows it."),
    "more_votes_than_present": lambda refusal: _("%(number)s votes cannot be: %(limit)s were present."),
}


TERMS = {
    "held_already": lambda: _("It is held already at some time of this term. End that first, or choose other days."),
    "ends_before_it_starts": lambda: _("It would end before it begins."),
    "ends_in_the_past": lambda: _("It cannot end in the past: others have relied on it. Choose today or later."),
    "ends_sooner": lambda: _("It ends sooner than that already. For longer, record another term."),
    "ended_already": lambda: _("It has ended already."),
    "nothing_to_stand_in_for": lambda: _("This person has no office and no vote in this body now."),
    "cannot_stand_in": lambda: _("This person cannot stand in: choose somebody else who is active here."),
    "substitute_is_away": lambda: _("This person is away at some time of it, with a substitute of its own."),
    "proxy_needs_seats": lambda: _("Both Members need a seat in this body, and they are two."),
    "proxy_in_a_row": lambda: _("A Member that gave its own vote away holds no other’s, nor the other way round."),
    "meeting_in_the_past": lambda: _("A meeting is called for a time that is still to come."),
}
RULES = {
    "unknown": lambda: _("There is no such rule."),
    "another_version": lambda: _(
        "Another version was set after you opened this page. Look at it, and set yours again."
    ),
    "in_the_past": lambda: _("A version holds from today at the earliest, and not from before the one it follows."),
    "does_not_fit_its_step": lambda: _(
        "A step could not decide by this: its questions belong together, the one that goes on is among them, and it "
        "can be decided at a meeting."
    ),
    "casting_needs_simple_majority": lambda: _("The chair breaks a tie only where more votes for than against carry."),
    "silence_too_short": lambda: _("A silence procedure gives Members 72 hours at least."),
    "as_before": lambda: _("This says what the version in force says."),
}


SIGNATURES = {
    "busy": lambda: _("Another signature, or a renewal, is being added at this moment. Please try again in a minute."),
    "lapsed": lambda: _("This version lapsed: it was not ratified. Nothing is signed on it any more."),
    "not_on_this": lambda: _(
        "This file is not the document as it stands now with a signature after it. Somebody may have signed meanwhile: "
        "download it again, sign that, and choose the file that the signing program wrote."
    ),
    "unreadable": lambda: _("This file cannot be read as a signed PDF. Nothing was changed."),
    "not_one": lambda: _("This file has more than one new signature. Each chair’s is added by itself."),
    "not_true": lambda: _(
        "With this signature the document would not be true any more: %(finding)s Some programs also rewrite other "
        "parts of a document when they sign; plenary-sign does not."
    ),
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
    exceptions.SecretaryCannotVote: lambda refusal: _(
        "You are this body’s secretary: you run its procedure and have no vote in it."
    ),
    exceptions.MandateMissing: lambda refusal: (
        _("You do not vote for %(member)s here now.") % {"member": plain(refusal.member.name)}
    ),
    exceptions.Recused: lambda refusal: (
        _("%(member)s has declared an interest in this question already; one that takes no part does not vote on it.")
        % {"member": plain(refusal.member.name)}
    ),
    exceptions.WayNotAllowed: lambda refusal: (
        _("The rule of this step does not allow it to be decided like this: %(way)s.") % {"way": WAYS[refusal.way]}
    ),
    exceptions.NotPresent: lambda refusal: (
        _("Not among those who are there and may decide: %(members)s.") % {"members": ", ".join(refusal.members)}
    ),
    exceptions.AdviceMissing: lambda refusal: (
        _(
            "This text costs %(cost)s, more than %(limit)s: Finance has not advised on that. "
            "Say that the vote expressly did without, or refer it."
        )
        % {"cost": refusal.cost, "limit": refusal.limit}
    ),
    exceptions.ObjectedBefore: lambda refusal: _(
        "A Member objected to adopting this very text by silence. Put it on the agenda of a meeting."
    ),
    exceptions.TimeWentBack: lambda refusal: (
        _(
            "The server’s clock says %(now)s, and the register has an act of this review at %(newest)s. "
            "Nothing was recorded; whoever runs the server sets the clock right."
        )
        % {"now": _when(refusal.at), "newest": _when(refusal.newest)}
    ),
    exceptions.NotByUrgency: lambda refusal: _(
        "A new edition and a review of the strategy take the ordinary procedure: neither can lapse."
    ),
    exceptions.MeetingNotSitting: lambda refusal: (
        _("The meeting was closed on %(when)s.") % {"when": _when(refusal.meeting.closed_at)}
        if refusal.meeting.closed_at
        else _("The meeting is not open yet.")
    ),
    exceptions.AnotherMeeting: lambda refusal: (
        _("The body is sitting already: %(title)s. Close that meeting first.") % {"title": refusal.meeting.title}
    ),
    exceptions.RemindedAlready: lambda refusal: (
        _("They were reminded on %(when)s. Again from %(again)s.")
        % {"when": _when(refusal.reminded_at), "again": _when(refusal.again_at)}
    ),
    exceptions.NotOnAgenda: lambda refusal: _("It is not, or no longer, on this agenda in this way."),
    exceptions.OnAnotherAgenda: lambda refusal: (
        _("It is on an agenda already: %(title)s. Take it off there first.") % {"title": refusal.item.meeting.title}
    ),
    exceptions.WrongBody: lambda refusal: _("This belongs to another body."),
    exceptions.TermDoesNotFit: lambda refusal: TERMS[refusal.why](),
    exceptions.NobodyChecksIn: lambda refusal: _("In this vote whoever votes is present; nobody checks in."),
    exceptions.KeyTaken: lambda refusal: (
        _("There is a “%(key)s” already. Choose another key; what is there stays as it is.") % {"key": refusal.key}
    ),
    exceptions.NotSealedYet: lambda refusal: _("This version’s document is not sealed yet. Sign it once it is."),
    exceptions.SignatureRefused: lambda refusal: SIGNATURES[refusal.why]() % {"finding": refusal.finding},
    exceptions.RuleDoesNotFit: lambda refusal: RULES[refusal.why](),
    exceptions.RuleMissing: lambda refusal: (
        _("The organization’s rules are incomplete: there is no “%(key)s” in force. Nothing was changed.")
        % {"key": refusal.key}
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
    exceptions.CorrectedElsewhere: lambda refusal: _(
        "What this act says is corrected where it was done: a figure on its own page, beside the locked one."
    ),
    exceptions.AmendmentNotOpen: lambda refusal: _(
        "This amendment is not under review now: it was decided, returned or withdrawn. Nothing was changed."
    ),
}


def sentence(refusal):
    """The sentence for a refusal of this app or of the document's, in the reader's language."""
    if isinstance(refusal, PlansError):
        return plans.sentence(refusal)
    return SENTENCES[type(refusal)](refusal)
