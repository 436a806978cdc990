"""When a term is over: by the calendar where it counts days, also over changes of the clocks, exactly where it counts hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.rules.deadlines import Term, as_json, due

BRUSSELS = ZoneInfo("Europe/Brussels")


def local(*moment):
    return datetime(*moment, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("begins", "term", "over"),
    [
        (local(2020, 6, 1, 12), Term(days=28), local(2020, 6, 29, 12)),
        # the clocks go forward on 29 March: 28 days of the calendar are an hour shorter
        (local(2020, 3, 16, 12), Term(days=28), local(2020, 4, 13, 12)),
        # and back on 25 October
        (local(2020, 10, 12, 12), Term(days=28), local(2020, 11, 9, 12)),
        # half past two is skipped on 29 March, so it is half past three
        (local(2020, 3, 22, 2, 30), Term(days=7), local(2020, 3, 29, 3, 30)),
        # 72 hours are 72 hours, on whatever clock they end
        (local(2020, 3, 27, 12), Term(hours=72), local(2020, 3, 30, 13)),
        (local(2020, 10, 23, 12), Term(hours=72), local(2020, 10, 26, 11)),
    ],
)
def test_a_term_over_a_change_of_the_clocks(begins, term, over):
    assert due(begins, term, BRUSSELS) == over.astimezone(UTC)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.integers(1, 400))
def test_days_end_on_the_same_hour_of_the_wall_or_in_the_hour_that_is_skipped(at, days):
    over = due(at, Term(days=days), BRUSSELS).astimezone(BRUSSELS)
    began = at.astimezone(BRUSSELS)
    expected = began.replace(tzinfo=None) + timedelta(days=days)
    assert over.replace(tzinfo=None) - expected in (timedelta(0), timedelta(hours=1))
    assert over.date() == expected.date()


@given(st.datetimes(datetime(2018, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.integers(1, 400))
def test_hours_are_exact(at, hours):
    assert due(at, Term(hours=hours), BRUSSELS) - at == timedelta(hours=hours)


def test_what_is_nothing_is_not_stored():
    assert [as_json(term) for term in (Term(days=28), Term(hours=72), Term(1, 2))] == [
        {"days": 28},
        {"hours": 72},
        {"days": 1, "hours": 2},
    ]
