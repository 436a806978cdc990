"""Deviations open by themselves, once for each cause: while one of a KPI is open, no other one is."""

from collections import defaultdict

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from approvals.enums import ActKind
from cycle.models import Deviation
from cycle.operations import acts
from cycle.operations.keep_figures import locked
from cycle.queries.deviations import open_deviations_of
from cycle.queries.people import who_looks_after
from cycle.queries.periods import periods_before, periods_to_sweep
from cycle.queries.standing import standings
from cycle.rules.deviating import FALLING, trigger_of
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask
from plans.enums import Method
from plans.operations.numbering import take_number


def open_deviations(*, at):
    """Opens a deviation for each KPI that deviates by a rule in a period that may still say something new, and tells
    who looks after it. A sweep; returns the new ones. Two at once are one after the other."""
    today = timezone.localdate(at)
    return [one for period in periods_to_sweep(today) for one in _open_in(period, today, at)]


@transaction.atomic
def _open_in(period, today, at):
    period = locked(period)
    whole = standings(period, today)
    falling = whole.version.content.falling or FALLING
    reached = _reached([*map(standings, periods_before(period, most=falling)), whole])
    known = open_deviations_of(period)
    found = []
    for key, one in whole.kpis.items():
        trigger = trigger_of(Method(one.kind.method), reached[key], one.standing.state, falling=falling)
        if trigger and key not in known:
            found.append(_open(period, whole.version, one, trigger, at))
    notify([_letter(deviation, at) for deviation in found], at=at)
    return found


def _reached(wholes):
    reached = defaultdict(list)
    for whole in wholes:
        for key, one in whole.kpis.items():
            reached[key].append(one.standing.reached)
    return reached


def _open(period, version, one, trigger, at):
    deviation = Deviation.objects.create(
        number=take_number("deviation"),
        period=period,
        version=version,
        kpi=one.kpi.key,
        code=one.kpi.code,
        trigger=trigger,
        state=one.standing.state,
        ratio=str(one.standing.ratio),
        reached=str(one.standing.reached),
        opened_at=at,
    )
    acts.register(deviation, ActKind.DEVIATION_OPENED, acts.of_opening(deviation), by=None, at=at)
    return deviation


def _letter(deviation, at):
    return Letter(
        recipients=ask(who_looks_after, kpi=deviation.kpi, at=at),
        kind="cycle.deviation_opened",
        template="cycle/letters/deviation_opened.txt",
        context={"deviation": deviation},
        link=reverse("deviation", args=[deviation.number]),
    )
