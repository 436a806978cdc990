"""How far the deliverables of an edition's annual plans are."""

from cycle.models import Delivery
from plans.enums import AmendmentKind
from plans.models import Amendment
from plans.queries.amendments import OPEN, proposed_changes
from plans.rules.changes import AddElement


def deliveries(edition, known=None):
    """The last Delivery of each deliverable of an edition, given by its id, a dict by the deliverable's key; as it was
    known at a moment, or now. One query."""
    told = Delivery.objects.filter(edition=edition)
    if known is not None:
        told = told.filter(at__lte=known)
    return {one.deliverable: one for one in told.select_related("by").order_by("number")}


def next_year_in_hand(edition, plan):
    """The open amendment that already proposes an annual plan after `plan`, an AnnualPlan of an edition, or None."""
    there = Amendment.objects.filter(state__in=OPEN, kind=AmendmentKind.ANNUAL_PLAN, base__edition=edition)
    return next((one for one in there.select_related("base") if _adds_one_after(one, plan)), None)


def _adds_one_after(amendment, plan):
    return any(
        isinstance(change, AddElement) and change.collection == "annual_plans" and change.added.start > plan.start
        for change in proposed_changes(amendment)
    )


def progress_of(told):
    """How far each is, in hundredths, a dict by the deliverable's key."""
    return {key: one.share for key, one in told.items()}
