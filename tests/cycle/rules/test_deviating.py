"""By which rule a KPI deviates, in every state."""

from fractions import Fraction
from itertools import product

import pytest

from cycle.enums import State, Trigger
from cycle.rules.deviating import may_fall, trigger_of
from cycle.rules.trend import falls
from plans.enums import Method

F = Fraction
DOWN = [F(10, 10), F(9, 10), F(8, 10), F(7, 10)]


@pytest.mark.parametrize(
    ("method", "reached", "state", "expected"),
    [
        (Method.TARGET_RATIO, [F(1, 2)], State.OFF_TRACK, Trigger.BELOW_THRESHOLD),
        (Method.MILESTONE, [F(0)], State.OFF_TRACK, Trigger.MILESTONE_MISSED),
        (Method.TARGET_RATIO, DOWN, State.OFF_TRACK, Trigger.BELOW_THRESHOLD),
        (Method.TARGET_RATIO, DOWN, State.AT_RISK, Trigger.FALLING),
        (Method.SHARE, DOWN, State.ON_TRACK, Trigger.FALLING),
        (Method.SHARE, DOWN[1:], State.ON_TRACK, None),
        (Method.SHARE, [*DOWN, F(7, 10)], State.ON_TRACK, None),
        (Method.SHARE, [*DOWN, None], State.NO_DATA, None),
        (Method.SHARE, [*DOWN, None], State.NOT_APPLICABLE, None),
        (Method.SHARE, [], State.NO_DATA, None),
        (Method.MILESTONE, [F(1)], State.AT_RISK, None),
    ],
)
def test_the_rule_by_which_a_kpi_deviates(method, reached, state, expected):
    assert trigger_of(method, reached, state) is expected


def test_a_plan_may_say_after_how_many_falls():
    assert trigger_of(Method.SHARE, DOWN[1:], State.ON_TRACK, falling=2) is Trigger.FALLING
    assert trigger_of(Method.SHARE, DOWN, State.ON_TRACK, falling=4) is None


@pytest.mark.parametrize("falling", [1, 2, 3])
@pytest.mark.parametrize("length", range(1, 6))
def test_earlier_periods_are_asked_as_long_as_they_can_say_that_it_falls(length, falling):
    higher = [F(place) for place in range(20, 10, -1)]
    for known in product((None, F(1), F(2), F(3)), repeat=length):
        if known[-1] is not None:
            told = falls(known) < falling and falls([*higher, *known]) >= falling
            assert may_fall(known, falling=falling) == told, known
    assert may_fall([F(1)])
    assert not may_fall(DOWN)
