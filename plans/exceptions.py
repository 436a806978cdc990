"""What the document's operations refuse, each carrying what a page needs to explain it."""


class PlansError(Exception):
    """A refusal of this app."""


class PlanDoesNotFit(PlansError):
    """A document that is not a plan; `faults` says where and what was expected."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__("; ".join(map(str, faults)))


class ChangeDoesNotFit(PlansError):
    """A change that cannot be made to this content; `number` counts from 1, `expected` is a sentence."""

    def __init__(self, number, expected):
        self.number = number
        self.expected = expected
        super().__init__(f"change {number}: {expected}")


class AnotherBase(PlansError):
    """Changes of one content, asked of another; `named` and `given` are the two digests."""

    def __init__(self, named, given):
        self.named = named
        self.given = given
        super().__init__(f"these changes are of the text {named[:12]}, not of {given[:12]}")


class InConflict(PlansError):
    """An amendment and the text that it should be carried over to say the same thing otherwise; `conflicts` says
    what."""

    def __init__(self, conflicts):
        self.conflicts = conflicts
        super().__init__(", ".join(f"{conflict.element or 'the plan'}: {conflict.clash}" for conflict in conflicts))


class Unsettled(PlansError):
    """An amendment that is in conflict with a version adopted meanwhile; its drafters settle that first."""

    def __init__(self, version):
        self.version = version
        super().__init__(f"in conflict with version {version.label}")


class TooManyChanges(PlansError):
    """A draft with more changes than one amendment may hold; `limit` is how many that is."""

    def __init__(self, limit):
        self.limit = limit
        super().__init__(f"more than {limit} changes")


class EditionIsThere(PlansError):
    """A new edition with the key of one that is there already."""

    def __init__(self, key):
        self.key = key
        super().__init__(key)


class ConflictMoved(PlansError):
    """Another version was adopted after the conflict was shown; nothing is settled on a text that nobody saw."""

    def __init__(self, version):
        self.version = version
        super().__init__(f"version {version.label}")


class NothingToSettle(PlansError):
    """The conflict was settled already, or there was none."""


class NoPlanInForce(PlansError):
    """Nothing has been adopted yet, so there is nothing to amend."""


class PlanAlreadyLoaded(PlansError):
    """A first version can be loaded once; afterwards a plan changes by amendments."""

    def __init__(self, version):
        self.version = version
        super().__init__(f"version {version.label} is already there")


class NotAllowed(PlansError):
    """The person may not do this; `what` names the act."""

    def __init__(self, what):
        self.what = what
        super().__init__(what)


class NothingToSubmit(PlansError):
    """A draft without a change."""


class RationaleMissing(PlansError):
    """A draft without a reason."""


class DraftClosed(PlansError):
    """The amendment is under review, decided or withdrawn, so its draft cannot be edited."""

    def __init__(self, state):
        self.state = state
        super().__init__(state)


class DraftMoved(PlansError):
    """Somebody saved the draft after it was shown; `draft` is how it stands now."""

    def __init__(self, amendment):
        self.amendment = amendment
        super().__init__(amendment.code)


class TextCannotBeStored(PlansError):
    """A text that is too long, or holds characters that cannot be printed."""


class DayOutsidePeriod(PlansError):
    """A day of entry into force outside the plan's period, `start` to `end`."""

    def __init__(self, start, end):
        self.start = start
        self.end = end
        super().__init__(f"{start} to {end}")


class NothingChanged(PlansError):
    """A resubmission that says exactly what the last revision said."""


class CannotRender(PlansError):
    """A document could not be made; `why` is a sentence. The plan stays adopted, and it is tried again."""

    def __init__(self, why):
        self.why = why
        super().__init__(why)


class CannotSeal(PlansError):
    """A document could not be sealed; `why` is a sentence. It is tried again, and never sealed lower."""

    def __init__(self, why):
        self.why = why
        super().__init__(why)


class NotTypingErrors(PlansError):
    """The revision changes more than typing errors: another word, a figure, a negation, or something beside texts."""


class NotClerical(PlansError):
    """A corrigendum corrects texts and figures that stand there; it adds, removes and moves nothing, and costs
    nothing."""
