"""What the report and the map cost with ten years of quarterly figures and some 500 KPIs: how many queries, and how the
time grows with what is shown. Ratios in one run, printed with -s. Only in the soak: what is timed is no test."""

import os
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cycle.models import Confirmation, Measurement
from cycle.operations.keep_figures import open_period
from cycle.queries.report import report_as_of
from plans.enums import Method
from plans.operations.load_plan import load_plan
from plans.rules.content import Content, as_json
from tests.benchmarks.test_documents import content_of
from tests.procedure import someone

pytestmark = [
    pytest.mark.skipif(not os.environ.get("SOAK"), reason="a benchmark: SOAK=1"),
    pytest.mark.django_db(transaction=True),
]
TIMES, QUARTERS = 18, 40
LAST = date(2020, 6, 30)
# a machine that does something else meanwhile
SLACK = 1.3


def edition(times, quarters, at):
    """An edition of so many times the shipped plan's KPIs, measured for so many quarters; how many KPIs it has."""
    first = LAST - timedelta(days=91 * quarters)
    value = as_json(content_of(times)) | {"edition": f"large-{times}-{quarters}", "start": first.isoformat()}
    for kpi in value["kpis"]:
        for estimate in kpi["estimates"]:
            estimate["holds_from"] = first.isoformat()
    content = Content.model_validate(value)
    version, staff = load_plan(content=content, at=at), someone("drafter")
    for number in range(quarters):
        start = first + timedelta(days=91 * number)
        period = open_period(
            by=staff,
            at=at,
            edition=version.edition,
            code=f"Q{number}",
            start=start,
            end=start + timedelta(days=90),
            due_on=start + timedelta(days=90),
        )
        made = Measurement.objects.bulk_create(
            [_figure(content, kpi, period, number, at) for kpi in content.kpis], batch_size=500
        )
        Confirmation.objects.bulk_create(
            [Confirmation(measurement=one, by=someone("evaluator"), at=at) for one in made], batch_size=500
        )
    return len(content.kpis)


def _figure(content, kpi, period, number, at):
    method = content.kind_of(kpi).method
    figures = {"done_on": period.start} if method == Method.MILESTONE else {"actual": 10 + number % 30}
    if method in (Method.DEMAND_RATIO, Method.SHARE):
        figures["of"] = 50
    return Measurement(
        period=period,
        kpi=kpi.key,
        number=1,
        source="SYNTHETIC",
        entered_by=someone("drafter"),
        entered_at=at,
        **figures,
    )


def fastest(action, times=3):
    seconds = []
    for _round in range(times):
        start = time.perf_counter()
        made = action()
        seconds.append(time.perf_counter() - start)
    return made, min(seconds)


def built(name, day):
    code = name.rpartition("-")[2]
    return fastest(lambda: report_as_of(day, (name, f"Q{int(code) - 1}")))


def test_ten_years_of_quarters_and_five_hundred_indicators(at):
    at = datetime(2020, 5, 4, 9, tzinfo=ZoneInfo("Europe/Brussels"))
    count = edition(TIMES, QUARTERS, at)
    half = edition(TIMES // 2, QUARTERS, at)
    edition(TIMES // 2, QUARTERS // 2, at)
    sizes = (f"large-{TIMES}-{QUARTERS}", f"large-{TIMES // 2}-{QUARTERS}", f"large-{TIMES // 2}-{QUARTERS // 2}")
    whole, long, short = (built(name, date(2020, 7, 1)) for name in sizes)
    assert [len(report.kpis) for report, _seconds in (whole, long, short)] == [count, half, half]
    assert {len(kpi.points) for kpi in whole[0].kpis} == {8}
    public, asked = Client(), {"on": "2020-07-01", "period": f"{sizes[0]}/Q{QUARTERS - 1}"}
    with CaptureQueriesContext(connection) as of_report:
        answer, page = fastest(lambda: public.get(reverse("report"), asked), times=1)
    assert (answer.status_code, len(answer.context["report"].kpis)) == (200, count)
    with CaptureQueriesContext(connection) as of_map:
        assert public.get(reverse("map")).status_code == 200
    kpis, years = whole[1] / long[1], long[1] / short[1]
    print(
        f"\n{count} KPIs, {QUARTERS} quarters: a report in {whole[1]:.2f} s, its page in {page:.2f} s, "
        f"{len(of_report)} queries; the map {len(of_map)}; twice the KPIs take {kpis:.2f} of the time, twice the years "
        f"{years:.2f}"
    )
    assert (len(of_report) <= 10, len(of_map) <= 10) == (True, True)
    assert kpis <= count / half * SLACK
    assert years <= SLACK
