"""Conflicts decided one by one: nothing is left, nothing else is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.apply import apply
from plans.rules.changes import (
    AddElement,
    Changes,
    MoveElement,
    RemoveElement,
    ReplaceText,
    SetEstimate,
    SetField,
    SetPlanField,
    StartEdition,
)
from plans.rules.compare import compare
from plans.rules.conflicts import conflicts
from plans.rules.content import Aim
from plans.rules.rebase import rebase
from plans.rules.settle import Choice, Keeping, can_keep, named, settle
from plans.rules.tree import own_values
from tests.plans.rules.test_changes import CONTENT
from tests.plans.rules.test_laws import forks

NAME = CONTENT.element("sp2").name["en"]
KEEP_ADOPTED, KEEP_OURS = Choice(Keeping.ADOPTED), Choice(Keeping.OURS)


def of(*changes):
    return Changes(changes, CONTENT)


def renamed(new):
    return ReplaceText(element="sp2", field="name", language="en", old=NAME, new=new)


def lowered(to, day="2020-07-01"):
    return SetEstimate(element="sp7.1", holds_from=day, old=Aim(ratio="0.9"), new=Aim(ratio=to))


def settled(ours, adopted, choice):
    """The content that comes of a single conflict decided in one way, by the changes made to what was adopted."""
    onto = apply(CONTENT, adopted)
    (conflict,) = conflicts(ours, adopted)
    assert choice.keeping in can_keep(conflict)
    left, open_ones = settle(ours, onto, {})
    assert (left, [named(one) for one in open_ones]) == (None, [named(conflict)])
    changes, open_ones = settle(ours, onto, {named(conflict): choice})
    assert open_ones == ()
    return apply(onto, changes)


@pytest.mark.parametrize(
    ("choice", "name"),
    [(KEEP_ADOPTED, "Adopted"), (KEEP_OURS, "Ours"), (Choice(Keeping.WRITTEN, "Both"), "Both")],
)
def test_a_text_is_kept_or_written(choice, name):
    content = settled(of(renamed("Ours"), lowered("0.8")), of(renamed("Adopted")), choice)
    assert content.element("sp2").name["en"] == name
    assert content.element("sp7.1").aim_on(date(2020, 7, 1)) == Aim(ratio="0.8")


@pytest.mark.parametrize(("choice", "ratio"), [(KEEP_ADOPTED, "0.7"), (KEEP_OURS, "0.8")])
def test_an_estimate_is_kept(choice, ratio):
    content = settled(of(lowered("0.8"), renamed("Ours")), of(lowered("0.7")), choice)
    assert content.element("sp7.1").aim_on(date(2021, 1, 1)) == Aim(ratio=ratio)
    assert content.element("sp2").name["en"] == "Ours"


@pytest.mark.parametrize(("choice", "code"), [(KEEP_ADOPTED, "SP9"), (KEEP_OURS, "SP10")])
def test_a_field_is_kept(choice, code):
    content = settled(
        of(SetField(element="sp2", field="code", old="SP2", new="SP10")),
        of(SetField(element="sp2", field="code", old="SP2", new="SP9")),
        choice,
    )
    assert content.element("sp2").code == code


@pytest.mark.parametrize(("choice", "day"), [(KEEP_ADOPTED, date(2022, 12, 31)), (KEEP_OURS, date(2023, 6, 30))])
def test_a_field_of_the_plan_is_kept(choice, day):
    content = settled(
        of(SetPlanField(field="end", old="2022-06-30", new="2023-06-30")),
        of(SetPlanField(field="end", old="2022-06-30", new="2022-12-31")),
        choice,
    )
    assert content.end == day


VALUE = CONTENT.values[0]
GONE = RemoveElement(collection="values", removed=VALUE)
SAID = ReplaceText(element=VALUE.key, field="text", language="en", old=VALUE.text["en"], new="Ours")


@pytest.mark.parametrize(
    ("ours", "adopted", "choice", "name"),
    [
        (SAID, GONE, KEEP_ADOPTED, None),
        (SAID, GONE, KEEP_OURS, "Ours"),
        (GONE, SAID, KEEP_ADOPTED, "Ours"),
        (GONE, SAID, KEEP_OURS, None),
    ],
)
def test_an_element_that_one_side_takes_out_stays_or_goes(ours, adopted, choice, name):
    content = settled(of(ours, lowered("0.8")), of(adopted), choice)
    element = content.element(VALUE.key)
    assert (element.text["en"] if element else None) == name
    assert content.element("sp7.1").aim_on(date(2020, 7, 1)) == Aim(ratio="0.8")


@pytest.mark.parametrize(("choice", "name"), [(KEEP_ADOPTED, "Adopted"), (KEEP_OURS, "Ours")])
def test_of_two_elements_of_one_key_one_is_kept(choice, name):
    def added(name):
        return of(
            AddElement(collection="packages", added={"key": "new", "code": "NEW", "name": {"en": name}}, after="odp")
        )

    assert settled(added("Ours"), added("Adopted"), choice).element("new").name["en"] == name


@pytest.mark.parametrize(("choice", "first"), [(KEEP_ADOPTED, "cep"), (KEEP_OURS, "odp")])
def test_an_order_is_kept(choice, first):
    content = settled(of(MoveElement(element="odp")), of(MoveElement(element="cep")), choice)
    assert content.packages[0].key == first
    assert {package.key for package in content.packages} == {package.key for package in CONTENT.packages}


def test_what_only_together_makes_no_plan_is_left_out():
    def coded(element, code):
        return of(SetField(element=element, field="code", old=element.upper(), new=code), lowered("0.8"))

    ours, adopted = coded("sp1", "SP9"), of(SetField(element="sp2", field="code", old="SP2", new="SP9"))
    (conflict,) = conflicts(ours, adopted)
    assert can_keep(conflict) == (Keeping.ADOPTED,)
    onto = apply(CONTENT, adopted)
    changes, left = settle(ours, onto, {named(conflict): KEEP_ADOPTED})
    assert (changes, left) == ((lowered("0.8"),), ())
    content = apply(onto, changes)
    assert [content.element(key).code for key in ("sp1", "sp2")] == ["SP1", "SP9"]


def test_a_new_edition_is_kept_over_what_was_adopted_meanwhile():
    following = CONTENT.model_copy(update={"edition": "next"})
    ours = of(StartEdition(old=CONTENT.edition, content=following))
    assert settled(ours, of(renamed("Adopted")), KEEP_OURS) == following
    assert settled(ours, of(renamed("Adopted")), KEEP_ADOPTED).element("sp2").name["en"] == "Adopted"


def test_what_was_all_given_up_is_no_change():
    (conflict,) = conflicts(of(renamed("Ours")), of(renamed("Adopted")))
    changes, left = settle(of(renamed("Ours")), apply(CONTENT, of(renamed("Adopted"))), {named(conflict): KEEP_ADOPTED})
    assert (changes, left) == ((), ())


@given(forks(), st.randoms())
def test_every_conflict_can_be_settled(fork, random):
    """Deciding each conflict that comes up in some way ends, and gives a plan."""
    base, ours, theirs = fork
    changes, choices = compare(base, ours), {}
    for _round in range(50):
        made, left = settle(changes, theirs, choices)
        if not left:
            break
        for conflict in left:
            choices[named(conflict)] = Choice(random.choice([k for k in can_keep(conflict) if k != Keeping.WRITTEN]))
    else:
        raise AssertionError([named(conflict) for conflict in left])
    apply(theirs, made)


@given(forks())
def test_keeping_what_was_adopted_everywhere_changes_only_what_ours_touched(fork):
    base, ours, theirs = fork
    changes, choices = compare(base, ours), {}
    while True:
        made, left = settle(changes, theirs, choices)
        if not left:
            break
        assert not {named(conflict) for conflict in left} & choices.keys()
        choices |= {named(conflict): KEEP_ADOPTED for conflict in left}
    content = apply(theirs, made)
    if not choices:
        assert content == apply(theirs, rebase(changes, theirs))
    for key, element in theirs.elements.items():
        if ours.elements.get(key) == base.elements.get(key):
            assert own_values(content.elements[key]) == own_values(element)
