"""Plans as text: reading YAML or JSON into a Content, and writing it again."""

import json

import yaml
from pydantic import ValidationError
from yaml.constructor import ConstructorError

from plans.exceptions import PlanDoesNotFit
from plans.rules.content import Content, as_json
from plans.rules.faults import Fault, faults_of
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
        raise PlanDoesNotFit(faults_of(error)) from None
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


def written_as_json(content):
    """The same as JSON text; reading it gives the same digest."""
    return json.dumps(as_json(content), ensure_ascii=False, indent=2) + "\n"
