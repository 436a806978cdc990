"""Figures with two at once, with real connections: nothing is overtaken unseen, confirmed twice, or stored twice; and a
worker that is killed while it stores a file is followed by one that stores the rest."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection

from cycle.documents.spreadsheet import as_csv
from cycle.exceptions import CycleError, DraftsLeft, EnteredMeanwhile, PeriodLocked
from cycle.models import Confirmation, FiguresFile, Measurement, Ownership, Period
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.name_owner import name_owner
from cycle.operations.take_figures import accept_file, store_file, take_file
from cycle.queries.figures import counting, drafts, figures_digest
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from plans.queries.versions import version_in_force
from tests.approvals.operations.test_races import released_together
from tests.procedure import someone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]
TIMES = 100 if os.environ.get("SOAK") else 10
KILLS = 50 if os.environ.get("SOAK") else 3


def entry(actual, seen):
    return [Entry("sp1.1", Figures(actual), "SYNTHETIC", seen=seen)]


def test_of_two_that_enter_the_same_figure_the_second_is_told(at):
    period, staff = Period.objects.get(), someone("drafter")
    for seen in range(1, TIMES + 1):
        results = released_together(
            *(
                lambda actual=actual, seen=seen: record_measurements(
                    by=staff, at=at, period=period, entries=entry(actual, seen)
                )
                for actual in (1, 2)
            )
        )
        assert sorted(isinstance(result, EnteredMeanwhile) for result in results) == [False, True]
    assert Measurement.objects.filter(period=period, kpi="sp1.1").count() == TIMES + 1


def test_a_figure_is_confirmed_once(at):
    period, evaluator = Period.objects.get(), someone("evaluator")
    for number in range(2, TIMES + 2):
        record_measurements(by=someone("drafter"), at=at, period=period, entries=entry(number, number - 1))
        results = released_together(
            *[lambda number=number: confirm_measurements(by=evaluator, at=at, period=period, shown={"sp1.1": number})]
            * 2
        )
        assert sorted(isinstance(result, EnteredMeanwhile) for result in results) == [False, True]
    assert Confirmation.objects.filter(measurement__kpi="sp1.1").count() == TIMES + 1


def test_what_is_entered_while_a_period_is_locked_is_in_it_or_refused(at):
    staff, evaluator, edition = someone("drafter"), someone("evaluator"), Period.objects.get().edition
    for number in range(TIMES):
        start = date(2020, 7, 1) + timedelta(days=7 * number)
        end = start + timedelta(days=6)
        period = open_period(by=staff, at=at, edition=edition, code=f"P{number}", start=start, end=end, due_on=end)
        record_measurements(by=staff, at=at, period=period, entries=entry(5, 0))
        confirm_measurements(by=evaluator, at=at, period=period, shown={"sp1.1": 1})
        entered, locking = released_together(
            lambda period=period: record_measurements(by=staff, at=at, period=period, entries=entry(6, 1)),
            lambda period=period, end=end: lock_period(
                by=evaluator, at=at, period=period, today=end + timedelta(days=1)
            ),
        )
        assert (isinstance(entered, PeriodLocked), isinstance(locking, DraftsLeft)) in ((True, False), (False, True))
        assert counting(period)["sp1.1"].actual == 5


def file_of(at, *periods, actual=7):
    """An accepted file with a new figure for every indicator of these periods that is counted."""
    content = version_in_force(periods[0].end).content
    kpis = [kpi for kpi in content.kpis if content.kind_of(kpi).method != "milestone"]
    rows = [("period", "kpi", "actual", "of")]
    for period in periods:
        rows += [
            (period.code, kpi.code, actual, "" if content.kind_of(kpi).method == "target_ratio" else 99) for kpi in kpis
        ]
    staff = someone("drafter")
    taken = take_file(by=staff, at=at, name="x.csv", data=as_csv(rows), period=periods[0], source="SYNTHETIC")
    assert taken.faults == []
    return accept_file(by=staff, at=at, file=taken, partly=False)


def test_two_workers_store_a_file_once(at):
    period = Period.objects.get()
    file = file_of(at, period)
    results = released_together(*[lambda: store_file(file=file, at=at)] * 3)
    assert sorted(results) == [0, 0, file.count]
    file.refresh_from_db()
    assert (len(drafts(period)), file.passed_over) == (file.count, [])


@pytest.mark.postgresql
def test_a_worker_that_is_killed_is_followed_by_one_that_stores_the_rest(at):
    staff, edition = someone("drafter"), Period.objects.get().edition
    periods = []
    for number in range(30):
        start = date(2020, 7, 1) + timedelta(days=7 * number)
        end = start + timedelta(days=6)
        periods.append(
            open_period(by=staff, at=at, edition=edition, code=f"K{number}", start=start, end=end, due_on=end)
        )
    database = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
        "MEDIA_ROOT": settings.MEDIA_ROOT,
    }
    program = (
        "import django; django.setup()\n"
        "from django.utils import timezone; from cycle.operations.take_figures import store_files\n"
        "print('ready', flush=True); store_files(at=timezone.now())"
    )
    cut = 0
    for kill in range(KILLS):
        file = file_of(at, *periods, actual=kill + 1)
        worker = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE)
        worker.stdout.readline()
        time.sleep(0.1 + 0.04 * (kill % 10))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        there = Measurement.objects.filter(file=file).count()
        cut += 0 < there < file.count
        # a period's figures are there together or not at all
        assert there % (file.count // len(periods)) == 0
        assert store_file(file=file, at=at) == file.count - there
        file.refresh_from_db()
        assert (Measurement.objects.filter(file=file).count(), file.passed_over) == (file.count, [])
    print(f"{cut} of {KILLS} workers were killed while they stored")


def test_whatever_happens_at_once_a_locked_period_keeps_its_digest(at):
    period, evaluator = Period.objects.get(), someone("evaluator")
    lock_period(by=evaluator, at=at, period=period, today=date(2020, 7, 1))
    before, file = figures_digest(period), FiguresFile.objects.count()
    results = released_together(
        lambda: record_measurements(by=someone("drafter"), at=at, period=period, entries=entry(6, 1)),
        lambda: lock_period(by=evaluator, at=at, period=period, today=date(2020, 7, 1)),
        lambda: confirm_measurements(by=evaluator, at=at, period=period, shown={"sp1.1": 1}),
    )
    assert all(isinstance(result, CycleError) for result in results)
    assert (figures_digest(period), FiguresFile.objects.count()) == (before, file)


def test_of_two_that_name_an_owner_one_is_the_owner(at):
    first, second = someone("drafter"), someone("evaluator")
    second.groups.add(*first.groups.all())
    for number in range(TIMES):
        moment = at + timedelta(hours=number + 1)
        results = released_together(
            lambda moment=moment: name_owner(by=first, at=moment, element="sg.1", person=someone("drafter")),
            lambda moment=moment: name_owner(
                by=second, at=moment - timedelta(seconds=1), element="sg.1", person=someone("evaluator")
            ),
        )
        assert [result for result in results if isinstance(result, Exception)] == []
        assert Ownership.objects.filter(element="sg.1", ends_at__isnull=True).count() == 1
