"""Making changes to a content. Pure: a new content comes out, the given one stays."""

from functools import singledispatch

from pydantic_core import to_jsonable_python

from plans.exceptions import AnotherBase, ChangeDoesNotFit
from plans.rules.canonical import pruned
from plans.rules.changes import (
    AddElement,
    AddPriority,
    Changes,
    MoveElement,
    RemoveElement,
    ReplaceText,
    SetEstimate,
    SetField,
    SetPlanField,
    StartEdition,
)
from plans.rules.content import AIM_OF, NESTED, SINGLE, TEXT_FIELDS, Content, Estimate, Kpi, digest, with_inner
from plans.rules.integrity import faults_across, faults_of_succession
from plans.rules.nouns import NOUNS
from plans.rules.tree import NotWhole, taken_apart

# so far back it is looked for which of many changes brought a fault in
LOOKED_BACK = 200


def apply(content, changes):
    """The content with the changes made in order.

    Raises ChangeDoesNotFit, with the number of the change, when the value that it replaces is not the one that is
    there, or when the result would not be a plan; AnotherBase when the changes name another content as their base.
    """
    if isinstance(changes, Changes) and changes.base is not content and digest(changes.base) != digest(content):
        raise AnotherBase(digest(changes.base), digest(content))
    made = apply_sound(content, changes)
    faults = faults_across(made) if changes else []
    if faults:
        raise ChangeDoesNotFit(_brought_in(faults[0], content, tuple(changes)), str(faults[0]))
    return made


def apply_sound(content, changes):
    """The same for changes that are known to make a plan of this content, or whose result is compared with one: what
    must hold across its elements is not looked at again."""
    changes = tuple(changes)
    if any(isinstance(change, StartEdition) for change in changes):
        return _next_edition(content, changes)
    return _made(content, changes)


class Misfit(Exception):
    """Why one change cannot be made."""


def _made(content, changes):
    """The content that the changes make, not yet checked across its elements."""
    if not changes:
        return content
    tree, last = taken_apart(content), {}
    for number, change in enumerate(changes, start=1):
        last[change.element] = number
        try:
            make(change, tree)
        except Misfit as misfit:
            raise ChangeDoesNotFit(number, str(misfit)) from None
        except NotWhole as fault:
            raise ChangeDoesNotFit(last.get(fault.key, number), str(fault)) from None
    try:
        return tree.content()
    except NotWhole as fault:
        raise ChangeDoesNotFit(last.get(fault.key, len(changes)), str(fault)) from None


def _brought_in(fault, content, changes):
    """The number of the change since which a fault has been there."""
    for number in range(len(changes), max(1, len(changes) - LOOKED_BACK), -1):
        try:
            before = _made(content, changes[: number - 1])
        except ChangeDoesNotFit:
            return number
        if fault.expected not in {earlier.expected for earlier in faults_across(before)}:
            return number
    return 1


def _next_edition(content, changes):
    """The content of the edition that takes the place of this one; such a change stands alone."""
    if len(changes) > 1:
        raise ChangeDoesNotFit(len(changes), "a new edition is an amendment of its own, beside no other change")
    change = changes[0]
    if change.old != content.edition:
        raise ChangeDoesNotFit(1, f"it takes the place of “{change.old}”, and this is “{content.edition}”")
    if change.content.edition == content.edition:
        raise ChangeDoesNotFit(1, "an edition with a key of its own was expected")
    faults = [*faults_across(change.content), *faults_of_succession(change.content, content)]
    if faults:
        raise ChangeDoesNotFit(1, str(faults[0]))
    return change.content


@singledispatch
def make(change, tree):
    """Makes one change to a Tree; each kind of change registers how. Raises Misfit, NotWhole."""
    raise TypeError(f"{type(change).__name__} is not a kind of change")


@make.register
def _replace_text(change: ReplaceText, tree):
    kind = _there(tree, change.element)
    if change.field not in kind.model_fields:
        raise Misfit(f"“{change.element}” has no {change.field}")
    texts = dict(tree.value(change.element, change.field) or {})
    if texts.get(change.language) != change.old:
        raise Misfit(f"the {change.field} of “{change.element}” is no longer the text that this change replaces")
    if change.new is None:
        texts.pop(change.language, None)
    else:
        texts[change.language] = change.new
    tree.set(change.element, change.field, texts or None)


@make.register
def _set_estimate(change: SetEstimate, tree):
    if tree.kind(change.element) is not Kpi:
        raise Misfit(f"the plan has no KPI “{change.element}”")
    code, day = tree.value(change.element, "code"), change.holds_from.isoformat()
    estimates = tree.value(change.element, "estimates")
    held = [estimate.aim for estimate in estimates if estimate.holds_from <= change.holds_from]
    if (held[-1] if held else None) != change.old:
        raise Misfit(f"the estimate of {code} on {day} is no longer the one that this change replaces")
    kept = [estimate for estimate in estimates if estimate.holds_from != change.holds_from]
    if change.new is not None:
        _fits_its_kind(change, tree, code)
        kept.append(Estimate(holds_from=change.holds_from, aim=change.new))
    elif len(kept) == len(estimates):
        raise Misfit(f"{code} has no estimate from {day} that could be taken out")
    tree.set(change.element, "estimates", tuple(sorted(kept, key=lambda estimate: estimate.holds_from)))


def _fits_its_kind(change, tree, code):
    kind = tree.value(change.element, "kind")
    if kind in tree.elements:
        wanted = AIM_OF.get(tree.value(kind, "method"))
        if wanted not in (None, change.new.what):
            raise Misfit(f"{code} is estimated by its {wanted}, not by a {change.new.what}")


@make.register(AddPriority)
@make.register(AddElement)
def _add(change, tree):
    place = _place(change, tree)
    for element in with_inner(change.added):
        if element.key in tree.elements:
            raise Misfit(f"the plan already has an element “{element.key}”")
    keys = tree.keys_in(place)
    if change.collection in SINGLE and keys:
        raise Misfit(f"the plan already has a {change.collection}")
    tree.put_in(change.added, place, _after(change, keys, type(change.added)))


@make.register
def _remove(change: RemoveElement, tree):
    _there(tree, change.element)
    if tree.places[change.element] != _place(change, tree) or tree.whole(change.element) != change.removed:
        raise Misfit(f"“{change.element}” is no longer what this change removes")
    tree.take_out(change.element)


@make.register
def _move(change: MoveElement, tree):
    kind = _there(tree, change.element)
    keys = tree.keys_in(tree.places[change.element])
    keys.remove(change.element)
    keys.insert(_after(change, keys, kind), change.element)


@make.register
def _set_field(change: SetField, tree):
    kind = _there(tree, change.element)
    fixed = {"key", "estimates", *TEXT_FIELDS, *NESTED.get(kind, ())}
    if change.field in fixed or change.field not in kind.model_fields:
        raise Misfit(f"“{change.element}” has no {change.field} that can be set")
    if plain(tree.value(change.element, change.field)) != change.old:
        raise Misfit(f"the {change.field} of “{change.element}” is no longer the one that this change replaces")
    tree.set(change.element, change.field, change.new)


@make.register
def _set_plan_field(change: SetPlanField, tree):
    if plain(tree.fields[change.field]) != change.old:
        raise Misfit(f"the {change.field} of the plan is no longer the one that this change replaces")
    tree.fields[change.field] = change.new


def plain(value):
    """A value as JSON, None where it is absent or empty."""
    value = pruned(to_jsonable_python(value, by_alias=True))
    return None if value in ([], {}) else value


def _there(tree, key):
    kind = tree.kind(key)
    if kind is None:
        raise Misfit(f"the plan has no element “{key}”")
    return kind


def _place(change, tree):
    """Where a change's element goes or lies: (parent or None, collection)."""
    if change.parent is not None:
        holder = _there(tree, change.parent)
        if change.collection not in NESTED.get(holder, ()):
            raise Misfit(f"“{change.parent}” has no {change.collection}")
    return change.parent, change.collection


def _after(change, keys, kind):
    if change.after is None:
        return 0
    if change.after not in keys:
        raise Misfit(f"the plan has no {NOUNS[kind][0]} “{change.after}” to place the new one after")
    return keys.index(change.after) + 1


def rebuilt(content, **fields):
    """A content with some fields replaced, checked like any other."""
    values = {name: getattr(content, name) for name in Content.model_fields}
    values["schema"] = values.pop("plan_schema")
    return Content.model_validate(values | fields)
