"""Deviations open by themselves, once for each cause: while one of a KPI is open, no other one is."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from approvals.enums import ActKind
from cycle.enums import State
from cycle.models import Deviation
from cycle.operations import acts
from cycle.operations.holding import locked
from cycle.queries.deviations import open_deviations_of
from cycle.queries.figures import measured_in
from cycle.queries.people import who_looks_after
from cycle.queries.periods import periods_before, periods_to_sweep
from cycle.queries.standing import standings
from cycle.rules.deviating import FALLING, may_fall, trigger_of
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask
from plans.enums import Method
from plans.operations.numbering import take_number


def open_deviations(*, at):
    """Opens a deviation for each KPI that deviates by a rule in a period that may still say something new, and tells
    who looks after it. A sweep; returns the new ones. Two at once are one after the other."""
    today = timezone.localdate(at)
    return [one for period in periods_to_sweep(today) for one in open_deviations_in(period, at=at)]


@transaction.atomic
def open_deviations_in(period, *, at):
    """Opens those of one period, whose row it holds from then on. Returns the new ones."""
    period, today = locked(period), timezone.localdate(at)
    whole = standings(period, today)
    falling = whole.version.content.falling or FALLING
    known = open_deviations_of(period)
    reached = _reached(whole, known, falling)
    found = []
    for key, values in reached.items():
        one = whole.kpis[key]
        trigger = trigger_of(Method(one.kind.method), values, one.standing.state, falling=falling)
        if trigger:
            found.append(_open(period, whole.version, one, trigger, at))
    notify([_letter(deviation, at) for deviation in found], at=at)
    return found


def _reached(whole, known, falling):
    """What the KPIs without an open deviation reached, period after period, as far back as that can still matter."""
    reached = {key: [one.standing.reached] for key, one in whole.kpis.items() if key not in known}
    judged = {key for key, one in whole.kpis.items() if one.standing.state in (State.ON_TRACK, State.AT_RISK)}
    earlier = list(reversed(periods_before(whole.period)))
    measured = measured_in(earlier)
    for period in earlier:
        asked = {key for key in judged & set(reached) if may_fall(reached[key], falling=falling)}
        if not asked:
            break
        if measured[period.pk] & asked:
            before = standings(period).kpis
            for key in asked & set(before):
                reached[key].insert(0, before[key].standing.reached)
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
