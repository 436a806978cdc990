from django.db import transaction
from django.db.models import Max

from cycle.exceptions import MeasurementDoesNotFit, PeriodLocked
from cycle.models import Measurement, Period
from cycle.permissions import check_may
from cycle.rules.status import fits
from plans.enums import Method
from plans.queries.versions import version_in_force
from plans.rules.content import Kpi


@transaction.atomic
def record_measurement(*, by, at, period, kpi, figures, source, comment=""):
    """Enters a KPI's figures for a period; a second time, a correction beside the first. Returns the Measurement.

    `kpi` is a key. Raises NotYours, PeriodLocked, MeasurementDoesNotFit.
    """
    check_may(by, "run_cycle")
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.locked_at is not None:
        raise PeriodLocked
    content = version_in_force(period.end).content
    element = content.element(kpi, Kpi)
    if element is None:
        raise MeasurementDoesNotFit("no_such_kpi")
    wrong = fits(Method(content.kind_of(element).method), figures)
    if wrong:
        raise MeasurementDoesNotFit(wrong)
    last = Measurement.objects.filter(period=period, kpi=kpi).aggregate(last=Max("number"))["last"] or 0
    return Measurement.objects.create(
        period=period,
        kpi=kpi,
        number=last + 1,
        actual=figures.actual,
        of=figures.of,
        done_on=figures.done_on,
        source=source,
        comment=comment,
        entered_by=by,
        entered_at=at,
    )
