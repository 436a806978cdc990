"""Redlines: what was kept, deleted, inserted and moved between two texts.

Sentences are aligned first, then words inside each pair of sentences that resemble each other; a sentence
that only changed its place is shown as moved. Kept, deleted and moved-away runs, in order, spell the old text
to the character; kept, inserted and moved-here runs the new one.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from plans.rules.sentences import sentences


class Fate(StrEnum):
    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"


OF_THE_OLD = frozenset({Fate.KEPT, Fate.DELETED, Fate.MOVED_AWAY})
OF_THE_NEW = frozenset({Fate.KEPT, Fate.INSERTED, Fate.MOVED_HERE})


@dataclass(frozen=True)
class Run:
    fate: Fate
    text: str


_TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|\s+|[^\w\s]", re.UNICODE)
_ALIKE = 0.5


def redline(old, new, language="en"):
    """The runs, as a tuple, that lead from the old text to the new one. A missing text is an empty one.

    `language` is the language of both; sentences and words are found the same way in all that we know.
    """
    before, after = sentences(old or ""), sentences(new or "")
    runs = []
    for operation, b0, b1, a0, a1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            runs.append(Run(Fate.KEPT, "".join(before[b0:b1])))
        else:
            runs.extend(_block(before[b0:b1], after[a0:a1]))
    return _joined(_with_moves(runs))


def _block(before, after):
    """The runs of sentences that were replaced by others: like ones are compared word by word, in order."""
    start = 0
    for sentence in before:
        match = _most_alike(sentence, after, start)
        if match is None:
            yield Run(Fate.DELETED, sentence)
            continue
        for inserted in after[start:match]:
            yield Run(Fate.INSERTED, inserted)
        yield from _words(sentence, after[match])
        start = match + 1
    for inserted in after[start:]:
        yield Run(Fate.INSERTED, inserted)


def _most_alike(sentence, after, start):
    best, place = _ALIKE, None
    words = _TOKEN.findall(sentence)
    for number in range(start, len(after)):
        matcher = SequenceMatcher(None, words, _TOKEN.findall(after[number]), autojunk=False)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
            best, place = matcher.ratio(), number
    return place


def _words(old, new):
    """The runs inside two sentences that resemble each other, word by word.

    A space that stayed between two changed words goes with them: "up to date" is one change, not three.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    deleted, inserted = "", ""
    matching = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for place, (operation, b0, b1, a0, a1) in enumerate(matching):
        was, becomes = "".join(before[b0:b1]), "".join(after[a0:a1])
        between = 0 < place < len(matching) - 1
        if operation == "equal" and not (between and was.isspace() and deleted and inserted):
            yield Run(Fate.DELETED, deleted)
            yield Run(Fate.INSERTED, inserted)
            yield Run(Fate.KEPT, was)
            deleted, inserted = "", ""
        else:
            deleted, inserted = deleted + was, inserted + becomes
    yield Run(Fate.DELETED, deleted)
    yield Run(Fate.INSERTED, inserted)


def _with_moves(runs):
    """A whole sentence that was deleted in one place and inserted in another was moved."""
    inserted = {}
    for place, run in enumerate(runs):
        if run.fate is Fate.INSERTED:
            inserted.setdefault(run.text.strip(), []).append(place)
    moved = list(runs)
    for place, run in enumerate(runs):
        words = run.text.strip()
        if run.fate is Fate.DELETED and len(_TOKEN.findall(words)) > 4 and inserted.get(words):
            moved[place] = Run(Fate.MOVED_AWAY, run.text)
            there = inserted[words].pop(0)
            moved[there] = Run(Fate.MOVED_HERE, runs[there].text)
    return moved


def _joined(runs):
    joined = []
    for run in runs:
        if not run.text:
            continue
        if joined and joined[-1].fate is run.fate and run.fate not in (Fate.MOVED_AWAY, Fate.MOVED_HERE):
            joined[-1] = Run(run.fate, joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)
