from django.contrib.auth import get_user_model
from django.db import transaction

from plans.enums import AmendmentState
from plans.exceptions import DraftMoved, NothingChanged, NothingToSubmit, RationaleMissing
from plans.models import Amendment, Revision
from plans.permissions import check_can_edit
from plans.queries.amendments import current_draft
from plans.rules.apply import apply
from plans.rules.canonical import canonical
from plans.rules.changes import Proposal
from plans.rules.content import as_json


@transaction.atomic
def record_revision(*, by, at, amendment, shown, reason=""):
    """Makes the draft numbered `shown` the amendment's next revision, which nobody can change. Returns it.

    Raises NotAllowed, DraftClosed, DraftMoved, NothingToSubmit, RationaleMissing, NothingChanged,
    ChangeDoesNotFit when the draft no longer fits its base.
    """
    amendment = Amendment.objects.select_for_update(of=("self",)).select_related("base__edition").get(pk=amendment.pk)
    check_can_edit(by, amendment)
    draft = current_draft(amendment)
    if draft.number != shown:
        raise DraftMoved(amendment)
    if not draft.contents.get("changes"):
        raise NothingToSubmit
    if not draft.contents.get("rationale"):
        raise RationaleMissing
    proposal = Proposal.model_validate({"schema": 1} | draft.contents)
    apply(amendment.base.content, proposal.changes)
    last = amendment.revisions.last()
    if last is not None and last.digest == proposal.digest:
        raise NothingChanged
    authors = get_user_model().objects.filter(pk__in=amendment.drafts.values("saved_by"))
    return _store(amendment, proposal, draft.title, by, at, reason, authors)


@transaction.atomic
def record_body_revision(*, by, at, amendment, proposal, reason, body):
    """A revision that a body made of the text before it, recorded by its secretary. The drafters stay its authors.

    Raises ChangeDoesNotFit, NothingChanged. Whether the body may is the caller's to check.
    """
    amendment = Amendment.objects.select_for_update(of=("self",)).select_related("base__edition").get(pk=amendment.pk)
    apply(amendment.base.content, proposal.changes)
    last = amendment.revisions.last()
    if last.digest == proposal.digest:
        raise NothingChanged
    return _store(amendment, proposal, last.title, by, at, reason, last.authors.all(), body)


def _store(amendment, proposal, title, by, at, reason, authors, body=""):
    last = amendment.revisions.last()
    revision = Revision.objects.create(
        amendment=amendment,
        number=last.number + 1 if last else 1,
        title=title,
        base=amendment.base,
        proposal_text=canonical(as_json(proposal)).decode(),
        digest=proposal.digest,
        submitted_by=by,
        submitted_at=at,
        reason=reason,
        moved_by_body=body,
    )
    revision.authors.set(authors)
    amendment.state = AmendmentState.UNDER_REVIEW
    amendment.save(update_fields=["state"])
    return revision
