"""Making changes to a content. Pure: a new content comes out, the given one stays."""

from functools import singledispatch

from plans.exceptions import ChangeDoesNotFit
from plans.rules.changes import AddPriority, ReplaceText, SetEstimate
from plans.rules.content import AIM_OF, NESTED, Content, Estimate, Kpi, as_json
from plans.rules.integrity import faults_across


def apply(content, changes):
    """The content with the changes made in order.

    Raises ChangeDoesNotFit, with the number of the change, when the value that it replaces is not the
    one that is there, or when the result would not be a plan.
    """
    for number, change in enumerate(changes, start=1):
        try:
            content = make(change, content)
        except Misfit as misfit:
            raise ChangeDoesNotFit(number, str(misfit)) from None
        faults = faults_across(content)
        if faults:
            raise ChangeDoesNotFit(number, str(faults[0]))
    return content


class Misfit(Exception):
    """Why one change cannot be made."""


@singledispatch
def make(change, content):
    """The content with one change made; each kind of change registers how."""
    raise TypeError(f"{type(change).__name__} is not a kind of change")


@make.register
def _replace_text(change: ReplaceText, content):
    element = content.element(change.element)
    if element is None:
        raise Misfit(f"the plan has no element “{change.element}”")
    if change.field not in type(element).model_fields:
        raise Misfit(f"“{change.element}” has no {change.field}")
    texts = dict(getattr(element, change.field) or {})
    if texts.get(change.language) != change.old:
        raise Misfit(f"the {change.field} of “{change.element}” is no longer the text that this change replaces")
    if change.new is None:
        texts.pop(change.language, None)
    else:
        texts[change.language] = change.new
    return _with_element(content, element, {change.field: texts or None})


@make.register
def _set_estimate(change: SetEstimate, content):
    kpi = content.element(change.element, Kpi)
    if kpi is None:
        raise Misfit(f"the plan has no KPI “{change.element}”")
    if kpi.aim_on(change.holds_from) != change.old:
        raise Misfit(
            f"the estimate of {kpi.code} on {change.holds_from.isoformat()} "
            "is no longer the one that this change replaces"
        )
    wanted = AIM_OF[content.kind_of(kpi).method]
    if change.new.what != wanted:
        raise Misfit(f"{kpi.code} is estimated by its {wanted}, not by a {change.new.what}")
    kept = [estimate for estimate in kpi.estimates if estimate.holds_from != change.holds_from]
    kept.append(Estimate(holds_from=change.holds_from, aim=change.new))
    return _with_element(content, kpi, {"estimates": tuple(sorted(kept, key=lambda estimate: estimate.holds_from))})


@make.register
def _add_priority(change: AddPriority, content):
    if content.element(change.priority.key):
        raise Misfit(f"the plan already has an element “{change.priority.key}”")
    keys = [priority.key for priority in content.priorities]
    if change.after is not None and change.after not in keys:
        raise Misfit(f"the plan has no priority “{change.after}” to place the new one after")
    place = keys.index(change.after) + 1 if change.after else 0
    priorities = (*content.priorities[:place], change.priority, *content.priorities[place:])
    return rebuilt(content, priorities=priorities)


def rebuilt(content, **fields):
    """A content with some fields replaced, checked like any other."""
    values = {name: getattr(content, name) for name in Content.model_fields}
    values["schema"] = values.pop("plan_schema")
    return Content.model_validate(values | fields)


def _with_element(content, element, fields):
    """The content with an element's fields replaced. Raises Misfit when a field that is needed would be empty."""
    replaced = _replaced(element, element.key, fields)
    for name in ("mission", "vision"):
        if getattr(content, name) is element:
            return rebuilt(content, **{name: replaced})
    for name in Content.model_fields:
        collection = getattr(content, name)
        if isinstance(collection, tuple) and any(_holds(member, element.key) for member in collection):
            return rebuilt(content, **{name: tuple(_replaced(member, element.key, fields) for member in collection)})
    raise Misfit(f"the plan has no element “{element.key}”")


def _holds(member, key):
    if getattr(member, "key", None) == key:
        return True
    nested = NESTED.get(type(member))
    return bool(nested) and any(_holds(part, key) for part in getattr(member, nested))


def _replaced(member, key, fields):
    if not _holds(member, key):
        return member
    if member.key == key:
        values = as_json(member) | {name: as_json_field(value) for name, value in fields.items() if value is not None}
        for name, value in fields.items():
            if value is None:
                if type(member).model_fields[name].is_required():
                    raise Misfit(f"“{key}” needs a {name}")
                values.pop(name, None)
        return type(member).model_validate(values)
    nested = NESTED[type(member)]
    parts = tuple(_replaced(part, key, fields) for part in getattr(member, nested))
    return member.model_copy(update={nested: parts})


def as_json_field(value):
    return [as_json(part) for part in value] if isinstance(value, tuple) else value
