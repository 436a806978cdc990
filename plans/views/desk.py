"""A draft as the editors see it: the text that it is to, the text that it proposes, and saving an edit of that."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from plans.exceptions import ChangeDoesNotFit
from plans.queries.amendments import current_draft
from plans.rules.apply import apply
from plans.rules.content import Content
from plans.rules.editing import edited
from plans.views.drafting import amendment_of, changes_of, save


@dataclass(frozen=True)
class Desk:
    """An amendment with its draft: the text that it is to, and the text that it proposes."""

    amendment: Any
    draft: Any
    changes: tuple[Any, ...]
    base: Content
    proposed: Content


def desk_of(number):
    amendment = amendment_of(number)
    changes = changes_of(amendment)
    base = amendment.base.content
    return Desk(amendment, current_draft(amendment), changes, base, apply(base, changes))


def element_of(desk, key):
    element = desk.proposed.element(key)
    if element is None:
        raise Http404
    return element


def put(request, desk, shown, more):
    """Saves the draft with more changes made to what it proposes. The Draft and None, or None and a sentence."""
    try:
        changes = edited(desk.base, desk.changes, more)
    except ChangeDoesNotFit as misfit:
        return None, _("This cannot be: %(why)s.") % {"why": misfit.expected}
    return save(request, desk.amendment, shown, changes=changes)
