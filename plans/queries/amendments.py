"""Reads across amendments."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery

from plans.enums import AmendmentState
from plans.models import Amendment, Collision, Draft, Revision, Version
from plans.rules.canonical import reread
from plans.rules.changes import CHANGES, Changes
from plans.rules.conflicts import conflicts
from plans.rules.content import digest
from plans.rules.history import touched_keys

OPEN = (AmendmentState.DRAFT, AmendmentState.UNDER_REVIEW, AmendmentState.RETURNED)


def current_draft(amendment):
    return amendment.drafts.select_related("saved_by").last()


@dataclass(frozen=True)
class Overlap:
    """Another open amendment that touches the same elements, by their keys; `clash` says that the two cannot both be
    adopted as they are."""

    other: Any
    keys: tuple[str, ...]
    clash: bool


def open_collision(amendment):
    """The conflict with an adopted version that an amendment's drafters have to settle, or None."""
    return amendment.collisions.filter(settled_at__isnull=True).select_related("version__revision__amendment").first()


def behind():
    """Open amendments to a version that is no longer its edition's newest, but for those that wait for their drafters
    to settle a conflict with the newest."""
    standing = Version.objects.filter(edition=OuterRef("base__edition"), lapse__isnull=True)
    newest = standing.order_by("-number", "-corrigendum")
    waiting = Collision.objects.filter(amendment=OuterRef("pk"), version=OuterRef("newest"), settled_at__isnull=True)
    return (
        Amendment.objects.filter(state__in=OPEN)
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .exclude(base=F("newest"))
        .filter(~Exists(waiting))
        .order_by("number")
    )


def proposed_changes(amendment):
    """What an amendment proposes now, as Changes of its base: its draft while it is with its drafters, else its last
    revision."""
    revision = None if amendment.can_be_edited else amendment.revisions.select_related("base__edition").last()
    if revision is not None:
        return Changes(revision.proposal.changes, revision.base.content)
    changes = CHANGES.validate_python(current_draft(amendment).contents.get("changes", []))
    return Changes(changes, amendment.base.content)


def copied_from(amendment):
    """The amendments of the same edition whose changes can be copied into another: all but the adopted."""
    others = Amendment.objects.filter(base__edition=amendment.base.edition).exclude(pk=amendment.pk)
    return others.exclude(state=AmendmentState.ADOPTED).order_by("-number")[:50]


def overlapping(amendment, changes):
    """Open amendments of the same edition that touch something that these Changes touch, or that cannot both be
    adopted with them; a list of Overlap.

    What an open amendment proposes is its draft while it is with its drafters, else its last revision. One query.
    """
    touched = touched_keys(changes)
    found = []
    edition = amendment.base.edition_id
    for other in _open_with_texts().filter(base__edition=edition).exclude(pk=amendment.pk).select_related("base"):
        text = other.draft_text if other.can_be_edited else other.revision_text
        theirs = Changes(CHANGES.validate_python(reread(text).get("changes", [])), other.base.content)
        clash = bool(changes and theirs) and _clash(changes, theirs)
        common = touched & touched_keys(theirs)
        if common or clash:
            found.append(Overlap(other, tuple(sorted(common)), clash))
    return found


def _clash(changes, theirs):
    """Whether the two say otherwise about one thing; of two bases that is known once they are carried over."""
    return digest(changes.base) == digest(theirs.base) and bool(conflicts(changes, theirs))


def _open_with_texts():
    drafts = Draft.objects.filter(amendment=OuterRef("pk")).order_by("-number")
    revisions = Revision.objects.filter(amendment=OuterRef("pk")).order_by("-number")
    return Amendment.objects.filter(state__in=OPEN).annotate(
        draft_text=Subquery(drafts.values("proposal_text")[:1]),
        revision_text=Subquery(revisions.values("proposal_text")[:1]),
    )
