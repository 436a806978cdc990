"""Two at once, with real connections: one decision, every vote counted, no number twice."""

import os
import threading
from datetime import timedelta

import pytest
from django.db import connection

from approvals.enums import Choice, Motion
from approvals.exceptions import AlreadyDecided, PollClosed
from approvals.models import Decision, Delegate, Review, Vote
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.withdraw_amendment import withdraw_amendment
from approvals.queries.polls import counting_votes
from approvals.queries.register import verify
from plans.exceptions import PlansError
from plans.models import Amendment, Version
from plans.operations.save_draft import save_draft
from tests.procedure import (
    adopted,
    brought_to,
    drafted,
    lower_estimate,
    opened,
    polled,
    recorded,
    rename,
    someone,
    submitted,
)

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


def test_one_member_voting_twice_at_once_is_recorded_twice_and_counts_once(at):
    poll = polled(at)
    delegate = someone("delegate-fr")

    def vote(choice):
        return lambda: cast_vote(by=delegate, at=at, poll=poll, shown=poll.revision.digest, choice=choice)

    for time in range(TIMES // 4):
        results = released_together(vote(Choice.FOR), vote(Choice.AGAINST), vote(Choice.ABSTAIN))
        assert [type(result) for result in results] == [Vote] * 3, results
        assert sorted(result.number for result in results) == [3 * time + 1, 3 * time + 2, 3 * time + 3]
    assert counting_votes(poll).count() == 1


def test_submitting_and_withdrawing_at_once_leave_one_truth(at):
    drafter = someone("drafter")
    for _time in range(TIMES):
        amendment = drafted(at)
        released_together(
            lambda amendment=amendment: submit_amendment(by=drafter, at=at, amendment=amendment, shown=1),
            lambda amendment=amendment: withdraw_amendment(by=drafter, at=at, amendment=amendment),
        )
        amendment.refresh_from_db()
        review = Review.objects.filter(amendment=amendment).first()
        open_readings = review.readings.filter(closed_at=None).count() if review else 0
        assert (amendment.state, open_readings) in (("withdrawn", 0), ("under_review", 1))


def test_a_stale_draft_and_an_adoption_do_not_lock_each_other_out(at):
    drafter = someone("drafter")
    for _time in range(TIMES // 4):
        base = Version.objects.order_by("number", "corrigendum").last()
        name = base.content.element("sp2").name["en"]
        reading = opened(brought_to("council", at, [rename(old=name, new=name + "!")]), at)
        other = drafted(at, [])
        results = released_together(
            lambda reading=reading: recorded(reading, at, Motion.ENDORSE),
            lambda other=other: save_draft(by=drafter, at=at, amendment=other, shown=1, title="Saved meanwhile"),
            lambda reading=reading: _refused(
                lambda: save_draft(by=drafter, at=at, amendment=reading.review.amendment, shown=1)
            ),
        )
        assert [result for result in results if isinstance(result, Exception)] == []


def _refused(action):
    """The refusal of an action that must be refused, as a value."""
    try:
        action()
    except PlansError as refusal:
        return str(refusal)
    raise AssertionError("it was not refused")


def test_two_sweeps_carry_an_amendment_over_once(at):
    reading = opened(brought_to("audit", at, [rename()]), at)
    adopted(at)
    results = released_together(lambda: carry_amendments_over(at=at), lambda: carry_amendments_over(at=at))
    assert sorted(results) == [0, 1]
    assert [revision.base.number for revision in reading.review.amendment.revisions.all()] == [1, 2]


def test_a_decision_beside_the_sweep_is_made_once(at):
    """Whichever is first: the outcome is on the revision that was shown, or it is refused; nothing is decided twice."""
    for number in range(TIMES // 4):
        reading = opened(brought_to("audit", at, [rename(old=_name(), new=f"Package {number}")]), at)
        adopted(at, [lower_estimate(to=f"0.{600 + number}", old=_ratio())])
        digest = reading.revision.digest
        decided, carried = released_together(
            lambda reading=reading, digest=digest: recorded(reading, at, shown=digest),
            lambda: carry_amendments_over(at=at),
        )
        assert isinstance(decided, Decision), decided
        assert decided.digest == digest
        carry_amendments_over(at=at)
        reading.review.amendment.refresh_from_db()
        assert reading.review.amendment.base.number == number + 2, carried
        withdraw_amendment(by=someone("drafter"), at=at, amendment=reading.review.amendment)
    assert verify().whole


def _name():
    return Version.objects.last().content.element("sp2").name["en"]


def _ratio():
    return Version.objects.last().content.element("sp7.1").estimates[-1].aim.ratio
