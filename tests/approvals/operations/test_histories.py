"""Histories of every path, stored as they once went: on the current code they still go the same way.

`tests/data/histories.json` holds for each path the moves and what the register kept of them. A change of the code that leads
an open review elsewhere shows here; then the chain gets a new class, and the old one stays.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from viewflow.workflow.models import Process, Task

from approvals.enums import Motion
from approvals.exceptional_flows import CorrigendumFlow, UrgentFlow
from approvals.flows import ReviewFlow
from approvals.models import Act, Body
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.freeze_version import freeze_versions
from approvals.operations.lapse import lapse_what_was_not_ratified
from approvals.operations.open_poll import open_poll
from approvals.operations.reaffirm_outcome import reaffirm_outcome
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.sweep_deadlines import close_what_is_due
from approvals.operations.withdraw_amendment import withdraw_amendment
from plans.enums import AmendmentKind
from plans.models import Version
from plans.operations.save_draft import save_draft
from plans.operations.start_amendment import start_amendment
from plans.rules.changes import Cost
from tests.procedure import (
    adopted,
    attended,
    called,
    current,
    drafted,
    found,
    lower_estimate,
    opened,
    placed,
    recorded,
    rename,
    sat,
    secretary_of,
    silent,
    someone,
    voted,
)

pytestmark = pytest.mark.django_db
STORED = Path("tests/data/histories.json")
HISTORIES = json.loads(STORED.read_text())
OFFICERS = {"chair": "council-chair", "secretary": "council-secretary", "secretary_general": "secretary-general"}


class Replay:
    """Takes one amendment through its moves; each is a method, with an argument after a colon."""

    def __init__(self, at):
        self.at = at
        self.amendment = None
        self.review = None

    def reading(self):
        return current(self.review)

    def submit(self, how=""):
        drafter, urgent = someone("drafter"), how == "urgent"
        if how == "corrigendum":
            self.amendment = start_amendment(
                by=drafter,
                at=self.at,
                base=Version.objects.order_by("number", "corrigendum").last(),
                title="SP2 is misnamed",
                changes=[rename(new="The Revenue Package")],
                rationale={"en": "Section IV names it otherwise."},
                kind=AmendmentKind.CORRIGENDUM,
            )
        else:
            self.amendment = drafted(self.at, [rename(new="Packge on revenue"), lower_estimate()])
        reading = submit_amendment(by=drafter, at=self.at, amendment=self.amendment, shown=1, urgent=urgent)
        self.review = reading.review

    def decide(self, motion="favourable"):
        given = {"changes": [lower_estimate(to="0.8")]} if motion in ("favourable_with_changes", "amend") else {}
        recorded(opened(self.reading(), self.at), self.at, Motion(motion), **given)

    def alone(self, motion):
        reading = self.reading()
        found(reading, OFFICERS[reading.role], self.at, Motion(motion))

    def reaffirm(self):
        reading = self.reading()
        reaffirm_outcome(
            by=secretary_of(reading), at=self.at, reading=reading, shown=reading.revision.digest, reason="Not touched"
        )

    def poll(self, votes):
        reading = opened(self.reading(), self.at)
        poll = polled_on(reading, self.at)
        voted(poll, self.at, votes_for=int(votes))
        self.at = poll.closes_at
        close_what_is_due(at=self.at)

    def silence(self):
        self.at = silent(opened(self.reading(), self.at), self.at).closes_at
        close_what_is_due(at=self.at)

    def meet(self, motion="favourable"):
        reading = opened(self.reading(), self.at)
        meeting = called(reading.body, self.at)
        if not meeting.items.filter(reading=reading).exists():
            placed(meeting, reading, self.at)
        attended(meeting, self.at, 150 if reading.body.key == "council" else 10)
        given = {"changes": [lower_estimate(to="0.8")]} if motion == "amend" else {}
        sat(meeting, reading, self.at, Motion(motion), **given)

    def resubmit(self, what):
        contents = {
            "letter": {"changes": [rename(new="Package on revenue"), lower_estimate()]},
            "text": {"changes": [rename(new="Another package"), lower_estimate()]},
            "estimate": {"changes": [rename(new="Packge on revenue"), lower_estimate(to="0.8")]},
            "cost": {"cost": Cost(amount=10, currency="EUR")},
        }[what]
        self.amendment.refresh_from_db()
        drafter, shown = someone("drafter"), self.amendment.drafts.last().number
        draft = save_draft(by=drafter, at=self.at, amendment=self.amendment, shown=shown, **contents)
        submit_amendment(
            by=drafter,
            at=self.at,
            amendment=self.amendment,
            shown=draft.number,
            reason="SYNTHETIC",
            typing_errors=what == "letter",
        )

    def meanwhile(self, what):
        """Another amendment is adopted, and the sweep carries this one over."""
        changes = {
            "apart": [lower_estimate("0.7", kpi="ld3.2", old=_aim("ld3.2"))],
            "clash": [lower_estimate(to="0.6")],
            "same": [rename(new="Packge on revenue"), lower_estimate()],
        }[what]
        adopted(self.at, changes, title="Another")
        carry_amendments_over(at=self.at)

    def freeze(self):
        freeze_versions(at=self.at)

    def lapse(self):
        self.at = self.reading().deadline_at
        lapse_what_was_not_ratified(at=self.at)

    def withdraw(self):
        withdraw_amendment(by=someone("drafter"), at=self.at, amendment=self.amendment)

    def kept(self):
        """What the register kept: each act's kind with its step, its outcome, or where it goes on."""
        acts = Act.objects.filter(chain=self.review.chain).order_by("number")
        names = ("step", "outcome", "resumes_at")
        return [" ".join([act.kind, *(str(act.facts[name]) for name in names if name in act.facts)]) for act in acts]


def _aim(kpi):
    return Version.objects.order_by("number", "corrigendum").last().content.element(kpi).estimates[-1].aim.ratio


def polled_on(reading, at):
    return open_poll(
        by=secretary_of(reading),
        at=at,
        reading=reading,
        shown=reading.revision.digest,
        motion=reading.outcome_rule.undisputed,
        closes_at=at + timedelta(days=7),
    )


def replayed(moves, at):
    replay = Replay(at)
    for move in moves:
        name, _, argument = move.partition(":")
        getattr(replay, name)(*[argument] if argument else [])
    return replay


@pytest.mark.parametrize("name", HISTORIES)
def test_a_stored_history_goes_the_same_way(name, at):
    replay = replayed(HISTORIES[name]["moves"], at)
    assert replay.kept() == HISTORIES[name]["acts"]
    replay.amendment.refresh_from_db()
    assert replay.amendment.state == HISTORIES[name]["state"]
    # every stored reference to the engine's flows resolves
    assert {process.flow_class for process in Process.objects.all()} >= {replay.review.flow}
    assert all(task.flow_task is not None for task in Task.objects.all())


def test_every_step_of_every_chain_of_ours_is_in_some_history():
    steps = {word for history in HISTORIES.values() for act in history["acts"] for word in act.split()}
    named = {
        node.name
        for flow in (ReviewFlow, UrgentFlow, CorrigendumFlow)
        for node in flow.instance.nodes()
        if hasattr(node, "outcomes")
    }
    assert named - steps == set()
    assert Body.objects.count() == 4
