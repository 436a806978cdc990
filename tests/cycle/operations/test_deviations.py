"""Deviations: opened by rule and once for each cause, looked at by somebody, linked across KPIs."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cycle.enums import Course, Trigger, Verdict
from cycle.exceptions import CannotLink, NotYours, ReasonMissing
from cycle.models import Deviation, DeviationLink, Period
from cycle.operations.correct import acknowledge_deviation, close_action, link_deviations
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.open_deviations import open_deviations
from cycle.queries.periods import latest_period
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from notifications.models import Notice
from tests.cycle.test_loop import decided
from tests.procedure import another_edition, someone

pytestmark = pytest.mark.django_db


def morning(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Europe/Brussels"))


def quarter(number, **figures):
    """The nth quarter from July 2020, with confirmed figures; the moment of its last day."""
    start = date(2020, 7, 1) + timedelta(days=91 * number)
    end = start + timedelta(days=90)
    at = morning(end)
    period = open_period(
        by=someone("drafter"),
        at=at,
        edition=Period.objects.first().edition,
        code=f"Q{number}",
        start=start,
        end=end,
        due_on=end,
    )
    entries = [Entry(key.replace("_", "."), Figures(*said), "SYNTHETIC") for key, said in figures.items()]
    record_measurements(by=someone("drafter"), at=at, period=period, entries=entries)
    shown = dict.fromkeys((entry.kpi for entry in entries), 1)
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown=shown)
    return at


def opened(at):
    return [(one.code, one.trigger) for one in open_deviations(at=at)]


def test_a_kpi_that_falls_three_times_deviates_though_it_is_on_track(at):
    open_deviations(at=at)
    for number, actual in enumerate((100, 99, 98)):
        assert opened(quarter(number, ld2_1=(actual,), sp7_2=(99, 100))) == []
    found = opened(quarter(3, sp3_1=(13,), ld2_1=(97,), sp7_2=(99, 100)))
    assert found == [("LD2.1", Trigger.FALLING)]


def test_while_one_is_open_no_other_one_of_the_kpi_opens(at):
    open_deviations(at=at)
    assert opened(quarter(0, sp7_1=(1, 10), sp7_2=(1, 10))) == [("SP7.2", Trigger.BELOW_THRESHOLD)]
    action = decided(at, Course.NONE)
    assert opened(quarter(1, sp7_1=(1, 10))) == []
    close_action(by=someone("evaluator"), at=at, action=action, verdict=Verdict.DID_NOT_HELP, follow_up="Worse.")
    assert opened(quarter(2, sp7_1=(1, 10))) == [("SP7.1", Trigger.BELOW_THRESHOLD)]


def test_a_missed_milestone_deviates(at):
    period = Period.objects.get()
    entry = Entry("ld3.1", Figures(), "SYNTHETIC")
    record_measurements(by=someone("drafter"), at=at, period=period, entries=[entry])
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown={"ld3.1": 2})
    assert ("LD3.1", Trigger.MILESTONE_MISSED) in opened(at)


def test_a_milestone_is_not_missed_before_its_day(at):
    period = Period.objects.get()
    entry = Entry("ld3.1", Figures(), "SYNTHETIC")
    early = datetime(2019, 9, 1, 9, tzinfo=ZoneInfo("Europe/Brussels"))
    record_measurements(by=someone("drafter"), at=early, period=period, entries=[entry])
    confirm_measurements(by=someone("evaluator"), at=early, period=period, shown={"ld3.1": 2})
    assert ("LD3.1", Trigger.MILESTONE_MISSED) not in opened(early)


def test_what_was_locked_before_a_sweep_came_still_deviates(at):
    july = morning(date(2020, 7, 15))
    lock_period(by=someone("evaluator"), at=july, period=Period.objects.get(), today=date(2020, 7, 15))
    assert (Deviation.objects.count(), opened(july)) == (7, [])


def test_what_is_confirmed_and_locked_at_once_long_after_its_period_deviates(at):
    """No sweep comes between, and a later period is over already."""
    quarter(0, sp1_1=(20,))
    quarter(1, sp1_1=(20,))
    first = Period.objects.get(code="Q0")
    late = morning(date(2021, 8, 1))
    record_measurements(by=someone("drafter"), at=late, period=first, entries=[Entry("sg.1", Figures(1), "SYNTHETIC")])
    confirm_measurements(by=someone("evaluator"), at=late, period=first, shown={"sg.1": 1})
    lock_period(by=someone("evaluator"), at=late, period=first, today=late.date())
    assert Deviation.objects.get(kpi="sg.1").period == first


def test_a_fall_is_counted_over_periods_in_which_nothing_was_judged(at):
    open_deviations(at=at)
    assert [opened(quarter(number, **said)) for number, said in enumerate(({"ld2_1": (100,)}, {"ld2_1": (99,)}))] == [
        [],
        [],
    ]
    for number in (2, 3, 4):
        assert opened(quarter(number, sp7_2=(99, 100))) == []
    assert opened(quarter(5, ld2_1=(98,))) == []
    assert opened(quarter(6, ld2_1=(97,))) == [("LD2.1", Trigger.FALLING)]


def test_what_another_plan_calls_so_is_another_kpi(at):
    open_deviations(at=at)
    other = another_edition(at).edition
    days = {"start": date(2020, 1, 1), "end": date(2020, 5, 31), "due_on": date(2020, 6, 1)}
    period = open_period(by=someone("drafter"), at=at, edition=other, code="H1", **days)
    entries = [Entry("sp7.1", Figures(1, 10), "SYNTHETIC")]
    record_measurements(by=someone("drafter"), at=at, period=period, entries=entries)
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown={"sp7.1": 1})
    assert opened(at) == [("SP7.1", Trigger.BELOW_THRESHOLD)]
    assert opened(at) == []


def test_figures_that_come_in_after_the_next_period_has_begun_still_deviate(at):
    staff, edition = someone("drafter"), Period.objects.get().edition
    days = {"start": date(2020, 7, 1), "end": date(2021, 6, 30), "due_on": date(2021, 7, 31)}
    open_period(by=staff, at=at, edition=edition, code="2020-2021", **days)
    july = morning(date(2020, 7, 15))
    assert latest_period(date(2020, 7, 15)).code == "2019-2020"
    assert len(opened(july)) == 7
    lock_period(by=someone("evaluator"), at=july, period=Period.objects.first(), today=date(2020, 7, 15))
    assert latest_period(date(2020, 7, 15)).code == "2019-2020"
    following = Period.objects.get(code="2020-2021")
    record_measurements(by=staff, at=july, period=following, entries=[Entry("sp1.1", Figures(1), "SYNTHETIC")])
    assert latest_period(date(2020, 7, 15)).code == "2019-2020"
    confirm_measurements(by=someone("evaluator"), at=july, period=following, shown={"sp1.1": 1})
    # told of is what is over; looked at is everything that is not locked
    assert latest_period(date(2020, 7, 15)).code == "2019-2020"
    assert opened(july) == [("SP1.1", Trigger.BELOW_THRESHOLD)]


def test_the_owner_is_told_and_staff_where_nobody_owns_it(at):
    open_deviations(at=at)
    told = {
        (one.subject.split()[0], one.recipient.username) for one in Notice.objects.filter(kind="cycle.deviation_opened")
    }
    assert told == {
        *((code, "owner") for code in ("SP7.1", "SP7.4", "SP7.5", "SP8.1")),
        *((code, "drafter") for code in ("SP6.1", "SP6.2", "LD3.2")),
    }
    assert open_deviations(at=at) == []
    assert Notice.objects.filter(kind="cycle.deviation_opened").count() == 7


def test_somebody_looks_at_it_and_who_said_so_first_stays(at):
    open_deviations(at=at)
    deviation = Deviation.objects.get(code="SP7.1")
    with pytest.raises(NotYours):
        acknowledge_deviation(by=someone("reader"), at=at, deviation=deviation)
    acknowledge_deviation(by=someone("owner"), at=at, deviation=deviation)
    acknowledge_deviation(by=someone("drafter"), at=at, deviation=deviation)
    deviation.refresh_from_db()
    assert deviation.acknowledged_by == someone("owner")
    with pytest.raises(NotYours):
        acknowledge_deviation(by=someone("owner"), at=at, deviation=Deviation.objects.get(code="SP6.1"))


def test_two_deviations_are_linked_once_with_what_they_have_in_common(at):
    open_deviations(at=at)
    one, other = Deviation.objects.get(code="SP7.1"), Deviation.objects.get(code="SP6.1")
    linking = {"by": someone("owner"), "at": at, "deviation": one}
    with pytest.raises(ReasonMissing):
        link_deviations(**linking, other=other, reason=" ")
    with pytest.raises(CannotLink):
        link_deviations(**linking, other=one, reason="itself")
    with pytest.raises(NotYours):
        link_deviations(**(linking | {"by": someone("reader")}), other=other, reason="travel")
    link = link_deviations(**linking, other=other, reason="Travel stopped.")
    assert (link.first, link.second) == (other, one)
    with pytest.raises(CannotLink):
        link_deviations(by=someone("drafter"), at=at, deviation=other, other=one, reason="again")


def test_the_pages_show_the_rule_who_looks_and_the_links(at, client):
    open_deviations(at=at)
    one, other = Deviation.objects.get(code="SP7.1"), Deviation.objects.get(code="SP6.1")
    client.force_login(someone("owner"))
    text = client.get(reverse("deviations")).content.decode()
    assert text.count("nobody looks at it yet") == 7
    client.post(reverse("deviation-acknowledge", args=[one.number]))
    client.post(reverse("deviation-link", args=[one.number]), {"other": other.pk, "reason": "<b>Travel</b>"})
    text = client.get(reverse("deviation", args=[one.number])).content.decode()
    for said in ("Below the plan’s threshold", "Olga Owner looks at it since", other.reference, "&lt;b&gt;Travel"):
        assert said in text
    assert one.reference in client.get(reverse("deviation", args=[other.number])).content.decode()
    answer = client.post(reverse("deviation-link", args=[one.number]), {"other": other.pk, "reason": ""})
    assert answer.status_code == 422
    client.post(reverse("deviation-acknowledge", args=[other.number]))
    other.refresh_from_db()
    assert (other.acknowledged_at, DeviationLink.objects.count()) == (None, 1)
