"""An amendment's place between its drafters and its reviewers. Who may is the caller's to check."""

from django.db import transaction

from plans.enums import AmendmentState
from plans.models import Collision, Draft, Lapse
from plans.rules.canonical import canonical
from plans.rules.changes import Changes
from plans.rules.content import as_json
from plans.rules.kinds import kind_of


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


def mark_endorsed(*, amendment):
    """The strategy that it is about stands as it is; kept, read-only."""
    _move(amendment, AmendmentState.ENDORSED)


def mark_rejected(*, amendment):
    """Decided against; kept as it is, read-only."""
    _move(amendment, AmendmentState.REJECTED)


def make_ordinary(*, amendment, revision):
    """No corrigendum any more, but what its changes make it."""
    amendment.kind = kind_of(Changes(revision.proposal.changes, revision.base.content))
    amendment.save(update_fields=["kind"])


def end_version(*, version, amendment, at, today):
    """The version holds no longer from today on, and the one before it does; its amendment has lapsed, and whoever was
    in conflict with it is not any more. The caller holds the edition's lock, so that nothing is adopted on it."""
    Lapse.objects.create(version=version, lapsed_at=at, holds_until=max(today, version.in_force_from))
    Collision.objects.filter(version=version, settled_at__isnull=True).update(settled_at=at)
    before, edition = version.predecessor.content, version.edition
    if version.predecessor.edition_id == edition.pk:
        edition.name, edition.start, edition.end = before.name, before.start, before.end
        edition.save(update_fields=["name", "start", "end"])
    _move(amendment, AmendmentState.LAPSED)


def _move(amendment, state):
    amendment.state = state
    amendment.save(update_fields=["state"])
