"""A file that says a part of a plan anew, or the whole."""

import json
from pathlib import Path

import pytest

from plans.exceptions import PlanDoesNotFit
from plans.rules.compare import compare
from plans.rules.content import as_json
from plans.rules.source import written
from plans.rules.uploads import with_uploaded
from tests.plans.rules.test_changes import CONTENT

YEAR = as_json(CONTENT.annual_plans[0])


def sent(value):
    return json.dumps(value).encode()


def test_an_annual_plan_of_another_key_comes_last():
    actions = [{"key": "b1", "code": "B1", "name": {"en": "SYNTHETIC"}, "objective": "sp1"}]
    other = {"key": "year-two", "code": "AIP2", "name": {"en": "SYNTHETIC"}, "start": "2020-07-01", "end": "2021-06-30"}
    made = with_uploaded(CONTENT, "annual_plans", sent(other | {"actions": actions}))
    assert [plan.key for plan in made.annual_plans] == [YEAR["key"], "year-two"]
    (change,) = compare(CONTENT, made)
    assert change.change == "add_element"


def test_one_of_the_same_key_takes_its_place():
    made = with_uploaded(CONTENT, "annual_plans", sent(YEAR | {"actions": YEAR["actions"][1:]}))
    (change,) = compare(CONTENT, made)
    assert (change.change, change.element) == ("remove_element", YEAR["actions"][0]["key"])
    assert with_uploaded(CONTENT, "annual_plans", sent(YEAR)) == CONTENT


def test_a_directorates_map():
    directorate = as_json(CONTENT.directorates[0])
    own = {"key": "own", "code": "D.1", "name": {"en": "SYNTHETIC"}, "serves": ["sp1"]}
    made = with_uploaded(CONTENT, "directorates", sent(directorate | {"objectives": [own]}))
    assert made.directorates[0].objectives[0].serves == ("sp1",)
    assert [change.change for change in compare(CONTENT, made)] == ["add_element"]


def test_the_whole_plan_and_a_new_edition():
    changed = CONTENT.model_copy(update={"end": CONTENT.end.replace(month=12)})
    assert with_uploaded(CONTENT, "plan", written(changed).encode()) == changed
    successor = Path("plans/demo/strategic-plan-2022-2025.yaml").read_bytes()
    assert with_uploaded(CONTENT, "plan", successor).edition == "strategic-plan-2022-2025"


@pytest.mark.parametrize(
    ("what", "data", "said"),
    [
        ("annual_plans", b"a: &a [*a]", "aliases are not read in a plan"),
        ("annual_plans", b"\xff", "text in UTF-8 was expected"),
        ("annual_plans", b"[1]", "the plan: "),
        ("annual_plans", sent(YEAR | {"start": "soon"}), "start: "),
        ("annual_plans", sent(YEAR | {"key": "other"}), "a key of its own was expected"),
        ("annual_plans", sent(YEAR | {"end": "2018-01-01"}), "annual_plans[0].end: a day after 2019-07-01"),
        ("plan", sent(as_json(CONTENT) | {"edition": "next"}), "succeeds: a new edition was expected to say"),
        ("plan", b"x" * 2_000_001, "at most 2,000,000 bytes were expected"),
    ],
)
def test_what_does_not_fit_is_named(what, data, said):
    with pytest.raises(PlanDoesNotFit) as refusal:
        with_uploaded(CONTENT, what, data)
    assert said in str(refusal.value)
