from django.db import IntegrityError, transaction
from django.utils import timezone

from cycle.enums import State
from cycle.models import Deviation
from cycle.queries.standing import latest_period, standings
from plans.operations.numbering import take_number


def open_deviations(*, at):
    """Opens a deviation for each KPI that is off track in the newest period, once. A sweep; returns the new ones."""
    period = latest_period(timezone.localdate(at))
    if period is None:
        return []
    whole = standings(period)
    known = set(Deviation.objects.filter(period=period).values_list("kpi", flat=True))
    opened = []
    for key, one in whole.kpis.items():
        if one.standing.state is State.OFF_TRACK and key not in known:
            opened.append(_open(period, whole.version, one, at))
    return [deviation for deviation in opened if deviation is not None]


def _open(period, version, one, at):
    try:
        with transaction.atomic():
            return Deviation.objects.create(
                number=take_number("deviation"),
                period=period,
                version=version,
                kpi=one.kpi.key,
                code=one.kpi.code,
                state=one.standing.state,
                ratio=str(one.standing.ratio),
                reached=str(one.standing.reached),
                opened_at=at,
            )
    except IntegrityError:
        # another worker opened it at the same moment
        if Deviation.objects.filter(period=period, kpi=one.kpi.key).exists():
            return None
        raise
