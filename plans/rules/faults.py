"""A fault of a document: where it is, and what was expected there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`path` leads to the element, for example ("kpis", 3, "kind"); `expected` is a sentence without its stop."""

    path: tuple[str | int, ...]
    expected: str

    @property
    def place(self):
        """The path as people write it: kpis[3].kind; the whole document is "the plan"."""
        written = ""
        for part in self.path:
            written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else part
        return written or "the plan"

    def __str__(self):
        return f"{self.place}: {self.expected}"


def faults_of(error):
    """What pydantic refused, as a list of Fault."""
    return [
        Fault(tuple(part for part in fault["loc"] if part != "[key]"), _expected(fault)) for fault in error.errors()
    ]


_WORDING = {
    "missing": "a value was expected here, and there is none",
    "extra_forbidden": "no such field was expected here",
    "string_type": "a text was expected (quote it)",
    "dict_type": "a text for each language was expected, for example {{en: ...}}",
    "tuple_type": "a list was expected",
    "model_type": "an element with its fields was expected",
    "string_pattern_mismatch": "a value of the form {pattern} was expected",
    "string_too_long": "at most {max_length} characters were expected",
    "too_short": "at least {min_length} was expected",
    "enum": "one of {expected} was expected",
    "literal_error": "{expected} was expected",
}


def _expected(fault):
    """What pydantic found, as a sentence in our words."""
    wording = _WORDING.get(fault["type"])
    if wording:
        return wording.format(**fault.get("ctx", {}))
    message = fault["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
