"""Carrying an amendment over to a text that has moved on."""

from plans.exceptions import ChangeDoesNotFit, InConflict
from plans.rules.apply import apply_sound
from plans.rules.changes import Changes
from plans.rules.compare import compare
from plans.rules.merge import merge


def rebase(changes, onto):
    """The Changes of the content `onto` that do what `changes` did to their own base; none where all of it is there
    already. They are the same changes, and so keep their digest, wherever those still lead to the same.

    `changes` are known to fit their base. Raises InConflict, with what a person has to decide, when `onto` says
    something of it otherwise.
    """
    merged = merge(changes.base, apply_sound(changes.base, changes), onto)
    if merged.conflicts:
        raise InConflict(merged.conflicts)
    if merged.content == onto:
        return Changes((), onto)
    kept = Changes(changes, onto)
    return kept if _lead_to(merged.content, kept) else compare(onto, merged.content)


def _lead_to(content, changes):
    """Whether changes, as they are, make a content of their base."""
    try:
        return apply_sound(changes.base, changes) == content
    except ChangeDoesNotFit:
        return False
