"""Figures in tables: each line understood, or each fault at its cell."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.exceptions import CannotRead
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from cycle.rules.tables import (
    Fault,
    FigureChange,
    Formula,
    Known,
    Line,
    Merged,
    Table,
    changes,
    decoded,
    inert,
    read_figures,
)
from cycle.wording import CELL_FAULTS, FAULTS, FILE_FAULTS, ROW_FAULTS
from plans.rules.apply import apply
from plans.rules.changes import SetField
from plans.rules.source import read

PLAN = read(Path("plans/demo/strategic-plan-2019-2022.yaml").read_bytes())
ALL = frozenset(kpi.key for kpi in PLAN.kpis)
KNOWN = {
    "2019-2020": Known(PLAN, date(2020, 6, 30), date(2020, 7, 1), False, ALL - {"sp8.1"}),
    "2018": Known(PLAN, date(2018, 12, 31), date(2020, 7, 1), True, ALL),
}
HEADER = ("KPI", "Actual", "Of", "Source", "Comment")


def table(*rows, header=HEADER, name=""):
    return Table(name, tuple(enumerate([header, *rows], 1)))


def said(*rows, header=HEADER):
    return read_figures([table(*rows, header=header)], KNOWN, period="2019-2020", source="SYNTHETIC")


def line(row, kpi, *figures, source="SYNTHETIC", comment="", **others):
    return Line(row, "2019-2020", Entry(kpi, Figures(*figures, **others), source, comment))


def test_each_fault_of_a_row_is_named():
    known = {"2019-2020": Known(PLAN, date(2020, 6, 30), date(2020, 7, 1), False, ALL)}
    rows = ((1, ("kpi", "actual", "of", "source")), (2, ("SP1.1", "12,5", None, "")), (3, ("SP7.1", 3, 2, "x" * 201)))
    found = read_figures([Table("", rows)], known, period="2019-2020")
    assert [(fault.cell, fault.why) for fault in found.faults] == [
        ("B2", "not_whole"),
        ("D2", "no_source"),
        ("B3", "more_than_the_whole"),
        ("D3", "too_long"),
    ]


def test_rows_are_entries_by_code_or_key_in_any_case():
    found = said(
        ("SP1.1", "20"),
        (" sp7.1 ", 30, 40.0, "count", " two\nlines "),
        ("LD3.1", "2020-06-01", None),
        ("SP1.2", "", "", "nothing to say"),
        (None, "", ""),
        ("SP2.1", None),
    )
    assert found.faults == []
    assert found.lines == [
        line(2, "sp1.1", 20),
        line(3, "sp7.1", 30, 40, source="count", comment="two lines"),
        line(4, "ld3.1", done_on=date(2020, 6, 1)),
    ]
    assert found.silent == 2


def test_a_code_that_is_not_the_key_is_known_too():
    plan = apply(PLAN, [SetField(element="sp1.1", field="code", old="SP1.1", new="T1")])
    known = {"2019-2020": Known(plan, date(2020, 6, 30), date(2020, 7, 1), False, ALL)}
    for name in ("t1", "T1", "SP1.1"):
        found = read_figures([table((name, 7))], known, period="2019-2020", source="SYNTHETIC")
        assert found.lines == [line(2, "sp1.1", 7)]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("SP1.1", "12,5"), Fault(2, "B", "not_whole", "12,5")),
        (("SP1.1", "many"), Fault(2, "B", "not_a_number", "many")),
        (("SP7.1", 5, "x"), Fault(2, "C", "not_a_number", "x")),
        (("SP7.1", 5), Fault(2, "C", "two_counts_were_expected", "")),
        (("SP7.1", 6, 5), Fault(2, "B", "more_than_the_whole", "6")),
        (("SP1.1", 6, 5), Fault(2, "C", "one_count_was_expected", "5")),
        (("SP1.1", -1), Fault(2, "B", "negative", "-1")),
        (("SP1.1", 1e300), Fault(2, "B", "too_large", str(int(1e300))[:60])),
        (("LD3.1", "30/06/2020"), Fault(2, "B", "not_a_day", "30/06/2020")),
        (("LD3.1", date(2020, 7, 1)), Fault(2, "B", "done_after_the_period", "2020-07-01")),
        (("SP9.9", 1), Fault(2, "A", "no_such_kpi", "SP9.9")),
        (("SP7", 1), Fault(2, "A", "no_such_kpi", "SP7")),
        (("", 1), Fault(2, "A", "no_kpi", "")),
        (("SP8.1", 1, 2), Fault(2, "A", "not_yours", "SP8.1")),
        (("SP1.1", Formula("=1+1")), Fault(2, "B", "formula", "=1+1")),
        (("SP1.1", "=1+1"), Fault(2, "B", "formula", "=1+1")),
        (("SP1.1", 1, None, Formula("=A1")), Fault(2, "D", "formula", "=A1")),
        ((Merged("SP1.1"), 1), Fault(2, "A", "merged", "SP1.1")),
        (("SP1.1", Merged(None)), Fault(2, "B", "merged", "")),
        (("SP1.1", 1, None, "x" * 201), Fault(2, "D", "too_long", "x" * 60)),
        (("SP1.1", 1, None, "count\x07"), Fault(2, "D", "unprintable", "count\x07")),
    ],
)
def test_each_fault_is_named_at_its_cell(row, fault):
    found = said(row)
    assert (found.faults, found.lines) == ([fault], [])


def test_the_quote_by_which_a_text_was_made_inert_is_taken_off_again():
    found = said(("SP1.1", 1, None, inert("=source"), inert("- two offices")), ("SP1.2", 2, None, "'quoted'", "'tis"))
    assert [(one.entry.source, one.entry.comment) for one in found.lines] == [
        ("=source", "- two offices"),
        ("'quoted'", "'tis"),
    ]


def test_what_stands_twice_is_not_taken_at_all():
    found = said(("SP1.1", 1), ("SP1.2", 2), ("sp1.1", 1), ("SP1.1", 3))
    assert found.faults == [Fault(4, "A", "twice", "2"), Fault(5, "A", "twice", "2")]
    assert found.lines == [line(3, "sp1.2", 2)]


def test_a_file_for_several_periods_names_them():
    header = ("period", *HEADER)
    found = said(("", "SP1.1", 1), ("2019-2020", "SP1.2", 2), ("2018", "SP1.1", 3), ("1999", "SP1.1", 4), header=header)
    assert found.lines == [line(2, "sp1.1", 1), line(3, "sp1.2", 2)]
    assert found.faults == [Fault(4, "A", "locked", "2018"), Fault(5, "A", "no_such_period", "1999")]


@pytest.mark.parametrize(
    ("whole", "fault"),
    [
        ({}, Fault(2, "", "no_period", "")),
        ({"period": "1999"}, Fault(2, "", "no_such_period", "1999")),
        ({"period": "2018"}, Fault(2, "", "locked", "2018")),
    ],
)
def test_rows_that_name_no_period_are_wrong_where_that_of_the_whole_file_is(whole, fault):
    found = read_figures([table(("SP1.1", 1))], KNOWN, **whole)
    assert (found.faults, found.lines) == ([fault], [])


def test_the_header_is_found_below_a_title_and_in_another_sheet():
    first, second = Table("Notes", ((1, ("Hello",)),)), Table("Data", ((1, ("Title",)), (3, HEADER), (4, ("SP1.1", 7))))
    assert read_figures([first, second], KNOWN, period="2019-2020", source="SYNTHETIC").lines == [line(4, "sp1.1", 7)]
    with pytest.raises(CannotRead) as refusal:
        read_figures([first, Table("More", ((1, ("KPI", "Source")),))], KNOWN)
    assert (refusal.value.why, refusal.value.what) == ("no_columns", "Notes, More")


def test_the_header_stands_within_the_first_ten_rows():
    title = [("Title",)] * 9
    found = said(*title[1:], HEADER, ("SP1.1", 7), header=title[0])
    assert found.lines == [line(11, "sp1.1", 7)]
    with pytest.raises(CannotRead):
        said(*title, HEADER, ("SP1.1", 7), header=title[0])


def test_other_columns_are_passed_over_and_two_of_one_name_are_a_fault():
    found = said(("x", None, "SP1.1", 1), header=("Notes", None, "kpi", "actual"))
    assert (found.ignored, len(found.lines)) == (("notes",), 1)
    found = said(("SP1.1", 1, 2), header=("kpi", "actual", "ACTUAL"))
    assert (found.faults, found.lines) == ([Fault(1, "C", "column_twice", "actual")], [line(2, "sp1.1", 1)])


@pytest.mark.parametrize(("place", "column"), [(25, "Z"), (26, "AA"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
def test_a_fault_far_to_the_right_is_named_at_its_cell(place, column):
    found = said(("SP1.1", *[None] * (place - 1), "many"), header=("kpi", *[None] * (place - 1), "actual"))
    assert found.faults == [Fault(2, column, "not_a_number", "many")]
    assert found.faults[0].cell == f"{column}2"


def test_a_row_without_a_source_needs_one_of_the_whole_file():
    found = read_figures([table(("SP1.1", 1))], KNOWN, period="2019-2020")
    assert found.faults == [Fault(2, "D", "no_source", "")]


@pytest.mark.parametrize(
    ("number", "before"),
    [
        (1, Entry("sp1.1", Figures(19), "count", "two offices")),
        (2, Entry("sp1.1", Figures(20), "register", "two offices")),
        (3, Entry("sp1.1", Figures(20), "count", "three offices")),
    ],
)
def test_what_differs_from_the_last_entry_is_a_change(number, before):
    one, other = (
        line(row, kpi, 20, source="count", comment="two offices") for row, kpi in ((2, "sp1.1"), (3, "sp1.2"))
    )
    entered = {("2019-2020", "sp1.1"): (number, before), ("2019-2020", "sp1.2"): (4, other.entry)}
    assert changes([one, other], entered) == [FigureChange(one, number, before.figures)]


def test_what_was_never_entered_in_its_period_is_a_change():
    one, other = line(2, "sp1.1", 20), line(3, "sp1.2", 30)
    assert changes([one, other], {("2018", "sp1.1"): (1, one.entry)}) == [
        FigureChange(one, 0),
        FigureChange(other, 0),
    ]


@pytest.mark.parametrize(
    ("before", "more"), [(None, {}), (Figures(), {"before": {}}), (Figures(29), {"before": {"actual": 29}})]
)
def test_a_change_is_kept_as_json_and_comes_back_from_it(before, more):
    entry = Entry("sp7.1", Figures(30, 40), "count", "two offices", 5)
    change = FigureChange(Line(2, "2019-2020", entry), 5, before)
    kept = {
        "row": 2,
        "period": "2019-2020",
        "kpi": "sp7.1",
        "figures": {"actual": 30, "of": 40},
        "source": "count",
        "comment": "two offices",
        "seen": 5,
    } | more
    assert change.as_json() == kept
    assert FigureChange.from_json(kept) == change


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.sampled_from(["SP1.1", "sp7.1", "LD3.1", "2020-06-01", "no", "kpi", "actual"]),
    st.builds(Formula, st.text(max_size=5)),
    st.builds(Merged, st.one_of(st.none(), st.text(max_size=5))),
)


@given(st.lists(st.lists(CELLS, max_size=7).map(tuple), max_size=12))
def test_any_table_is_read_or_each_fault_has_words_and_a_cell(rows):
    found = said(*rows)
    words = CELL_FAULTS | FAULTS | ROW_FAULTS
    assert {fault.why for fault in found.faults} <= set(words)
    assert len({(one.period, one.entry.kpi) for one in found.lines}) == len(found.lines)
    # every row is accounted for once
    rows_said = [one.row for one in found.lines] + [one.row for one in found.faults if one.row > 1]
    assert len(set(rows_said)) + found.silent <= len(rows)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"kpi,r\xc3\xa9el", "kpi,réel"),
        (b"\xef\xbb\xbfkpi", "kpi"),
        (b"kpi,r\xe9el", "kpi,réel"),
        ("kpi,réel".encode("utf-16"), "kpi,réel"),
        ("\ufeffkpi,réel".encode("utf-16-be"), "kpi,réel"),
    ],
)
def test_text_is_decoded_as_it_was_written(data, text):
    assert decoded(data) == text


@pytest.mark.parametrize("data", [b"kpi\0actual", b"\x81\xff\x00", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(CannotRead) as refusal:
        decoded(data)
    assert refusal.value.why in FILE_FAULTS


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_what_a_spreadsheet_would_compute_is_made_inert(value):
    assert inert(value) == f"'{value}"


@pytest.mark.parametrize(
    ("value", "harmless"),
    [("a;=1+1", "a;'=1+1"), ("a; @b;+c", "a; '@b;'+c"), ("=a;=b", "'=a;'=b"), ("a;b; -c", "a;b; -c")],
)
def test_what_one_that_parts_at_semicolons_would_compute_is_made_inert_and_read_as_it_was(value, harmless):
    assert inert(value) == harmless
    found = said(("SP1.1", 1, None, harmless))
    assert [one.entry.source for one in found.lines] == [value]


@pytest.mark.parametrize("value", ["SP1.1", "", 5, -5, None, date(2020, 1, 1)])
def test_what_it_would_not_stays(value):
    assert inert(value) == value
