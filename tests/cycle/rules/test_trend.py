"""Trend and forecast, exactly; and the picture of them."""

from datetime import date, timedelta
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.enums import Direction
from cycle.rules.sparkline import sparkline
from cycle.rules.trend import ahead, came, direction, falls, forecast

F = Fraction
FIRST = date(2020, 6, 30)


def yearly(*reached):
    return [(date(2020 + place, 6, 30), value) for place, value in enumerate(reached)]


@pytest.mark.parametrize(
    ("reached", "expected", "fallen"),
    [
        ([], None, 0),
        ([F(1)], None, 0),
        ([None, F(1), None], None, 0),
        ([F(1, 2), F(1)], Direction.RISING, 0),
        ([F(1, 4), F(1, 2), F(1)], Direction.RISING, 0),
        ([F(1), F(1)], Direction.STEADY, 0),
        ([F(1), None, F(1, 2)], Direction.FALLING, 1),
        ([F(1, 4), F(1), F(3, 4), F(1, 2)], Direction.FALLING, 2),
        ([F(3, 4), F(1, 2), F(1, 2)], Direction.STEADY, 0),
    ],
)
def test_direction_and_falls(reached, expected, fallen):
    assert (direction(reached), falls(reached)) == (expected, fallen)


def test_a_straight_line_goes_on():
    days = [FIRST + timedelta(days=100 * place) for place in range(4)]
    points = [(day, F(1, 2) + F(place, 10)) for place, day in enumerate(days)]
    assert forecast(points, FIRST + timedelta(days=500)) == F(1)
    assert forecast(points[:2], FIRST + timedelta(days=500)) == F(1)


def test_only_the_last_four_periods_count_and_what_was_not_judged_is_passed_over():
    days = [FIRST + timedelta(days=100 * place) for place in range(6)]
    values = [F(9), None, F(1, 2), F(1, 2), F(1, 2), F(1, 2)]
    assert forecast(list(zip(days, values, strict=True)), FIRST + timedelta(days=900)) == F(1, 2)


def test_a_forecast_is_never_below_zero_and_none_without_two_points():
    assert forecast(yearly(F(1), F(1, 10)), date(2030, 1, 1)) == 0
    assert forecast(yearly(F(1), None), date(2030, 1, 1)) is None
    assert forecast([], date(2030, 1, 1)) is None


@given(st.lists(st.fractions(0, 2), min_size=2, max_size=8), st.integers(1, 5))
def test_what_never_changes_is_forecast_as_it_is_and_the_line_goes_through_the_middle(values, factor):
    points = [(FIRST + timedelta(days=90 * place), value) for place, value in enumerate(values)]
    steady = [(day, values[0]) for day, _value in points]
    assert forecast(steady, date(2040, 1, 1)) == values[0]
    last = points[-4:]
    middle = sum(day.toordinal() for day, _value in last) / F(len(last))
    if middle.denominator == 1:
        assert forecast(points, date.fromordinal(int(middle))) == sum(value for _day, value in last) / len(last)


@pytest.mark.parametrize(
    ("expected", "reached", "last", "answer"),
    [
        (F(85, 100), F(85, 100), FIRST, True),
        (F(85, 100), F(84, 100), FIRST, False),
        (F(85, 100), F(1), FIRST - timedelta(days=1), None),
        (F(85, 100), None, FIRST, None),
        (F(0), F(0), FIRST, True),
        (None, F(1), FIRST, None),
    ],
)
def test_whether_what_was_expected_came(expected, reached, last, answer):
    assert came(expected, FIRST, reached, last) is answer


def test_the_picture_has_a_dot_for_each_period_and_says_the_same_in_words():
    svg = ElementTree.fromstring(sparkline([("ok", F(1)), ("na", None), ("bad", F(1, 2))], title="<SP7.1>"))
    space = "{http://www.w3.org/2000/svg}"
    assert svg.find(f"{space}title").text == "<SP7.1>"
    dots = [dot for dot in svg if dot.get("class", "").startswith("dot")]
    assert [(dot.tag.removeprefix(space), dot.get("class")) for dot in dots] == [
        ("circle", "dot ok"),
        ("path", "dot bad"),
    ]
    assert (dots[0].get("cx"), dots[0].get("cy")) == ("6.0", "6.0")
    assert dots[1].get("d").startswith("M234.0 28.0")
    assert sparkline([("na", None)], title="x") == ""


def test_every_state_has_its_own_shape_and_paper_its_own_style():
    tones = ("ok", "warn", "bad", "na")
    svg = ElementTree.fromstring(sparkline([(tone, F(1)) for tone in tones], title="x", style=".dot{fill:red}"))
    dots = [dot for dot in svg if dot.get("class", "").startswith("dot")]
    shapes = {dot.get("d", "circle").partition("m")[2] for dot in dots[:3]}
    assert (len(dots), len(shapes)) == (4, 3)
    assert (svg[1].tag.rpartition("}")[2], svg[1].text) == ("style", ".dot{fill:red}")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2020, 12, 31), (date(2021, 6, 30), F(0))),  # two years are over, the third runs: to its end
        (date(2021, 6, 30), (date(2022, 6, 30), F(1, 4))),  # all three are over: to the end of the plan
        (date(2019, 12, 31), None),
    ],
)
def test_what_lies_ahead_is_told_from_what_is_over(today, expected):
    points = [(date(2019, 6, 30), F(1)), (date(2020, 6, 30), F(1, 2)), (date(2021, 6, 30), F(1, 2))]
    said = ahead(points, today, date(2022, 6, 30))
    assert (said and said[0]) == (expected and expected[0])
    if said:
        over = [point for point in points if point[0] <= today]
        assert said[1] == forecast(over, said[0])


def test_nothing_lies_ahead_of_the_end():
    assert ahead([(date(2021, 6, 30), F(1)), (date(2022, 6, 30), F(1))], date(2022, 7, 1), date(2022, 6, 30)) is None
    assert ahead([], date(2022, 7, 1), date(2022, 6, 30)) is None


def test_the_whole_picture_of_two_periods():
    assert sparkline([("ok", F(2)), ("bad", F(1, 2))], title="SP7.1") == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="spark" viewBox="0 0 240 56" role="img" aria-label="SP7.1">'
        "<title>SP7.1</title>"
        '<path class="aim" d="M0 28.0H240" />'
        '<polyline class="line" points="6.0,6.0 234.0,39.0" />'
        '<circle class="dot ok" cx="6.0" cy="6.0" r="4" />'
        '<path class="dot bad" d="M234.0 39.0m-4 -4h8v8h-8z" />'
        "</svg>"
    )


@given(st.lists(st.one_of(st.none(), st.fractions(0, 10)), min_size=1, max_size=40))
def test_every_dot_lies_in_the_picture(values):
    said = sparkline([("ok", value) for value in values], title="x")
    for dot in ElementTree.fromstring(said or "<svg/>").iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 <= float(dot.get("cx")) <= 240
        assert 0 <= float(dot.get("cy")) <= 56
