"""Redlines: what was kept, deleted, inserted and moved between two texts.

Sentences are aligned first, then words inside each pair of sentences that resemble each other; a sentence
that only changed its place is shown as moved. Kept, deleted and moved-away runs, in order, spell the old text
to the character; kept, inserted and moved-here runs the new one. The time depends on the texts' lengths, not on
what they say.
"""

import re
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from plans.rules.sentences import sentences
from plans.rules.sequences import matching, numbered


class Fate(StrEnum):
    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"


OF_THE_OLD = frozenset({Fate.KEPT, Fate.DELETED, Fate.MOVED_AWAY})
OF_THE_NEW = frozenset({Fate.KEPT, Fate.INSERTED, Fate.MOVED_HERE})
_MOVED = frozenset({Fate.MOVED_AWAY, Fate.MOVED_HERE})


@dataclass(frozen=True)
class Run:
    fate: Fate
    text: str


_TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|\s+|[^\w\s]", re.UNICODE)
_WORD = re.compile(r"\w+(?:['’\-]\w+)*", re.UNICODE)
# sentences of which so many of the words agree are one sentence, edited
ALIKE = 0.4
# of which so many agree, no better one is looked for
PLAINLY = 0.65
# shorter ones are replaced whole, and shorter ones still are not told from each other when they move
FEWEST_EDITED = 4
FEWEST_WORDS = 3
# so many sentences ahead a replaced one is looked for
AHEAD = 12


def redline(old, new, language="en"):
    """The runs, as a tuple, that lead from the old text to the new one. A missing text is an empty one.

    `language` is the language of both; sentences and words are found the same way in all that we know.
    """
    before, after = sentences(old or ""), sentences(new or "")
    words = numbered(_WORD.findall(sentence) for sentence in (*before, *after))
    words_before, words_after = words[: len(before)], words[len(before) :]
    runs = []
    for same, i0, i1, j0, j1 in matching(*_alike(before, after, words_before, words_after)):
        if same:
            for old, new in zip(before[i0:i1], after[j0:j1], strict=True):
                runs.extend(_kept(old, new) if old.rstrip() == new.rstrip() else _words(old, new))
        else:
            pairs = _pairs(words_before[i0:i1], words_after[j0:j1])
            runs.extend(_block(before[i0:i1], after[j0:j1], pairs))
    return _joined(_with_moves(runs))


def _alike(before, after, words_before, words_after):
    """The sentences as values to be aligned: those that were edited stand for each other, so that an edit does not
    make the sentences around it look moved."""
    was, becomes = ([sentence.rstrip() for sentence in side] for side in (before, after))
    in_was, in_becomes = set(was), set(becomes)
    old = [place for place, sentence in enumerate(was) if sentence not in in_becomes]
    new = [place for place, sentence in enumerate(becomes) if sentence not in in_was]
    pairs = _pairs([words_before[place] for place in old], [words_after[place] for place in new])
    for place, pair in zip(old, pairs, strict=True):
        if pair is not None:
            was[place] = becomes[new[pair]] = ("edited", place)
    return was, becomes


def _kept(old, new):
    """The runs of a sentence that stayed; the space after it may have changed."""
    said = old.rstrip()
    yield Run(Fate.KEPT, old if old == new else said)
    if old != new:
        yield Run(Fate.DELETED, old[len(said) :])
        yield Run(Fate.INSERTED, new[len(said) :])


def _pairs(before, after):
    """For each old sentence the number of the new one that it became, or None; in order. Sentences are lists of
    numbered words."""
    pairs, start = [], 0
    for words in before:
        best, place = ALIKE, None
        for number in range(start, min(start + AHEAD, len(after))) if len(words) >= FEWEST_EDITED else ():
            alike = Indel.normalized_similarity(words, after[number], score_cutoff=best)
            if alike > best:
                best, place = alike, number
            if best >= PLAINLY:
                break
        pairs.append(place)
        start = start if place is None else place + 1
    return pairs


def _block(before, after, pairs):
    """The runs of sentences that were replaced by others: those that became each other are compared word by word."""
    start = 0
    for sentence, place in zip(before, pairs, strict=True):
        if place is None:
            yield Run(Fate.DELETED, sentence)
            continue
        for inserted in after[start:place]:
            yield Run(Fate.INSERTED, inserted)
        yield from _words(sentence, after[place])
        start = place + 1
    for inserted in after[start:]:
        yield Run(Fate.INSERTED, inserted)


def _words(old, new):
    """The runs inside two sentences that resemble each other, word by word.

    A space that stayed between two changed words goes with them: "up to date" is one change, not three.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    blocks = matching(before, after)
    deleted, inserted = [], []
    for place, (same, i0, i1, j0, j1) in enumerate(blocks):
        between = 0 < place < len(blocks) - 1
        if same and not (between and i1 - i0 == 1 and before[i0].isspace() and deleted and inserted):
            yield Run(Fate.DELETED, "".join(deleted))
            yield Run(Fate.INSERTED, "".join(inserted))
            yield Run(Fate.KEPT, "".join(before[i0:i1]))
            deleted, inserted = [], []
        else:
            deleted += before[i0:i1]
            inserted += after[j0:j1]
    yield Run(Fate.DELETED, "".join(deleted))
    yield Run(Fate.INSERTED, "".join(inserted))


def _with_moves(runs):
    """A whole sentence that was deleted in one place and inserted in another was moved."""
    inserted = {}
    for place, run in enumerate(runs):
        if run.fate is Fate.INSERTED:
            inserted.setdefault(run.text.strip(), deque()).append(place)
    moved = list(runs)
    for place, run in enumerate(runs):
        words = run.text.strip()
        if run.fate is Fate.DELETED and inserted.get(words) and len(_WORD.findall(words)) >= FEWEST_WORDS:
            moved[place] = Run(Fate.MOVED_AWAY, run.text)
            there = inserted[words].popleft()
            moved[there] = Run(Fate.MOVED_HERE, runs[there].text)
    return moved


def _joined(runs):
    """Neighbours of one fate as one run; each moved sentence stays a run of its own."""
    joined = []
    for run in runs:
        if not run.text:
            continue
        if joined and joined[-1][0] is run.fate and run.fate not in _MOVED:
            joined[-1][1].append(run.text)
        else:
            joined.append((run.fate, [run.text]))
    return tuple(Run(fate, "".join(parts)) for fate, parts in joined)
