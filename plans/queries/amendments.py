"""Reads across amendments."""

from plans.enums import AmendmentState
from plans.models import Amendment
from plans.rules.changes import CHANGES

OPEN = (AmendmentState.DRAFT, AmendmentState.UNDER_REVIEW, AmendmentState.RETURNED)


def current_draft(amendment):
    return amendment.drafts.select_related("saved_by").last()


def changes_now(amendment):
    """The changes that an open amendment proposes as it stands: of its draft while it is with its drafters, else
    of its last revision."""
    if amendment.can_be_edited:
        return CHANGES.validate_python(current_draft(amendment).contents.get("changes", []))
    return amendment.revisions.last().proposal.changes


def overlapping(amendment, changes):
    """Open amendments that touch one of the elements that these changes touch, with those elements' keys."""
    touched = {change.element for change in changes}
    found = []
    for other in Amendment.objects.filter(state__in=OPEN).exclude(pk=amendment.pk):
        common = touched & {change.element for change in changes_now(other)}
        if common:
            found.append((other, sorted(common)))
    return found
