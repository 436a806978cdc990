"""Plans as text: reading YAML or JSON into a Content, and writing it again."""

import yaml
from pydantic import ValidationError
from yaml.constructor import ConstructorError

from plans.exceptions import PlanDoesNotFit
from plans.rules.content import Content, as_json
from plans.rules.faults import Fault
from plans.rules.integrity import faults_across

MOST_BYTES = 2_000_000
MOST_DEPTH = 40


class _PlanLoader(yaml.SafeLoader):
    """Plain YAML only: no aliases (a few lines of them grow to gigabytes), no key twice, no deep nesting."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise ConstructorError(None, None, "aliases are not read in a plan", event.start_mark)
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > MOST_DEPTH:
            raise ConstructorError(None, None, f"more than {MOST_DEPTH} levels", self.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise ConstructorError(
                    None, None, f"a name in letters was expected, not {key!r} (quote it)", key_node.start_mark
                )
            if key in seen:
                raise ConstructorError(None, None, f"“{key}” stands here a second time", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def parsed(data):
    """The value that a YAML or JSON document holds, given as bytes.

    Raises PlanDoesNotFit when it is too large, not UTF-8, or not a document of that kind.
    """
    if len(data) > MOST_BYTES:
        raise PlanDoesNotFit([Fault((), f"at most {MOST_BYTES:,} bytes were expected, and it has {len(data):,}")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanDoesNotFit([Fault((), f"text in UTF-8 was expected; byte {error.start + 1} is not")]) from None
    try:
        return yaml.load(text, Loader=_PlanLoader)  # noqa: S506, a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise PlanDoesNotFit([Fault((), f"YAML that can be read was expected; {where}: {error.problem}")]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PlanDoesNotFit([Fault((), f"YAML that can be read was expected: {error}")]) from None


def content_of(value):
    """The Content that a JSON value describes. Raises PlanDoesNotFit with every fault and its place."""
    if not isinstance(value, dict):
        raise PlanDoesNotFit([Fault((), "a plan with its fields (schema, edition, name, ...) was expected")])
    try:
        content = Content.model_validate(value)
    except ValidationError as error:
        raise PlanDoesNotFit([Fault(_path(fault["loc"]), _expected(fault)) for fault in error.errors()]) from None
    faults = faults_across(content)
    if faults:
        raise PlanDoesNotFit(faults)
    return content


def read(data):
    """The Content of a YAML or JSON document given as bytes. Raises PlanDoesNotFit."""
    return content_of(parsed(data))


def written(content):
    """A content as YAML text, in the order of the model; reading it gives the same digest."""
    return yaml.safe_dump(as_json(content), allow_unicode=True, sort_keys=False, width=110)


def _path(location):
    return tuple(part for part in location if part != "[key]")


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
