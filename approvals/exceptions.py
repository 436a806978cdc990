"""What deciding refuses, each carrying what a page needs to explain it."""


class ApprovalsError(Exception):
    """A refusal of this app."""


class NotYours(ApprovalsError):
    """The person has no right to do this here and now; `what` is an act, `body` the body's key or empty."""

    def __init__(self, what, body=""):
        self.what = what
        self.body = body
        super().__init__(f"{what} {body}".strip())


class AuthorCannotDecide(ApprovalsError):
    """The person wrote the text before it was submitted, so neither records, confirms nor votes on it."""

    def __init__(self, revision):
        self.revision = revision
        super().__init__(str(revision))


class SecretaryCannotVote(ApprovalsError):
    """A body's secretary runs its procedure and has no vote in it; `body` is its key."""

    def __init__(self, body):
        self.body = body
        super().__init__(body)


class MandateMissing(ApprovalsError):
    """The person votes in this body, but not for this Member: it gave its proxy away, or names others."""

    def __init__(self, member):
        self.member = member
        super().__init__(member.code)


class Recused(ApprovalsError):
    """The Member declared an interest that leaves it out of this question."""

    def __init__(self, member):
        self.member = member
        super().__init__(member.code)


class WayNotAllowed(ApprovalsError):
    """The rule of this step does not allow to decide in this way."""

    def __init__(self, way):
        self.way = way
        super().__init__(way)


class NotPresent(ApprovalsError):
    """These Members, by their codes, cast votes in a roll call and are not recorded as present."""

    def __init__(self, members):
        self.members = tuple(members)
        super().__init__(", ".join(self.members))


class AdviceMissing(ApprovalsError):
    """The Council's own text costs more than it may without Finance's advice, which it can waive in the vote."""

    def __init__(self, cost, limit):
        self.cost = cost
        self.limit = limit
        super().__init__(f"{cost} above {limit}")


class ObjectedBefore(ApprovalsError):
    """Somebody objected to adopting this very text by silence, so it goes to a meeting; `poll` is the procedure."""

    def __init__(self, poll):
        self.poll = poll
        super().__init__(str(poll))


class TimeWentBack(ApprovalsError):
    """The moment of an act is before one that is in the register already: a clock was set back."""

    def __init__(self, at, newest):
        self.at = at
        self.newest = newest
        super().__init__(f"{at} is before {newest}")


class NotByUrgency(ApprovalsError):
    """A new edition takes the ordinary procedure: nothing stands before it that would hold again if it lapsed. So does
    a review of the strategy."""


class MeetingNotSitting(ApprovalsError):
    """The meeting is not open: not yet, or no longer."""

    def __init__(self, meeting):
        self.meeting = meeting
        super().__init__(str(meeting))


class AnotherMeeting(ApprovalsError):
    """The body is sitting already; that meeting is closed first."""

    def __init__(self, meeting):
        self.meeting = meeting
        super().__init__(str(meeting))


class RemindedAlready(ApprovalsError):
    """Everybody was reminded a short while ago; `again_at` is when that is possible again."""

    def __init__(self, reminded_at, again_at):
        self.reminded_at = reminded_at
        self.again_at = again_at
        super().__init__(f"{reminded_at}")


class NotOnAgenda(ApprovalsError):
    """The item is not, or no longer, where this act needs it on the agenda."""


class OnAnotherAgenda(ApprovalsError):
    """The reading is on an agenda already."""

    def __init__(self, item):
        self.item = item
        super().__init__(str(item))


class WrongBody(ApprovalsError):
    """The two belong to different bodies."""


class TermDoesNotFit(ApprovalsError):
    """A term that cannot be recorded like this; `why` is a key for wording, `term` the one in the way or None."""

    def __init__(self, why, term=None):
        self.why = why
        self.term = term
        super().__init__(why)


class NobodyChecksIn(ApprovalsError):
    """The rule of this vote counts as present who votes, so nobody checks in."""


class KeyTaken(ApprovalsError):
    """There is a body, or a Member, of this key already; they are never renamed nor removed."""

    def __init__(self, key):
        self.key = key
        super().__init__(key)


class NotSealedYet(ApprovalsError):
    """There is no sealed document of this version to sign."""


class SignatureRefused(ApprovalsError):
    """A signed file that is not taken; `why` is a key for wording, `finding` what the examination said, or empty."""

    def __init__(self, why, finding=""):
        self.why = why
        self.finding = finding
        super().__init__(f"{why} {finding}".strip())


class RuleMissing(ApprovalsError):
    """No version of a rule was in force when it was needed: the organization's rules are incomplete."""

    def __init__(self, kind, key):
        self.kind = kind
        self.key = key
        super().__init__(f"{kind} {key}")


class RuleDoesNotFit(ApprovalsError):
    """A version of a rule that cannot be set like this; `why` is a key for wording."""

    def __init__(self, why):
        self.why = why
        super().__init__(why)


class AnotherText(ApprovalsError):
    """The form was opened on another revision than the one that is being considered now."""

    def __init__(self, shown, now):
        self.shown = shown
        self.now = now
        super().__init__(f"{shown} is not {now.digest}")


class AlreadyDecided(ApprovalsError):
    """The reading is closed; `reading` says how."""

    def __init__(self, reading):
        self.reading = reading
        super().__init__(str(reading))


class NotOpened(ApprovalsError):
    """The reading waits for its secretary to open it."""


class AlreadyOpen(ApprovalsError):
    """The reading, or its poll, is open already."""


class MotionNotPossible(ApprovalsError):
    """This motion cannot be put at this step, or lacks what it needs; `why` is a key for wording."""

    def __init__(self, motion, why):
        self.motion = motion
        self.why = why
        super().__init__(f"{motion}: {why}")


class CountsDoNotFit(ApprovalsError):
    """Counts that cannot be: `why` names the rule, the numbers say what is true."""

    def __init__(self, why, number, limit):
        self.why = why
        self.number = number
        self.limit = limit
        super().__init__(f"{why}: {number} against {limit}")


class PollOpen(ApprovalsError):
    """A poll is being held on this reading; it is closed first."""


class PollClosed(ApprovalsError):
    """The poll was closed, or its time has passed."""

    def __init__(self, poll):
        self.poll = poll
        super().__init__(str(poll))


class PollBusy(ApprovalsError):
    """Others of the same Member are voting at this very moment; nothing was recorded."""


class PollNotOver(ApprovalsError):
    """A poll ends at its time, or earlier once every Member has voted."""

    def __init__(self, poll, missing):
        self.poll = poll
        self.missing = missing
        super().__init__(f"{missing} Members have not voted")


class NoStandingOutcome(ApprovalsError):
    """There is no earlier outcome of this step that still stands and could be reaffirmed."""


class ReasonMissing(ApprovalsError):
    """This act needs a reason."""


class CorrectedElsewhere(ApprovalsError):
    """What this act is about is corrected where it was done."""


class AmendmentNotOpen(ApprovalsError):
    """The amendment is not where this act is possible; `state` says where it is."""

    def __init__(self, state):
        self.state = state
        super().__init__(state)
