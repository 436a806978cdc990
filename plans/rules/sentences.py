"""Where the sentences of a text end, in the languages that we know."""

import itertools
import re

# A sentence ends at its mark (Latin, Arabic, full-width) with the space after it, or at the end of a line.
# Possessive, and anchored at the first mark of a run, so that no text makes it slow.
_END = re.compile(r"(?<![.!?؟。…])[.!?؟。…]++[\"'”’»)\]]*+\s++|\n++")


def sentences(text):
    """The sentences of a text, each with the space after it; joined, they are the text."""
    ends = [match.end() for match in _END.finditer(text)]
    cuts = [0, *ends] if ends and ends[-1] == len(text) else [0, *ends, len(text)]
    return [text[start:end] for start, end in itertools.pairwise(cuts) if end > start]


def parted(text):
    """The sentences of a text and the spaces between them, each a part of its own; joined, they are the text."""
    parts = []
    for sentence in sentences(text):
        words = sentence.rstrip()
        parts += [part for part in (words, sentence[len(words) :]) if part]
    return parts
