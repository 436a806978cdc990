from django.db import transaction

from plans.enums import AmendmentState
from plans.models import Amendment, Edition, Version
from plans.operations.numbering import take_number
from plans.queries.versions import latest_version
from plans.rules.apply import apply
from plans.rules.canonical import canonical, sha256
from plans.rules.content import as_json


@transaction.atomic
def adopt_revision(*, revision, at, today):
    """Makes a revision the next version of its edition, and returns it.

    It holds from the day that it proposes, but not from before `today` nor before its predecessor does.
    Raises ChangeDoesNotFit when the newest version no longer says what the revision replaces.
    """
    amendment = Amendment.objects.select_for_update().get(pk=revision.amendment_id)
    edition = Edition.objects.select_for_update().get(pk=revision.base.edition_id)
    predecessor = latest_version(edition)
    text = canonical(as_json(apply(predecessor.content, revision.proposal.changes)))
    version = Version.objects.create(
        edition=edition,
        number=take_number("version"),
        canonical_text=text.decode(),
        digest=sha256(text),
        predecessor=predecessor,
        revision=revision,
        adopted_at=at,
        in_force_from=max(revision.proposal.in_force_from or today, today, predecessor.in_force_from),
    )
    amendment.state = AmendmentState.ADOPTED
    amendment.save(update_fields=["state"])
    return version
