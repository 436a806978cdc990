"""Reads across amendments."""

from django.db.models import OuterRef, Subquery

from plans.enums import AmendmentState
from plans.models import Amendment, Draft, Revision
from plans.rules.canonical import reread
from plans.rules.changes import CHANGES

OPEN = (AmendmentState.DRAFT, AmendmentState.UNDER_REVIEW, AmendmentState.RETURNED)


def current_draft(amendment):
    return amendment.drafts.select_related("saved_by").last()


def overlapping(amendment, changes):
    """Open amendments that touch one of the elements that these changes touch, with those elements' keys.

    What an open amendment proposes is its draft while it is with its drafters, else its last revision. One query.
    """
    touched = {change.element for change in changes}
    found = []
    for other in _open_with_texts().exclude(pk=amendment.pk):
        text = other.draft_text if other.can_be_edited else other.revision_text
        common = touched & {change.element for change in CHANGES.validate_python(reread(text).get("changes", []))}
        if common:
            found.append((other, sorted(common)))
    return found


def _open_with_texts():
    drafts = Draft.objects.filter(amendment=OuterRef("pk")).order_by("-number")
    revisions = Revision.objects.filter(amendment=OuterRef("pk")).order_by("-number")
    return Amendment.objects.filter(state__in=OPEN).annotate(
        draft_text=Subquery(drafts.values("proposal_text")[:1]),
        revision_text=Subquery(revisions.values("proposal_text")[:1]),
    )
