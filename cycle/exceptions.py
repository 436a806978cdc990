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
    """The period's figures are closed; what is wrong in them is corrected beside them, with a reason."""

    def __init__(self, period):
        self.period = period
        super().__init__(period)


class PeriodNotLocked(CycleError):
    """Nothing is locked here yet, so that a figure is simply entered anew."""

    def __init__(self, period):
        self.period = period
        super().__init__(period)


class PeriodNotOver(CycleError):
    """A period is locked after its last day."""

    def __init__(self, period):
        self.period = period
        super().__init__(period)


class NoSuchPeriod(CycleError):
    """There is no period of this code, or nothing could be said of it by that day."""

    def __init__(self, code):
        self.code = code
        super().__init__(code)


class PeriodDoesNotFit(CycleError):
    """A period that cannot be; `why` is a key for wording, `other` the code of the period that it meets."""

    def __init__(self, why, other=""):
        self.why, self.other = why, other
        super().__init__(why)


class MeasurementDoesNotFit(CycleError):
    """Figures that cannot be for this kind of KPI; `why` is a key for wording."""

    def __init__(self, why, kpi=""):
        self.why, self.kpi = why, kpi
        super().__init__(why)


class NotUnderstood(CycleError):
    """What stands in a cell is no figure; `why` is a key for wording, `place` the column, `cell` what stands there."""

    def __init__(self, why, place="", cell=None):
        self.why, self.place, self.cell = why, place, cell
        super().__init__(f"{place} {why}: {cell!r}")


class CannotRead(CycleError):
    """A file that is no table of figures; `why` is a key for wording, `what` what was there instead."""

    def __init__(self, why, what=""):
        self.why, self.what = why, what
        super().__init__(why)


class FileDone(CycleError):
    """The file was accepted or dropped already."""


class FileHasFaults(CycleError):
    """Something in the file cannot be stored, and it was not said that the rest is to be stored alone."""


class NothingToStore(CycleError):
    """The file says nothing that is not entered already."""


class EnteredMeanwhile(CycleError):
    """Something was entered, or confirmed, that was not shown; `entries` are the Measurements now, by the KPI's key."""

    def __init__(self, entries):
        self.entries = entries
        super().__init__(", ".join(entries))


class OwnEntry(CycleError):
    """Who entered a figure does not confirm it; `kpis` are the keys of those."""

    def __init__(self, kpis):
        self.kpis = kpis
        super().__init__(", ".join(kpis))


class DraftsLeft(CycleError):
    """Entries wait to be confirmed; `kpis` are their keys."""

    def __init__(self, kpis):
        self.kpis = kpis
        super().__init__(", ".join(kpis))


class OwnerAndDeadlineMissing(CycleError):
    """What is done without the plan being changed has somebody who does it, and a day."""


class DeadlineOver(CycleError):
    """The day until which something is to be done is over already."""

    def __init__(self, day):
        self.day = day
        super().__init__(day)


class NotAnOwner(CycleError):
    """Who does not work here any more owns no KPI."""


class NotAMember(CycleError):
    """Only who speaks for a Member confirms or contests figures."""


class NotPublished(CycleError):
    """The figure is a draft, or another one counts by now."""


class NothingToAnswer(CycleError):
    """A Member that confirms a figure contests nothing."""


class AlreadyAnswered(CycleError):
    """This was answered already."""


class ReasonMissing(CycleError):
    """Whoever contests a figure says why, whoever answers says something, whoever links deviations says what they have
    in common."""


class CannotLink(CycleError):
    """A deviation is linked with another one, once."""


class StepOver(CycleError):
    """The step of the cycle has ended; `step` is its name."""

    def __init__(self, step):
        self.step = step
        super().__init__(step)


class NoSuchDeliverable(CycleError):
    """The plan has no such deliverable."""

    def __init__(self, key):
        self.key = key
        super().__init__(key)


class NextYearThere(CycleError):
    """The plan has a later annual plan already."""

    def __init__(self, plan):
        self.plan = plan
        super().__init__(plan.code)


class NothingLeft(CycleError):
    """Every deliverable of the annual plan is done, so that no next one can be made of what is left."""


class NextYearInHand(CycleError):
    """The annual plan of the next year is drafted, or under review, already."""

    def __init__(self, amendment):
        self.amendment = amendment
        super().__init__(amendment.code)


class AfterTheEdition(CycleError):
    """The next year begins after the last day of the edition: it belongs to the one that takes its place."""

    def __init__(self, end):
        self.end = end
        super().__init__(end)


class ReviewUnderWay(CycleError):
    """The strategy is under review already, as this amendment."""

    def __init__(self, amendment):
        self.amendment = amendment
        super().__init__(amendment)


class ReportOfAnotherPlan(CycleError):
    """The report is on another edition than the one whose strategy is put to the bodies."""


class ReportCorrected(CycleError):
    """Another report, this one, corrects what was chosen."""

    def __init__(self, published):
        self.published = published
        super().__init__(published)


class DayNotOver(CycleError):
    """A report is published of a day that is over: until then something may still be recorded."""

    def __init__(self, day):
        self.day = day
        super().__init__(day)


class ReportMoved(CycleError):
    """The report is another one than was shown."""


class AlreadyPublished(CycleError):
    """The very same report is published already."""

    def __init__(self, published):
        self.published = published
        super().__init__(published)


class AlreadyCorrected(CycleError):
    """Another report corrects that one already; what is wrong now is wrong in that."""

    def __init__(self, published):
        self.published = published
        super().__init__(published)


class ReportOfAnotherPeriod(CycleError):
    """The report that would be corrected is on another period, or on the period of another plan."""

    def __init__(self, published):
        self.published = published
        super().__init__(published)


class ProposerCannotEvaluate(CycleError):
    """Whoever proposed a solution does not choose among them."""
