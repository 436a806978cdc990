"""The changes that lead from one content to another, in the one way in which this house says them."""

from plans.rules.apply import plain
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
from plans.rules.content import NESTED, TEXT_FIELDS
from plans.rules.sequences import in_place
from plans.rules.tree import PLAN_FIELDS, TOP, own_values, taken_apart


def compare(old, new):
    """The Changes of `old` with apply(old, compare(old, new)) == new; none when they are equal.

    First what is true of the plan as a whole, then what goes, what comes or moves, and what is said otherwise.
    """
    if old.edition != new.edition:
        return Changes([StartEdition(old=old.edition, content=new)], old)
    was, becomes = taken_apart(old), taken_apart(new)
    kept = kept_between(was, becomes)
    return Changes(
        [
            *_of_the_plan(was, becomes),
            *_gone(was, kept),
            *_come_or_moved(was, becomes, kept),
            *_said_otherwise(was, becomes, kept),
        ],
        old,
    )


def kept_between(was, becomes):
    """The keys, in the new order, of the elements that are in both Trees: of one type, in one collection."""
    kept = {}
    for key, element in becomes.elements.items():
        parent, _collection = place = becomes.places[key]
        if type(element) is was.kind(key) and was.places[key] == place and (parent is None or parent in kept):
            kept[key] = None
    return kept


def _of_the_plan(was, becomes):
    for field in PLAN_FIELDS:
        old, new = plain(was.fields[field]), plain(becomes.fields[field])
        if old != new:
            yield SetPlanField(field=field, old=old, new=new)


def _gone(was, kept):
    for key in was.elements:
        parent, collection = was.places[key]
        if key not in kept and (parent is None or parent in kept):
            yield RemoveElement(collection=collection, parent=parent, removed=was.elements[key])


def _come_or_moved(was, becomes, kept):
    places = [(None, name) for name in TOP]
    places += [(key, name) for key in kept for name in NESTED.get(becomes.kind(key), ())]
    for place in places:
        order = becomes.keys_in(place)
        stays = [key for key in order if key in kept]
        unmoved = set(in_place([key for key in was.keys_in(place) if key in kept], stays))
        after = None
        for key in order:
            if key not in kept:
                yield _added(becomes.elements[key], place, after)
            elif key not in unmoved:
                yield MoveElement(element=key, after=after)
            after = key


def _added(element, place, after):
    parent, collection = place
    if collection == "priorities":
        return AddPriority(priority=element, after=after)
    return AddElement(collection=collection, parent=parent, added=element, after=after)


def _said_otherwise(was, becomes, kept):
    for key in kept:
        before, element = was.elements[key], becomes.elements[key]
        if before is element:
            continue
        old, new = own_values(before), own_values(element)
        for field in old:
            if old[field] == new[field]:
                continue
            if field in TEXT_FIELDS:
                yield from _texts(key, field, old[field] or {}, new[field] or {})
            elif field == "estimates":
                yield from _estimates(before, element)
            else:
                yield SetField(element=key, field=field, old=plain(old[field]), new=plain(new[field]))


def _texts(key, field, old, new):
    for language in sorted(old | new):
        if old.get(language) != new.get(language):
            yield ReplaceText(element=key, field=field, language=language, old=old.get(language), new=new.get(language))


def _estimates(before, kpi):
    # the latest day first: what is set on an earlier day changes what held on later ones
    was, becomes = ({estimate.holds_from: estimate.aim for estimate in held.estimates} for held in (before, kpi))
    for day in sorted(was | becomes, reverse=True):
        if was.get(day) != becomes.get(day):
            yield SetEstimate(element=kpi.key, holds_from=day, old=before.aim_on(day), new=becomes.get(day))
