"""Quorum and majority: against figures worked out by hand, and against a plain enumeration."""

import json
import os
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.exceptions import CountsDoNotFit
from approvals.rules import voting
from approvals.rules.tally import as_json, quorum_only, tally
from approvals.rules.voting import ALL_MEMBERS, ARTICLE_VIII, READY, SIMPLE_MAJORITY, VOTES_CAST_TWO_THIRDS

BY_HAND = json.loads(Path("tests/data/governance.json").read_text())["votes"]


def enumerated(rule, entitled, present, votes_for, against):
    """The four rules in whole numbers, straight from the text, without the code's own shape."""
    if not present * 2 > entitled:
        return False
    return {
        "ARTICLE_VIII": votes_for * 3 >= present * 2,
        "VOTES_CAST_TWO_THIRDS": votes_for + against >= 1 and votes_for * 3 >= (votes_for + against) * 2,
        "SIMPLE_MAJORITY": votes_for > against,
        "ALL_MEMBERS": votes_for * 2 > entitled,
    }[rule.key]


@pytest.mark.parametrize("vote", BY_HAND)
@pytest.mark.parametrize("rule", [ARTICLE_VIII, VOTES_CAST_TWO_THIRDS])
def test_votes_worked_out_by_hand(vote, rule):
    counted = tally(
        rule,
        entitled=vote["entitled"],
        present=vote["present"],
        votes_for=vote["for"],
        against=vote["against"],
        abstaining=vote["abstaining"],
    )
    assert {"needed": counted.needed, "carried": counted.carried} == vote[rule.key]
    assert counted.quorate == vote["quorate"]


@pytest.mark.parametrize("rule", READY, ids=lambda rule: rule.key)
@pytest.mark.parametrize("entitled", range(10))
def test_every_split_of_few_members_agrees_with_the_enumeration(rule, entitled):
    for votes_for, against, abstaining in product(range(entitled + 1), repeat=3):
        present = votes_for + against + abstaining
        if present <= entitled:
            counted = tally(
                rule, entitled=entitled, present=present, votes_for=votes_for, against=against, abstaining=abstaining
            )
            assert counted.carried == enumerated(rule, entitled, present, votes_for, against)


@given(st.sampled_from(READY), st.integers(0, 186), st.integers(0, 186), st.integers(0, 186))
def test_splits_of_186_agree_and_needed_is_the_least_that_carries(rule, votes_for, against, abstaining):
    present = votes_for + against + abstaining
    if present > 186:
        return
    counted = tally(rule, entitled=186, present=present, votes_for=votes_for, against=against, abstaining=abstaining)
    assert counted.carried == enumerated(rule, 186, present, votes_for, against)
    if counted.quorate:
        assert counted.carried == (votes_for >= counted.needed)
        assert counted.needed >= 1


def splits(entitled):
    """Every way in which Members vote for, against, abstain, or stay away."""
    for votes_for in range(entitled + 1):
        for against in range(entitled + 1 - votes_for):
            for abstaining in range(entitled + 1 - votes_for - against):
                yield votes_for, against, abstaining


def at_the_thresholds(rule, entitled):
    """Splits at which one vote more or less decides: about a thousand for each rule."""
    for present in range(entitled // 2 - 1, entitled + 1, 3):
        for abstaining in range(0, present // 3, 5):
            for votes_for in _near(rule, entitled, present, abstaining):
                if 0 <= votes_for <= present - abstaining:
                    yield votes_for, present - abstaining - votes_for, abstaining


def _near(rule, entitled, present, abstaining):
    whole = {"ARTICLE_VIII": present, "ALL_MEMBERS": entitled}.get(rule.key, present - abstaining)
    least = round(whole * float(rule.share))
    return range(least - 1, least + 3)


@pytest.mark.parametrize("rule", READY, ids=lambda rule: rule.key)
def test_186_members_give_the_result_of_a_plain_enumeration(rule):
    """At the thresholds; in the soak every split of 186 Members, about 1.1 million."""
    count, differing = 0, []
    for votes_for, against, abstaining in splits(186) if os.environ.get("SOAK") else at_the_thresholds(rule, 186):
        present = votes_for + against + abstaining
        counted = tally(
            rule, entitled=186, present=present, votes_for=votes_for, against=against, abstaining=abstaining
        )
        count += 1
        if counted.carried != enumerated(rule, 186, present, votes_for, against):
            differing.append((votes_for, against, abstaining))
    assert differing == []
    assert count == 1_107_414 if os.environ.get("SOAK") else count > 1000


def test_an_abstention_counts_on_all_present_and_not_on_votes_cast():
    counts = {"entitled": 186, "present": 120, "votes_for": 75, "against": 10, "abstaining": 35}
    assert [tally(rule, **counts).carried for rule in (ARTICLE_VIII, VOTES_CAST_TWO_THIRDS)] == [False, True]


def test_a_tie_is_not_carried():
    assert not tally(SIMPLE_MAJORITY, entitled=20, present=20, votes_for=10, against=10, abstaining=0).carried


def test_half_of_those_entitled_is_no_quorum():
    assert [quorum_only(ARTICLE_VIII, entitled=186, present=present).carried for present in (93, 94)] == [False, True]


def test_working_shows_exact_fractions():
    working = tally(ARTICLE_VIII, entitled=183, present=149, votes_for=99, against=50, abstaining=0).working
    assert (working.threshold, working.share, working.quorum_needed) == (Fraction(298, 3), Fraction(2, 3), 92)


def test_tally_as_stored_can_be_recomputed():
    counted = tally(ALL_MEMBERS, entitled=183, present=150, votes_for=92, against=50, abstaining=8)
    stored = json.loads(json.dumps(as_json(counted)))
    again = tally(
        voting.from_json(stored["rule"]),
        entitled=stored["entitled"],
        present=stored["present"],
        votes_for=stored["for"],
        against=stored["against"],
        abstaining=stored["abstaining"],
    )
    assert again == counted


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ((10, 11, 0, 0, 0), "more_present_than_entitled"),
        ((10, 5, 3, 2, 1), "more_votes_than_present"),
        ((10, 5, -1, 0, 0), "negative_for"),
        ((-1, 0, 0, 0, 0), "negative_entitled"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts, why):
    entitled, present, votes_for, against, abstaining = counts
    with pytest.raises(CountsDoNotFit) as refusal:
        tally(
            SIMPLE_MAJORITY,
            entitled=entitled,
            present=present,
            votes_for=votes_for,
            against=against,
            abstaining=abstaining,
        )
    assert refusal.value.why == why
