"""The figures of a period, driven at random against a model of them: entered, confirmed, locked, corrected, contested.
What was locked never changes, by no operation."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from approvals.models import Act, Member
from approvals.operations.register import seal_register
from cycle.enums import Stance
from cycle.exceptions import (
    CycleError,
    DraftsLeft,
    EnteredMeanwhile,
    MeasurementDoesNotFit,
    NotPublished,
    NotYours,
    OwnEntry,
    PeriodLocked,
    PeriodNotLocked,
    PeriodNotOver,
)
from cycle.models import Measurement, Period
from cycle.operations.keep_figures import confirm_measurements, lock_period, record_measurements
from cycle.operations.name_owner import name_owner
from cycle.operations.open_deviations import open_deviations
from cycle.operations.validate_figures import validate_measurement
from cycle.queries.figures import corrections, counting, figures_digest
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from tests.approvals.operations.machines import Life, drive
from tests.conftest import AT
from tests.procedure import another_version, someone

KPIS = st.sampled_from(["sp7.1", "sp7.2"])
ENTERING = ("drafter", "owner", "both")  # "both" enters and confirms
CONFIRMING = ("evaluator", "both")


class Machine(Life):
    refusals = CycleError

    @initialize()
    def begin(self):
        self.at, self.period = AT, Period.objects.get()
        both = someone("reader")
        both.groups.add(*someone("drafter").groups.all(), *someone("evaluator").groups.all())
        self.people = {name: someone(name) for name in ("drafter", "owner", "evaluator")} | {"both": both}
        self.owned = {"sp7.1", "sp7.2"}
        self.lock, self.lost = None, False
        # the model: each KPI's entries as (who, actual, reason, confirmed)
        self.entries = {key: [("drafter", one.actual, "", True)] for key, one in counting(self.period).items()}

    def last(self, kpi):
        return self.entries[kpi][-1]

    @rule(
        kpi=KPIS,
        by=st.sampled_from([*ENTERING, "evaluator"]),
        actual=st.integers(0, 9),
        reason=st.sampled_from(["", "why"]),
        behind=st.integers(0, 1),
    )
    def enter(self, kpi, by, actual, reason, behind):
        seen = len(self.entries[kpi]) - behind
        entry = Entry(kpi, Figures(actual, 9), "SYNTHETIC", seen=seen)
        made = self.tried(
            (by == "evaluator" or (by == "owner" and kpi not in self.owned), NotYours),
            (self.lock and not reason, PeriodLocked),
            (not self.lock and reason, PeriodNotLocked),
            (self.lost and kpi == "sp7.2", MeasurementDoesNotFit),
            (behind, EnteredMeanwhile),
            action=lambda: record_measurements(
                by=self.people[by], at=self.at, period=self.period, entries=[entry], reason=reason
            ),
        )
        if made:
            self.entries[kpi].append((by, actual, reason, False))

    @rule(kpi=KPIS, by=st.sampled_from([*CONFIRMING, "drafter"]), behind=st.integers(0, 1))
    def confirm(self, kpi, by, behind):
        who, actual, reason, done = self.last(kpi)
        made = self.tried(
            (by == "drafter", NotYours),
            (done or behind, EnteredMeanwhile),
            (who == by, OwnEntry),
            (self.lock and not reason, PeriodLocked),  # a draft of what had left the plan when it was locked
            action=lambda: confirm_measurements(
                by=self.people[by], at=self.at, period=self.period, shown={kpi: len(self.entries[kpi]) - behind}
            ),
        )
        if made:
            self.entries[kpi][-1] = (who, actual, reason, True)

    @rule(kpi=KPIS, named=st.booleans())
    def own(self, kpi, named):
        name_owner(by=self.people["drafter"], at=self.at, element=kpi, person=self.people["owner"] if named else None)
        (self.owned.add if named else self.owned.discard)(kpi)

    @rule(kpi=KPIS, number=st.integers(1, 6), stance=st.sampled_from(Stance))
    def validate(self, kpi, number, stance):
        figure = Measurement.objects.filter(period=self.period, kpi=kpi, number=number).first()
        if figure is None:
            return
        published = {entry.pk for found in (counting, corrections) for key, entry in found(self.period).items()}
        self.tried(
            (figure.pk not in published, NotPublished),
            action=lambda: validate_measurement(
                by=someone("delegate-fr"),
                at=self.at,
                measurement=figure,
                member=Member.objects.get(code="FR"),
                stance=stance,
                reason="as counted here",
            ),
        )

    @rule(over=st.booleans(), by=st.sampled_from([*CONFIRMING, "drafter"]))
    def close(self, over, by):
        left = {"sp7.2"} if self.lost else set()
        waiting = any(not entries[-1][3] for key, entries in self.entries.items() if key not in left)
        made = self.tried(
            (by == "drafter", NotYours),
            (self.lock, PeriodLocked),
            (not over, PeriodNotOver),
            (waiting, DraftsLeft),
            action=lambda: lock_period(
                by=self.people[by],
                at=self.at,
                period=self.period,
                today=self.period.end + timedelta(days=1) if over else self.period.end,
            ),
        )
        if made:
            self.lock = figures_digest(self.period)

    @precondition(lambda self: not self.lost and not self.lock)
    @rule()
    def adopt(self):
        """A version without SP7.2 is adopted, and holds on the period's last day."""
        version = self.period.edition.versions.get()
        another_version(self.at, version, kpis=tuple(kpi for kpi in version.content.kpis if kpi.key != "sp7.2"))
        self.lost = True

    @rule()
    def sweep(self):
        open_deviations(at=self.at)
        seal_register(at=self.at)

    @rule(hours=st.integers(1, 400))
    def wait(self, hours):
        self.at += timedelta(hours=hours)

    @invariant()
    def what_counts_is_what_was_confirmed_last(self):
        counted = {key: one.actual for key, one in counting(self.period).items()}
        beside = {key: one.actual for key, one in corrections(self.period).items()}
        for entries, found in ((counted, False), (beside, True)):
            expected = {
                key: [actual for _who, actual, reason, done in mine if done and bool(reason) is found][-1:]
                for key, mine in self.entries.items()
            }
            assert entries == {key: last[0] for key, last in expected.items() if last}

    @invariant()
    def what_is_locked_stays_and_the_register_says_so(self):
        if self.lock:
            assert figures_digest(self.period) == self.lock
            (act,) = Act.objects.filter(chain=self.period.chain, kind="figures_locked")
            assert act.facts["figures_digest"] == self.lock


@pytest.mark.django_db
def test_figures_are_what_their_model_says():
    drive(Machine, lives=12)
