"""Files as tables: CSV in its dialects, XLSX with what people do to it, and what is meant to break the reader."""

import io
import time
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from cycle.documents.spreadsheet import MOST_BYTES, as_csv, as_xlsx, tables_of
from cycle.exceptions import CannotRead
from cycle.rules.tables import Formula, Known, Merged, Table, read_figures
from tests.cycle.rules.test_tables import PLAN

ROWS = [("kpi", "actual", "of"), ("SP1.1", "20", ""), ("SP7.1", "30", "40")]


def xlsx(*rows, also=()):
    book = Workbook()
    book.active.title = "Figures"
    for row in rows:
        book.active.append(row)
    for change in also:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data, part, change):
    """An XLSX with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body) if name == part else body)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_the_dialects_that_spreadsheets_write(delimiter, end, encoding):
    data = end.join(delimiter.join(row) for row in [*ROWS, ("é", '"a', 'b"')]).encode(encoding)
    (found,) = tables_of(data)
    assert found.rows[:3] == tuple(enumerate(ROWS, 1))
    assert found.rows[3][1][0] == "é"


def test_a_line_break_in_a_quoted_cell_is_part_of_it():
    (found,) = tables_of(b'kpi,comment\nSP1.1,"two\nlines"\nSP1.2,x')
    assert found.rows == ((1, ("kpi", "comment")), (2, ("SP1.1", "two\nlines")), (3, ("SP1.2", "x")))


def test_cells_of_a_spreadsheet_keep_their_kinds():
    data = xlsx(
        ("kpi", "actual"), ("SP1.1", 20), ("SP1.2", 2.5), ("LD3.1", date(2020, 6, 1)), ("x", "=1+1"), ("y", True), ()
    )
    (found,) = tables_of(data)
    assert found.name == "Figures"
    assert found.rows[1:4] == ((2, ("SP1.1", 20)), (3, ("SP1.2", 2.5)), (4, ("LD3.1", datetime(2020, 6, 1))))
    assert found.rows[4] == (5, ("x", Formula("=1+1")))
    assert found.rows[5] == (6, ("y", True))


def test_merged_cells_are_known_as_such():
    def merge(book):
        book.active.merge_cells("A2:A3")
        book.create_sheet("More").append(("kpi", "actual"))

    (found, more) = tables_of(xlsx(("kpi", "actual"), ("SP1.1", 1), (None, 2), ("SP1.2", 3), also=[merge]))
    assert [cells[0] for _number, cells in found.rows] == ["kpi", Merged("SP1.1"), Merged(None), "SP1.2"]
    assert found.rows[3] == (4, ("SP1.2", 3))
    assert more.rows == ((1, ("kpi", "actual")),)


def test_what_a_sheet_says_of_its_own_size_is_not_believed():
    data = rewritten(
        xlsx(("kpi", "actual"), ("SP1.1", 1)),
        "xl/worksheets/sheet1.xml",
        lambda body: body.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'),
    )
    (found,) = tables_of(data)
    assert found.rows == ((1, ("kpi", "actual")), (2, ("SP1.1", 1)))


def test_a_row_far_below_is_refused_at_once():
    data = rewritten(
        xlsx(("kpi", "actual"), ("SP1.1", 1)),
        "xl/worksheets/sheet1.xml",
        lambda body: (
            body.replace(b'r="2"', b'r="1048576"').replace(b'"A2"', b'"A1048576"').replace(b'"B2"', b'"B1048576"')
        ),
    )
    with pytest.raises(CannotRead) as refusal:
        tables_of(data)
    assert refusal.value.why == "too_many_rows"


def _bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (60 * 1024 * 1024))
    return out.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def _with_entities(head, entity):
    return rewritten(
        xlsx(("kpi", "actual"), ("SP1.1", "here")),
        "xl/worksheets/sheet1.xml",
        lambda body: head + body.replace(b"here", entity),
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old_format"),
        (b"PK\x03\x04 and no archive", "not_a_spreadsheet"),
        (xlsx(*ROWS)[:-40], "not_a_spreadsheet"),
        (_bomb(), "bomb"),
        (_with_entities(LAUGHS, b"&j;"), "not_a_spreadsheet"),
        (_with_entities(OUTSIDE, b"&a;"), "not_a_spreadsheet"),
        (b'kpi,actual\nSP1.1,"never closed', "broken_csv"),
        (b"kpi,actual\nSP1.1,\0", "not_text"),
        (b"kpi,actual\n" + b"x" * 200_000, "broken_csv"),
        (b"kpi,actual\n" + b"SP1.1,1\n" * 100_000, "too_many_rows"),
        (b"%PDF-1.7\n\x81\x8d", "not_text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_spreadsheet_or_a_bomb_is_refused_in_a_word(data, why):
    with pytest.raises(CannotRead) as refusal:
        tables_of(data)
    assert refusal.value.why == why


def _after_the_cells(said, rows=b""):
    """An XLSX with this after its cells, and these rows among them."""
    return rewritten(
        xlsx(("kpi", "actual"), ("SP1.1", 1)),
        "xl/worksheets/sheet1.xml",
        lambda body: body.replace(b"</sheetData>", rows + b"</sheetData>" + said),
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (_after_the_cells(b"<!--" + b"mergeCell " * 200_000 + b"-->"), None),
        (_after_the_cells(b'<mergeCells><mergeCell ref="A1:AX1048576"/></mergeCells>'), "merged"),
        (_after_the_cells(b"<mergeCells>" + b'<mergeCell ref="A1:AX100"/>' * 500 + b"</mergeCells>"), "merged"),
        (_after_the_cells(b"", b'<row r="3">' + b"<c/>" * 700_000 + b"</row>"), "bomb"),
    ],
    ids=["a word again and again", "a column", "on top of each other", "a row without end"],
)
def test_what_is_made_to_take_long_takes_a_moment(data, why):
    start = time.process_time()
    try:
        said = tables_of(data) and None
    except CannotRead as refusal:
        said = refusal.why
    assert said == why
    # generous: what these are made for takes minutes
    assert time.process_time() - start < 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_what_declares_entities_is_refused_in_every_part(part, encoding):
    whole = zipfile.ZipFile(io.BytesIO(as_xlsx("Figures", [("kpi",), ("SP1.1",)])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as changed:
        for name in whole.namelist():
            text = whole.read(name).decode()
            if name == part:
                _head, _end, body = text.rpartition("?>")
                text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]>{body}'
            changed.writestr(name, text.encode(encoding if name == part else "utf-8"))
    with pytest.raises(CannotRead) as refusal:
        tables_of(out.getvalue())
    assert refusal.value.why == "not_a_spreadsheet"


@pytest.mark.parametrize("columns", [1, 3, 50, 60])
def test_as_many_columns_are_read_as_there_are_to_a_bound(columns):
    rows = [tuple(range(columns)), (7,)]
    (table,) = tables_of(as_xlsx("Figures", rows))
    assert table.rows == ((1, tuple(range(min(columns, 50)))), (2, (7,)))


def test_a_hundred_thousand_rows_of_a_spreadsheet_are_refused_in_a_moment():
    data = as_xlsx("Figures", [("kpi", "actual"), *[("SP1.1", number) for number in range(100_000)]])
    start = time.process_time()
    with pytest.raises(CannotRead) as refusal:
        tables_of(data)
    assert refusal.value.why in ("too_many_rows", "bomb")
    assert time.process_time() - start < 20


def test_what_cannot_be_printed_is_left_out_of_a_spreadsheet():
    (table,) = tables_of(as_xlsx("Figures", [("kpi",), ("a\x07b",)]))
    assert table.rows[1] == (2, ("ab",))


def test_an_empty_file_is_an_empty_table():
    assert tables_of(b"") == [Table("", ())]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("=1+1", "'=1+1"),
        ("\n=1+1", "'\n=1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a; @now", "a; '@now"),
        ("a;b", "a;b"),
        ("a-b; -c", "a-b; -c"),
    ],
)
def test_no_cell_becomes_a_formula_however_a_spreadsheet_parts_them(said, written):
    data = as_csv([("comment",), (said,)]).decode("utf-8-sig")
    assert data == f'"comment"\r\n"{written}"\r\n'


def test_what_was_made_inert_comes_back_as_it_was():
    rows = [("kpi", "actual", "of", "source", "comment"), ("SP7.1", 1, 2, "a;=b", "=c; +d")]
    known = {"P": Known(PLAN, date(2020, 6, 30), date(2020, 7, 1), False, frozenset({"sp7.1"}))}
    (line,) = read_figures(tables_of(as_csv(rows)), known, period="P").lines
    assert (line.entry.source, line.entry.comment) == ("a;=b", "=c; +d")


def test_what_is_written_out_holds_no_formula_and_comes_back():
    rows = [("kpi", "actual", "comment"), ("SP1.1", 20, "=cmd|' /C calc'!A0"), ("SP1.2", -3, "+1")]
    (csv,) = tables_of(as_csv(rows))
    assert csv.rows[1:] == ((2, ("SP1.1", "20", "'=cmd|' /C calc'!A0")), (3, ("SP1.2", "-3", "'+1")))
    sheet = load_workbook(io.BytesIO(as_xlsx("Figures", rows, widths=(8, 10)))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["kpi", "actual", "comment"],
        ["SP1.1", 20, "=cmd|' /C calc'!A0"],
        ["SP1.2", -3, "+1"],
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["", "Figures 2019-2020", "Figures, as of June; SYNTHETIC"])
def test_a_title_above_the_header_does_not_say_what_parts_the_columns(mark, title):
    lines = [title] * bool(title) + [mark.join(("KPI", '"actual"', "source")), mark.join(("SP1.1", "5", "x"))]
    (table,) = tables_of("\n".join(lines).encode())
    assert [cells for _number, cells in table.rows[-2:]] == [("KPI", "actual", "source"), ("SP1.1", "5", "x")]
