"""The figures of a period: opened for them, entered, confirmed by somebody else, locked. Entries are never changed."""

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from approvals.enums import ActKind
from approvals.operations.register import append_act, append_acts
from cycle.documents.evidence import store_evidence
from cycle.exceptions import (
    DraftsLeft,
    EnteredMeanwhile,
    MeasurementDoesNotFit,
    OwnEntry,
    PeriodDoesNotFit,
    PeriodLocked,
    PeriodNotLocked,
    PeriodNotOver,
)
from cycle.models import Confirmation, Measurement, Period
from cycle.operations.holding import locked
from cycle.operations.open_deviations import open_deviations_in
from cycle.permissions import check_may, check_may_measure
from cycle.queries.figures import counting, drafts, newest
from cycle.queries.periods import version_of
from cycle.rules.entries import digest_of_figures, figures_value, wrong
from plans.models import Edition, Version


@transaction.atomic
def open_period(*, by, at, edition, code, start, end, due_on):
    """A period for the figures of an edition. Returns the Period. Raises NotYours, and PeriodDoesNotFit where its days
    are in another order, meet those of another one, end before any version of the edition holds, or its code is
    taken."""
    check_may(by, "run_cycle")
    Edition.objects.select_for_update().get(pk=edition.pk)
    if not start < end <= due_on:
        raise PeriodDoesNotFit("days_in_order")
    others = Period.objects.filter(edition=edition)
    if others.filter(code__iexact=code).exists():
        raise PeriodDoesNotFit("code_taken")
    if start < edition.start or end > edition.end:
        raise PeriodDoesNotFit("outside_the_edition")
    if not Version.objects.filter(edition=edition, in_force_from__lte=end, lapse__isnull=True).exists():
        raise PeriodDoesNotFit("before_any_version")
    met = others.filter(Q(start__lte=end) & Q(end__gte=start)).first()
    if met is not None:
        raise PeriodDoesNotFit("meets_another", met.code)
    return Period.objects.create(edition=edition, code=code, start=start, end=end, due_on=due_on, opened_at=at)


@transaction.atomic
def record_measurements(*, by, at, period, entries, reason="", evidence=None):
    """Enters figures for a period, all or none; each is a draft until somebody else confirms it. Returns the
    Measurements, in the order of the entries.

    `evidence` is a pair of a file's name and its bytes. For a locked period these are corrections, with the `reason`.
    Raises NotYours, PeriodLocked without a reason, PeriodNotLocked with one that is for nothing, MeasurementDoesNotFit,
    and EnteredMeanwhile where something was entered that was not shown.
    """
    kpis = {entry.kpi for entry in entries}
    assert len(kpis) == len(entries), "one entry for each KPI"
    check_may_measure(by, kpis, at)
    period = locked(period)
    if period.locked_at is not None and not reason.strip():
        raise PeriodLocked(period)
    if period.locked_at is None and reason.strip():
        raise PeriodNotLocked(period)
    content = version_of(period).content
    for entry in entries:
        fault = wrong(entry, content, period.end, timezone.localdate(at))
        if fault:
            raise MeasurementDoesNotFit(fault, entry.kpi)
    last = last_numbers(period)
    stale = {entry.kpi for entry in entries if entry.seen is not None and entry.seen != last.get(entry.kpi, 0)}
    if stale:
        raise EnteredMeanwhile({key: one for key, one in newest(period).items() if key in stale})
    return enter(period, entries, last, by=by, at=at, reason=reason.strip(), **_kept(period, evidence))


def enter(period, entries, last, *, by, at, **others):
    """Writes entries for a period whose row is locked, each after the `last` number of its KPI."""
    return Measurement.objects.bulk_create(
        [
            Measurement(
                period=period,
                kpi=entry.kpi,
                number=last.get(entry.kpi, 0) + 1,
                actual=entry.figures.actual,
                of=entry.figures.of,
                done_on=entry.figures.done_on,
                source=entry.source.strip(),
                comment=entry.comment.strip(),
                entered_by=by,
                entered_at=at,
                **others,
            )
            for entry in entries
        ],
        batch_size=500,
    )


@transaction.atomic
def confirm_measurements(*, by, at, period, shown):
    """Confirms entries that others made: `shown` are their numbers by the KPI's key, the newest of each. Returns the
    Confirmations. Corrections of what was locked are acts.

    Raises NotYours, OwnEntry, EnteredMeanwhile where one is not the newest or is confirmed already, and PeriodLocked
    for what was a draft when the period was locked, of a KPI that had left the plan.
    """
    check_may(by, "confirm_figures")
    period = locked(period)
    now = newest(period)
    stale = {
        key: now.get(key)
        for key, number in shown.items()
        if key not in now or now[key].number != number or hasattr(now[key], "confirmation")
    }
    if stale:
        raise EnteredMeanwhile({key: one for key, one in stale.items() if one is not None})
    entries = [now[key] for key in shown]
    own = [entry.kpi for entry in entries if entry.entered_by_id == by.pk]
    if own:
        raise OwnEntry(own)
    if period.locked_at is not None:
        if not all(entry.reason for entry in entries):
            raise PeriodLocked(period)
        acts = [(ActKind.FIGURE_CORRECTED, _correction(entry)) for entry in entries]
        append_acts(chain=period.chain, by=by, at=at, acts=acts)
    return Confirmation.objects.bulk_create(
        [Confirmation(measurement=entry, by=by, at=at) for entry in entries], batch_size=500
    )


@transaction.atomic
def lock_period(*, by, at, period, today):
    """Closes a period's figures for good, with their digest in the register; what deviates by them and was not found
    yet opens. Returns the Period.

    Raises NotYours, PeriodLocked, PeriodNotOver, and DraftsLeft while an entry waits to be confirmed.
    """
    check_may(by, "confirm_figures")
    period = locked(period)
    if period.locked_at is not None:
        raise PeriodLocked(period)
    if today <= period.end:
        raise PeriodNotOver(period)
    version = version_of(period)
    waiting = drafts(period, version.content)
    if waiting:
        raise DraftsLeft([entry.kpi for entry in waiting])
    figures = {key: one.figures for key, one in counting(period).items()}
    facts = {
        "period": period.code,
        "edition": period.edition.key,
        "version": version.label,
        "version_digest": version.digest,
        "figures": len(figures),
        "figures_digest": digest_of_figures(figures),
    }
    open_deviations_in(period, at=at)
    append_act(chain=period.chain, kind=ActKind.FIGURES_LOCKED, by=by, at=at, facts=facts)
    period.locked_at, period.locked_by, period.locked_version = at, by, version
    period.save(update_fields=["locked_at", "locked_by", "locked_version"])
    return period


def last_numbers(period):
    """The number of each KPI's last entry in a period, a dict by its key."""
    return dict(Measurement.objects.filter(period=period).values_list("kpi").annotate(last=Max("number")))


def _correction(entry):
    return {"kpi": entry.kpi, "entry": entry.number, "figures": figures_value(entry.figures), "reason": entry.reason}


def _kept(period, evidence):
    """Stores evidence under its digest; the same file again is the same one."""
    if evidence is None:
        return {}
    called, data = evidence
    name, digest = store_evidence(data)
    return {"evidence": name, "evidence_name": called[:120], "evidence_digest": digest}
