from django.db import transaction

from plans.exceptions import PlanAlreadyLoaded
from plans.models import Edition, Version
from plans.operations.numbering import take_number
from plans.rules.canonical import canonical, sha256
from plans.rules.content import as_json


@transaction.atomic
def load_plan(*, content, at, in_force_from=None):
    """Stores a content as the first version of its edition, in force from its start unless told otherwise.

    Raises PlanAlreadyLoaded when the edition has a version: from then on it changes by amendments only.
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
        adopted_at=at,
        in_force_from=in_force_from or content.start,
    )
