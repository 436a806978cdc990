"""A spreadsheet's bytes as tables of cells: CSV or XLSX, bounded, without bombs; and tables as CSV or XLSX.

Cells are text, numbers, days or None; in XLSX also a Formula, which is not computed, and Merged ones.
"""

import csv
import io
import os
import re
import zipfile

# the parser that refuses every declaration of entities is written in Python, and slow. Here what declares any is
# refused before it is parsed, what is unpacked is bounded, and the parser in C bounds what entities may grow to
os.environ.setdefault("OPENPYXL_DEFUSEDXML", "False")

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils.cell import column_index_from_string, get_column_letter, range_boundaries

from cycle.exceptions import CannotRead
from cycle.rules.tables import HEADER_WITHIN, MOST_ROWS, Formula, Merged, Table, decoded, inert

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 25 * 1024 * 1024
MOST_CELLS = 600_000
MOST_COLUMNS = 50
# columns by which a line is known to be the header
NAMES = frozenset({"kpi", "actual", "priority", "amount"})
MOST_MERGED = 5_000
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_RANGE = re.compile(rb'<(?:\w{1,9}:)?mergeCell\s[^<>]{0,99}?ref="([A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)"')
_CELL = re.compile(rb"<(?:\w{1,9}:)?c[ />]")
_COLUMN = re.compile(rb'<(?:\w{1,9}:)?c\s[^<>]{0,99}?\br="([A-Z]{1,3})[0-9]')
# what declares entities, and the beginning of XML in two bytes for each letter, in which it could hide
_DECLARES, _WIDE = b"<!DOCTYPE", re.compile(rb"\xff\xfe|\xfe\xff|\0<|<\0")


def tables_of(data):
    """The Tables of a file's bytes, in its order: one of a CSV, one for each sheet of an XLSX. Raises CannotRead."""
    if len(data) > MOST_BYTES:
        raise CannotRead("too_large")
    if data.startswith(_OLD):
        raise CannotRead("old_format")
    return _xlsx(data) if data.startswith(_ZIP) else [_csv(data)]


def _csv(data):
    text = decoded(data)
    delimiter, rows = _delimiter(text), []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if number > MOST_ROWS:
                raise CannotRead("too_many_rows")
            rows.append((number, tuple(cells[:MOST_COLUMNS])))
    except csv.Error:
        raise CannotRead("broken_csv") from None
    return Table("", tuple(rows))


def _delimiter(text):
    """What parts the columns: what does so in the line that names them, which a title may stand above."""
    first = [line for line in text.splitlines() if line.strip()][:HEADER_WITHIN] or [""]

    def parts(mark):
        named = (NAMES & {cell.strip().strip('"').casefold() for cell in line.split(mark)} for line in first)
        return max(map(len, named)), first[0].count(mark)

    return max(",;\t", key=parts)


def _xlsx(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise CannotRead("bomb")
            widths, merged = _measured(archive)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        tables = []
        for sheet in book.worksheets:
            # what a sheet says of its own size is not believed
            sheet.reset_dimensions()
            part = sheet._worksheet_path.lstrip("/")
            tables.append(Table(sheet.title, _rows(sheet, widths.get(part, MOST_COLUMNS), merged.get(part, {}))))
        return tables
    except CannotRead:
        raise
    except Exception as fault:
        raise CannotRead("not_a_spreadsheet") from fault


def _rows(sheet, width, merged):
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=width), 1):
        if number > MOST_ROWS:
            raise CannotRead("too_many_rows")
        said = [_cell(cell) for cell in cells]
        while said and said[-1] is None:
            said.pop()
        for column in sorted(merged.get(number, ())):
            said += [None] * (column + 1 - len(said))
            said[column] = Merged(said[column])
        rows.append((number, tuple(said)))
    return tuple(rows)


def _cell(cell):
    return Formula(str(cell.value)) if cell.data_type == "f" else cell.value


def _measured(archive):
    """By each sheet's part: how many columns it has, of those that are read; and which of its cells are merged with
    others: columns, from 0, by the row, from 1. They are named after the sheet's cells."""
    widths, found = {}, {}
    for part in archive.namelist():
        data = archive.read(part)
        if _DECLARES in data or _WIDE.match(data):
            raise CannotRead("not_a_spreadsheet")
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            cells = sum(1 for _cell_ in _CELL.finditer(data))
            if cells > MOST_CELLS:
                raise CannotRead("bomb")
            widths[part] = _width(_COLUMN.findall(data), cells)
            found[part] = _merged_cells(_RANGE.findall(data, max(data.rfind(b"sheetData>"), 0)))
    return widths, found


def _width(letters, cells):
    """How many columns a sheet has by the letters of its cells; the most that are read where some cells say none."""
    if len(letters) != cells:
        return MOST_COLUMNS
    widest = max((column_index_from_string(one.decode()) for one in set(letters)), default=1)
    return min(widest, MOST_COLUMNS)


def _merged_cells(ranges):
    cells, count = {}, 0
    for one in ranges:
        first, top, last, bottom = range_boundaries(one.decode())
        columns = range(first - 1, min(last, MOST_COLUMNS))
        count += len(columns) * (bottom - top + 1)
        if count > MOST_MERGED:
            raise CannotRead("merged")
        for row in range(top, bottom + 1):
            cells.setdefault(row, set()).update(columns)
    return cells


CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows):
    """Rows of cells as CSV that spreadsheets open as UTF-8, every text of it within quotes."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC).writerows([[inert(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _printable(value):
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def as_xlsx(title, rows, *, widths=()):
    """Rows of cells as the only sheet of an XLSX."""
    return as_book([(title, rows, widths)])


def as_book(sheets):
    """An XLSX of sheets, each a title, rows of cells, the first one its header, and the widths of columns; text is text
    there, whatever it begins with."""
    book = Workbook(write_only=True)
    for title, rows, widths in sheets:
        _sheet(book.create_sheet(title), rows, widths)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet, rows, widths):
    for place, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, value=_printable(value)) for value in row]
        for cell in cells:
            if number == 0:
                cell.font = Font(bold=True)
            if isinstance(cell.value, str):
                cell.data_type = "s"
        sheet.append(cells)
