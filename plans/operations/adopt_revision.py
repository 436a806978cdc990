from plans.enums import AmendmentKind, AmendmentState
from plans.models import Edition, Version
from plans.operations.numbering import take_number
from plans.queries.versions import latest_version
from plans.rules.apply import apply
from plans.rules.canonical import canonical, sha256
from plans.rules.changes import StartEdition
from plans.rules.content import as_json


def newest_locked(edition_id):
    """The newest version of an edition; no other is adopted until the transaction ends."""
    return latest_version(Edition.objects.select_for_update().get(pk=edition_id))


def adopt_revision(*, revision, amendment, predecessor, at, today):
    """Makes a revision of an amendment the next version of its edition, and returns it.

    `predecessor` was read by newest_locked in this transaction, and whoever calls holds the amendment's review. The
    version holds from the day that the revision proposes, but not from before `today` nor before its predecessor does;
    a corrigendum has its predecessor's number and holds from the same day. Raises ChangeDoesNotFit when the predecessor
    no longer says what the revision replaces.
    """
    content = apply(predecessor.content, revision.proposal.changes)
    text = canonical(as_json(content))
    version = Version.objects.create(
        edition=_edition(content, predecessor.edition),
        **_numbers(amendment, predecessor),
        canonical_text=text.decode(),
        digest=sha256(text),
        predecessor=predecessor,
        revision=revision,
        adopted_at=at,
        in_force_from=_first_day(revision, amendment, predecessor, content, today),
    )
    amendment.state = AmendmentState.ADOPTED
    amendment.save(update_fields=["state"])
    return version


def starts_edition_that_is_there(change):
    """Whether a change starts an edition of which there is one of the same key already."""
    return isinstance(change, StartEdition) and Edition.objects.filter(key=change.content.edition).exists()


def _edition(content, edition):
    """The edition that a content belongs to, made where it is a new one; its name and period follow the text."""
    values = {"name": content.name, "start": content.start, "end": content.end}
    if content.edition != edition.key:
        return Edition.objects.create(key=content.edition, **values)
    if any(getattr(edition, field) != value for field, value in values.items()):
        for field, value in values.items():
            setattr(edition, field, value)
        edition.save(update_fields=list(values))
    return edition


def _numbers(amendment, predecessor):
    if amendment.kind == AmendmentKind.CORRIGENDUM:
        return {"number": predecessor.number, "corrigendum": predecessor.corrigendum + 1}
    return {"number": take_number("version")}


def _first_day(revision, amendment, predecessor, content, today):
    if amendment.kind == AmendmentKind.CORRIGENDUM:
        return predecessor.in_force_from
    return max(revision.proposal.in_force_from or today, today, _earliest(content, predecessor))


def _earliest(content, predecessor):
    """No version holds from before the one that it follows; a new edition's first, from its own start at the
    earliest."""
    return predecessor.in_force_from if content.edition == predecessor.edition.key else content.start
