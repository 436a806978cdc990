"""What must hold of any plan and any edits of it."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plans.exceptions import AnotherBase, InConflict
from plans.rules.apply import apply
from plans.rules.changes import CHANGES
from plans.rules.compare import compare
from plans.rules.conflicts import conflicts
from plans.rules.content import as_json, digest
from plans.rules.rebase import rebase
from plans.rules.source import content_of, read, written
from tests.plans.rules.trees import contents, edits


@st.composite
def pairs(draw):
    content = draw(contents())
    return content, draw(edits(content))


@st.composite
def forks(draw):
    """A content, and two that grew from it."""
    content = draw(contents())
    return content, draw(edits(content)), draw(edits(content))


def seen(found):
    return [json.dumps(vars(conflict), default=str, sort_keys=True) for conflict in found]


@given(pairs())
def test_applying_what_was_compared_gives_the_new_content(pair):
    old, new = pair
    made = apply(old, compare(old, new))
    assert made == new
    assert digest(made) == digest(new)


@given(pairs())
def test_changes_are_the_same_after_they_were_stored(pair):
    old, new = pair
    stored = json.dumps([as_json(change) for change in compare(old, new)])
    assert CHANGES.validate_json(stored) == compare(old, new)


@given(contents())
def test_comparing_a_content_with_itself_finds_nothing(content):
    assert compare(content, content_of(as_json(content))) == ()


@given(pairs())
def test_changes_of_another_base_are_refused(pair):
    old, new = pair
    assume(old != new)
    changes = compare(old, new)
    with pytest.raises(AnotherBase) as refusal:
        apply(new, changes)
    assert (refusal.value.named, refusal.value.given) == (digest(old), digest(new))


@given(pairs(), st.randoms())
def test_the_digest_depends_on_nothing_but_the_content(pair, random):
    content, other = pair
    assert digest(read(written(content).encode())) == digest(content)
    assert digest(content_of(_shuffled(as_json(content), random))) == digest(content)
    assert (digest(other) == digest(content)) == (other == content)


def _shuffled(value, random):
    if isinstance(value, dict):
        names = list(value)
        random.shuffle(names)
        return {name: _shuffled(value[name], random) for name in names}
    return [_shuffled(part, random) for part in value] if isinstance(value, list) else value


@given(forks())
def test_conflicts_are_the_same_from_either_side(fork):
    base, ours, theirs = fork
    one, other = compare(base, ours), compare(base, theirs)
    found = conflicts(one, other)
    assert seen(conflict.flipped() for conflict in found) == seen(conflicts(other, one))


@given(forks())
def test_without_a_conflict_the_order_of_adoption_does_not_matter(fork):
    base, ours, theirs = fork
    one, other = compare(base, ours), compare(base, theirs)
    if conflicts(one, other):
        for changes, onto in ((one, theirs), (other, ours)):
            with pytest.raises(InConflict):
                rebase(changes, onto)
        return
    first = apply(theirs, rebase(one, theirs))
    assert first == apply(ours, rebase(other, ours))
    assert digest(first) == digest(apply(ours, rebase(other, ours)))


@given(pairs())
def test_rebasing_onto_the_own_base_changes_nothing(pair):
    old, new = pair
    changes = compare(old, new)
    assert rebase(changes, old) == changes


@given(pairs())
def test_what_is_there_already_is_moot(pair):
    old, new = pair
    assert rebase(compare(old, new), new) == ()


@given(forks())
def test_a_rebase_loses_nothing(fork):
    """What ours changed and theirs left alone is in the result, and the other way about."""
    base, ours, theirs = fork
    one, other = compare(base, ours), compare(base, theirs)
    assume(not conflicts(one, other))
    result = apply(theirs, rebase(one, theirs))
    for mine, their in ((ours, theirs), (theirs, ours)):
        for key, element in mine.elements.items():
            if base.elements.get(key) == their.elements.get(key) and element != base.elements.get(key):
                assert result.elements.get(key) == element
        for key in base.elements:
            if key not in mine.elements:
                assert key not in result.elements
