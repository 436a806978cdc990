"""Conflicts decided by a person, one by one: what an amendment says once each of them is settled."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.rules.apply import apply
from plans.rules.canonical import digest_of
from plans.rules.changes import Changes
from plans.rules.compare import compare
from plans.rules.content import Aim, Estimate
from plans.rules.merge import Clash, Merged, merge, merge_trees
from plans.rules.tree import taken_apart


class Keeping(StrEnum):
    """Which of the texts stays."""

    ADOPTED = "adopted"
    OURS = "ours"
    WRITTEN = "written"  # a text that takes something of both


@dataclass(frozen=True)
class Choice:
    """What a person decided about one Conflict; `text` goes with WRITTEN, None for no text."""

    keeping: Keeping
    text: str | None = None


def can_keep(conflict):
    """Which Keepings are possible for a conflict, in the order in which a page offers them."""
    if conflict.clash is Clash.TOGETHER:
        return (Keeping.ADOPTED,)
    if conflict.clash is Clash.BOTH_CHANGED and _is_text(conflict):
        return (Keeping.ADOPTED, Keeping.OURS, Keeping.WRITTEN)
    return (Keeping.ADOPTED, Keeping.OURS)


def named(conflict):
    """A name for a conflict that stays the same while others are decided."""
    why = digest_of(conflict.why)[:8] if conflict.why else ""
    return ":".join((conflict.clash, conflict.element or "", conflict.field or "", conflict.part or "", why))


def settle(changes, onto, choices):
    """The Changes of `onto` that do what `changes` did to their base, with conflicts decided by `choices` (a Choice by
    the conflict's name), and the conflicts that are left or that a choice brought up; changes are None while there
    are any."""
    base, ours = changes.base, apply(changes.base, changes)
    decided = {}
    while True:
        merged = _merged(base, ours, onto, decided.values())
        new = [conflict for conflict in merged.conflicts if named(conflict) in choices.keys() - decided.keys()]
        if not new:
            break
        decided |= {named(conflict): (conflict, choices[named(conflict)]) for conflict in new}
    if merged.conflicts:
        return None, merged.conflicts
    return compare(onto, merged.content) if merged.content != onto else Changes((), onto), ()


def _merged(base, ours, theirs, decided):
    for conflict, choice in decided:
        if conflict.clash is Clash.EDITION:
            return Merged(_succeeding(ours, theirs) if choice.keeping is Keeping.OURS else theirs)
    if len({base.edition, ours.edition, theirs.edition}) > 1:
        return merge(base, ours, theirs)
    trees = [taken_apart(content) for content in (base, ours, theirs)]
    for conflict, choice in decided:
        _decide(*trees, conflict, choice)
    return merge_trees(*trees)


def _succeeding(ours, theirs):
    """A new edition that takes the place of what was adopted meanwhile: it says nothing of elements that are gone."""
    if ours.succeeds is None:
        return ours
    mapping = tuple(carried for carried in ours.succeeds.mapping if carried.old in theirs.elements)
    return ours.model_copy(update={"succeeds": ours.succeeds.model_copy(update={"mapping": mapping})})


def _decide(base, ours, theirs, conflict, choice):
    """Makes the base say what was adopted, and ours what was chosen: then there is nothing left to clash."""
    if conflict.clash is Clash.TOGETHER:
        _leave_out(base, ours, theirs, conflict)
    elif conflict.clash is Clash.ORDER:
        place = (conflict.element, conflict.field)
        for tree in (base,) if choice.keeping is Keeping.OURS else (base, ours):
            tree.order[place] = _ordered(tree.order.get(place, []), theirs.order.get(place, []))
    elif conflict.clash is Clash.BOTH_CHANGED:
        _decide_value(base, ours, theirs, conflict, choice)
    else:
        key = next(value["key"] for value in (conflict.base, conflict.ours, conflict.theirs) if value)
        _take(base, theirs, key)
        if choice.keeping is Keeping.ADOPTED:
            _take(ours, theirs, key)


def _leave_out(base, ours, theirs, conflict):
    """Takes back the least of ours with which the two sides make no plan: of the element that is named, else of one
    like it, else of another, else of all like it, else everything."""
    for keys in _to_leave_out(base, ours, theirs, conflict):
        trial = ours.copied()
        for key in keys:
            _take_back(trial, base, key)
        left = merge_trees(base, trial, theirs).conflicts
        if all(one.clash is Clash.TOGETHER and named(one) != named(conflict) for one in left):
            break
    for key in keys:
        _take_back(ours, base, key)


def _to_leave_out(base, ours, theirs, conflict):
    """Lists of the keys of elements that ours changed (None: the plan's own values), the likeliest first."""
    touched = [
        key
        for key in dict.fromkeys((*ours.elements, *base.elements))
        if base.elements.get(key) != ours.elements.get(key) or base.places.get(key) != ours.places.get(key)
    ]
    kind = theirs.kind(conflict.element) or ours.kind(conflict.element)
    alike = [key for key in touched if kind in (ours.kind(key), base.kind(key))]
    nearest = sorted(touched, key=lambda key: (key != conflict.element, key not in alike))
    yield from ([key] for key in nearest)
    yield [None]
    yield alike
    yield [None, *touched]


def _take_back(tree, base, key):
    if key is None:
        tree.fields = dict(base.fields)
    else:
        _take(tree, base, key)


def _decide_value(base, ours, theirs, conflict, choice):
    key, field, part = conflict.element, conflict.field, conflict.part
    adopted, mine = _value(theirs, key, field), _value(ours, key, field)
    if field == "estimates":
        kept = mine if choice.keeping is Keeping.OURS else adopted
        _put(ours, key, field, _with_day(mine, kept, date.fromisoformat(part)))
        _put(base, key, field, _with_day(_value(base, key, field), adopted, date.fromisoformat(part)))
    elif part is not None:
        chosen = {Keeping.ADOPTED: (adopted or {}).get(part), Keeping.OURS: (mine or {}).get(part)}
        _put(ours, key, field, _said(mine, part, chosen.get(choice.keeping, choice.text)))
        _put(base, key, field, _said(_value(base, key, field), part, (adopted or {}).get(part)))
    else:
        _put(base, key, field, adopted)
        if choice.keeping is Keeping.ADOPTED:
            _put(ours, key, field, adopted)


def _said(texts, language, text):
    said = {code: other for code, other in (texts or {}).items() if code != language}
    return said | ({language: text} if text else {}) or None


def _with_day(estimates, others, day):
    """Estimates with what others say about one day, and about what held on it before."""
    aims = {estimate.holds_from: estimate.aim for estimate in estimates}
    held = {estimate.holds_from: estimate.aim for estimate in others}
    aims = {at: aim for at, aim in aims.items() if at > day} | {at: aim for at, aim in held.items() if at <= day}
    return tuple(Estimate(holds_from=at, aim=Aim.model_validate(aim)) for at, aim in sorted(aims.items()))


def _value(tree, key, field):
    return tree.fields[field] if key is None else getattr(tree.elements[key], field)


def _put(tree, key, field, value):
    if key is None:
        tree.fields[field] = value
    else:
        tree.elements[key] = tree.elements[key].model_copy(update={field: value})


def _take(tree, source, key):
    """Makes a tree hold an element, and all that lies in it, as another one does, or not at all."""
    if key in tree.elements:
        tree.take_out(key)
    if key in source.elements and (source.places[key][0] is None or source.places[key][0] in tree.elements):
        place = source.places[key]
        before = source.keys_in(place)[: source.keys_in(place).index(key)]
        keys = tree.keys_in(place)
        after = max((keys.index(other) + 1 for other in before if other in keys), default=0)
        tree.put_in(source.whole(key), place, after)


def _ordered(keys, like):
    """Keys in the order that they have in another list; what is not in it stays after the one before it."""
    rank, last, ranks = {key: place for place, key in enumerate(like)}, -1, {}
    for place, key in enumerate(keys):
        last = rank.get(key, last)
        ranks[key] = (last, key not in rank, place)
    return sorted(keys, key=ranks.__getitem__)


def _is_text(conflict):
    return conflict.part is not None and conflict.field != "estimates"
