"""What became of a plan's elements from one content to the next, and which translations were left behind."""

import itertools
from collections import defaultdict

from plans.rules.changes import AddElement, AddPriority, RemoveElement
from plans.rules.compare import compare
from plans.rules.content import TEXT_FIELDS, with_inner
from plans.rules.outline import outline
from plans.rules.tree import taken_apart


def changes_by_element(old, new):
    """The changes from one content of an edition to the next, by the key of each element that they change; what comes
    or goes with another stands under its own key too."""
    found = defaultdict(list)
    for change in compare(old, new):
        for key in _keys_of(change):
            found[key].append(change)
    return {key: tuple(changes) for key, changes in found.items()}


def touched_keys(changes):
    """The keys of the elements that changes touch, what comes or goes with another among them; a frozenset."""
    return frozenset(key for change in changes for key in _keys_of(change))


def _keys_of(change):
    if isinstance(change, AddPriority | AddElement | RemoveElement):
        element = change.removed if isinstance(change, RemoveElement) else change.added
        return [inner.key for inner in with_inner(element)]
    return [change.element] if change.element is not None else []


def came_from(content, key):
    """The keys of the elements of the succeeded edition that an element carries on: none where it is new, several
    where they were merged."""
    if content.succeeds is None:
        return ()
    named = tuple(carried.old for carried in content.succeeds.mapping if key in carried.new)
    mapped = {carried.old for carried in content.succeeds.mapping}
    return named if named or key in mapped else (key,)


def lagging(contents):
    """The translations that are behind their original in the last of an edition's contents, given from the first to
    the last: a frozenset of (element's key, field, language).

    A text lags when one in an authentic language changed and it did not change with it or since. In the first content
    every translation is taken to be current; authentic texts never lag.
    """
    behind = set()
    for old, new in itertools.pairwise(contents):
        behind = {(key, field, language) for key, field, language in behind if _has(new, key, field, language)}
        for key, field, was, becomes in _changed_texts(old, new):
            moved = any(was.get(language) != becomes.get(language) for language in new.authentic)
            for language in becomes:
                if language in new.authentic or was.get(language) != becomes[language]:
                    behind.discard((key, field, language))
                elif moved:
                    behind.add((key, field, language))
    return frozenset(
        (key, field, language) for key, field, language in behind if language not in contents[-1].authentic
    )


def _has(content, key, field, language):
    element = content.element(key)
    return language in (getattr(element, field, None) or {})


def _changed_texts(old, new):
    for key, element in new.elements.items():
        before = old.element(key)
        if before is None or before == element:
            continue
        for field in TEXT_FIELDS:
            was, becomes = (getattr(side, field, None) or {} for side in (before, element))
            if was != becomes:
                yield key, field, was, becomes


def without_texts(content, left_out):
    """A content without some of its texts, named by (element's key, field, language): what people are shown, so that
    a translation that is behind never passes for current."""
    tree = taken_apart(content)
    for key, field, language in left_out:
        texts = {code: said for code, said in tree.value(key, field).items() if code != language}
        if texts:  # the only text that there is stays
            tree.set(key, field, texts)
    return tree.content() if left_out else content


def left_behind(content, changes):
    """The translations that changes to a content would leave behind, a set like lagging's."""
    replaced = {
        (change.element, change.field, change.language) for change in changes if change.change == "replace_text"
    }
    behind = set()
    for key, field, language in replaced:
        texts = getattr(content.element(key), field, None) or {}
        if language in content.authentic:
            behind |= {
                (key, field, other)
                for other in texts
                if other not in content.authentic and (key, field, other) not in replaced
            }
    return frozenset(behind)


def numbered(content):
    """The paragraph number of every element that is printed with one, by its key, from 1 in the order in which people
    read the plan."""
    return {element.key: number for number, element in enumerate(_as_read(content), start=1)}


def _as_read(content):
    yield from (element for element in (content.mission, content.vision, *content.values) if element is not None)
    for part in outline(content):
        yield from [part.perspective] if part.perspective else []
        for group in part.groups:
            yield from [group.group] if group.group else []
            for held in group.objectives:
                yield held.objective
                yield from held.kpis
    yield from content.priorities
    for directorate in content.directorates:
        yield from (directorate, *directorate.objectives, *directorate.indicators)
    for year in content.annual_plans:
        yield from (year, *year.actions)
