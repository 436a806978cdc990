"""Texts in languages, and the primitive values that a plan is made of."""

import re
import unicodedata
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, TypeAdapter

MOST_CHARACTERS = 20_000
# C0 and C1 controls but for the line break; surrogates and unassigned are refused with them
_FORBIDDEN = {"Cc", "Cs", "Co", "Cn"}


class Frozen(BaseModel):
    """A value of the plan: immutable, strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, hide_input_in_errors=True)


def _clean(text):
    text = text.replace("\r\n", "\n").replace("\t", " ")
    for position, character in enumerate(text):
        if character != "\n" and unicodedata.category(character) in _FORBIDDEN:
            raise ValueError(
                f"the character U+{ord(character):04X} at position {position + 1} is not text that can be printed"
            )
    if not text.strip():
        raise ValueError("a text with something in it was expected")
    return unicodedata.normalize("NFC", text)


def _without_edges(text):
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


Prose = Annotated[
    str,
    StringConstraints(strict=True, max_length=MOST_CHARACTERS),
    AfterValidator(_clean),
    AfterValidator(_without_edges),
]
Language = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z]{2,3}(-[A-Z][A-Za-z]{1,7})?$")]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]+([-.][a-z0-9]+)*$", max_length=80)]
Code = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9]+([.\-/][A-Za-z0-9]+)*$", max_length=24)]


def _has_a_language(texts):
    if not texts:
        raise ValueError("a text in at least one language was expected, for example {en: ...}")
    return texts


Text = Annotated[dict[Language, Prose], AfterValidator(_has_a_language)]


def _ratio(value):
    number = Decimal(value)
    if not 0 <= number <= 10:
        raise ValueError("a ratio between 0 and 10 was expected, 0.8 for eighty per cent")
    # one spelling for each number, so that equal plans have equal digests
    return format(number.normalize(), "f") if number else "0"


# An exact decimal, written as a string: canonical JSON has only binary floats.
Ratio = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{1,2}(\.\d{1,6})?$"), AfterValidator(_ratio)]


TEXTS = TypeAdapter(Text)
PROSE = TypeAdapter(Prose)


def in_language(text, language, authentic=("en",)):
    """What a text says in a language, else in the first authentic language that it has, else in any."""
    return text[shown_in(text, language, authentic)]


def shown_in(text, language, authentic=("en",)):
    """The language in which a text is read by somebody who asked for one: see `in_language`."""
    return next(code for code in (language, *authentic, *text) if code in text)


_WORD = re.compile(r"\s+")


def shortened(text, characters=80):
    """A text on one line, cut at a word, with an ellipsis where something was cut."""
    line = _WORD.sub(" ", text).strip()
    if len(line) <= characters:
        return line
    return line[:characters].rsplit(" ", 1)[0].rstrip(",;:") + "…"
