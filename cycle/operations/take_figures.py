"""Figures from a file: read and shown, accepted by whoever gave it, then stored by a worker, period after period.

Each period's figures are stored in one transaction; a worker that is killed is followed by one that goes on.
"""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from cycle.documents.evidence import store_evidence
from cycle.documents.spreadsheet import tables_of
from cycle.exceptions import FileDone, FileHasFaults, NothingToStore, NotYours
from cycle.models import FiguresFile, Measurement, Period
from cycle.operations.holding import locked
from cycle.operations.keep_figures import enter, last_numbers
from cycle.permissions import check_may_measure, measurable_by
from cycle.queries.figures import last_entries
from cycle.queries.periods import version_of, versions_of
from cycle.rules.entries import wrong
from cycle.rules.tables import Fault, FigureChange, Known, changes, read_figures


def take_file(*, by, at, name, data, period, source=""):
    """Reads a file of figures for a period, or for those of its edition that its rows name. Stores nothing but the file
    itself and what it says. Returns the FiguresFile. Raises NotYours, CannotRead."""
    known = _known(period.edition_id, by, at)
    if not any(one.mine for one in known.values()):
        raise NotYours("enter_figures")
    # a large file is read for seconds, in which others may write
    reading = read_figures(tables_of(data), known, period=period.code, source=source.strip())
    with transaction.atomic():
        return _taken(reading, data, by=by, at=at, name=name, period=period)


def _taken(reading, data, *, by, at, name, period):
    found = changes(reading.lines, last_entries(period.edition_id, {line.period for line in reading.lines}))
    stored, digest = store_evidence(data)
    return FiguresFile.objects.create(
        name=name[:120],
        digest=digest,
        stored=stored,
        edition_id=period.edition_id,
        taken_by=by,
        taken_at=at,
        changes=[change.as_json() for change in found],
        count=len(found),
        faults=[_fault_value(fault) for fault in reading.faults],
        same=len(reading.lines) - len(found),
        silent=reading.silent,
        ignored=list(reading.ignored),
    )


@transaction.atomic
def accept_file(*, by, at, file, partly):
    """Says that what a file was shown to change is to be stored; `partly`: although some rows cannot be. Returns the
    FiguresFile. Raises NotYours, FileDone, FileHasFaults, NothingToStore."""
    file = _own(file, by)
    if file.faults and not partly:
        raise FileHasFaults
    if not file.count:
        raise NothingToStore
    check_may_measure(by, {change["kpi"] for change in file.changes}, at)
    file.accepted_at = at
    file.save(update_fields=["accepted_at"])
    return file


@transaction.atomic
def drop_file(*, by, at, file):
    """Puts a file aside; nothing of it is stored. Raises NotYours, FileDone."""
    file = _own(file, by)
    file.dropped_at = at
    file.save(update_fields=["dropped_at"])
    return file


def store_files(*, at):
    """Stores what accepted files say, as drafts. A sweep; returns how many measurements it made."""
    waiting = FiguresFile.objects.filter(accepted_at__isnull=False, finished_at__isnull=True).order_by("accepted_at")
    return sum(store_file(file=file, at=at) for file in waiting)


def store_file(*, file, at):
    """Stores what an accepted file says, a period in each transaction. Returns how many measurements it made."""
    by_period = defaultdict(list)
    for change in map(FigureChange.from_json, file.changes):
        by_period[change.line.period].append(change)
    periods = {period.code: period for period in Period.objects.filter(edition=file.edition_id)}
    made = sum(_store(file, periods[code], by_period[code]) for code in sorted(by_period))
    FiguresFile.objects.filter(pk=file.pk, finished_at__isnull=True).update(finished_at=at)
    return made


@transaction.atomic
def _store(file, period, found):
    """Stores a period's changes, and notes those that something came between."""
    file = _light().select_for_update(of=("self",)).select_related("taken_by").get(pk=file.pk)
    period = locked(period)
    there = set(Measurement.objects.filter(file=file, period=period).values_list("kpi", flat=True))
    noted = {fault[0] for fault in file.passed_over}
    found = [change for change in found if change.line.entry.kpi not in there and change.line.row not in noted]
    content, last = version_of(period).content, last_numbers(period)
    entries, faults = [], []
    for change in found:
        why = _came_between(change, period, content, last, file)
        if why:
            faults.append(Fault(change.line.row, "", why))
        else:
            entries.append(change.line.entry)
    evidence = {"evidence": file.stored, "evidence_name": file.name, "evidence_digest": file.digest}
    made = enter(period, entries, last, by=file.taken_by, at=file.accepted_at, file=file, **evidence)
    if faults:
        file.passed_over += [_fault_value(fault) for fault in faults]
        file.save(update_fields=["passed_over"])
    return len(made)


def _light():
    """Files without what they say, which can be long."""
    return FiguresFile.objects.defer("changes", "faults")


def _came_between(change, period, content, last, file):
    if period.locked_at is not None:
        return "locked"
    entry = change.line.entry
    if last.get(entry.kpi, 0) != change.seen:
        return "meanwhile"
    return wrong(entry, content, period.end, timezone.localdate(file.accepted_at))


def _own(file, by):
    file = FiguresFile.objects.select_for_update().get(pk=file.pk)
    if file.taken_by_id != by.pk:
        raise NotYours("enter_figures")
    if file.accepted_at or file.dropped_at:
        raise FileDone
    return file


def _known(edition, by, at):
    """What figures can be for in an edition: Knowns by the period's code."""
    periods = list(Period.objects.filter(edition=edition).select_related("locked_version"))
    contents = {pk: version.content for pk, version in versions_of(periods).items()}
    mine = measurable_by(by, {kpi.key for content in contents.values() for kpi in content.kpis}, at)
    return {
        period.code: Known(
            contents[period.pk], period.end, timezone.localdate(at), period.locked_at is not None, frozenset(mine)
        )
        for period in periods
    }


def _fault_value(fault):
    return [fault.row, fault.column, fault.why, fault.said]
