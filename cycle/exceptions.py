"""What the cycle's operations refuse, each carrying what a page needs to explain it."""


class CycleError(Exception):
    """A refusal of this app."""


class NotADemonstration(CycleError):
    """The demonstration's accounts have a public password, so they exist in demonstration mode only."""


class NotYours(CycleError):
    """The person has no right to do this; `what` names the permission."""

    def __init__(self, what):
        self.what = what
        super().__init__(what)


class GateClosed(CycleError):
    """The cycle's step still lacks something; `lacks` says what, as values that templates word."""

    def __init__(self, lacks):
        self.lacks = lacks
        super().__init__(", ".join(lack.what for lack in lacks))


class OutOfOrder(CycleError):
    """This was done already, or something comes before it; `now` is where it stands."""

    def __init__(self, now):
        self.now = now
        super().__init__(now)


class PeriodLocked(CycleError):
    """The period's figures are closed."""


class MeasurementDoesNotFit(CycleError):
    """Figures that cannot be for this kind of KPI; `why` is a key for wording."""

    def __init__(self, why):
        self.why = why
        super().__init__(why)


class ProposerCannotEvaluate(CycleError):
    """Whoever proposed a solution does not choose among them."""
