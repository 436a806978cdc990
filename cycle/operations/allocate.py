"""Effort and resources by strategic priority, as they are told for a period."""

from django.db import transaction

from cycle.exceptions import MeasurementDoesNotFit, NothingToStore, PeriodLocked
from cycle.models import Allocation
from cycle.operations.holding import locked
from cycle.operations.keep_figures import record_measurements
from cycle.permissions import check_may
from cycle.rules.allocation import allocated
from cycle.rules.entries import MOST_COUNT, Entry
from cycle.rules.status import Figures


@transaction.atomic
def record_allocation(*, by, at, period, means, amounts, kpi="", source=""):
    """Stores how much of the effort or the resources of a period served which priority, by its key ("" for none); the
    last batch counts. With the key of a KPI, what serves any of the whole is entered as its figure, a draft. Returns
    the Allocations.

    Raises NotYours, PeriodLocked, NothingToStore where it is nothing, MeasurementDoesNotFit where it is too much, and
    what record_measurements raises.
    """
    check_may(by, "run_cycle")
    period = locked(period)
    if period.locked_at is not None:
        raise PeriodLocked(period)
    whole = allocated(amounts)
    if whole is None:
        raise NothingToStore
    if whole.whole > MOST_COUNT:
        raise MeasurementDoesNotFit("too_large")
    last = Allocation.objects.filter(period=period, means=means).order_by("-batch").values_list("batch", flat=True)
    batch = (last.first() or 0) + 1
    made = Allocation.objects.bulk_create(
        Allocation(period=period, means=means, batch=batch, priority=key, amount=amount, by=by, at=at)
        for key, amount in sorted(amounts.items())
    )
    if kpi:
        entry = Entry(kpi, Figures(whole.on_priorities, whole.whole), source)
        record_measurements(by=by, at=at, period=period, entries=[entry])
    return made
