"""Status by kind and threshold."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.enums import State
from cycle.rules.status import Figures, Standing, fits, standing
from cycle.wording import percent
from plans.enums import Method
from plans.rules.content import Aim

END = date(2020, 6, 30)
T, D, S, M = Method.TARGET_RATIO, Method.DEMAND_RATIO, Method.SHARE, Method.MILESTONE


def stands(method, aim, figures):
    return standing(method, aim, figures, on_track="0.9", at_risk="0.75", end=END)


@pytest.mark.parametrize(
    ("method", "aim", "figures", "expected"),
    [
        (T, Aim(count=20), Figures(18), Standing(State.ON_TRACK, Fraction(9, 10), Fraction(9, 10))),
        (T, Aim(count=20), Figures(17), Standing(State.AT_RISK, Fraction(17, 20), Fraction(17, 20))),
        (T, Aim(count=20), Figures(15), Standing(State.AT_RISK, Fraction(3, 4), Fraction(3, 4))),
        (T, Aim(count=20), Figures(14), Standing(State.OFF_TRACK, Fraction(7, 10), Fraction(7, 10))),
        (T, Aim(count=0), Figures(3), Standing(State.NOT_APPLICABLE)),
        (T, Aim(count=20), None, Standing(State.NO_DATA)),
        (T, None, Figures(3), Standing(State.NO_DATA)),
        (D, Aim(ratio="0.9"), Figures(81, 100), Standing(State.ON_TRACK, Fraction(81, 100), Fraction(9, 10))),
        (D, Aim(ratio="0.9"), Figures(0, 0), Standing(State.NOT_APPLICABLE)),
        (D, Aim(ratio="0.9"), Figures(0, 5), Standing(State.OFF_TRACK, Fraction(0), Fraction(0))),
        (S, Aim(ratio="0.8"), Figures(72, 100), Standing(State.ON_TRACK, Fraction(18, 25), Fraction(9, 10))),
        (S, Aim(ratio="0"), Figures(1, 2), Standing(State.NOT_APPLICABLE, Fraction(1, 2))),
        (M, Aim(by=END), Figures(done_on=END), Standing(State.ON_TRACK, Fraction(1), Fraction(1))),
        (
            M,
            Aim(by=date(2020, 3, 1)),
            Figures(done_on=date(2020, 7, 1)),
            Standing(State.OFF_TRACK, Fraction(0), Fraction(0)),
        ),
        (M, Aim(by=date(2020, 3, 1)), Figures(done_on=END), Standing(State.AT_RISK, Fraction(1), Fraction(1))),
        (M, Aim(by=END), Figures(), Standing(State.OFF_TRACK, Fraction(0), Fraction(0))),
        (M, Aim(by=date(2021, 1, 1)), Figures(), Standing(State.NOT_APPLICABLE)),
        (M, Aim(by=END), None, Standing(State.NO_DATA)),
        # left of another kind
        (M, Aim(count=5), Figures(done_on=END), Standing(State.NO_DATA)),
        (M, Aim(by=END), Figures(5), Standing(State.NO_DATA)),
        (T, Aim(ratio="0.9"), Figures(5), Standing(State.NO_DATA)),
        (T, Aim(count=5), Figures(5, 9), Standing(State.NO_DATA)),
        (T, Aim(count=5), Figures(done_on=END), Standing(State.NO_DATA)),
        (D, Aim(count=5), Figures(5, 9), Standing(State.NO_DATA)),
        (S, Aim(ratio="0.9"), Figures(5), Standing(State.NO_DATA)),
    ],
)
def test_standing_of_each_kind(method, aim, figures, expected):
    assert stands(method, aim, figures) == expected


ORDER = [State.OFF_TRACK, State.AT_RISK, State.ON_TRACK]


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_status_is_monotone_in_the_ratio(one, other, aim):
    low, high = sorted((one, other))
    states = [ORDER.index(stands(T, Aim(count=aim), Figures(actual)).state) for actual in (low, high)]
    assert states == sorted(states)


@given(st.sampled_from([D, S]), st.integers(0, 200), st.integers(0, 200), st.integers(1, 200), st.integers(1, 100))
def test_status_is_monotone_in_a_part_of_a_whole(method, one, other, whole, aim):
    low, high = sorted(min(count, whole) for count in (one, other))
    said = Aim(ratio=f"{aim / 100:.2f}")
    states = [ORDER.index(stands(method, said, Figures(count, whole)).state) for count in (low, high)]
    assert states == sorted(states)


@given(st.integers(-400, 400), st.integers(-400, 400), st.integers(-400, 400))
def test_a_milestone_that_is_done_earlier_never_stands_worse(one, other, due):
    early, late = (END - timedelta(days=400 - days) for days in sorted((one, other)))
    by = END + timedelta(days=due)
    states = [stands(M, Aim(by=by), Figures(done_on=day)).state for day in (late, early)]
    judged = [ORDER.index(state) for state in states if state in ORDER]
    assert judged == sorted(judged)
    # done by the end of the period it is judged, whenever it is due
    assert early > END or states[1] in ORDER


COUNTS = st.none() | st.integers(0, 10**15)
DAYS = st.dates(date(2018, 1, 1), date(2023, 12, 31))
AIMS = {
    T: st.builds(Aim, count=st.integers(0, 10**15)),
    **dict.fromkeys((D, S), st.builds(Aim, ratio=st.integers(0, 100).map(lambda part: f"{part / 100:.2f}"))),
    M: st.builds(Aim, by=DAYS),
}


@given(st.data(), st.sampled_from(Method), DAYS)
def test_every_kind_has_a_status_whatever_was_measured_and_on_any_day(data, method, end):
    """And a part of the aim exactly where it is judged by one."""
    aim = data.draw(st.none() | AIMS[method])
    figures = data.draw(st.none() | st.builds(Figures, COUNTS, COUNTS, st.none() | DAYS))
    if figures is not None and fits(method, figures) is not None:
        figures = None
    stand = standing(method, aim, figures, on_track="0.9", at_risk="0.75", end=end)
    assert (stand.reached is not None) == (stand.state in ORDER)
    assert stand.state in State
    if stand.state is State.NO_DATA:
        assert aim is None or figures is None
    if figures is None and method is not M:
        assert stand.state is State.NO_DATA


@pytest.mark.parametrize(
    ("method", "figures", "wrong"),
    [
        (T, Figures(3), None),
        (T, Figures(0), None),
        (T, Figures(3, 4), "one_count_was_expected"),
        (T, Figures(), "a_count_was_expected"),
        (D, Figures(3, 4), None),
        (D, Figures(0, 0), None),
        (S, Figures(4, 4), None),
        (D, Figures(3), "two_counts_were_expected"),
        (S, Figures(5, 4), "more_than_the_whole"),
        (S, Figures(-1, 4), "negative"),
        (M, Figures(done_on=END), None),
        (M, Figures(), None),
        (M, Figures(3), "a_date_was_expected"),
    ],
)
def test_figures_fit_their_kind(method, figures, wrong):
    assert fits(method, figures) == wrong


@pytest.mark.parametrize(
    ("fraction", "said"),
    [
        (Fraction(299, 300), "99"),
        (Fraction(1), "100"),
        (Fraction(301, 300), "100"),
        (Fraction(1, 300), "1"),
        (Fraction(0), "0"),
        (Fraction(1, 200), "1"),
        ("55/81", "68"),
    ],
)
def test_what_is_not_the_whole_is_not_said_to_be_it(fraction, said):
    assert percent(fraction) == f"{said}\N{NO-BREAK SPACE}%"
