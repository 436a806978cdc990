"""How far the deliverables of an edition's annual plans are."""

from cycle.models import Delivery


def deliveries(edition, known=None):
    """The last Delivery of each deliverable of an edition, given by its id, a dict by the deliverable's key; as it was
    known at a moment, or now. One query."""
    told = Delivery.objects.filter(edition=edition)
    if known is not None:
        told = told.filter(at__lte=known)
    return {one.deliverable: one for one in told.select_related("by").order_by("number")}


def progress_of(told):
    """How far each is, in hundredths, a dict by the deliverable's key."""
    return {key: one.share for key, one in told.items()}
