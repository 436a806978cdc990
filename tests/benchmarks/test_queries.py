"""How many statements the busiest paths take, at any length. Printed with -s; bounded here since counts do not vary."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.enums import Motion
from approvals.models import Delegate
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.operations.record_outcome import record_outcome
from tests.procedure import (
    brought_to,
    current,
    lower_estimate,
    opened,
    polled,
    rename,
    secretary_of,
    someone,
    submitted,
    voted,
)

pytestmark = pytest.mark.django_db


def counted(what, action):
    """The number of statements that an action takes, transaction brackets left out; printed."""
    with CaptureQueriesContext(connection) as captured:
        action()
    brackets = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    count = sum(not query["sql"].startswith(brackets) for query in captured.captured_queries)
    print(f"{what}: {count} statements")
    return count


@pytest.mark.parametrize("step", ["policy_commission_first", "audit", "finance", "policy_commission_second"])
def test_a_decision_takes_at_most_twenty(step, at):
    reading = opened(brought_to(step, at), at)
    secretary, digest = secretary_of(reading), reading.revision.digest

    def decide():
        record_outcome(
            by=secretary,
            at=at,
            reading=reading,
            shown=digest,
            motion=Motion.FAVOURABLE,
            present=10 if step == "audit" else 25 if "policy" in step else 15,
        )

    assert counted(f"decision at {step}", decide) <= 20


def test_a_vote_takes_the_same_at_any_size(at):
    poll = polled(at)
    digest = poll.revision.digest

    def vote(delegate):
        return lambda: cast_vote(by=delegate.person, at=at, poll=poll, shown=digest, choice="for")

    delegates = list(Delegate.objects.select_related("person").order_by("member__code"))
    first = counted("first vote", vote(delegates[0]))
    voted(poll, at, votes_for=180)
    assert counted("181st vote", vote(delegates[182])) == first <= 11


@pytest.mark.parametrize("many", [1, 12])
def test_the_worklist_and_the_amendment_page_take_at_most_twelve(many, at, client):
    for number in range(many):
        submitted(at, [rename()] if number % 2 else None)
    client.force_login(someone("pc-secretary"))
    assert counted(f"worklist of {many}", lambda: client.get("/")) <= 12
    assert counted(f"amendment page beside {many}", lambda: client.get(reverse("amendment", args=[1]))) <= 12


def test_the_amendment_page_of_a_long_history_takes_at_most_twelve(at, client):
    poll = polled(at)
    voted(poll, at, votes_for=100)
    for username in ("delegate-fr", "drafter", "council-secretary"):
        client.force_login(someone(username))
        assert counted(f"amendment page for {username}", lambda: client.get(reverse("amendment", args=[1]))) <= 12
    assert current(poll.reading.review).number == 5


def test_a_decision_that_adopts_takes_at_most_twenty(at):
    poll = polled(at)
    voted(poll, at, votes_for=150)
    secretary = someone("council-secretary")
    assert counted("decision that adopts", lambda: close_poll(by=secretary, at=poll.closes_at, poll=poll)) <= 20


@pytest.mark.parametrize(("step", "motion"), [("finance", Motion.FAVOURABLE_WITH_CHANGES), ("council", Motion.AMEND)])
def test_a_decision_with_the_bodys_own_text_takes_at_most_twenty(step, motion, at):
    reading = opened(brought_to(step, at), at)

    secretary, digest = secretary_of(reading), reading.revision.digest

    def decide():
        record_outcome(
            by=secretary,
            at=at,
            reading=reading,
            shown=digest,
            motion=motion,
            present=150 if step == "council" else 15,
            reason="SYNTHETIC",
            changes=[lower_estimate(to="0.8")],
        )

    assert counted(f"{motion} at {step}", decide) <= 20
