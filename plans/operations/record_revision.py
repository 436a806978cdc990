from django.contrib.auth import get_user_model
from django.db import transaction

from plans.enums import AmendmentKind, AmendmentState
from plans.exceptions import (
    DraftMoved,
    NotClerical,
    NothingChanged,
    NothingToSubmit,
    NotTypingErrors,
    RationaleMissing,
    Unsettled,
)
from plans.models import Amendment, Revision
from plans.operations.save_draft import check_can_be_held
from plans.permissions import check_can_edit
from plans.queries.amendments import current_draft, open_collision
from plans.rules.apply import apply
from plans.rules.canonical import canonical
from plans.rules.changes import Changes, Proposal
from plans.rules.content import as_json
from plans.rules.kinds import is_clerical, kind_of
from plans.rules.typing_errors import only_typing_errors

# what these are they are by the way that they were begun, whatever they change
BY_THEIR_WAY = (AmendmentKind.CORRIGENDUM, AmendmentKind.STRATEGY)


@transaction.atomic
def record_revision(*, by, at, amendment, shown, reason="", typing_errors=False):
    """Makes the draft numbered `shown` the amendment's next revision, which nobody can change. Returns it.

    `typing_errors` claims that it corrects nothing but those since the last one. Raises NotTypingErrors, NotClerical
    for a corrigendum that does more than correct, NotAllowed, DraftClosed, DraftMoved, Unsettled, NothingToSubmit,
    RationaleMissing, NothingChanged, ChangeDoesNotFit when the draft no longer fits its base.
    """
    amendment = Amendment.objects.select_for_update(of=("self",)).select_related("base__edition").get(pk=amendment.pk)
    check_can_edit(by, amendment)
    draft = current_draft(amendment)
    if draft.number != shown:
        raise DraftMoved(amendment)
    collision = open_collision(amendment)
    if collision is not None:
        raise Unsettled(collision.version)
    if not draft.contents.get("changes") and "about" not in draft.contents:
        raise NothingToSubmit
    if not draft.contents.get("rationale"):
        raise RationaleMissing
    proposal = Proposal.model_validate({"schema": 1} | draft.contents)
    apply(amendment.base.content, proposal.changes)
    check_can_be_held(proposal.changes)
    last = amendment.revisions.last()
    # nothing, unless it came back for a conflict with a version that has lapsed since
    same = last is not None and (last.digest, last.base_id) == (proposal.digest, amendment.base_id)
    if (
        same
        and not amendment.collisions.filter(settled_at__gte=last.submitted_at, version__lapse__isnull=False).exists()
    ):
        raise NothingChanged
    if typing_errors and not only_typing_errors(amendment.base.content, last.proposal, proposal):
        raise NotTypingErrors
    if amendment.kind == AmendmentKind.CORRIGENDUM and not is_clerical(proposal):
        raise NotClerical
    authors = get_user_model().objects.filter(pk__in=amendment.drafts.values("saved_by"))
    revision = _store(
        amendment, amendment.base, last, proposal, draft.title, by, at, reason, authors, typing_errors=typing_errors
    )
    amendment.state = AmendmentState.UNDER_REVIEW
    if amendment.kind not in BY_THEIR_WAY:
        amendment.kind = kind_of(Changes(proposal.changes, amendment.base.content))
    amendment.save(update_fields=["state", "kind"])
    return revision


def record_body_revision(*, by, at, revision, proposal, reason, body):
    """A revision that a body made of the amendment's last one, recorded by its secretary; the drafters stay its
    authors. Only under the review's lock, in its transaction: nobody else moves the amendment then.

    Raises ChangeDoesNotFit, NothingChanged. Whether the body may is the caller's to check.
    """
    apply(revision.base.content, proposal.changes)
    if revision.digest == proposal.digest:
        raise NothingChanged
    authors = revision.authors.all()
    return _store(revision.amendment, revision.base, revision, proposal, revision.title, by, at, reason, authors, body)


def record_carried_revision(*, at, revision, changes, onto):
    """A revision that says the same of a version that was adopted meanwhile: nobody's writing. Its changes may replace
    other values than before. Only under the review's lock, in its transaction."""
    before = revision.proposal
    about = before.about and before.about.on(onto)
    proposal = before.model_copy(update={"changes": tuple(changes), "about": about})
    authors, by = revision.authors.all(), revision.submitted_by
    return _store(revision.amendment, onto, revision, proposal, revision.title, by, at, "", authors, carried_to=onto)


def _store(
    amendment, base, last, proposal, title, by, at, reason, authors, body="", carried_to=None, typing_errors=False
):
    revision = Revision.objects.create(
        amendment=amendment,
        number=last.number + 1 if last else 1,
        title=title,
        base=base,
        proposal_text=canonical(as_json(proposal)).decode(),
        digest=proposal.digest,
        submitted_by=by,
        submitted_at=at,
        reason=reason,
        moved_by_body=body,
        carried_to=carried_to,
        typing_errors=typing_errors,
    )
    written = Revision.authors.through
    written.objects.bulk_create(written(revision=revision, user=author) for author in authors)
    return revision
