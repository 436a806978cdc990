"""What somebody wants an element to say, as the change that fits among an amendment's other changes."""

from plans.rules.apply import apply
from plans.rules.changes import ReplaceText, SetEstimate, slot, without


def text_change(content, changes, *, element, field, language, new):
    """The ReplaceText that makes a field of an element say `new` (None: nothing) after the other changes.

    It takes the place of one about the same text. Raises ChangeDoesNotFit when the others do not fit by themselves.
    """
    change = ReplaceText(element=element, field=field, language=language, new=new)
    held = _beside(content, changes, change).element(element)
    texts = getattr(held, field, None) or {}
    return change.model_copy(update={"old": texts.get(language)})


def estimate_change(content, changes, *, element, holds_from, new):
    """The SetEstimate that gives a KPI an aim from a day on (None: takes it out), after the other changes."""
    change = SetEstimate(element=element, holds_from=holds_from, new=new)
    held = _beside(content, changes, change).element(element)
    return change.model_copy(update={"old": held.aim_on(holds_from) if held is not None else None})


def _beside(content, changes, change):
    """The content as the other changes make it."""
    return apply(content, without(changes, slot(change)))
