"""Two texts of the plan that grew from one base, brought together: element by element, field by field, sentence by
sentence. What both sides changed otherwise is a conflict, for a person to decide; nothing is merged silently.

Symmetric: merge(base, a, b) and merge(base, b, a) give the same content and the same conflicts, seen from either side.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from plans.rules.apply import plain
from plans.rules.compare import kept_between
from plans.rules.content import NESTED, TEXT_FIELDS, Content, Estimate
from plans.rules.integrity import faults_across
from plans.rules.sentences import parted
from plans.rules.sequences import merged, merged_edits
from plans.rules.tree import TOP, NotWhole, Tree, own_values, taken_apart


class Clash(StrEnum):
    """Why two changes cannot stand beside each other."""

    BOTH_CHANGED = "both_changed"  # one thing, to two values
    GONE = "gone"  # one side takes out what the other changes or builds on
    BOTH_ADDED = "both_added"  # two elements of one key
    ORDER = "order"  # both rearranged one collection
    TOGETHER = "together"  # each is sound alone, and the two together make no plan
    EDITION = "edition"  # one side is of another edition


@dataclass(frozen=True)
class Conflict:
    """What clashes: an element (None: the plan as a whole), its field, and for texts the language, for estimates the
    day. `base`, `ours` and `theirs` are the three values as JSON; `why` says what the two together break."""

    clash: Clash
    element: str | None = None
    field: str | None = None
    part: str | None = None
    base: Any = None
    ours: Any = None
    theirs: Any = None
    why: str = ""

    def sorting(self):
        """By element, field and part; what is of the plan as a whole comes first."""
        return tuple(part or "" for part in (self.element, self.field, self.part, self.clash, self.why))

    def flipped(self):
        """The same, seen from the other side."""
        return Conflict(self.clash, self.element, self.field, self.part, self.base, self.theirs, self.ours, self.why)


@dataclass(frozen=True)
class Merged:
    """`content` is None where there are conflicts."""

    content: Content | None
    conflicts: tuple[Conflict, ...] = ()


def merge(base, ours, theirs):
    """What becomes of a content when two sides change it. All three are Content; returns Merged."""
    if len({base.edition, ours.edition, theirs.edition}) > 1:
        return _of_editions(base, ours, theirs)
    return merge_trees(taken_apart(base), taken_apart(ours), taken_apart(theirs))


def merge_trees(base, ours, theirs):
    """The same of three Trees of one edition."""
    return _Merging(base, ours, theirs).result()


def _of_editions(base, ours, theirs):
    if ours in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(ours)
    return Merged(None, (Conflict(Clash.EDITION, None, "edition", None, base.edition, ours.edition, theirs.edition),))


class _Merging:
    """The three Trees, the one that comes of them, and the conflicts found on the way."""

    def __init__(self, base, ours, theirs):
        self.base, self.ours, self.theirs = base, ours, theirs
        self.kept = {side: kept_between(base, tree) for side, tree in (("ours", ours), ("theirs", theirs))}
        self.conflicts = []
        self.tree = Tree(self._fields(None, base.fields, ours.fields, theirs.fields), {}, {}, {}, {})

    def result(self):
        for key in dict.fromkeys((*self.base.elements, *self.ours.elements, *self.theirs.elements)):
            self._element(key)
        self._homeless()
        self._orders()
        content = None if self.conflicts else self._together()
        if self.conflicts:
            return Merged(None, tuple(sorted(self.conflicts, key=Conflict.sorting)))
        return Merged(content)

    def _clash(self, clash, *where, base=None, ours=None, theirs=None, why=""):
        self.conflicts.append(
            Conflict(clash, *where, base=plain(base), ours=plain(ours), theirs=plain(theirs), why=why)
        )

    # elements

    def _element(self, key):
        """Puts an element as it becomes into the tree, if it stays or comes."""
        in_ours, in_theirs = key in self.kept["ours"], key in self.kept["theirs"]
        was, one, other = (tree.elements.get(key) for tree in (self.base, self.ours, self.theirs))
        if in_ours and in_theirs:
            self._enter(was, self.base.places[key])
            if not (one is was and other is was):
                values = (own_values(element) for element in (was, one, other))
                self.tree.edited[key] = self._fields(key, *values)
            return
        if was is None or not (in_ours or in_theirs):
            self._both_otherwise(key, was, one, other)
        elif in_ours:
            self._one_otherwise(key, self.theirs, one, other)
        else:
            self._one_otherwise(key, self.ours, other, one)

    def _both_otherwise(self, key, was, one, other):
        """An element that neither side keeps as it lay: new, gone, or put elsewhere."""
        if one is None and other is None:
            return
        if one is None or other is None:
            if was is not None:
                self._clash(Clash.GONE, key, base=was, ours=one, theirs=other)
            side = self.theirs if one is None else self.ours
            self._enter(side.elements[key], side.places[key])
            return
        if one != other or self.ours.places[key] != self.theirs.places[key]:
            self._clash(Clash.BOTH_ADDED, key, base=was, ours=one, theirs=other)
        self._enter(one, self.ours.places[key])

    def _one_otherwise(self, key, leaving, kept, left):
        """One side keeps an element, the other takes it out or puts it elsewhere: a clash if the first changed it."""
        was = self.base.elements[key]
        if own_values(kept) != own_values(was):
            sides = {"ours": self.ours.elements.get(key), "theirs": self.theirs.elements.get(key)}
            self._clash(Clash.GONE, key, base=was, **sides)
        if left is not None:
            self._enter(left, leaving.places[key])

    def _enter(self, element, place):
        """Enters an element without what lies in it: that is entered, or not, by itself; the orders come last."""
        self.tree.elements[element.key] = element
        self.tree.places[element.key] = place

    def _homeless(self):
        """An element that stays, while what it lies in goes."""
        for key, (parent, collection) in self.tree.places.items():
            if parent is not None and collection not in NESTED.get(self.tree.kind(parent), ()):
                values = [tree.elements.get(parent) for tree in (self.base, self.ours, self.theirs)]
                self._clash(Clash.GONE, key, base=values[0], ours=values[1], theirs=values[2])

    def _orders(self):
        places = [(None, name) for name in TOP]
        places += [(key, name) for key, element in self.tree.elements.items() for name in NESTED.get(type(element), ())]
        for place in places:
            orders = [
                [key for key in tree.order.get(place, ()) if self.tree.places.get(key) == place]
                for tree in (self.base, self.ours, self.theirs)
            ]
            order = merged(*orders)
            if order is None:
                self._clash(Clash.ORDER, *place, base=orders[0], ours=orders[1], theirs=orders[2])
            self.tree.order[place] = order or []

    # values

    def _fields(self, key, was, one, other):
        """The values of an element's own fields, or the plan's: whatever one side alone changed, or both alike."""
        return {field: self._value(key, field, was[field], one[field], other[field]) for field in was}

    def _value(self, key, field, was, one, other):
        if one in (was, other):
            return other
        if other == was:
            return one
        if field in TEXT_FIELDS:
            return self._texts(key, field, was or {}, one or {}, other or {})
        if field == "estimates":
            return self._estimates(key)
        if isinstance(was, tuple):
            order = merged(was, one, other)
            if order is not None:
                return tuple(order)
        self._clash(Clash.BOTH_CHANGED, key, field, base=was, ours=one, theirs=other)
        return was

    def _texts(self, key, field, was, one, other):
        texts = {}
        for language in sorted(was | one | other):
            said = [texts_of.get(language) for texts_of in (was, one, other)]
            try:
                texts[language] = merged_text(*said)
            except BothChanged:
                self._clash(Clash.BOTH_CHANGED, key, field, language, base=said[0], ours=said[1], theirs=said[2])
        return {language: text for language, text in texts.items() if text is not None} or None

    def _estimates(self, key):
        """By day; and one side's aim is kept only where the other left alone what held on that day before."""
        kpis = [tree.elements[key] for tree in (self.base, self.ours, self.theirs)]
        base, ours, theirs = ({held.holds_from: held.aim for held in kpi.estimates} for kpi in kpis)
        aims = {}
        for day in sorted(base | ours | theirs):
            was, one, other = base.get(day), ours.get(day), theirs.get(day)
            aims[day] = other if one == was else one
            held = [kpi.aim_on(day) for kpi in kpis]
            both = was not in (one, other) and one != other
            if both or ((one, other) != (was, was) and _all_differ(*held)):
                day = day.isoformat()
                self._clash(Clash.BOTH_CHANGED, key, "estimates", day, base=held[0], ours=held[1], theirs=held[2])
        return tuple(Estimate(holds_from=day, aim=aim) for day, aim in aims.items() if aim is not None)

    # the whole

    def _together(self):
        """The content, or the clash that the two sides make only together."""
        try:
            content = self.tree.content()
        except NotWhole as fault:
            self._clash(Clash.TOGETHER, fault.key, why=str(fault))
            return None
        for fault in faults_across(content):
            self._clash(Clash.TOGETHER, *_owner(content, fault.path), why=str(fault))
        return content


class BothChanged(Exception):
    """Both sides say a text otherwise, at one place of it."""


def merged_text(base, ours, theirs):
    """A text with the edits of both sides, where they are in different sentences. An absent text is None. Raises
    BothChanged."""
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    sentences = None if None in (base, ours, theirs) else merged_edits(parted(base), parted(ours), parted(theirs))
    if sentences is None:
        raise BothChanged
    return "".join(sentences)


def _all_differ(one, other, third):
    return one != other and other != third and third != one


def _owner(content, path):
    """The innermost element that a fault's path leads to, and the field in it."""
    key, field, value = None, None, content
    for part in path:
        value = _inside(value, part)
        if getattr(value, "key", None):
            key, field = value.key, None
        elif field is None and isinstance(part, str):
            field = part
    return key, field


def _inside(value, part):
    try:
        return value[part] if isinstance(part, int) else getattr(value, part, None)
    except (IndexError, TypeError):
        return None
