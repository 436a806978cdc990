"""Sequences compared and merged: of words, of sentences, of keys. In time that depends on their length alone."""

import itertools
from bisect import bisect_left

from rapidfuzz.distance import LCSseq


def matching(old, new):
    """How one sequence of hashable values becomes another, as blocks (same, i0, i1, j0, j1) that cover both in order;
    `same` says that old[i0:i1] equals new[j0:j1]. A longest common subsequence stays."""
    was, becomes = numbered((old, new))
    blocks = []
    for block in LCSseq.opcodes(was, becomes):
        same, place = block.tag == "equal", (block.src_start, block.src_end, block.dest_start, block.dest_end)
        if blocks and not same and not blocks[-1][0]:
            place = (blocks[-1][1], place[1], blocks[-1][3], place[3])
            blocks.pop()
        blocks.append((same, *place))
    return blocks


def numbered(sequences):
    """Sequences of hashable values as lists of numbers, one number for each value: what is compared must not depend
    on how values are hashed."""
    numbers = {}
    return [[numbers.setdefault(value, len(numbers)) for value in values] for values in sequences]


def in_place(old, new):
    """The values of `new` that need not be moved: most of them, in the order that they have in `old`, where all are."""
    position = {value: number for number, value in enumerate(old)}
    tails, ends, before = [], [], {}
    for value in new:
        place = bisect_left(ends, position[value])
        before[value] = tails[place - 1] if place else None
        if place == len(ends):
            ends.append(position[value])
            tails.append(value)
        else:
            ends[place], tails[place] = position[value], value
    kept, value = [], tails[-1] if tails else None
    while value is not None:
        kept.append(value)
        value = before[value]
    return kept[::-1]


def merged(base, ours, theirs):
    """The order that both sides give to distinct, comparable values, or None where they give different ones.

    What either took out is gone, what either put in is there. What both put in at one place is ordered by value,
    each side's own order kept.
    """
    known, common = set(base), set(ours) & set(theirs)
    stays = [value for value in base if value in common]
    one, other = ([value for value in side if value in common] for side in (ours, theirs))
    if _disagree(stays, one, other, common - known):
        return None
    spine = other if [value for value in one if value in known] == stays else one
    inserted = [_runs(side, common, known) for side in (ours, theirs)]
    order = []
    for anchor in (None, *spine):
        if anchor is not None:
            order.append(anchor)
        order += _by_value(*(runs.get(anchor, []) for runs in inserted))
    return order


def _disagree(stays, one, other, both_put_in):
    """Whether the sides disagree about what they share: both moved it, or both put it in, and not alike."""
    if one == other:
        return False
    if both_put_in:
        return True
    return stays not in (one, other)


def _runs(side, common, known):
    """What one side put in, by the shared value that it follows."""
    runs, anchor = {}, None
    for value in side:
        if value in common:
            anchor = value
        elif value not in known:
            runs.setdefault(anchor, []).append(value)
    return runs


def _by_value(one, other):
    one, other, order = list(one), list(other), []
    while one and other:
        order.append((one if one[0] < other[0] else other).pop(0))
    return order + one + other


def merged_edits(base, ours, theirs):
    """Base with the edits of both sides, or None where they touch one place differently. For sequences of hashable
    values that may repeat; edits that only border on each other do not touch."""
    edits = sorted({*_edits(base, ours), *_edits(base, theirs)})
    for (_start, end, _new), (start, after, _other) in itertools.pairwise(edits):
        if start < end or (start, after) == (_start, end):
            return None
    made, position = [], 0
    for start, end, new in edits:
        made += [*base[position:start], *new]
        position = end
    return [*made, *base[position:]]


def _edits(base, side):
    return [(i0, i1, tuple(side[j0:j1])) for same, i0, i1, j0, j1 in matching(base, side) if not same]
