"""Roll-up: a stated rule, its working, and its laws over every combination of small ones."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.enums import State
from cycle.rules.rollup import JUDGED, Part, RolledUp, rolled_up

OFF, RISK, ON, NA, NONE = State.OFF_TRACK, State.AT_RISK, State.ON_TRACK, State.NOT_APPLICABLE, State.NO_DATA
REACHED = {OFF: Fraction(1, 2), RISK: Fraction(4, 5), ON: Fraction(1), NA: None, NONE: None}


def parts(*states, weights=None):
    weights = weights or [1] * len(states)
    return tuple(
        Part(f"k{place}", weight, state, REACHED[state])
        for place, (state, weight) in enumerate(zip(states, weights, strict=True))
    )


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([ON, ON], ON),
        ([ON, ON, ON, RISK], ON),
        ([ON, ON, RISK], RISK),
        ([ON, ON, ON, OFF], RISK),
        ([ON, OFF], OFF),
        ([RISK, RISK, OFF], RISK),
        ([RISK, OFF], OFF),
        ([RISK], RISK),
        ([ON, NA, NONE], ON),
        ([NA, NONE], NA),
        ([NONE], NONE),
        ([], NONE),
    ],
)
def test_the_rule_as_it_is_stated(states, expected):
    assert rolled_up(parts(*states)).state is expected


def test_weights_count_and_the_working_is_shown():
    given_ = parts(OFF, ON, NA, weights=[40, 60, 100])
    assert rolled_up(given_) == RolledUp(
        RISK, Fraction(4, 5), given_, {OFF: Fraction(2, 5), RISK: Fraction(0), ON: Fraction(3, 5)}
    )
    assert rolled_up(parts(OFF, ON, weights=[60, 40])).state is OFF
    assert rolled_up(given_).judged == given_[:2]
    assert rolled_up(given_).shares == [(OFF, Fraction(2, 5)), (ON, Fraction(3, 5))]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([NA, NONE], (NA, None, {})),
        ([OFF, ON, ON], (OFF, Fraction(5, 6), {OFF: Fraction(1, 3), RISK: Fraction(0), ON: Fraction(2, 3)})),
    ],
)
def test_the_rule_that_was_applied_is_shown(states, expected):
    given_, rule = parts(*states), {"off_from": Fraction(1, 4), "on_from": Fraction(1)}
    state, reached, share = expected
    assert rolled_up(given_, **rule) == RolledUp(state, reached, given_, share, **rule)


def test_another_plan_may_be_stricter_or_milder():
    assert rolled_up(parts(ON, ON, ON, OFF), off_from=Fraction(1, 4)).state is OFF
    assert rolled_up(parts(ON, RISK), on_from=Fraction(1, 2)).state is ON


def test_one_that_does_more_does_not_hide_one_that_fails():
    more = Part("more", 1, ON, Fraction(3))
    assert rolled_up([more, *parts(OFF)]).reached == Fraction(3, 4)


ALL = [list(states) for size in range(1, 5) for states in product([OFF, RISK, ON, NA, NONE], repeat=size)]


def test_it_stands_within_its_parts_in_every_small_case():
    for states in ALL:
        judged = [JUDGED.index(state) for state in states if state in JUDGED]
        state = rolled_up(parts(*states)).state
        if judged:
            assert min(judged) <= JUDGED.index(state) <= max(judged), states
        else:
            assert state in states


def test_a_part_that_gets_better_never_makes_it_worse_in_every_small_case():
    better = {OFF: RISK, RISK: ON}
    for states in ALL:
        for place, state in enumerate(states):
            if state in better:
                after = [*states[:place], better[state], *states[place + 1 :]]
                was, now = (JUDGED.index(rolled_up(parts(*these)).state) for these in (states, after))
                assert now >= was, (states, after)


PARTS = st.lists(
    st.builds(
        lambda state, weight, reached: Part("k", weight, state, reached if state in JUDGED else None),
        st.sampled_from([OFF, RISK, ON, NA, NONE]),
        st.integers(1, 100),
        st.fractions(0, 3),
    ),
    max_size=8,
)


@given(PARTS)
def test_what_is_reached_stays_within_its_parts_and_rolls_up_alone_to_itself(given_):
    whole = rolled_up(given_)
    reached = [min(part.reached, 1) for part in whole.judged]
    if reached:
        assert min(reached) <= whole.reached <= max(reached)
        assert sum(whole.share.values()) == 1
    else:
        assert whole.reached is None
    alone = rolled_up([Part("whole", 1, whole.state, whole.reached)])
    assert (alone.state, alone.reached) == (whole.state, whole.reached)


@given(PARTS.filter(len), st.data())
def test_the_order_of_the_parts_does_not_matter_nor_a_common_factor_of_their_weights(given_, data):
    shuffled = data.draw(st.permutations(given_))
    scaled = [replace(part, weight=part.weight * 3) for part in shuffled]
    was, now = rolled_up(given_), rolled_up(scaled)
    assert (was.state, was.reached, was.share) == (now.state, now.reached, now.share)
