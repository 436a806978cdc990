"""The changes that lead from one content to another, as far as the kinds of change can say it."""

from plans.exceptions import ChangeDoesNotFit
from plans.rules.apply import apply
from plans.rules.changes import FIELDS, AddPriority, ReplaceText, SetEstimate
from plans.rules.content import Kpi, walk


def compare(old, new):
    """The changes, as a tuple, with apply(old, compare(old, new)) == new.

    Raises ChangeDoesNotFit when the two differ in a way that no kind of change expresses.
    """
    changes = [*_priorities(old, new)]
    for _path, element in walk(new):
        before = old.element(element.key, type(element))
        if before is not None and before != element:
            changes += _texts(before, element)
            if isinstance(element, Kpi):
                changes += _estimates(before, element)
    if apply(old, changes) != new:
        raise ChangeDoesNotFit(len(changes) + 1, "the two texts differ in something that no change can express yet")
    return tuple(changes)


def _priorities(old, new):
    after = None
    for priority in new.priorities:
        if old.element(priority.key) is None:
            yield AddPriority(priority=priority, after=after)
        after = priority.key


def _texts(before, element):
    for field in type(element).model_fields:
        if field not in FIELDS.__args__:
            continue
        old, new = getattr(before, field) or {}, getattr(element, field) or {}
        for language in sorted(old | new):
            if old.get(language) != new.get(language):
                yield ReplaceText(
                    element=element.key,
                    field=field,
                    language=language,
                    old=old.get(language),
                    new=new.get(language),
                )


def _estimates(before, kpi):
    # the latest day first: setting an earlier estimate changes what held on later days
    for estimate in reversed(kpi.estimates):
        if estimate not in before.estimates:
            yield SetEstimate(
                element=kpi.key,
                holds_from=estimate.holds_from,
                old=before.aim_on(estimate.holds_from),
                new=estimate.aim,
            )
