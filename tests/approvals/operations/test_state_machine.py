"""The real operations, driven at random, against the short model of the procedure in model.py."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from approvals.enums import Choice, Motion, Way
from approvals.exceptions import (
    AlreadyOpen,
    MandateMissing,
    NoStandingOutcome,
    NotOpened,
    NotYours,
    ObjectedBefore,
    PollClosed,
    PollNotOver,
    PollOpen,
    Recused,
    WayNotAllowed,
)
from approvals.models import Body, Decision, Delegate, Member, Office, Reading, Review
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.operations.declare_interest import declare_interest, take_back_interest
from approvals.operations.membership import appoint, end_delegation, end_office, name_delegate, name_substitute
from approvals.operations.object_to_silence import object_to_silence
from approvals.operations.open_poll import open_poll
from approvals.operations.open_reading import open_reading
from approvals.operations.reaffirm_outcome import reaffirm_outcome
from approvals.operations.record_outcome import record_outcome
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.sweep_deadlines import close_what_is_due
from approvals.operations.withdraw_amendment import withdraw_amendment
from approvals.queries.bodies import entitled_members
from plans.models import Version
from plans.operations.save_draft import save_draft
from plans.rules.changes import Cost
from tests.approvals.operations.machines import Life, drive
from tests.approvals.operations.model import CHAIN, COUNCIL, Procedure
from tests.conftest import AT
from tests.procedure import SECRETARIES, drafted, lower_estimate, rename, someone

WORDS = ("Packge on revenue", "Package on revenue", "Another package")
SLIP = (WORDS[0], WORDS[1])
texts = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(WORDS),
        "audit": st.sampled_from(("0.75", "0.8")),
        "finance": st.sampled_from((0, 1000)),
    }
)
DAY = timedelta(days=1)


class Machine(Life):
    @initialize(text=texts)
    def submit(self, text):
        self.at = AT
        self.seats = {
            body.key: set(entitled_members(body, AT).values_list("code", flat=True)) for body in Body.objects.all()
        }
        self.model = Procedure(dict(self.seats))
        self.amendment = drafted(AT, [])
        self.saved = 1
        self.secretary = {key: someone(username) for key, username in SECRETARIES.items()}
        self.in_office = dict.fromkeys(SECRETARIES, True)
        self.without = set()  # Members whose delegate was taken away
        self.absent = {}  # body and Member: until when the reader stands in for its delegate
        self.save(text)
        reading = submit_amendment(by=someone("drafter"), at=self.at, amendment=self.amendment, shown=self.saved)
        self.review = reading.review
        self.model.submit(text)

    # what the machine asks

    def reading(self):
        return Reading.objects.select_related("body", "revision", "review", "outcomes", "rule").get(
            review=self.review, closed_at=None
        )

    def save(self, text):
        changes = [rename(new=text["policy"]), lower_estimate(to=text["audit"], day=date(2020, 7, 1))]
        cost = Cost(amount=text["finance"], currency="EUR") if text["finance"] else False
        self.amendment.refresh_from_db()
        draft = save_draft(
            by=someone("drafter"), at=self.at, amendment=self.amendment, shown=self.saved, changes=changes, cost=cost
        )
        self.saved = draft.number

    def runs(self):
        return self.in_office[self.model.body]

    def under_review(self):
        return self.model.state == "under_review"

    # the steps

    def ready(self):
        """Its secretary is in office and has taken it up; whether a meeting can decide now."""
        if not self.runs():
            self.change_secretary(self.model.body)
        if not self.model.opened:
            self.open(again=0)
        return self.model.poll is None

    @precondition(under_review)
    @rule(steps=st.integers(1, 2), endorses=st.booleans())
    def go_on(self, steps, endorses):
        """The ordinary case: body after body is favourable, the Council endorses."""
        for _step in range(steps):
            if self.under_review() and (self.model.place != COUNCIL or endorses) and self.ready():
                self.decide("favourable", short=False, consensus=True, lead=0)

    @precondition(lambda self: self.under_review() and self.model.place != COUNCIL)
    @rule(text=texts, slip=st.booleans())
    def come_back(self, text, slip):
        """Returned and submitted again, perhaps with a slip corrected and nothing else."""
        if self.ready():
            self.decide("return", short=False, consensus=True, lead=0)
            self.revise(self.model.texts[-1] | {"policy": SLIP[1]} if slip else text)

    @precondition(under_review)
    @rule(
        silent=st.booleans(), share=st.sampled_from([0.4, 0.6, 0.75]), against=st.integers(0, 2), sweeps=st.booleans()
    )
    def whole_poll(self, silent, share, against, sweeps):
        """Put in writing, voted on, and closed when its time is over."""
        if self.ready():
            self.put_in_writing(silent, 3)
        if self.model.poll is None:
            return
        if not self.model.poll.silent:
            self.many_vote(share, against)
        self.at = max(self.at, self.model.poll.closes_at)
        self.close(sweeps)

    @precondition(under_review)
    @rule(again=st.integers(0, 4))
    def open(self, again):
        if self.model.opened and again != 1:
            return
        reading = self.reading()
        refused = [(not self.runs(), NotYours), (self.model.opened, AlreadyOpen)]
        by = self.secretary[self.model.body]
        if self.tried(*refused, action=lambda: open_reading(by=by, at=self.at, reading=reading)):
            self.model.open()

    @precondition(under_review)
    @rule(
        motion=st.sampled_from(["favourable", "favourable", "favourable", "adverse", "return"]),
        short=st.booleans(),
        consensus=st.booleans(),
        lead=st.integers(-1, 1),
    )
    def decide(self, motion, short, consensus, lead):
        """With a quorum or one Member short of it; by consensus, or by a vote at its threshold."""
        reading, entitled = self.reading(), len(self.model.entitled())
        motion = "endorse" if self.model.place == COUNCIL else motion
        present = entitled // 2 + (0 if short else 1)
        least = -(-present * 2 // 3) if self.model.place == COUNCIL else present // 2
        votes = None if consensus else (max(0, min(present, least + lead)), 0)
        votes = votes and (votes[0], present - votes[0])
        refused = [
            (not self.runs(), NotYours),
            (not self.model.opened, NotOpened),
            (self.model.poll is not None, PollOpen),
        ]
        decision = self.tried(
            *refused,
            action=lambda: record_outcome(
                by=self.secretary[self.model.body],
                at=self.at,
                reading=reading,
                shown=reading.revision.digest,
                motion=Motion(motion),
                present=present,
                votes=votes and (*votes, 0),
                reason="SYNTHETIC",
            ),
        )
        if decision:
            assert decision.outcome == self.model.decide(motion, present, votes)

    @precondition(lambda self: self.model.state == "returned")
    @rule(text=texts)
    def revise(self, text):
        before = self.model.texts[-1]
        if text == before:
            return
        slip = (before["policy"], text["policy"]) == SLIP and all(
            before[name] == text[name] for name in ("audit", "finance")
        )
        self.save(text)
        submit_amendment(
            by=someone("drafter"),
            at=self.at,
            amendment=self.amendment,
            shown=self.saved,
            reason="SYNTHETIC",
            typing_errors=slip,
        )
        self.model.resubmit(text, slip)

    @precondition(under_review)
    @rule(really=st.integers(0, 3))
    def reaffirm(self, really):
        if really and not self.model.standing:
            return
        reading = self.reading()
        refused = [
            (not self.runs(), NotYours),
            (not self.model.standing, NoStandingOutcome),
            (self.model.poll is not None, PollOpen),
        ]
        decision = self.tried(
            *refused,
            action=lambda: reaffirm_outcome(
                by=self.secretary[self.model.body],
                at=self.at,
                reading=reading,
                shown=reading.revision.digest,
                reason="SYNTHETIC",
            ),
        )
        if decision:
            self.model.reaffirm()

    @precondition(lambda self: self.under_review() and self.model.opened)
    @rule(place=st.integers(0, 5))
    def recuse(self, place):
        reading, member = self.reading(), self.member(place)
        refused = [(not self.runs(), NotYours), (member.code in self.model.recused, Recused)]
        done = self.tried(
            *refused,
            action=lambda: declare_interest(
                by=self.secretary[self.model.body],
                at=self.at,
                reading=reading,
                member=member,
                statement="SYNTHETIC",
                recuses=True,
            ),
        )
        if done:
            self.model.recused.add(member.code)

    @precondition(lambda self: self.under_review() and self.model.recused)
    @rule()
    def take_part_again(self):
        code = min(self.model.recused)
        interest = self.reading().interests.get(member__code=code, taken_back_at=None)
        refused = [(not self.runs(), NotYours)]
        by = self.secretary[self.model.body]
        if self.tried(*refused, action=lambda: take_back_interest(by=by, at=self.at, interest=interest)):
            self.model.recused.discard(code)

    def member(self, place):
        return Member.objects.get(code=sorted(self.seats[self.model.body])[place])

    @precondition(under_review)
    @rule(place=st.integers(0, 5))
    def revoke(self, place):
        """A Member's delegate is taken away."""
        member = self.member(place)
        if member.code in self.without:
            return
        for delegate in Delegate.objects.in_force(self.at).filter(member=member):
            end_delegation(
                by=someone("registrar"), at=self.at, delegate=delegate, ends_at=self.at + timedelta(seconds=1)
            )
        self.at += timedelta(seconds=1)
        self.without.add(member.code)

    @precondition(lambda self: self.without)
    @rule()
    def grant(self):
        code = min(self.without)
        person = someone(f"delegate-{code.lower()}")
        member = Member.objects.get(code=code)
        name_delegate(by=someone("registrar"), at=self.at, member=member, person=person, starts_at=self.at)
        self.without.discard(code)

    @precondition(under_review)
    @rule(really=st.integers(0, 3))
    def leave_or_take_office(self, really):
        if really and self.runs():
            return
        self.change_secretary(self.model.body)

    def change_secretary(self, key):
        """The secretary leaves office, or takes it up again."""
        if self.in_office[key]:
            office = Office.objects.in_force(self.at).get(body__key=key, role="secretary")
            end_office(by=someone("registrar"), at=self.at, office=office, ends_at=self.at + timedelta(seconds=1))
            self.at += timedelta(seconds=1)
        else:
            appoint(
                by=someone("registrar"),
                at=self.at,
                body=Body.objects.get(key=key),
                person=self.secretary[key],
                role="secretary",
                starts_at=self.at,
            )
        self.in_office[key] = not self.in_office[key]

    @precondition(under_review)
    @rule(place=st.integers(0, 5))
    def delegate(self, place):
        """A delegate is away for five days, and the reader acts."""
        member, body = self.member(place), Body.objects.get(key=self.model.body)
        if member.code in self.without:
            return
        if self.absent.get((body.key, member.code), self.at) > self.at:
            return
        person = someone(f"delegate-{member.code.lower()}")
        until = self.at + 5 * DAY
        name_substitute(
            by=person,
            at=self.at,
            body=body,
            absent=person,
            substitute=someone("reader"),
            starts_at=self.at,
            ends_at=until,
        )
        self.absent[body.key, member.code] = until

    @precondition(lambda self: self.under_review() and self.model.opened)
    @rule(silent=st.booleans(), days=st.integers(3, 9))
    def put_in_writing(self, silent, days):
        reading, model = self.reading(), self.model
        refused = [
            (not self.runs(), NotYours),
            (silent and model.place == COUNCIL, WayNotAllowed),
            (model.poll is not None, AlreadyOpen),
            ((model.body, str(model.texts[-1])) in model.objected, ObjectedBefore),
        ]
        poll = self.tried(
            *refused,
            action=lambda: open_poll(
                by=self.secretary[model.body],
                at=self.at,
                reading=reading,
                shown=reading.revision.digest,
                motion=reading.outcome_rule.undisputed,
                closes_at=self.at + days * DAY,
                way=Way.SILENCE if silent else Way.POLL,
            ),
        )
        if poll:
            model.open_poll(silent, poll.closes_at)

    def open_poll_row(self):
        return self.reading().polls.get(closed_at=None)

    @precondition(lambda self: self.under_review() and self.model.poll)
    @rule(place=st.integers(0, 5), choice=st.sampled_from(list(Choice)), stands_in=st.booleans())
    def vote_or_object(self, place, choice, stands_in):
        model, poll, member = self.model, self.open_poll_row(), self.member(place)
        away = self.absent.get((model.body, member.code), self.at) > self.at
        by = someone("reader") if stands_in else someone(f"delegate-{member.code.lower()}")
        # the reader may stand in for others too; then it is this Member that it does not act for
        refused = [
            (self.at >= model.poll.closes_at, PollClosed),
            (member.code in self.without or (stands_in and not away), (NotYours, MandateMissing)),
            (member.code in model.recused, Recused),
        ]
        given = {"by": by, "at": self.at, "poll": poll, "shown": poll.revision.digest, "member": member}
        if model.poll.silent:
            if self.tried(*refused, action=lambda: object_to_silence(**given, reason="SYNTHETIC")):
                model.object()
        elif self.tried(*refused, action=lambda: cast_vote(**given, choice=choice)):
            model.vote(member.code, choice.value)

    @precondition(lambda self: self.under_review() and self.model.poll and not self.model.poll.silent)
    @rule(share=st.sampled_from([0.4, 0.6, 0.75, 1]), against=st.integers(0, 2))
    def many_vote(self, share, against):
        """A good part of the body votes; who could not is left out."""
        model, poll = self.model, self.open_poll_row()
        if self.at >= model.poll.closes_at:
            return
        voters = sorted(model.entitled() - self.without)
        voters = voters[: int(len(voters) * share)]
        for number, code in enumerate(voters):
            choice = Choice.AGAINST if against and number % 3 < against else Choice.FOR
            by = someone(f"delegate-{code.lower()}")
            cast_vote(by=by, at=self.at, poll=poll, shown=poll.revision.digest, choice=choice)
            model.vote(code, choice.value)

    @precondition(lambda self: self.under_review() and self.model.poll)
    @rule(sweeps=st.booleans())
    def close(self, sweeps):
        model, poll = self.model, self.open_poll_row()
        over = self.at >= model.poll.closes_at
        if sweeps:
            assert close_what_is_due(at=self.at) == int(over)
            assert close_what_is_due(at=self.at) == 0
            decision = Decision.objects.filter(poll=poll).first()
        else:
            voted = set(model.poll.votes) & model.entitled()
            early = not over and (model.poll.silent or voted != model.entitled())
            refused = [(not self.runs(), NotYours), (early, PollNotOver)]
            by = self.secretary[model.body]
            decision = self.tried(*refused, action=lambda: close_poll(by=by, at=self.at, poll=poll))
        if decision:
            assert decision.outcome == model.close()

    @precondition(lambda self: self.model.state in ("under_review", "returned"))
    @rule(really=st.integers(0, 9))
    def withdraw(self, really):
        if really != 7:
            return
        refused = [(self.model.poll is not None, PollOpen)]
        by = someone("drafter")
        if self.tried(*refused, action=lambda: withdraw_amendment(by=by, at=self.at, amendment=self.amendment)):
            self.model.withdraw()

    @rule(days=st.integers(1, 6))
    def time(self, days):
        self.at += days * DAY

    # what always holds

    @invariant()
    def agrees_with_the_model(self):
        model = self.model
        self.amendment.refresh_from_db()
        readings = list(Reading.objects.filter(review=self.review, closed_at=None))
        here = [(CHAIN[model.place][0], model.opened)] if self.under_review() else []
        assert [(reading.step, reading.opened_at is not None) for reading in readings] == here
        assert self.amendment.state == model.state
        assert [reading.standing is not None for reading in readings] == [model.standing for _place in here]
        assert Version.objects.count() == model.versions
        assert Decision.objects.count() == model.decisions
        assert Review.objects.get(pk=self.review.pk).readings.filter(closed_at=None).count() <= 1


@pytest.mark.django_db
def test_the_engine_does_what_the_model_says():
    drive(Machine, lives=25)
