"""Figures as they are entered: what is wrong with them, and what they say as a value."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.rules.entries import Entry, digest_of_figures, figures_from, figures_value, wrong
from cycle.rules.status import Figures
from plans.rules.source import read

PLAN = read(Path("plans/demo/strategic-plan-2019-2022.yaml").read_bytes())
END, TWENTY = date(2020, 6, 30), Figures(20)


def entry(kpi="sp1.1", figures=TWENTY, source="SYNTHETIC", comment=""):
    return Entry(kpi, figures, source, comment)


@pytest.mark.parametrize(
    ("given_", "fault"),
    [
        (entry(), None),
        (entry("sp9.9"), "no_such_kpi"),
        (entry("sp1"), "no_such_kpi"),
        (entry(figures=Figures(20, 30)), "one_count_was_expected"),
        (entry(figures=Figures(0)), None),
        (entry(figures=Figures(10**15)), None),
        (entry(figures=Figures(10**15 + 1)), "too_large"),
        (entry("sp7.1", Figures(1, 10**15)), None),
        (entry("sp7.1", Figures(1, 10**15 + 1)), "too_large"),
        (entry("ld3.1", Figures()), None),
        (entry("ld3.1", Figures(done_on=END)), None),
        (entry("ld3.1", Figures(done_on=END + timedelta(days=1))), "done_after_the_period"),
        (entry(source=" "), "no_source"),
        (entry(source="x" * 200, comment="x" * 2000), None),
        (entry(source="x" * 201), "too_long"),
        (entry(comment="x" * 2001), "too_long"),
    ],
)
def test_what_is_wrong_with_an_entry_has_a_name(given_, fault):
    assert wrong(given_, PLAN, END, END + timedelta(days=9)) == fault


def test_a_milestone_is_told_once_it_is_done():
    done = entry("ld3.1", Figures(done_on=END))
    assert wrong(done, PLAN, END, END) is None
    assert wrong(done, PLAN, END, END - timedelta(days=1)) == "done_in_the_future"


@pytest.mark.parametrize("sign", [*map(chr, range(32)), "\x7f"])
def test_signs_that_cannot_be_printed_are_refused_but_for_tabs_and_the_ends_of_lines(sign):
    fault = None if sign in "\t\n\r" else "unprintable"
    assert wrong(entry(source=f"count{sign}"), PLAN, END, END) == fault
    assert wrong(entry(comment=f"two{sign}offices"), PLAN, END, END) == fault


@pytest.mark.parametrize(
    ("figures", "value"),
    [
        (Figures(), {}),
        (Figures(0), {"actual": 0}),
        (Figures(30, 40), {"actual": 30, "of": 40}),
        (Figures(done_on=END), {"done_on": "2020-06-30"}),
    ],
)
def test_figures_are_a_value_without_what_is_absent_and_come_back_from_it(figures, value):
    assert figures_value(figures) == value
    assert figures_from(value) == figures


FIGURES = st.builds(Figures, *[st.none() | st.integers(0, 10**15)] * 2, st.none() | st.dates())


@given(st.dictionaries(st.sampled_from(["sp1.1", "sp7.1", "ld3.1", "sp8.1"]), FIGURES), st.data())
def test_the_digest_of_figures_does_not_depend_on_their_order_but_on_each_of_them(counting, data):
    digest = digest_of_figures(counting)
    assert digest_of_figures(dict(data.draw(st.permutations(list(counting.items()))))) == digest
    for key, figures in counting.items():
        other = Figures(1, 2, END) if figures != Figures(1, 2, END) else Figures()
        assert digest_of_figures(counting | {key: other}) != digest
