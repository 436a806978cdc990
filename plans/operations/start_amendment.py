from django.db import transaction

from plans.enums import AmendmentKind
from plans.models import Amendment, Draft
from plans.operations.numbering import take_number
from plans.operations.save_draft import checked_rationale
from plans.permissions import check_can_draft
from plans.rules.canonical import canonical
from plans.rules.content import as_json


@transaction.atomic
def start_amendment(
    *, by, at, base, title, changes=(), rationale=None, origin="", kind=AmendmentKind.PLAN_CHANGE, about=None
):
    """Opens a draft against a version, empty or prefilled; `about` is the Subject of a review of the strategy. Returns
    the Amendment. Raises NotAllowed, TextCannotBeStored."""
    check_can_draft(by)
    amendment = Amendment.objects.create(
        number=take_number("amendment"),
        kind=kind,
        title=title,
        base=base,
        origin=origin,
        created_by=by,
        created_at=at,
    )
    contents = {"changes": [as_json(change) for change in changes], "rationale": checked_rationale(rationale or {})}
    if about is not None:
        contents["about"] = as_json(about)
    Draft.objects.create(
        amendment=amendment,
        base=base,
        number=1,
        title=title,
        proposal_text=canonical(contents).decode(),
        saved_by=by,
        saved_at=at,
    )
    return amendment
