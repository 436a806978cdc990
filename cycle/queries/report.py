"""The report as of a day: everything that had been recorded by its end, read once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from cycle.models import Measurement, Validation
from cycle.queries.allocations import allocations_of
from cycle.queries.deliveries import deliveries, progress_of
from cycle.queries.moments import day_of, end_of
from cycle.queries.periods import held_in, judged_periods, last_day_of, line_of, named, newest_of, was_locked
from cycle.queries.proceedings import decisions_seen, deviations_seen, pending_seen
from cycle.queries.standing import rolled_up_of, standing_of
from cycle.rules.annual import current, shares_of
from cycle.rules.report import POINTS, Report
from cycle.rules.status import Figures
from cycle.rules.trend import ahead, direction
from plans.queries.versions import version_in_force
from plans.rules.content import Kpi
from plans.rules.outline import outline


@dataclass(frozen=True)
class Drawn:
    """A Report with the Version that measures it, else the one that held on its day; and the periods that it could be
    on, the newest first."""

    report: Report
    version: Any
    periods: list


def report_as_of(day, period=None):
    """The Report as of the end of a day, on a period (a pair of its edition's key and its code) or on the newest of
    which something could be said then, rather one that was over. Ten queries, however much there is. Raises
    NoPlanInForce, NoSuchPeriod."""
    return drawn_as_of(day, period).report


def drawn_as_of(day, period=None):
    """The same as a Drawn."""
    known = end_of(day)
    version = version_in_force(day, known)
    judged = judged_periods(day, known)
    told = named(judged, *period) if period else newest_of(judged, version.edition_id, day)
    periods = line_of(judged, told, most=POINTS)
    held = held_in(periods, known, day)
    measured = _measured(periods, held, day, known) if periods else {}
    since = told.start if told else version.in_force_from
    editions = {one.edition.key for one in periods or [version]}
    report = Report.model_validate(
        {
            "schema": 1,
            "as_of": day,
            "zone": settings.TIME_ZONE,
            "plan": _plan(version),
            **measured,
            "annual": _annual(version, day, known),
            "deviations": deviations_seen(known, since, editions),
            "decisions": decisions_seen(known, since, editions),
            "pending": pending_seen(known, editions),
        }
    )
    return Drawn(report, held[told.pk].measures if told else version, judged)


def _plan(version):
    content = version.content
    return {
        "edition": content.edition,
        "version": version.label,
        "digest": version.digest,
        "name": content.name,
        "start": content.start,
        "end": content.end,
        "in_force_from": version.in_force_from,
        "authentic": content.authentic,
    }


@dataclass(frozen=True)
class Counted:
    """An entry that had been confirmed, as far as a report says it."""

    pk: int
    entry: int
    figures: Figures
    source: str
    comment: str
    reason: str
    confirmed_at: datetime

    def seen(self):
        return {
            "entry": self.entry,
            **vars(self.figures),
            "source": self.source,
            "comment": self.comment,
            "reason": self.reason,
            "confirmed_on": day_of(self.confirmed_at),
        }


def _counted(periods, known):
    """By the period and the KPI's key, a pair: the entry that counts and the one that corrects it, each or None."""
    columns = ("period", "kpi", "pk", "number", "actual", "of", "done_on", "source", "comment", "reason")
    confirmed = Measurement.objects.filter(period__in=periods, confirmation__at__lte=known).order_by("number")
    found = defaultdict(lambda: (None, None))
    for period, kpi, pk, number, actual, of, done_on, *said, at in confirmed.values_list(*columns, "confirmation__at"):
        one = Counted(pk, number, Figures(actual, of, done_on), *said, at)
        counts, corrects = found[period, kpi]
        found[period, kpi] = (counts, one) if one.reason else (one, corrects)
    return found


def _measured(periods, held, day, known):
    """What a report says of its period, and of the ones before it as far as its KPIs' lines show them."""
    period, counted = periods[-1], _counted(periods, known)
    content = held[period.pk].content
    standings = {
        (one.pk, kpi.key): standing_of(held[one.pk], kpi, *counted[one.pk, kpi.key], last_day_of(one, day))
        for one in periods
        for kpi in held[one.pk].content.kpis
        if one == period or content.element(kpi.key, Kpi)
    }
    now = {kpi.key: standings[period.pk, kpi.key] for kpi in content.kpis}
    objectives, perspectives, whole = rolled_up_of(content, now)
    points = {
        key: [_point(one, standings[one.pk, key]) for one in periods if (one.pk, key) in standings] for key in now
    }
    said = _validations(period, known)
    kpis = {
        key: _kpi(one, points[key], said)
        | _going(
            [(one.end, standings[one.pk, key].standing.reached) for one in periods if (one.pk, key) in standings],
            day,
            content.end,
        )
        for key, one in now.items()
    }
    return {
        "period": _period(period, held[period.pk].measures, known),
        "whole": _rolled(whole),
        "off_from": str(whole.off_from),
        "on_from": str(whole.on_from),
        "means": _means(period, content, known),
        "perspectives": [
            {
                "key": part.perspective.key if part.perspective else None,
                "name": part.perspective.name if part.perspective else None,
                "rolled": _rolled(perspectives[part.perspective.key]) if part.perspective else None,
                "objectives": [
                    {
                        "key": objective.key,
                        "code": objective.code,
                        "name": objective.name,
                        "rolled": _rolled(objectives[objective.key]),
                        "kpis": [kpis[kpi.key] for kpi in content.kpis_of(objective)],
                    }
                    for objective in part.objectives
                ],
            }
            for part in outline(content)
        ],
    }


def _period(period, version, known):
    return {
        "edition": period.edition.key,
        "code": period.code,
        "start": period.start,
        "end": period.end,
        "due_on": period.due_on,
        "locked_on": day_of(period.locked_at) if was_locked(period, known) else None,
        "version": version.label,
        "version_digest": version.digest,
    }


def _said(fraction):
    return None if fraction is None else str(fraction)


def _judged(standing):
    return {"state": standing.state, "ratio": _said(standing.ratio), "reached": _said(standing.reached)}


def _rolled(rolled):
    return {
        "state": rolled.state,
        "reached": _said(rolled.reached),
        "shares": {state: str(part) for state, part in rolled.shares},
    }


def _point(period, one):
    return {
        "period": period.code,
        "end": period.end,
        "state": one.standing.state,
        "reached": _said(one.standing.reached),
    }


def _going(reached, day, end):
    """Where a KPI is going; `reached` are pairs of a period's last day and what it reached, the oldest first."""
    guess = ahead(reached, day, end)
    said = {"direction": direction([value for _last, value in reached])}
    return said | ({"forecast_on": guess[0], "forecast": str(guess[1])} if guess else {})


def _kpi(one, points, said):
    kpi = one.kpi
    return {
        "key": kpi.key,
        "code": kpi.code,
        "measured": kpi.measured,
        "against": kpi.against,
        "method": one.kind.method,
        "kind": one.kind.name,
        "weight": kpi.weight,
        "on_track": one.on_track,
        "at_risk": one.at_risk,
        "aim": one.aim,
        "original": one.original if one.amended else None,
        "figure": one.measurement and one.measurement.seen(),
        "corrected": one.corrected and one.corrected.seen(),
        "judged": _judged(one.standing),
        "by_original": _judged(one.first) if one.amended else None,
        "validations": said.get(one.measurement and one.measurement.pk, ()),
        "corrected_validations": said.get(one.corrected and one.corrected.pk, ()),
        "points": points,
    }


def _means(period, content, known):
    return [
        {
            "means": means,
            "whole": one.whole,
            "on_priorities": one.on_priorities,
            "parts": [
                {
                    "priority": key,
                    "name": content.element(key).name if key and content.element(key) else None,
                    "amount": amount,
                    "share": str(share),
                }
                for key, amount, share in one.parts
            ],
        }
        for means, one in sorted(allocations_of(period, known).items())
    ]


def _annual(version, day, known):
    """The annual plan of the day, as far as it was done."""
    content = version.content
    plan = current(content.annual_plans, day)
    if plan is None:
        return None
    told = deliveries(version.edition_id, known)
    shares = shares_of(plan, progress_of(told))
    return {
        "code": plan.code,
        "name": plan.name,
        "start": plan.start,
        "end": plan.end,
        "whole": _share(shares.whole),
        "objectives": [_share(one, content.element(key)) for key, one in shares.objectives.items()],
        "priorities": [_share(one, content.element(key) if key else None) for key, one in shares.priorities.items()],
        "actions": [
            {
                "code": action.code,
                "name": action.name,
                "objective": action.objective,
                "deliverables": [_deliverable(one, told.get(one.key), plan) for one in action.deliverables],
            }
            for action in plan.actions
        ],
    }


def _share(share, element=None):
    said = {"count": share.count, "done": share.done, "reached": str(share.reached or 0)}
    if element is not None:
        said |= {"key": element.key, "code": getattr(element, "code", ""), "name": element.name}
    return said


def _deliverable(one, last, plan):
    said = {"key": one.key, "name": one.name, "due": one.due or plan.end}
    if last is not None:
        said |= {"done": last.share, "told_on": day_of(last.at), "text": last.text}
    return said


def _validations(period, known):
    """What Members had said last of each figure of a period, lists by the measurement's id."""
    last = {}
    columns = ("measurement", "member__code", "stance", "reason", "at", "answer__text", "answer__at")
    made = Validation.objects.filter(measurement__period=period, at__lte=known).order_by("number")
    for measurement, member, stance, reason, at, answer, answered_at in made.values_list(*columns):
        answered = answered_at is not None and answered_at <= known
        last[measurement, member] = {
            "member": member,
            "stance": stance,
            "reason": reason,
            "on": day_of(at),
            "answer": answer if answered else "",
            "answered_on": day_of(answered_at) if answered else None,
        }
    found = defaultdict(list)
    for (measurement, _member), one in sorted(last.items()):
        found[measurement].append(one)
    return found
