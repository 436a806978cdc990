"""The urgent procedure, driven at random against its model: found urgent or not, by silence or at a meeting, sealed,
ratified, passed over, or lapsed; and another amendment that wants to build on it meanwhile."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from approvals.enums import Motion, Way
from approvals.exceptions import (
    AlreadyOpen,
    NotOpened,
    ObjectedBefore,
    PollClosed,
    PollOpen,
    WayNotAllowed,
)
from approvals.models import Body, Decision, Delegate, Meeting, Reading
from approvals.operations.freeze_version import freeze_version
from approvals.operations.lapse import lapse_what_was_not_ratified
from approvals.operations.object_to_silence import object_to_silence
from approvals.operations.open_poll import open_poll
from approvals.operations.open_reading import open_reading
from approvals.operations.record_outcome import record_outcome
from approvals.operations.sit import call_meeting, close_meeting, open_meeting
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.sweep_deadlines import close_what_is_due
from approvals.queries.bodies import entitled_members
from plans.enums import DocumentKind, Stage
from plans.models import Lapse, SealedDocument, Version
from plans.queries.versions import latest_version
from tests.approvals.operations.machines import Life, drive
from tests.approvals.operations.model import RATIFICATION, URGENT, Urgency
from tests.conftest import AT
from tests.procedure import SECRETARIES, brought_to, drafted, found, lower_estimate, opened, recorded, rename, someone

DAY = timedelta(days=1)
OFFICERS = ("council-chair", "secretary-general")


class Machine(Life):
    @initialize(come=st.sampled_from(["submitted", "justified", "justified", "adopted", "sealed", "sealed"]))
    def submit(self, come):
        """How far it has come when the random life begins, by the same steps."""
        self.at, self.model, self.meeting = AT, Urgency(), None
        self.another = opened(brought_to("council", AT, [rename()]), AT)
        amendment = drafted(AT, [lower_estimate()], title="It cannot wait")
        reading = submit_amendment(by=someone("drafter"), at=AT, amendment=amendment, shown=1, urgent=True)
        self.review, self.before = reading.review, Decision.objects.count()
        if come != "submitted":
            self.find(1)
            self.find(1)
        if come in ("adopted", "sealed"):
            self.nobody_objects(5)
        if come == "sealed":
            self.seal()

    # what the machine asks

    def reading(self):
        found = Reading.objects.select_related("body", "revision__base", "review", "outcomes", "rule")
        return found.get(review=self.review, closed_at=None)

    def by_officer(self):
        return self.model.place is not None and self.model.place < len(OFFICERS)

    def by_body(self):
        return self.model.place is not None and not self.by_officer()

    def by_silence(self):
        return self.by_body() and self.model.place != RATIFICATION

    def to_be_ratified(self):
        return self.model.place == RATIFICATION

    # the steps

    @precondition(by_officer)
    @rule(really=st.integers(0, 5))
    def find(self, really):
        """An officer finds it urgent; one time in six it is not."""
        motion = Motion.JUSTIFY if really else Motion.DECLINE
        decision = found(self.reading(), OFFICERS[self.model.place], self.at, motion)
        assert decision.outcome == ("justified" if really else "declined")
        self.model.find(bool(really))

    @precondition(by_body)
    @rule()
    def open(self):
        reading, by = self.reading(), someone(SECRETARIES[self.model.body])
        refused = [(self.model.opened, AlreadyOpen)]
        if self.tried(*refused, action=lambda: open_reading(by=by, at=self.at, reading=reading)):
            self.model.opened = True

    @precondition(by_body)
    @rule(days=st.integers(3, 4))
    def be_silent(self, days):
        reading, model = self.reading(), self.model
        refused = [
            (model.place == RATIFICATION, WayNotAllowed),
            (not model.opened, NotOpened),
            (model.silent_until is not None, AlreadyOpen),
            (model.body in model.objected, ObjectedBefore),
        ]
        poll = self.tried(
            *refused,
            action=lambda: open_poll(
                by=someone(SECRETARIES[model.body]),
                at=self.at,
                reading=reading,
                shown=reading.revision.digest,
                motion=reading.outcome_rule.undisputed,
                closes_at=self.at + days * DAY,
                way=Way.SILENCE,
            ),
        )
        if poll:
            model.silent_until = poll.closes_at

    @precondition(by_silence)
    @rule(times=st.integers(1, 5))
    def nobody_objects(self, times):
        """The ordinary case: body after body is silent until the time is over."""
        for _time in range(times):
            if not self.by_silence() or self.model.body in self.model.objected:
                return
            if not self.model.opened:
                self.open()
            if self.model.silent_until is None:
                self.be_silent(3)
            self.at = max(self.at, self.model.silent_until)
            self.sweep()

    @precondition(lambda self: self.by_silence() and self.model.silent_until)
    @rule(place=st.integers(0, 5), really=st.integers(0, 2))
    def objects(self, place, really):
        if really != 1:
            return
        poll = self.reading().polls.get(closed_at=None)
        member = entitled_members(self.reading().body, self.at).order_by("code")[place]
        by = Delegate.objects.in_force(self.at).filter(member=member).first().person
        refused = [(self.at >= self.model.silent_until, PollClosed)]
        given = {"by": by, "at": self.at, "poll": poll, "shown": poll.revision.digest, "reason": "SYNTHETIC"}
        if self.tried(*refused, action=lambda: object_to_silence(**given)):
            self.model.object()

    @rule()
    def sweep(self):
        """Silence that is over is consent; twice is once."""
        over = self.by_silence() and self.model.silent_until is not None and self.at >= self.model.silent_until
        assert close_what_is_due(at=self.at) == int(bool(over))
        assert close_what_is_due(at=self.at) == 0
        if over:
            self.model.go_on()

    @precondition(by_silence)
    @rule()
    def at_a_meeting(self):
        reading, model = self.reading(), self.model
        motion = Motion.ENDORSE if URGENT[model.place][0] == "council" else Motion.FAVOURABLE
        entitled = entitled_members(reading.body, self.at).count()
        refused = [(not model.opened, NotOpened), (model.silent_until is not None, PollOpen)]
        decision = self.tried(
            *refused,
            action=lambda: record_outcome(
                by=someone(SECRETARIES[model.body]),
                at=self.at,
                reading=reading,
                shown=reading.revision.digest,
                motion=motion,
                present=entitled,
            ),
        )
        if decision:
            assert decision.outcome == motion.value.replace("endorse", "endorsed")
            model.go_on()

    @precondition(lambda self: self.model.state == "adopted" and not self.model.sealed)
    @rule()
    def seal(self):
        """Its document is there; the pipeline records that, and the Council is asked to ratify."""
        version = Version.objects.get(number=self.model.mine)
        document = SealedDocument.objects.create(
            kind=DocumentKind.VERSION, subject=version.subject, sealed_at=self.at, created_at=self.at
        )
        for number, stage in enumerate((Stage.PREPARED, Stage.ARCHIVED), start=1):
            document.stages.create(number=number, stage=stage, digest="0" * 64, made_at=self.at)
        assert freeze_version(version=version, at=self.at).sealed_at == self.at
        self.model.seal()

    @precondition(to_be_ratified)
    @rule(present=st.sampled_from([91, 92, 150]), lead=st.integers(-1, 1), ready=st.booleans())
    def ratify(self, present, lead, ready):
        """With a quorum or one short of it; at the two-thirds or one beside them."""
        if self.meeting is not None:
            return
        if ready and not self.model.opened:
            self.open()
        reading, entitled = self.reading(), entitled_members(self.reading().body, self.at).count()
        votes_for = -(-present * 2 // 3) + lead
        refused = [(not self.model.opened, NotOpened)]
        decision = self.tried(
            *refused,
            action=lambda: record_outcome(
                by=someone("council-secretary"),
                at=self.at,
                reading=reading,
                shown=reading.revision.digest,
                motion=Motion.RATIFY,
                present=present,
                votes=(votes_for, present - votes_for, 0),
            ),
        )
        if decision:
            assert decision.outcome == self.model.ratify(entitled, present, votes_for)

    @precondition(lambda self: self.meeting is None and not self.model.passed_over)
    @rule(really=st.integers(0, 3))
    def meet(self, really):
        """The Council sits; what it has to ratify is on its agenda by itself."""
        if really:
            return
        council, by = Body.objects.get(key="council"), someone("council-secretary")
        self.meeting = call_meeting(by=by, at=self.at, body=council, title="SYNTHETIC", starts_at=self.at + DAY)
        open_meeting(by=by, at=self.at, meeting=self.meeting)
        on_agenda = self.meeting.items.filter(reading__review=self.review, left_at=None).count()
        assert on_agenda == int(self.to_be_ratified())

    @precondition(lambda self: self.meeting is not None)
    @rule()
    def go_home(self):
        had = self.meeting.items.filter(reading__review=self.review, reading__nature="ratification").exists()
        close_meeting(by=someone("council-secretary"), at=self.at, meeting=self.meeting)
        self.meeting = None
        self.model.passed_over = had and self.to_be_ratified()

    @rule()
    def lapse(self):
        """The sweep: when its time has passed, or a meeting passed it over. Twice is once."""
        over = self.to_be_ratified() and (self.model.passed_over or self.at >= self.reading().deadline_at)
        assert lapse_what_was_not_ratified(at=self.at) == int(over)
        assert lapse_what_was_not_ratified(at=self.at) == 0
        if over:
            self.model.lapse()

    @precondition(lambda self: self.another is not None)
    @rule(really=st.integers(0, 3))
    def another_is_endorsed(self, really):
        if really and not self.model.awaits:
            return
        decision = recorded(self.another, self.at, Motion.ENDORSE)
        assert decision.outcome == self.model.another()
        self.before += 1
        if decision.outcome == "endorsed":
            self.another = None

    @rule(days=st.integers(1, 5))
    def time(self, days):
        self.at += days * DAY

    @precondition(to_be_ratified)
    @rule(really=st.integers(0, 2))
    def a_long_time(self, really):
        if not really:
            self.at += 400 * DAY

    # what always holds

    @invariant()
    def agrees_with_the_model(self):
        model = self.model
        readings = list(Reading.objects.filter(review=self.review, closed_at=None))
        if model.state == "ordinary":
            assert [reading.step for reading in readings] == ["policy_commission_first"]
        else:
            here = [] if model.place is None else [(URGENT[model.place][0], model.opened)]
            assert [(reading.step, reading.opened_at is not None) for reading in readings] == here
        self.review.amendment.refresh_from_db()
        assert self.review.amendment.state == ("under_review" if model.state == "ordinary" else model.state)
        assert Version.objects.count() == model.versions
        edition = Version.objects.get(number=1).edition
        assert latest_version(edition).number == model.standing[-1]
        lapsed = [model.mine] if model.state == "lapsed" else []
        assert list(Lapse.objects.values_list("version__number", flat=True)) == lapsed
        assert Decision.objects.count() == self.before + model.decisions
        assert Meeting.objects.filter(opened_at__isnull=False, closed_at=None).count() == int(self.meeting is not None)


@pytest.mark.django_db
def test_the_engine_does_what_the_model_of_urgency_says():
    drive(Machine, lives=30)
