from django.db import transaction

from plans.exceptions import ConflictMoved, DraftMoved, InConflict, NothingToSettle
from plans.models import Amendment
from plans.operations.carry_draft import carried_over, stand_on, write_draft
from plans.permissions import check_can_edit
from plans.queries.amendments import current_draft, open_collision
from plans.rules.changes import CHANGES, Changes
from plans.rules.settle import settle


@transaction.atomic
def settle_collision(*, by, at, amendment, shown, seen, choices):
    """Saves the draft as a person decided each conflict with the version that was adopted meanwhile; from then on it
    is to that version. `seen` is the digest of the version that the form showed, `choices` are Choices by the
    conflicts' names. Returns the Draft.

    Raises NotAllowed, DraftClosed, DraftMoved, NothingToSettle, ConflictMoved, and InConflict with what is still
    undecided.
    """
    amendment = Amendment.objects.select_for_update(of=("self",)).select_related("base__edition").get(pk=amendment.pk)
    check_can_edit(by, amendment)
    draft, collision = current_draft(amendment), open_collision(amendment)
    if collision is None:
        raise NothingToSettle
    if draft.number != shown:
        raise DraftMoved(amendment)
    if seen != collision.version.digest:
        raise ConflictMoved(collision.version)
    changes = CHANGES.validate_python(draft.contents.get("changes", []))
    settled, left = settle(Changes(changes, amendment.base.content), collision.version.content, choices)
    if left:
        raise InConflict(left)
    collision.settled_at, collision.settled_by = at, by
    collision.save(update_fields=["settled_at", "settled_by"])
    stand_on(amendment, collision.version)
    contents = carried_over(draft.contents, settled, collision.version)
    return write_draft(draft, base=collision.version, contents=contents, by=by, at=at)
