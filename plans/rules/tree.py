"""A content taken apart: every element by its key, every collection as a list of keys.

Changes are made to it one by one, each in a step that does not depend on the plan's size; then the content is put
together again, once. Elements that nothing touched stay the same objects.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from plans.rules.content import COLLECTIONS, NESTED, SINGLE, Content, Element
from plans.rules.faults import faults_of

TOP = (*SINGLE, *COLLECTIONS)
PLAN_FIELDS = tuple(name for name in Content.model_fields if name not in TOP)


class NotWhole(Exception):
    """What was changed makes no element, or no plan; `key` names the element, None stands for the plan."""

    def __init__(self, key, why):
        self.key = key
        super().__init__(why)


@dataclass
class Tree:
    """`fields` are the plan's own values; `places` says where an element lies, as (parent's key or None, collection);
    `order` holds each collection's keys. `edited` holds the values of elements that were changed, by field."""

    fields: dict[str, Any]
    elements: dict[str, Element]
    places: dict[str, tuple[str | None, str]]
    order: dict[tuple[str | None, str], list[str]]
    edited: dict[str, dict[str, Any]]

    def kind(self, key):
        """The type of an element, None when there is none of this key."""
        element = self.elements.get(key)
        return None if element is None else type(element)

    def value(self, key, field):
        """What an element says in a field now."""
        return self.edited[key][field] if key in self.edited else getattr(self.elements[key], field)

    def set(self, key, field, value):
        self.edited.setdefault(key, own_values(self.elements[key]))[field] = value

    def keys_in(self, place):
        return self.order.setdefault(place, [])

    def put_in(self, element, place, position):
        """Puts an element, with all that lies in it, into a collection."""
        self.keys_in(place).insert(position, element.key)
        self._enter(element, place)

    def _enter(self, element, place):
        self.elements[element.key] = element
        self.places[element.key] = place
        for collection in NESTED.get(type(element), ()):
            inner = (element.key, collection)
            self.order[inner] = [part.key for part in getattr(element, collection)]
            for part in getattr(element, collection):
                self._enter(part, inner)

    def take_out(self, key):
        """Takes an element out, with all that lies in it."""
        self.order[self.places[key]].remove(key)
        self._leave(key)

    def _leave(self, key):
        for collection in NESTED.get(self.kind(key), ()):
            for inner in self.order.pop((key, collection), ()):
                self._leave(inner)
        del self.elements[key], self.places[key]
        self.edited.pop(key, None)

    def whole(self, key):
        """An element as it is now, with all that lies in it. Raises NotWhole."""
        element = self._validated(key)
        inner = {
            collection: tuple(self.whole(part) for part in self.order.get((key, collection), ()))
            for collection in NESTED.get(type(element), ())
        }
        changed = {name: parts for name, parts in inner.items() if not _same(parts, getattr(element, name))}
        return element.model_copy(update=changed) if changed else element

    def _validated(self, key):
        element = self.elements[key]
        if key not in self.edited:
            return element
        kind, values = type(element), self.edited[key]
        for name, value in values.items():
            if value is None and kind.model_fields[name].is_required():
                raise NotWhole(key, f"“{key}” needs a {name}")
        try:
            return kind.model_validate({name: value for name, value in values.items() if value is not None})
        except ValidationError as error:
            fault = faults_of(error)[0]
            raise NotWhole(key, f"“{key}”: {fault.place if fault.path else 'it'}: {fault.expected}") from None

    def copied(self):
        """A Tree of its own that says the same."""
        order = {place: list(keys) for place, keys in self.order.items()}
        edited = {key: dict(values) for key, values in self.edited.items()}
        return Tree(dict(self.fields), dict(self.elements), dict(self.places), order, edited)

    def content(self):
        """The content, put together. Raises NotWhole."""
        values = dict(self.fields)
        values["schema"] = values.pop("plan_schema")
        for name in TOP:
            parts = tuple(self.whole(key) for key in self.order.get((None, name), ()))
            values[name] = parts if name in COLLECTIONS else next(iter(parts), None)
        try:
            return Content.model_validate({name: value for name, value in values.items() if value is not None})
        except ValidationError as error:
            raise NotWhole(None, str(faults_of(error)[0])) from None


def taken_apart(content):
    """The Tree of a content, to be changed."""
    tree = Tree({name: getattr(content, name) for name in PLAN_FIELDS}, {}, {}, {}, {})
    for name in TOP:
        held = getattr(content, name)
        for element in held if name in COLLECTIONS else (held,) if held is not None else ():
            tree.put_in(element, (None, name), len(tree.keys_in((None, name))))
    return tree


def own_values(element):
    """The values of an element's fields, but for its key's collections: what lies in it is not its own."""
    nested = NESTED.get(type(element), ())
    return {name: getattr(element, name) for name in type(element).model_fields if name not in nested}


def _same(parts, others):
    return len(parts) == len(others) and all(part is other for part, other in zip(parts, others, strict=True))
