"""Owners are reminded of what is missing, whoever confirms of what waits; each once a week."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cycle.models import Period
from cycle.operations.keep_figures import lock_period, open_period, record_measurements
from cycle.operations.name_owner import name_owner
from cycle.operations.remind_owners import NOBODYS, remind_owners
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from notifications.models import Notice
from tests.procedure import someone

pytestmark = pytest.mark.django_db
DUE = date(2021, 7, 31)


def morning(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture
def period(at):
    old = Period.objects.get()
    lock_period(by=someone("evaluator"), at=at, period=old, today=date(2020, 7, 1))
    days = {"start": date(2020, 7, 1), "end": date(2021, 6, 30), "due_on": DUE}
    return open_period(by=someone("drafter"), at=at, edition=old.edition, code="2020-2021", **days)


def told(kind="cycle.figures_missing"):
    return [(one.recipient.username, one.subject) for one in Notice.objects.filter(kind=kind).order_by("pk")]


def test_an_owner_is_reminded_from_a_week_before_and_once_a_week(period):
    assert remind_owners(at=morning(DUE - timedelta(days=8))) == 0
    first = morning(DUE - timedelta(days=7))
    assert remind_owners(at=first) == 2
    assert told() == [("owner", "6 figures of yours are missing for 2020-2021")]
    body = Notice.objects.get(kind="cycle.figures_missing").body
    assert "They are due on 31 July 2021." in body
    assert "SP7.1, SP7.2, SP7.3, SP7.4, SP7.5, SP8.1" in body
    assert remind_owners(at=first + timedelta(days=6)) == 0
    assert remind_owners(at=first + timedelta(days=8)) == 2
    assert "They were due on 31 July 2021." in Notice.objects.filter(kind="cycle.figures_missing").first().body


def test_what_was_entered_is_not_asked_for_and_waits_for_whoever_confirms(period):
    at = morning(DUE)
    entries = [Entry(kpi, Figures(5, 9), "SYNTHETIC") for kpi in ("sp7.1", "sp7.2", "sp7.3", "sp7.4", "sp7.5")]
    record_measurements(by=someone("owner"), at=at, period=period, entries=entries)
    remind_owners(at=at)
    assert told() == [("owner", "A figure of yours is missing for 2020-2021")]
    assert told("cycle.figures_to_confirm") == [("evaluator", "5 figures of 2020-2021 wait to be confirmed")]
    assert remind_owners(at=at + timedelta(days=1)) == 0


def test_nobody_is_reminded_of_a_locked_period_nor_who_left_or_owns_nothing_now(period, at):
    owner = someone("owner")
    name_owner(by=someone("drafter"), at=at, element="sp7.1", person=None)
    owner.is_active = False
    owner.save()
    remind_owners(at=morning(DUE))
    assert (told(), told(NOBODYS)) == ([], [("drafter", "29 figures that nobody owns are missing for 2020-2021")])
    owner.is_active = True
    owner.save()
    remind_owners(at=morning(DUE + timedelta(days=8)))
    assert told(NOBODYS)[-1] == ("drafter", "24 figures that nobody owns are missing for 2020-2021")
    assert told() == [("owner", "5 figures of yours are missing for 2020-2021")]
    lock_period(by=someone("evaluator"), at=morning(DUE), period=period, today=DUE)
    assert remind_owners(at=morning(DUE + timedelta(days=30))) == 0
