from plans.models import Collision, Draft
from plans.operations.move_amendment import mark_moot
from plans.queries.amendments import current_draft
from plans.rules.canonical import canonical
from plans.rules.changes import CHANGES, Changes, Subject
from plans.rules.content import as_json
from plans.rules.rebase import rebase


def carry_draft(*, at, amendment, onto):
    """Takes the draft of an amendment that is with its drafters over to a version adopted meanwhile. Returns whether
    anything of it is left; without, the amendment is moot. Only with the amendment locked. Raises InConflict, and then
    changes nothing."""
    draft = current_draft(amendment)
    changes = CHANGES.validate_python(draft.contents.get("changes", []))
    carried = rebase(Changes(changes, amendment.base.content), onto.content)
    if changes and not carried and "about" not in draft.contents:
        mark_moot(amendment=amendment)
        return False
    if carried != changes or "about" in draft.contents:
        # nobody's writing: a copy, kept under the name of whoever wrote the draft before it
        contents = carried_over(draft.contents, carried, onto)
        write_draft(draft, base=onto, contents=contents, by=draft.saved_by, at=at)
    stand_on(amendment, onto)
    return True


def find_collision(*, at, amendment, version):
    """Records that an amendment says otherwise than a version; returns the Collision, which its drafters settle."""
    values = {"found_at": at, "settled_at": None, "settled_by": None}
    # there may be one from before: the text that follows this version has lapsed, so it is the newest again
    return Collision.objects.update_or_create(amendment=amendment, version=version, defaults=values)[0]


def drop_collisions(*, at, amendment):
    """Conflicts with an earlier version, which a later one has overtaken."""
    amendment.collisions.filter(settled_at__isnull=True).update(settled_at=at)


def stand_on(amendment, version):
    amendment.base = version
    amendment.save(update_fields=["base"])


def write_draft(last, *, base, contents, by, at):
    """Another saving after the last one, with other contents, to the version `base`."""
    return Draft.objects.create(
        amendment=last.amendment,
        base=base,
        number=last.number + 1,
        title=last.title,
        proposal_text=canonical(contents).decode(),
        saved_by=by,
        saved_at=at,
    )


def carried_over(contents, changes, onto):
    """A draft's contents with the changes as they are to the version `onto`; a question is about that one then."""
    contents = contents | {"changes": listed(changes)}
    if "about" in contents:
        contents["about"] = as_json(Subject.model_validate(contents["about"]).on(onto))
    return contents


def listed(changes):
    return [as_json(change) for change in changes]
