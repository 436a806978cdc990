"""Effort and resources by strategic priority: what counts in a period."""

from collections import defaultdict

from cycle.models import Allocation
from cycle.rules.allocation import allocated


def allocations_of(period, known=None):
    """The Allocated of each means in a period, a dict by the means; as it was known at a moment, or now. One query."""
    told = Allocation.objects.filter(period=period)
    if known is not None:
        told = told.filter(at__lte=known)
    batches = defaultdict(lambda: defaultdict(dict))
    for means, batch, priority, amount in told.values_list("means", "batch", "priority", "amount"):
        batches[means][batch][priority] = amount
    return {means: allocated(found[max(found)]) for means, found in batches.items()}
