"""Editing what an amendment proposes: each edit is made to the proposed text, and the whole is said anew as changes."""

from plans.exceptions import InConflict
from plans.rules.apply import apply, plain
from plans.rules.changes import MoveElement, RemoveElement, SetField
from plans.rules.compare import compare
from plans.rules.content import DirectorateLink, Indicator, with_inner
from plans.rules.integrity import REFERENCES
from plans.rules.merge import merge
from plans.rules.rebase import rebase
from plans.rules.tree import taken_apart

# fields that name an element of the same Directorate
_OWN = {DirectorateLink: ("source", "target"), Indicator: ("objective",)}


def edited(base, changes, more):
    """The Changes of `base` that make what `changes` make with `more` made to it afterwards.

    Whatever leads back to what the base says is gone from them. Raises ChangeDoesNotFit.
    """
    return compare(base, apply(apply(base, changes), more))


def joined(changes, others):
    """The Changes of the base of `changes` that do what both lists do; `others` may be of another base. Raises
    InConflict where they say otherwise about the same thing."""
    base = changes.base
    theirs = apply(base, rebase(others, base))
    merged = merge(base, apply(base, changes), theirs)
    if merged.conflicts:
        raise InConflict(merged.conflicts)
    return compare(base, merged.content)


def hanging_on(content, key):
    """The elements that cannot be without another one, the outermost only, in the plan's order."""
    gone = {element.key for element in with_inner(content.elements[key])}
    while True:
        more = {
            inner.key
            for element in content.elements.values()
            if element.key not in gone and any(name in gone for name in _needed(element))
            for inner in with_inner(element)
        }
        if not more - gone:
            break
        gone |= more
    places = taken_apart(content).places
    hanging = gone - {element.key for element in with_inner(content.elements[key])}
    return [content.elements[other] for other in content.elements if other in hanging and places[other][0] not in gone]


def removal(content, key):
    """The changes that take an element out, with what hangs on it; what merely names it no longer does."""
    leaving = [*hanging_on(content, key), content.elements[key]]
    gone = {inner.key for element in leaving for inner in with_inner(element)}
    places = taken_apart(content).places
    return [
        *_no_longer_named(content, gone),
        *(
            RemoveElement(collection=places[element.key][1], parent=places[element.key][0], removed=element)
            for element in leaving
        ),
    ]


def _needed(element):
    """The keys that an element cannot be without."""
    kind = type(element)
    names = [name for name in REFERENCES.get(kind, ()) if kind.model_fields[name].is_required()]
    return [getattr(element, name) for name in (*names, *_OWN.get(kind, ()))]


def _no_longer_named(content, gone):
    for element in content.elements.values():
        kind = type(element)
        if element.key in gone:
            continue
        for name in REFERENCES.get(kind, ()):
            value = getattr(element, name)
            if isinstance(value, tuple) and gone & set(value):
                left = [key for key in value if key not in gone]
                yield SetField(element=element.key, field=name, old=plain(value), new=plain(left))
            elif value in gone and not kind.model_fields[name].is_required():
                yield SetField(element=element.key, field=name, old=value, new=None)


def placed(content, key, after):
    """The change that puts an element after another of its collection (None: first), or none where it stands there."""
    tree = taken_apart(content)
    keys = tree.keys_in(tree.places[key])
    before = keys[keys.index(key) - 1] if keys.index(key) else None
    return [] if before == after else [MoveElement(element=key, after=after)]


def siblings(content, key):
    """The other elements of an element's collection, in their order, and the one that it stands after (None: first)."""
    tree = taken_apart(content)
    keys = tree.keys_in(tree.places[key])
    before = keys[keys.index(key) - 1] if keys.index(key) else None
    return [content.elements[other] for other in keys if other != key], before
