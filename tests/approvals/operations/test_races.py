"""Two at once, with real connections: one decision, every vote counted, no number twice."""

import os
import threading
from datetime import timedelta

import pytest
from django.db import connection

from approvals.enums import Choice, Motion
from approvals.exceptions import AlreadyDecided, PollClosed
from approvals.models import Decision, Delegate, Vote
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.queries.register import verify
from plans.models import Amendment, Version
from tests.procedure import brought_to, drafted, opened, polled, recorded, someone, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]
TIMES = 200 if os.environ.get("SOAK") else 20


def released_together(*actions):
    """Runs each action in a thread with a connection of its own, started at one moment. The results, in order:
    what was returned, or the exception."""
    gate = threading.Barrier(len(actions))
    results = [None] * len(actions)

    def run(place, action):
        try:
            gate.wait()
            results[place] = action()
        except Exception as refusal:  # noqa: BLE001, the test looks at it
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_secretaries_recording_one_outcome_make_one_decision(at):
    for _time in range(TIMES):
        reading = opened(submitted(at), at)
        results = released_together(
            lambda reading=reading: recorded(reading, at),
            lambda reading=reading: recorded(reading, at, Motion.ADVERSE),
        )
        decided = [result for result in results if isinstance(result, Decision)]
        refused = [result for result in results if isinstance(result, AlreadyDecided)]
        assert (len(decided), len(refused)) == (1, 1), results
        assert Decision.objects.filter(reading=reading).count() == 1
        assert reading.review.readings.count() == 2
    assert verify().whole


def test_two_adoptions_of_one_element_make_one_version(at):
    one, other = brought_to("council", at), brought_to("council", at)
    opened(one, at)
    opened(other, at)
    results = released_together(lambda: recorded(one, at, Motion.ENDORSE), lambda: recorded(other, at, Motion.ENDORSE))
    assert sorted(result.outcome for result in results) == ["endorsed", "void"]
    assert Version.objects.count() == 2


def test_no_vote_is_left_outside_the_count(at):
    """Eight delegates vote while the secretary closes: who was not refused was counted."""
    poll = polled(at)
    delegates = list(Delegate.objects.select_related("person").order_by("member__code")[:8])
    others = Delegate.objects.select_related("person").order_by("member__code")[8:]
    for delegate in others:
        cast_vote(by=delegate.person, at=at, poll=poll, shown=poll.revision.digest, choice=Choice.FOR)
    just_before = poll.closes_at - timedelta(microseconds=1)

    def vote(delegate):
        return lambda: cast_vote(
            by=delegate.person, at=just_before, poll=poll, shown=poll.revision.digest, choice=Choice.AGAINST
        )

    def close():
        return close_poll(by=someone("council-secretary"), at=poll.closes_at, poll=poll)

    *votes, decision = released_together(*(vote(delegate) for delegate in delegates), close)
    accepted = [result for result in votes if isinstance(result, Vote)]
    refused = [result for result in votes if isinstance(result, PollClosed)]
    assert len(accepted) + len(refused) == 8, votes
    assert decision.tally["against"] == len(accepted)
    assert decision.tally["present"] == 175 + len(accepted)


def test_two_amendments_at_once_have_two_numbers(at):
    drafted(at)
    results = released_together(*[lambda: drafted(at) for _ in range(4)])
    assert sorted(amendment.number for amendment in results) == [2, 3, 4, 5]
    assert Amendment.objects.count() == 5
