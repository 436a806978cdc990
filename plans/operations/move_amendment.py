"""An amendment's place between its drafters and its reviewers. Who may is the caller's to check."""

from django.db import transaction

from plans.enums import AmendmentState
from plans.models import Draft
from plans.rules.canonical import canonical
from plans.rules.content import as_json


@transaction.atomic
def return_to_drafters(*, at, amendment):
    """Its draft can be edited again. A body may have changed the text, so the draft becomes what was returned."""
    returned = amendment.revisions.last()
    contents = as_json(returned.proposal)
    contents.pop("schema")
    last = amendment.drafts.last()
    text = canonical(contents).decode()
    if last.proposal_text != text:
        Draft.objects.create(
            amendment=amendment,
            base=returned.base,
            number=last.number + 1,
            title=returned.title,
            proposal_text=text,
            # nobody's writing: a copy, kept under the name of whoever wrote the draft before it
            saved_by=last.saved_by,
            saved_at=at,
        )
    _move(amendment, AmendmentState.RETURNED)


def mark_withdrawn(*, amendment):
    """Kept as it is, read-only."""
    _move(amendment, AmendmentState.WITHDRAWN)


def mark_moot(*, amendment):
    """What it proposes is in the plan already; kept as it is, read-only."""
    _move(amendment, AmendmentState.MOOT)


def _move(amendment, state):
    amendment.state = state
    amendment.save(update_fields=["state"])
