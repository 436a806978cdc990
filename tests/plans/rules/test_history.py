"""What became of elements, and which translations were left behind."""

from pathlib import Path

import pytest

from plans.rules.apply import apply
from plans.rules.changes import RemoveElement, ReplaceText, SetEstimate, SetPlanField
from plans.rules.content import Aim, Carried
from plans.rules.history import (
    came_from,
    changes_by_element,
    lagging,
    left_behind,
    numbered,
    without_texts,
)
from plans.rules.source import read
from tests.plans.rules.test_changes import CONTENT

ENGLISH = CONTENT.mission.text["en"]
FRENCH = CONTENT.mission.text["fr"]
SUCCESSOR = read(Path("plans/demo/strategic-plan-2022-2025.yaml").read_bytes())
BEHIND = ("mission", "text", "fr")


def said(language, old, new):
    return ReplaceText(element="mission", field="text", language=language, old=old, new=new)


def through(*steps):
    """The contents that come of one step of changes after the other."""
    contents = [CONTENT]
    for changes in steps:
        contents.append(apply(contents[-1], changes))
    return contents


@pytest.mark.parametrize(
    ("steps", "behind"),
    [
        ([], set()),
        ([[said("en", ENGLISH, "New.")]], {BEHIND}),
        ([[said("en", ENGLISH, "New."), said("fr", FRENCH, "Nouveau.")]], set()),
        ([[said("en", ENGLISH, "New.")], [said("fr", FRENCH, "Nouveau.")]], set()),
        ([[said("fr", FRENCH, "Nouveau.")]], set()),
        ([[said("fr", FRENCH, "Nouveau.")], [said("en", ENGLISH, "New.")]], {BEHIND}),
        ([[said("en", ENGLISH, "New.")], [said("en", "New.", "Newer.")]], {BEHIND}),
        ([[said("en", ENGLISH, "New.")], [said("fr", FRENCH, None)]], set()),
        ([[said("en", ENGLISH, "New.")], [said("fr", FRENCH, None)], [said("fr", None, FRENCH)]], set()),
    ],
)
def test_a_translation_lags_from_the_change_of_its_original_to_its_own(steps, behind):
    assert lagging(through(*steps)) == behind


def test_an_authentic_text_never_lags():
    both = apply(CONTENT, []).model_copy(update={"authentic": ("en", "fr")})
    changed = apply(both, [said("en", ENGLISH, "New.")])
    assert lagging([both, changed]) == frozenset()


def test_what_lags_is_not_shown():
    shown = without_texts(CONTENT, {BEHIND})
    assert shown.mission.text == {"en": ENGLISH}
    assert without_texts(CONTENT, frozenset()) is CONTENT


def test_changes_say_beforehand_what_they_leave_behind():
    assert left_behind(CONTENT, [said("en", ENGLISH, "New.")]) == {BEHIND}
    assert left_behind(CONTENT, [said("en", ENGLISH, "New."), said("fr", FRENCH, "Nouveau.")]) == frozenset()
    assert left_behind(CONTENT, [said("fr", FRENCH, "Nouveau.")]) == frozenset()


def test_changes_stand_under_every_element_that_they_touch():
    (year,) = CONTENT.annual_plans
    lower = SetEstimate(element="sp7.1", holds_from="2020-07-01", old=Aim(ratio="0.9"), new=Aim(ratio="0.8"))
    gone = RemoveElement(collection="annual_plans", removed=year)
    found = changes_by_element(CONTENT, apply(CONTENT, [lower, gone]))
    assert found["sp7.1"] == (lower,)
    inner = {year.key, *(part.key for action in year.actions for part in (action, *action.deliverables))}
    assert found.keys() == {"sp7.1", *inner}
    assert all(found[key] == (gone,) for key in inner)


@pytest.mark.parametrize(
    ("key", "old"),
    [
        ("mo1", ("so1",)),  # carried on
        ("po1", ("sp1", "sp2", "sp3", "sp4")),  # merged
        ("po3", ("sp7",)),  # split, one part
        ("po4", ("sp7", "sp8")),  # split and merged
        ("mission", ("mission",)),  # not named: of the same key
        ("members", ("members",)),
    ],
)
def test_an_element_comes_from_what_the_mapping_says(key, old):
    assert came_from(SUCCESSOR, key) == old


def test_an_edition_that_succeeds_none_comes_from_nothing():
    assert came_from(CONTENT, "sp1") == ()


def test_a_key_that_the_mapping_drops_is_not_carried_on_by_its_namesake():
    dropped = SUCCESSOR.succeeds.model_copy(update={"mapping": (*SUCCESSOR.succeeds.mapping, Carried(old="mission"))})
    assert came_from(SUCCESSOR.model_copy(update={"succeeds": dropped}), "mission") == ()


def test_paragraphs_are_numbered_in_the_order_in_which_they_are_read():
    numbers = numbered(CONTENT)
    assert list(numbers.values()) == list(range(1, len(numbers) + 1))
    assert list(numbers)[:2] == ["mission", "vision"]
    at = list(numbers).index("sp2")
    assert list(numbers)[at : at + 4] == ["sp2", "sp2.1", "sp2.2", "sp3"]
    # kinds, packages and arrows are not paragraphs: another one renumbers nothing
    assert not {"share", "ecp", CONTENT.links[0].key} & numbers.keys()


def test_a_language_that_becomes_authentic_no_longer_lags():
    contents = through([said("en", ENGLISH, "New.")], [SetPlanField(field="authentic", old=["en"], new=["en", "fr"])])
    assert lagging(contents) == frozenset()


def test_the_only_text_that_there_is_stays():
    assert without_texts(CONTENT, {("sp2", "name", "en")}).element("sp2").name == CONTENT.element("sp2").name
