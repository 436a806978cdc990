from django.db import transaction

from plans.exceptions import NoPlanInForce, PlanAlreadyLoaded, PlanDoesNotFit
from plans.models import Edition, Version
from plans.operations.numbering import take_number
from plans.queries.versions import latest_version
from plans.rules.canonical import canonical, sha256
from plans.rules.content import as_json
from plans.rules.faults import Fault
from plans.rules.integrity import faults_of_succession


@transaction.atomic
def load_plan(*, content, at, in_force_from=None):
    """Stores a content as the first version of its edition, in force from its start unless told otherwise.

    Raises PlanAlreadyLoaded when the edition has a version: from then on it changes by amendments only;
    PlanDoesNotFit when what it says of the edition that it succeeds is not so.
    """
    edition, created = Edition.objects.get_or_create(
        key=content.edition, defaults={"name": content.name, "start": content.start, "end": content.end}
    )
    if not created:
        raise PlanAlreadyLoaded(edition.versions.order_by("number", "corrigendum").last())
    text = canonical(as_json(content))
    return Version.objects.create(
        edition=edition,
        number=take_number("version"),
        canonical_text=text.decode(),
        digest=sha256(text),
        predecessor=_succeeded(content),
        adopted_at=at,
        in_force_from=in_force_from or content.start,
    )


def _succeeded(content):
    """The newest version of the edition that a content succeeds, None where it names none."""
    if content.succeeds is None:
        return None
    old = Edition.objects.filter(key=content.succeeds.edition).first()
    try:
        version = latest_version(old) if old else None
    except NoPlanInForce:
        version = None
    if version is None:
        raise PlanDoesNotFit([Fault(("succeeds", "edition"), "an edition that is loaded was expected; load it first")])
    faults = faults_of_succession(content, version.content)
    if faults:
        raise PlanDoesNotFit(faults)
    return version
