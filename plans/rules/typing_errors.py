"""Whether one proposal differs from another by typing errors alone, as far as a rule can tell; people judge the
rest."""

import re
from itertools import zip_longest

from rapidfuzz.distance import DamerauLevenshtein

from plans.rules.apply import apply
from plans.rules.content import TEXT_FIELDS, as_json

_WORD = re.compile(r"\w+", re.UNICODE)
# signs that say something, and numbers with theirs
_SAYS = re.compile(r"[%‰<>=≤≥±+*/$€£¥°≠×]|[-−]?\d[\d.,]*")
# a letter in these turns a sentence round
_TURNING = frozenset(
    {
        *("all", "any", "avec", "can", "cannot", "may", "must", "ne", "never", "ni", "no", "non", "none", "nor", "not"),
        *("now", "pas", "sans", "shall", "un", "une"),
    }
)
# and these are figures
_NUMBERS = frozenset(
    {
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "half"),
        *("third", "quarter", "double", "dozen", "hundred", "thousand", "million", "millions", "billion", "billions"),
        *("deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix", "cent", "mille", "milliard", "milliards"),
    }
)
# a slip is one letter too many, too few, another, or two that changed places; in a word that is long enough to show it
_LEAST_LETTERS = 4


def only_typing_errors(base, before, after):
    """Whether two proposals to a base propose texts that differ in a letter or two of some words, in punctuation,
    spaces or capitals, and in nothing else: no figure, no word more or less, no word that turns the meaning, no
    element, no estimate, no cost, no day, nothing else that they are about."""
    if (before.cost, before.in_force_from, before.about) != (after.cost, after.in_force_from, after.about):
        return False
    one, other = apply(base, before.changes), apply(base, after.changes)
    return _alike(before.rationale, after.rationale, in_text=True) and _alike(as_json(one), as_json(other))


def _alike(old, new, *, in_text=False):
    """Whether two JSON values differ in their texts alone, and there by typing errors."""
    if isinstance(old, dict) and isinstance(new, dict):
        same_parts = old.keys() == new.keys()
        return same_parts and all(_alike(old[k], new[k], in_text=in_text or k in TEXT_FIELDS) for k in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(_alike(*pair, in_text=in_text) for pair in zip(old, new, strict=True))
    return old == new or (in_text and isinstance(old, str) and isinstance(new, str) and are_typing_errors(old, new))


def are_typing_errors(old, new):
    """Whether a text differs from another by typing errors alone."""
    if _SAYS.findall(old) != _SAYS.findall(new):
        return False
    pairs = zip_longest(_WORD.findall(old), _WORD.findall(new))
    return all(_is_typing_error(one, other) for one, other in pairs if one != other)


def _is_typing_error(old, new):
    if old is None or new is None:
        return False
    old, new = old.casefold(), new.casefold()
    if old == new:
        return True
    if old[0] != new[0] or min(len(old), len(new)) < _LEAST_LETTERS or {old, new} & (_TURNING | _NUMBERS):
        return False
    return DamerauLevenshtein.distance(old, new) <= 1
