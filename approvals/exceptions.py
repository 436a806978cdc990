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


class AmendmentNotOpen(ApprovalsError):
    """The amendment is not where this act is possible; `state` says where it is."""

    def __init__(self, state):
        self.state = state
        super().__init__(state)
