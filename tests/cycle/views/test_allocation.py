"""Effort and resources: read, shown, stored as it was shown, and in the report without names."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cycle.enums import Means
from cycle.exceptions import MeasurementDoesNotFit, NothingToStore, NotYours, PeriodLocked
from cycle.models import Allocation, Measurement, Period
from cycle.operations.allocate import record_allocation
from cycle.operations.keep_figures import lock_period
from cycle.queries.allocations import allocations_of
from cycle.queries.figures import newest
from cycle.queries.report import report_as_of
from cycle.rules.status import Figures
from tests.procedure import someone

pytestmark = pytest.mark.django_db
PERIOD = ["strategic-plan-2019-2022", "2019-2020"]
FILE = "name,priority,amount\nSYNTHETIC Xenia,Integrity,300\nSYNTHETIC Bob,none,100\nSYNTHETIC Cleo,Astrology,1\n"


def test_a_file_is_shown_and_stored_as_it_was_shown(client, at):
    client.force_login(someone("drafter"))
    file = SimpleUploadedFile("hours.csv", FILE.encode())
    page = client.post(reverse("allocation", args=PERIOD), {"means": "effort", "file": file})
    said = page.content.decode()
    assert ("300 of 400" in said, "Astrology" in said, Allocation.objects.count()) == (True, True, 0)
    given = {"read": page.context["storing"].initial["read"], "kpi": "org1.1", "source": "SYNTHETIC hours"}
    without_source = client.post(reverse("allocation-store", args=PERIOD), given | {"source": ""})
    assert (without_source.status_code, "Astrology" in without_source.content.decode()) == (422, True)
    client.post(reverse("allocation-store", args=PERIOD), given)
    period = Period.objects.get()
    assert {means: (one.on_priorities, one.whole) for means, one in allocations_of(period).items()} == {
        Means.EFFORT: (300, 400)
    }
    draft = newest(period)["org1.1"]
    assert (draft.figures, draft.source, hasattr(draft, "confirmation")) == (
        Figures(300, 400),
        "SYNTHETIC hours",
        False,
    )
    text = report_as_of(Allocation.objects.first().at.date()).text.decode()
    assert ("Xenia" in text, "Bob" in text) == (False, False)
    (means,) = json.loads(text)["means"]
    assert (means["means"], means["whole"], means["on_priorities"], means["parts"][0]["share"]) == (
        "effort",
        400,
        300,
        "3/4",
    )


def test_what_was_not_read_here_is_not_stored(client, at):
    client.force_login(someone("drafter"))
    page = client.post(reverse("allocation-store", args=PERIOD), {"read": "forged", "source": "x"})
    assert (page.status_code, Allocation.objects.count()) == (404, 0)


def test_the_last_batch_counts_and_none_changes(at):
    period, given = Period.objects.get(), {"by": someone("drafter"), "at": at, "means": Means.RESOURCES}
    for amounts in ({"priority-integrity": 1, "": 9}, {"priority-integrity": 5, "": 5}):
        record_allocation(**given, period=period, amounts=amounts)
    assert allocations_of(period)[Means.RESOURCES].on_priorities == 5
    with pytest.raises(DatabaseError), transaction.atomic():
        Allocation.objects.update(amount=7)
    assert Measurement.objects.filter(kpi="org1.1").count() == 1


def test_it_is_refused_to_others_for_nothing_and_once_the_period_is_locked(at):
    period = Period.objects.get()
    given = {"at": at, "period": period, "means": Means.EFFORT, "amounts": {"": 1}}
    with pytest.raises(NotYours):
        record_allocation(by=someone("reader"), **given)
    with pytest.raises(NothingToStore):
        record_allocation(by=someone("drafter"), **given | {"amounts": {"": 0}})
    lock_period(by=someone("evaluator"), at=at, period=period, today=period.due_on)
    with pytest.raises(PeriodLocked):
        record_allocation(by=someone("drafter"), **given)


def test_a_batch_counts_from_its_day_on_and_too_much_is_refused(at):
    period, given = Period.objects.get(), {"by": someone("drafter"), "means": Means.EFFORT}
    for days, amount in ((0, 1), (1, 2)):
        record_allocation(**given, at=at + timedelta(days=days), period=period, amounts={"priority-integrity": amount})
    told = [report_as_of(at.date() + timedelta(days=days)).means for days in (-1, 0, 1)]
    assert [[one.whole for one in means] for means in told] == [[], [1], [2]]
    with pytest.raises(MeasurementDoesNotFit):
        record_allocation(**given, at=at, period=period, amounts={"priority-integrity": 10**15, "": 1})
