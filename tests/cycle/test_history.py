"""How a KPI stood, period after period, each by the plan that held then."""

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from cycle.enums import State
from cycle.models import CorrectiveAction, Deviation, Period
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.queries.history import followed_up, history_of
from cycle.queries.standing import standings
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from tests.procedure import another_edition, someone

pytestmark = pytest.mark.django_db


def year(at, start, actual, of, edition=None):
    """A period of a year with a confirmed figure of SP7.1."""
    opening = {"by": someone("drafter"), "at": at, "edition": edition or Period.objects.first().edition}
    end = date(start + 1, 6, 30)
    period = open_period(**opening, code=f"{start}-{start + 1}", start=date(start, 7, 1), end=end, due_on=end)
    entry = Entry("sp7.1", Figures(actual, of), "SYNTHETIC")
    record_measurements(by=someone("drafter"), at=at, period=period, entries=[entry])
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown={"sp7.1": 1})
    return period


def test_each_period_stands_as_it_does_alone_in_few_queries(at, django_assert_num_queries):
    for start, actual in ((2020, 20), (2021, 25)):
        year(at, start, actual, 36)
    with django_assert_num_queries(3):
        found = history_of("sp7.1", date(2022, 1, 1))
    assert [period.code for period, _one in found] == ["2019-2020", "2020-2021", "2021-2022"]
    assert [one for _period, one in found] == [standings(period).kpis["sp7.1"] for period, _one in found]
    assert [one.standing.ratio for _period, one in found] == [Fraction(22, 36), Fraction(20, 36), Fraction(25, 36)]


def test_periods_that_have_not_begun_and_drafts_are_not_in_it(at):
    year(at, 2020, 20, 36)
    record_measurements(
        by=someone("drafter"), at=at, period=Period.objects.first(), entries=[Entry("sp7.1", Figures(36, 36), "x")]
    )
    (only,) = history_of("sp7.1", date(2020, 6, 30))
    assert only[1].standing.state is State.OFF_TRACK
    assert history_of("no-such-kpi", date(2020, 6, 30)) == []


def test_a_correction_stands_beside_what_was_locked(at):
    period = Period.objects.get()
    lock_period(by=someone("evaluator"), at=at, period=period, today=date(2020, 7, 1))
    entry = Entry("sp7.1", Figures(36, 36), "SYNTHETIC")
    record_measurements(by=someone("drafter"), at=at, period=period, entries=[entry], reason="counted twice")
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown={"sp7.1": 2})
    ((_period, one),) = history_of("sp7.1", date(2020, 7, 1))
    assert (one.standing.state, one.corrected.number) == (State.OFF_TRACK, 2)


def test_editions_that_overlap_are_not_mixed(at, client):
    """Another plan with an indicator of the same key, and a corrective action in each."""
    first = Period.objects.get()
    other = another_edition(at).edition
    beside = year(at, 2019, 9, 36, edition=other)
    after, after_beside = year(at, 2020, 20, 36), year(at, 2020, 30, 36, edition=other)
    day = date(2021, 7, 1)
    assert [period for period, _one in history_of("sp7.1", day, first.edition_id)] == [first, after]
    assert [period for period, _one in history_of("sp7.1", day, other.pk)] == [beside, after_beside]
    assert [period for period, _one in history_of("sp7.1", day)] == [beside, after_beside]
    action = CorrectiveAction(deviation=Deviation(kpi="sp7.1", period=first))
    assert [period for period, _one, _came in followed_up(action, day)] == [first, after]
    action.deviation.period = beside
    assert [period for period, _one, _came in followed_up(action, day)] == [beside, after_beside]
    action.deviation.period = after
    assert [period for period, _one, _came in followed_up(action, day)] == [after]
    page = client.get(reverse("kpi", args=["SP7.1"])).content.decode()
    assert [page.count(said) for said in ('class="dot', "22 of 36", "20 of 36")] == [2, 0, 0]
    assert page.count("30 of 36") == 2


def test_the_page_says_trend_and_forecast(client, at):
    page = reverse("kpi", args=["SP7.1"])
    assert "A trend needs two periods" in client.get(page).content.decode()
    year(at, 2020, 20, 36)
    text = client.get(page).content.decode()
    assert "↘ falling" in text
    assert "56\u00a0% of the aim is reached on 30 June 2022" in text
    year(at, 2021, 18, 36)
    text = client.get(page).content.decode()
    assert "2 periods in a row" in text
    # the plan is over: nothing is left to be forecast
    assert "a straight line" not in text
    assert text.count('class="dot bad"') == 3
