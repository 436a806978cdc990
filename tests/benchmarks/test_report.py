"""What the report and the map cost with ten years of quarterly figures and some 500 KPIs: how many queries, and how the
time grows with what is shown. Ratios in one run, printed with -s. Only in the soak: what is timed is no test."""

import gc
import os
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cycle.models import Confirmation, Measurement, Period
from cycle.queries.report import report_as_of
from plans.enums import Method
from plans.operations.load_plan import load_plan
from plans.rules.content import Content, as_json
from tests.benchmarks.test_documents import content_of
from tests.procedure import someone

pytestmark = [
    pytest.mark.skipif(not os.environ.get("SOAK"), reason="a benchmark: SOAK=1"),
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
TIMES, QUARTERS = 18, 40
LAST = date(2020, 6, 30)
# a machine that does something else meanwhile
SLACK = 1.3


def edition(times, quarters, at, *, in_force_from):
    """An edition of so many times the shipped plan's KPIs, measured for so many quarters, and the one in force from a
    day on; how many KPIs it has."""
    first = LAST - timedelta(days=91 * quarters)
    value = as_json(content_of(times)) | {"edition": f"large-{times}-{quarters}", "start": first.isoformat()}
    for kpi in value["kpis"]:
        for estimate in kpi["estimates"]:
            estimate["holds_from"] = first.isoformat()
    content = Content.model_validate(value)
    version = load_plan(content=content, at=at, in_force_from=in_force_from)
    for number in range(quarters):
        start = first + timedelta(days=91 * number)
        end = start + timedelta(days=90)
        # ten years of before: measured by the first version, which came into force only now
        period = Period.objects.create(
            edition=version.edition, code=f"Q{number}", start=start, end=end, due_on=end, opened_at=at
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
    """What an action makes, and the least of the times that it took; as timeit does, without the collector, whose long
    walks through everything that the process holds fall on one or the other."""
    seconds = []
    for _round in range(times):
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        made = action()
        seconds.append(time.perf_counter() - start)
        gc.enable()
    return made, min(seconds)


def built(name, day):
    code = name.rpartition("-")[2]
    return fastest(lambda: report_as_of(day, (name, f"Q{int(code) - 1}")))


def mapped(count):
    """The map of the plan in force, which has so many KPIs: its seconds and its queries, for anybody and for whoever is
    signed in."""
    public, staff = Client(), Client()
    staff.force_login(someone("drafter"))
    with CaptureQueriesContext(connection) as asked:
        answer = public.get(reverse("map"))
    queries = [len(asked)]
    with CaptureQueriesContext(connection) as asked:
        staff.get(reverse("map"))
    queries.append(len(asked))
    assert (answer.status_code, len(answer.context["whole"].kpis)) == (200, count)
    return fastest(lambda: public.get(reverse("map")))[1], *queries


def test_ten_years_of_quarters_and_five_hundred_indicators(at):
    at = datetime(2020, 5, 4, 9, tzinfo=ZoneInfo("Europe/Brussels"))
    edition(TIMES // 2, QUARTERS // 2, at, in_force_from=date(2020, 7, 1))
    half = edition(TIMES // 2, QUARTERS, at, in_force_from=date(2020, 7, 2))
    half_map = mapped(half)
    count = edition(TIMES, QUARTERS, at, in_force_from=date(2020, 7, 3))
    whole_map = mapped(count)
    sizes = (f"large-{TIMES}-{QUARTERS}", f"large-{TIMES // 2}-{QUARTERS}", f"large-{TIMES // 2}-{QUARTERS // 2}")
    whole, long, short = (built(name, date(2020, 7, 1)) for name in sizes)
    assert [len(report.kpis) for report, _seconds in (whole, long, short)] == [count, half, half]
    assert {len(kpi.points) for kpi in whole[0].kpis} == {8}
    public, asked = Client(), {"on": "2020-07-01", "period": f"{sizes[0]}/Q{QUARTERS - 1}"}
    with CaptureQueriesContext(connection) as of_report:
        answer, page = fastest(lambda: public.get(reverse("report"), asked), times=1)
    assert (answer.status_code, len(answer.context["report"].kpis)) == (200, count)
    staff = Client()
    staff.force_login(someone("evaluator"))
    with CaptureQueriesContext(connection) as of_publisher:
        assert staff.get(reverse("report"), asked).context["publishing"]
    kpis, years = whole[1] / long[1], long[1] / short[1]
    print(
        f"\n{count} KPIs, {QUARTERS} quarters: a report in {whole[1]:.2f} s, its page in {page:.2f} s, "
        f"{len(of_report)} queries, {len(of_publisher)} for whoever publishes; twice the KPIs take {kpis:.2f} of the "
        f"time, twice the years {years:.2f}; the map in {whole_map[0]:.2f} s, {whole_map[1]} queries, {whole_map[2]} "
        f"signed in; twice the KPIs take {whole_map[0] / half_map[0]:.2f} of the time"
    )
    assert (len(of_report) <= 10, whole_map[1] <= 10) == (True, True)
    # who is signed in is asked for a few times more, however much is shown
    assert (len(of_publisher) <= 15, whole_map[1:] == half_map[1:]) == (True, True)
    assert kpis <= count / half * SLACK
    assert whole_map[0] / half_map[0] <= count / half * SLACK
    assert years <= SLACK
