"""What figures cost: an import of 20,000 rows beside the same rows written bare, with the same checks. Ratios in one run,
printed with -s. Only in the soak: what is timed is no test."""

import os
import time
from datetime import date, timedelta

import pytest

from cycle.documents.spreadsheet import as_csv, as_xlsx
from cycle.models import Measurement, Period
from cycle.operations.keep_figures import open_period
from cycle.operations.take_figures import accept_file, store_file, take_file
from cycle.rules.entries import Entry, wrong
from cycle.rules.status import Figures
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
TIMES, PERIODS = 17, 44
FIRST = date(2005, 1, 1)
SLACK = 1.25


def timed(action):
    start = time.perf_counter()
    made = action()
    return made, time.perf_counter() - start


def figures_of(method, number):
    if method == Method.TARGET_RATIO:
        return Figures(number % 50)
    return Figures(number % 50, 50 + number % 7)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_import_of_twenty_thousand_rows(form, at):
    large = as_json(content_of(TIMES)) | {"edition": "large", "start": FIRST.isoformat()}
    content = Content.model_validate(large)
    version = load_plan(content=content, at=at)
    staff, kpis = someone("drafter"), [kpi for kpi in content.kpis if content.kind_of(kpi).method != Method.MILESTONE]
    for number in range(PERIODS):
        start = FIRST + timedelta(days=90 * number)
        end = start + timedelta(days=89)
        open_period(by=staff, at=at, edition=version.edition, code=f"P{number}", start=start, end=end, due_on=end)
    periods = list(Period.objects.filter(edition=version.edition))
    lines = [
        (period.code, kpi.key, Entry(kpi.key, figures_of(content.kind_of(kpi).method, place), "SYNTHETIC"))
        for place, kpi in enumerate(kpis)
        for period in periods
    ][:20_000]
    table = [("period", "kpi", "actual", "of", "source", "comment")]
    table += [(code, kpi, entry.figures.actual, entry.figures.of, entry.source, "") for code, kpi, entry in lines]
    data = as_csv(table) if form == "csv" else as_xlsx("Figures", table)

    def bare():
        """The same rows checked and written by somebody who neither reads a file nor keeps anything beside."""
        assert not any(wrong(entry, content, date(2020, 12, 31), date(2021, 1, 1)) for _code, _kpi, entry in lines)
        by_code = {period.code: period for period in periods}
        Measurement.objects.bulk_create(
            [
                Measurement(
                    period=by_code[code],
                    kpi=f"{entry.kpi}-bare",
                    number=1,
                    actual=entry.figures.actual,
                    of=entry.figures.of,
                    source=entry.source,
                    entered_by=staff,
                    entered_at=at,
                )
                for code, _kpi, entry in lines
            ],
            batch_size=500,
        )

    _none, raw = timed(bare)
    file, reading = timed(
        lambda: take_file(by=staff, at=at, name=f"large.{form}", data=data, period=periods[0], source="SYNTHETIC")
    )
    assert (len(file.changes), file.faults[:3], file.same, file.silent) == (20_000, [], 0, 0)
    accept_file(by=staff, at=at, file=file, partly=False)
    made, storing = timed(lambda: store_file(file=file, at=at))
    assert made == 20_000
    print(
        f"{form}: {len(lines)} rows of {len(kpis)} KPIs in {len(periods)} periods: reading {reading:.1f} s and storing "
        f"{storing:.1f} s are {(reading + storing) / raw:.2f} of {raw:.1f} s bare (bound 3)"
    )
    assert (reading + storing) / raw <= 3 * SLACK
