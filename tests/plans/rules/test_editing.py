"""Editing what is proposed: said anew as changes of the base; what hangs on an element goes with it."""

import pytest
from hypothesis import assume, given

from plans.exceptions import ChangeDoesNotFit, InConflict
from plans.rules.apply import apply
from plans.rules.changes import AddElement, Changes, MoveElement, RemoveElement, ReplaceText, SetField
from plans.rules.compare import compare
from plans.rules.content import Package
from plans.rules.editing import edited, hanging_on, joined, placed, removal, siblings
from tests.plans.rules.test_changes import CONTENT
from tests.plans.rules.test_laws import forks, pairs

NEW = AddElement(collection="packages", added=Package(key="new", code="NEW", name={"en": "New"}), after="odp")


def renamed(old, new):
    return ReplaceText(element="sp2", field="name", language="en", old=old, new=new)


def test_what_is_edited_twice_is_one_change_of_the_base():
    once = edited(CONTENT, (), [renamed("Revenue Package", "Once")])
    assert edited(CONTENT, once, [renamed("Once", "Twice")]) == (renamed("Revenue Package", "Twice"),)
    assert edited(CONTENT, once, [renamed("Once", "Revenue Package")]) == ()


def test_what_is_said_of_a_new_element_goes_into_it():
    change = ReplaceText(element="new", field="name", language="en", old="New", new="Newer")
    (added,) = edited(CONTENT, [NEW], [change])
    assert added.added.name == {"en": "Newer"}


def test_what_does_not_fit_is_refused():
    with pytest.raises(ChangeDoesNotFit):
        edited(CONTENT, (), [renamed("Another", "New")])


def test_two_amendments_are_joined_unless_they_clash():
    mine, theirs = Changes([NEW], CONTENT), Changes([renamed("Revenue Package", "Theirs")], CONTENT)
    assert joined(mine, theirs) == (NEW, renamed("Revenue Package", "Theirs"))
    with pytest.raises(InConflict):
        joined(Changes([renamed("Revenue Package", "Mine")], CONTENT), theirs)


def test_what_is_of_an_older_base_is_carried_over_first():
    newer = apply(CONTENT, [NEW])
    assert joined(Changes((), newer), Changes([renamed("Revenue Package", "Theirs")], CONTENT)) == (
        renamed("Revenue Package", "Theirs"),
    )


@given(forks())
def test_joining_does_what_both_do(fork):
    base, ours, theirs = fork
    one, other = compare(base, ours), compare(base, theirs)
    try:
        both = joined(one, other)
    except InConflict:
        assume(False)
    assert joined(other, one) == both
    assert compare(base, apply(base, both)) == both


@pytest.mark.parametrize(
    ("key", "hanging"),
    [
        ("value-knowledge", []),
        ("sp2.1", []),
        ("ecp", []),
        ("priority-coordinated-border-management", []),
        ("standards", []),
    ],
)
def test_what_is_only_named_stays(key, hanging):
    assert [element.key for element in hanging_on(CONTENT, key)] == hanging


def test_an_objective_takes_its_arrows_kpis_and_actions_along():
    hanging = {element.key for element in hanging_on(CONTENT, "sp2")}
    links = {link.key for link in CONTENT.links if "sp2" in (link.source, link.target)}
    kpis = {kpi.key for kpi in CONTENT.kpis if kpi.objective == "sp2"}
    actions = {action.key for plan in CONTENT.annual_plans for action in plan.actions if action.objective == "sp2"}
    assert hanging == links | kpis | actions
    assert links
    assert kpis


@pytest.mark.parametrize("key", list(CONTENT.elements))
def test_every_element_can_be_taken_out(key):
    """With what hangs on it; and nothing that stays names it."""
    made = apply(CONTENT, removal(CONTENT, key))
    gone = {key, *(element.key for element in hanging_on(CONTENT, key))}
    assert not gone & made.elements.keys()
    assert CONTENT.elements.keys() - made.elements.keys() >= gone


@given(pairs())
def test_every_element_of_any_plan_can_be_taken_out(pair):
    content, _other = pair
    weighed = any(kpi.weight for kpi in content.kpis)
    for key in list(content.elements)[:: max(1, len(content.elements) // 5)]:
        why = _refused(content, key)
        assert why is None or (weighed and "weight" in why), why


def _refused(content, key):
    """Why an element cannot be taken out; None where it can, and is gone. Weights are the drafter's to give anew."""
    try:
        made = apply(content, removal(content, key))
    except ChangeDoesNotFit as misfit:
        return misfit.expected
    return "it is still there" if key in made.elements else None


def test_what_names_it_no_longer_does():
    priority = CONTENT.annual_plans[0].actions[3].priorities[0]
    changes = removal(CONTENT, priority)
    assert [type(change) for change in changes][-1] is RemoveElement
    assert all(isinstance(change, SetField) and change.field == "priorities" for change in changes[:-1])


def test_a_place_among_its_like():
    others, before = siblings(CONTENT, "rp")
    assert ([element.key for element in others], before) == (["ecp", "cep", "odp"], "ecp")
    assert placed(CONTENT, "rp", "ecp") == []
    assert placed(CONTENT, "rp", None) == [MoveElement(element="rp", after=None)]
    assert siblings(CONTENT, "ecp")[1] is None
