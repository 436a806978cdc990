"""Who may draft. Reading the plan is open to all; everything else of an amendment is decided in approvals."""

from plans.enums import AmendmentState
from plans.exceptions import DraftClosed, NotAllowed


def can_draft(person):
    return person.is_active and person.has_perm("plans.draft_amendment")


def check_can_draft(person):
    """Raises NotAllowed unless the person is of the staff that drafts amendments."""
    if not can_draft(person):
        raise NotAllowed("draft amendments")


def check_can_edit(person, amendment):
    """Raises NotAllowed, or DraftClosed when the amendment is not with its drafters."""
    check_can_draft(person)
    if not amendment.can_be_edited:
        raise DraftClosed(AmendmentState(amendment.state))
