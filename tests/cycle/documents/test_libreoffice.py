"""A spreadsheet that LibreOffice wrote and one of openpyxl's import alike. Only in the soak: it wants LibreOffice."""

import io
import os
import subprocess
from datetime import date

import pytest
from openpyxl import Workbook

from cycle.documents.spreadsheet import as_csv, tables_of
from cycle.models import Period
from cycle.operations.take_figures import drop_file, take_file
from tests.procedure import someone

pytestmark = [
    pytest.mark.skipif(not os.environ.get("SOAK"), reason="wants LibreOffice: SOAK=1"),
    pytest.mark.django_db,
]
ROWS = [
    ("kpi", "actual", "of", "source", "comment"),
    ("SP1.1", 20, None, "SYNTHETIC", "a comment\nof two lines"),
    ("SP1.2", 44.0, None, "SYNTHETIC", "Ünïcode – «é» العربية"),
    ("SP7.1", 30, 40, "SYNTHETIC", "=not a formula, says a quotation mark"),
    ("SP7.2", 31, 41, "'SYNTHETIC", None),
    ("LD3.1", date(2020, 5, 20), None, "SYNTHETIC", None),
    ("ORG2.2", "no", None, "SYNTHETIC", None),
    ("SP2.1", "1.234", None, "SYNTHETIC", "can be read in two ways"),
    ("SP2.2", 12.5, None, "SYNTHETIC", "not whole"),
    ("SP3.1", True, None, "SYNTHETIC", "no number"),
    ("SP4.1", None, None, None, "silent"),
    ("SP4.2", "=10+10", None, "SYNTHETIC", "a formula"),
]


def of_openpyxl(rows):
    book = Workbook()
    book.active.title = "Figures"
    for row in rows:
        book.active.append(row)
    for cell in (book.active["E4"],):
        cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of_libreoffice(data, ending, folder):
    """The same as LibreOffice saves it after it opened the file."""
    given = folder / f"given.{ending}"
    given.write_bytes(data)
    filters = ["--infilter=CSV:44,34,76,1,,0,false,true"] if ending == "csv" else []
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            *filters,
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(given),
        ],
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return (folder / "out" / "given.xlsx").read_bytes()


def taken(data, at):
    """What a file would change, and every fault at its cell."""
    person = someone("drafter")
    file = take_file(by=person, at=at, name="f.xlsx", data=data, period=Period.objects.get(), source="")
    drop_file(by=person, at=at, file=file)
    return file.changes, file.faults, file.same, file.silent, file.ignored


def test_what_libreoffice_saves_imports_as_what_it_was_given(at, tmp_path):
    data = of_openpyxl(ROWS)
    saved = of_libreoffice(data, "xlsx", tmp_path)
    assert saved != data
    ours, theirs = taken(data, at), taken(saved, at)
    changes, faults, *rest = ours
    # LibreOffice saves a truth value as the formula =TRUE(): refused at the same cell, for another reason
    assert theirs[1].pop(2)[:3] == [10, "B", "formula"]
    assert (changes, [fault for fault in faults if fault[0] != 10], *rest) == theirs
    assert [change["kpi"] for change in changes] == ["sp1.1", "sp1.2", "sp7.1", "sp7.2", "ld3.1", "org2.2"]
    assert [(fault[0], fault[1], fault[2]) for fault in faults] == [
        (8, "B", "grouped"),
        (9, "B", "not_whole"),
        (10, "B", "not_a_number"),
        (12, "B", "formula"),
    ]
    assert rest == [0, 1, []]


def test_a_csv_that_libreoffice_opened_and_saved_imports_as_the_csv(at, tmp_path):
    rows = [row for row in ROWS[:7] if row[0] != "SP7.1"]
    table = [
        tuple("" if cell is None else cell.isoformat() if isinstance(cell, date) else cell for cell in row)
        for row in rows
    ]
    table = [tuple(int(cell) if isinstance(cell, float) else cell for cell in row) for row in table]
    data = as_csv(table)
    saved = of_libreoffice(data, "csv", tmp_path)
    (found,) = tables_of(saved)
    assert len(found.rows) == len(rows)
    assert taken(saved, at)[0] == taken(data, at)[0]
