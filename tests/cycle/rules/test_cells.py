"""What stands in a cell: a figure, or a reason why it is none."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.exceptions import NotUnderstood
from cycle.rules.cells import count_of, day_of, figures_of
from cycle.rules.status import Figures
from cycle.wording import CELL_FAULTS
from plans.enums import Method

T, D, M = Method.TARGET_RATIO, Method.DEMAND_RATIO, Method.MILESTONE


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("45", 45),
        (" 45 ", 45),
        ("\u00a045", 45),
        (45, 45),
        (45.0, 45),
        ("-3", -3),
        ("٤٥", 45),
        ("", None),
        ("  ", None),
        (None, None),
        (0, 0),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
    ],
)
def test_whole_numbers_are_understood(cell, count):
    assert count_of(cell) == count


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1,234", "grouped"),
        ("1.234", "grouped"),
        ("1 234", "grouped"),
        ("1'234", "grouped"),
        ("1’234", "grouped"),
        ("-123,456", "grouped"),
        ("12,5", "not_whole"),
        ("12.5", "not_whole"),
        ("12.0", "not_whole"),
        ("12.", "not_whole"),
        ("-12.", "not_whole"),
        ("-12,5", "not_whole"),
        (".5", "not_whole"),
        (12.5, "not_whole"),
        (float("nan"), "not_a_number"),
        (float("inf"), "not_a_number"),
        ("61 %", "percentage"),
        ("61%", "percentage"),
        ("-61,5 %", "percentage"),
        ("=A1+1", "formula"),
        ("@SUM(A1)", "formula"),
        ("many", "not_a_number"),
        ("many more than we thought", "not_a_number"),
        ("#DIV/0!", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1e3", "not_a_number"),
        ("9" * 19, "too_many_digits"),
        (True, "not_a_number"),
        (date(2020, 1, 2), "a_day"),
    ],
)
def test_what_is_no_whole_number_says_why(cell, why):
    with pytest.raises(NotUnderstood) as refusal:
        count_of(cell)
    assert (refusal.value.why, refusal.value.cell) == (why, cell)


def test_a_refused_cell_is_shown_with_plain_spaces():
    with pytest.raises(NotUnderstood) as refusal:
        count_of("1\u202f234\u202f567")
    assert (refusal.value.why, refusal.value.cell) == ("grouped", "1 234 567")


@pytest.mark.parametrize("cell", ["2020-06-30", date(2020, 6, 30), datetime(2020, 6, 30, 12), " 2020-06-30 "])
def test_days_are_understood(cell):
    assert day_of(cell) == date(2020, 6, 30)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("30/06/2020", "not_a_day"),
        ("06/30/2020", "not_a_day"),
        ("30.06.2020", "not_a_day"),
        ("30 June 2020", "not_a_day"),
        ("20200630", "not_a_day"),
        ("2020-06-31", "no_such_day"),
        ("=TODAY()", "formula"),
        (44012, "not_a_day"),
    ],
)
def test_days_in_other_styles_say_how_to_write_them(cell, why):
    with pytest.raises(NotUnderstood) as refusal:
        day_of(cell)
    assert (refusal.value.why, refusal.value.cell) == (why, cell)


@pytest.mark.parametrize(
    ("method", "actual", "of", "figures"),
    [
        (T, "5", "", Figures(5)),
        (D, 5, 6.0, Figures(5, 6)),
        (D, "", "6", Figures(None, 6)),
        (M, "2020-06-30", None, Figures(done_on=date(2020, 6, 30))),
        (M, "No", "", Figures()),
        (M, "not  done", "", Figures()),
        (M, "non", "", Figures()),
        (M, "Pas fait", "", Figures()),
        (T, "", None, None),
        (M, None, " ", None),
    ],
)
def test_two_cells_are_figures(method, actual, of, figures):
    assert figures_of(method, actual, of) == figures


@pytest.mark.parametrize(
    ("method", "actual", "of", "place", "why", "cell"),
    [
        (D, 5, "x", "of", "not_a_number", "x"),
        (D, "x", "y", "actual", "not_a_number", "x"),
        (M, "2020-06-30", 5, "of", "leave_empty", 5),
    ],
)
def test_the_wrong_cell_is_named(method, actual, of, place, why, cell):
    with pytest.raises(NotUnderstood) as refusal:
        figures_of(method, actual, of)
    assert (refusal.value.place, refusal.value.why, refusal.value.cell) == (place, why, cell)


@given(
    st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes())
)
def test_any_cell_is_understood_or_refused_with_a_sentence(cell):
    said = []
    for read in (count_of, day_of):
        try:
            read(cell)
        except NotUnderstood as refusal:
            said.append(refusal.why)
    assert set(said) <= set(CELL_FAULTS)
