"""Effort and resources by priority, read from tables and as shares."""

from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.exceptions import CannotRead
from cycle.rules.allocation import Allocated, Amounts, allocated, amounts_in
from cycle.rules.tables import Fault, Formula, Merged, Table
from plans.rules.content import Priority

CONTENT = SimpleNamespace(
    priorities=(
        Priority(key="p-one", name={"en": "E-commerce", "fr": "Commerce électronique"}),
        Priority(key="p-two", name={"en": "Integrity"}),
    )
)


def read(*rows, name="Sheet"):
    return amounts_in([Table(name, tuple(enumerate(rows, start=1)))], CONTENT)


def test_rows_are_added_up_by_priority_and_names_are_passed_over():
    said = read(
        ("Hours of 2019-2020",),
        ("Name", "Priority", "Amount"),
        ("SYNTHETIC A", "E-commerce", 100),
        ("SYNTHETIC B", "commerce  électronique", "50"),
        ("SYNTHETIC C", "p-two", 30.0),
        ("SYNTHETIC D", "none", 20),
        ("SYNTHETIC E", "other", 5),
        (None, None, None),
    )
    assert said == Amounts({"p-one": 150, "p-two": 30, "": 25}, [], 5, ("name",))


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (("Astrology", 1), Fault(2, "A", "no_such_priority", "Astrology")),
        (("", 99), Fault(2, "A", "no_priority", "")),
        ((None, 99), Fault(2, "A", "no_priority", "")),
        (("Integrity", "1.5"), Fault(2, "B", "not_whole", "1.5")),
        (("Integrity", "1.234"), Fault(2, "B", "grouped", "1.234")),
        (("Integrity", None), Fault(2, "B", "not_a_number", "")),
        (("Integrity",), Fault(2, "B", "not_a_number", "")),
        (("Integrity", -1), Fault(2, "B", "negative", "-1")),
        (("Integrity", 10**15 + 1), Fault(2, "B", "too_large", str(10**15 + 1))),
        (("Integrity", Formula("=A1")), Fault(2, "B", "formula", "")),
        ((Merged("Integrity"), 1), Fault(2, "A", "merged", "")),
        ((Formula("=A1"), 1), Fault(2, "A", "formula", "")),
    ],
)
def test_what_is_wrong_is_named_at_its_cell_and_the_rest_is_read(cells, fault):
    said = read(("priority", "amount"), cells, ("Integrity", 7))
    assert (said.faults, said.by_priority, said.rows) == ([fault], {"p-two": 7}, 1)


def test_a_file_without_the_columns_is_refused_with_its_sheets():
    with pytest.raises(CannotRead) as refusal:
        read(("kpi", "actual"), name="Figures")
    assert (refusal.value.why, refusal.value.what) == ("no_allocation_columns", "Figures")


def test_shares_are_exact_and_the_largest_comes_first():
    assert allocated({"": 25, "p-two": 25, "p-one": 150}) == Allocated(
        200,
        175,
        (("p-one", 150, Fraction(3, 4)), ("p-two", 25, Fraction(1, 8)), ("", 25, Fraction(1, 8))),
    )
    assert allocated({}) is None
    assert allocated({"p-one": 0}) is None


@given(st.dictionaries(st.sampled_from(["", "p-one", "p-two", "p-three"]), st.integers(0, 10**15), min_size=1))
def test_shares_make_the_whole(amounts):
    one = allocated(amounts)
    if one is None:
        assert sum(amounts.values()) == 0
        return
    assert sum(share for _key, _amount, share in one.parts) == 1
    assert one.on_priorities == one.whole - amounts.get("", 0)


def test_a_sum_that_no_record_could_hold_is_refused_at_its_row():
    said = read(("priority", "amount"), ("Integrity", 10**15), ("none", 1))
    assert (said.by_priority, said.faults) == ({"p-two": 10**15}, [Fault(3, "B", "too_large", "1")])
