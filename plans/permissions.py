"""Who may draft. Reading the plan is open to all; everything else of an amendment is decided in approvals."""

from django.contrib.auth import get_user_model

from plans.enums import AmendmentState
from plans.exceptions import DraftClosed, NotAllowed


def can_draft(person):
    """Whether a group of the person's may draft, asked of the database. Administrators do not draft by being that."""
    return (
        get_user_model()
        .objects.filter(pk=person.pk, is_active=True, groups__permissions__codename="draft_amendment")
        .exists()
    )


def check_can_draft(person):
    """Raises NotAllowed unless the person is of the staff that drafts amendments."""
    if not can_draft(person):
        raise NotAllowed("draft amendments")


def check_can_edit(person, amendment):
    """Raises NotAllowed, or DraftClosed when the amendment is not with its drafters."""
    check_can_draft(person)
    if not amendment.can_be_edited:
        raise DraftClosed(AmendmentState(amendment.state))
