"""Figures from files: read and shown, accepted by whoever gave them, stored by a worker, once."""

from datetime import date, timedelta

import pytest

from cycle.documents.evidence import evidence_of
from cycle.documents.spreadsheet import as_csv, as_xlsx
from cycle.exceptions import CannotRead, FileDone, FileHasFaults, NothingToStore, NotYours
from cycle.models import FiguresFile, Measurement, Period
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.take_figures import accept_file, drop_file, store_file, store_files, take_file
from cycle.queries.figures import drafts
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from cycle.rules.tables import FigureChange
from tests.procedure import someone

pytestmark = pytest.mark.django_db
HEADER = ("kpi", "actual", "of", "source", "comment")


@pytest.fixture
def period():
    return Period.objects.get()


def given(at, period, *rows, by="drafter", header=HEADER, write=as_csv, **others):
    return take_file(
        by=someone(by),
        at=at,
        name="figures.csv",
        data=write([header, *rows]),
        period=period,
        source="SYNTHETIC file",
        **others,
    )


def accepted(at, file, by="drafter", partly=False):
    return accept_file(by=someone(by), at=at, file=file, partly=partly)


@pytest.mark.parametrize("write", [as_csv, lambda rows: as_xlsx("Figures", rows)], ids=["csv", "xlsx"])
def test_nothing_is_stored_before_it_is_accepted_and_then_once(at, period, write):
    file = given(at, period, ("SP1.1", 20), ("SP7.1", 30, 40, "count", "recounted"), write=write)
    assert [FigureChange.from_json(change).line.entry for change in file.changes] == [
        Entry("sp1.1", Figures(20), "SYNTHETIC file", "", 1),
        Entry("sp7.1", Figures(30, 40), "count", "recounted", 1),
    ]
    assert file.changes[0]["before"] == {"actual": 19}
    assert (store_files(at=at), drafts(period)) == (0, [])
    accepted(at, file)
    assert store_files(at=at) == 2
    assert {one.kpi: (one.number, one.actual, one.of, one.source) for one in drafts(period)} == {
        "sp1.1": (2, 20, None, "SYNTHETIC file"),
        "sp7.1": (2, 30, 40, "count"),
    }
    assert (store_files(at=at), store_file(file=file, at=at)) == (0, 0)
    file.refresh_from_db()
    assert (file.finished_at, file.passed_over) == (at, [])


def test_the_file_itself_is_the_evidence(at, period):
    store_file(file=accepted(at, given(at, period, ("SP1.1", 20))), at=at)
    (entry,) = drafts(period)
    assert evidence_of(entry) == as_csv([HEADER, ("SP1.1", 20)])
    assert (entry.evidence_name, entry.entered_by) == ("figures.csv", someone("drafter"))


def test_faults_hold_everything_back_unless_the_rest_is_asked_for(at, period):
    file = given(at, period, ("SP1.1", "12,5"), ("SP1.2", 43))
    assert file.faults == [[2, "B", "not_whole", "12,5"]]
    with pytest.raises(FileHasFaults):
        accepted(at, file)
    store_file(file=accepted(at, file, partly=True), at=at)
    assert [one.kpi for one in drafts(period)] == ["sp1.2"]


def test_rows_that_say_what_is_there_change_nothing(at, period):
    shown = Measurement.objects.get(period=period, kpi="sp1.1")
    file = given(at, period, ("SP1.1", 19, "", shown.source, ""), ("SP1.2", ""))
    assert (file.changes, file.same, file.silent) == ([], 1, 1)
    with pytest.raises(NothingToStore):
        accepted(at, file)


def test_what_was_entered_meanwhile_is_passed_over_and_named(at, period):
    file = accepted(at, given(at, period, ("SP1.1", 20), ("SP1.2", 43)))
    record_measurements(by=someone("drafter"), at=at, period=period, entries=[Entry("sp1.1", Figures(18), "SYNTHETIC")])
    assert store_file(file=file, at=at) == 1
    file.refresh_from_db()
    assert file.passed_over == [[2, "", "meanwhile", ""]]
    assert {one.kpi: one.actual for one in drafts(period)} == {"sp1.1": 18, "sp1.2": 43}
    assert store_file(file=file, at=at) == 0
    file.refresh_from_db()
    assert len(file.passed_over) == 1


def test_what_was_locked_meanwhile_stays(at, period):
    file = accepted(at, given(at, period, ("SP1.1", 20)))
    lock_period(by=someone("evaluator"), at=at, period=period, today=date(2020, 7, 1))
    assert store_file(file=file, at=at) == 0
    file.refresh_from_db()
    assert file.passed_over == [[2, "", "locked", ""]]
    assert given(at, period, ("SP1.1", 20)).faults == [[2, "", "locked", "2019-2020"]]


def test_a_file_for_several_periods_is_stored_period_after_period(at, period):
    following = open_period(
        by=someone("drafter"),
        at=at,
        edition=period.edition,
        code="2020-2021",
        start=date(2020, 7, 1),
        end=date(2021, 6, 30),
        due_on=date(2021, 7, 31),
    )
    header = ("period", *HEADER)
    rows = [("2019-2020", "SP1.1", 20), ("2020-2021", "SP1.1", 21), ("", "SP1.2", 44)]
    file = accepted(at, given(at, period, *rows, header=header))
    assert store_file(file=file, at=at) == 3
    assert [one.actual for one in drafts(following)] == [21]
    assert {one.actual for one in drafts(period)} == {20, 44}


def test_whoever_gave_a_file_decides_about_it_and_once(at, period):
    file = given(at, period, ("SP1.1", 20))
    with pytest.raises(NotYours):
        accepted(at, file, by="owner")
    with pytest.raises(NotYours):
        drop_file(by=someone("evaluator"), at=at, file=file)
    drop_file(by=someone("drafter"), at=at, file=file)
    for again in (lambda: accepted(at, file), lambda: drop_file(by=someone("drafter"), at=at, file=file)):
        with pytest.raises(FileDone):
            again()
    assert store_files(at=at) == 0


def test_owners_give_files_of_their_own_figures(at, period):
    file = given(at, period, ("SP7.1", 30, 40), ("SP1.1", 20), by="owner")
    assert file.faults == [[3, "A", "not_yours", "SP1.1"]]
    with pytest.raises(NotYours):
        given(at, period, ("SP1.1", 20), by="reader")
    person = someone("drafter")
    mine = given(at, period, ("SP1.1", 20))
    person.groups.clear()
    with pytest.raises(NotYours):
        accepted(at, mine)


def test_a_file_that_cannot_be_read_leaves_nothing(at, period):
    with pytest.raises(CannotRead):
        take_file(by=someone("drafter"), at=at, name="x.csv", data=b"a,b\n1,2", period=period)
    assert not FiguresFile.objects.exists()


def test_confirmed_figures_from_a_file_count(at, period):
    store_file(file=accepted(at, given(at, period, ("SP1.1", 20))), at=at)
    later = at + timedelta(hours=1)
    confirm_measurements(by=someone("evaluator"), at=later, period=period, shown={"sp1.1": 2})
    assert drafts(period) == []
