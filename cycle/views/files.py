"""Figures from and to files: given, looked at, accepted, stored with progress; and what is there as CSV or XLSX."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from approvals.views.files import download
from cycle.documents.spreadsheet import CSV, XLSX, as_csv, as_xlsx
from cycle.exceptions import CycleError
from cycle.forms.figures import FiguresFileForm
from cycle.models import FiguresFile, Measurement
from cycle.operations.take_figures import accept_file, drop_file, take_file
from cycle.permissions import measurable_by
from cycle.queries.figures import rows
from cycle.rules.tables import Fault, FigureChange
from cycle.views.figures import content_of, period_at
from cycle.views.refusals import sentence
from cycle.wording import fault_words
from plans.queries.versions import latest_version

# how many rows of each kind a page shows
MOST_SHOWN = 200
FORMATS = {
    "csv": (CSV, lambda rows: as_csv(rows)),
    "xlsx": (XLSX, lambda rows: as_xlsx("Figures", rows, widths=(10, 12, 12, 40, 40, 60, 24))),
}


@login_required
def give(request, edition, code):
    """A file of figures for a period; POST reads it and shows what it would change."""
    period = period_at(edition, code)
    keys = {kpi.key for kpi in content_of(period).kpis}
    form = FiguresFileForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = take_file(
                by=request.user,
                at=timezone.now(),
                name=file.name,
                data=file.read(),
                period=period,
                source=form.cleaned_data["source"],
            )
        except CycleError as refused:
            refusal = sentence(refused)
        else:
            return redirect("figures-file", taken.pk)
    context = {
        "period": period,
        "form": form,
        "refusal": refusal,
        "mine": measurable_by(request.user, keys, timezone.now()),
    }
    return render(request, "cycle/give_file.html", context, status=422 if form.errors or refusal else 200)


@login_required
def shown(request, pk):
    """What a file would change and what is wrong in it; once accepted, how far it is stored. For whoever gave it."""
    file = _file(request, pk)
    content = latest_version(file.edition).content
    wrong = [Fault(*fault) for fault in file.faults[:MOST_SHOWN]]
    changes = [FigureChange.from_json(change) for change in file.changes[:MOST_SHOWN]]
    context = {
        "file": file,
        "faults": [(fault, fault_words(fault)) for fault in wrong],
        "changes": [(change, content.element(change.line.entry.kpi)) for change in changes],
        "more_faults": max(len(file.faults) - MOST_SHOWN, 0),
        "more_changes": max(file.count - MOST_SHOWN, 0),
        "periods": sorted({change["period"] for change in file.changes}),
    }
    return render(request, "cycle/figures_file.html", context | _progress(file))


@login_required
def faults(request, pk):
    """All that is wrong in a file, as a table."""
    file = _file(request, pk, FiguresFile.objects.defer("changes"))
    found = [Fault(*fault) for fault in file.faults]
    table = [("cell", "says", "fault"), *((fault.cell, fault.said, str(fault_words(fault))) for fault in found)]
    return download(as_csv(table), "faults.csv", CSV)


@login_required
def progress(request, pk):
    """How far a file is stored, as a fragment that its page asks for again and again."""
    file = _file(request, pk, FiguresFile.objects.defer("changes", "faults"))
    return render(request, "cycle/_file_progress.html", {"file": file} | _progress(file))


def _progress(file):
    passed = [Fault(*fault) for fault in file.passed_over]
    return {
        "stored": Measurement.objects.filter(file=file).count() if file.accepted_at else 0,
        "passed_over": [(fault, fault_words(fault)) for fault in passed],
    }


@login_required
@require_POST
def accept(request, pk):
    partly = "partly" in request.POST
    return _decided(request, pk, lambda file: accept_file(by=request.user, at=timezone.now(), file=file, partly=partly))


@login_required
@require_POST
def drop(request, pk):
    return _decided(request, pk, lambda file: drop_file(by=request.user, at=timezone.now(), file=file))


def _decided(request, pk, operation):
    try:
        operation(_file(request, pk))
    except CycleError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("figures-file", pk)


@login_required
def exported(request, edition, code, form):
    """The figures of a period as a file that can be filled in and given back."""
    period = period_at(edition, code)
    if form not in FORMATS:
        raise Http404
    content_type, write = FORMATS[form]
    table = [("kpi", "actual", "of", "source", "comment", "indicator", "estimate")]
    table += [_exported(row) for row in rows(period, content_of(period), timezone.now())]
    return download(write(table), f"figures-{period.code}.{form}", content_type)


def _exported(row):
    last, language = row.newest, row.content.authentic[0]
    figures = last.figures if last else None
    actual = None
    if figures:
        actual = figures.done_on or ("no" if figures.actual is None else figures.actual)
        actual = actual.isoformat() if figures.done_on else actual
    return (
        row.kpi.code,
        actual,
        figures and figures.of,
        last.source if last else "",
        last.comment if last else "",
        row.kpi.measured.get(language, ""),
        _aim(row.aim),
    )


def _aim(aim):
    if aim is None:
        return ""
    return aim.count if aim.count is not None else aim.by.isoformat() if aim.by else f"{aim.percentage} %"


def _file(request, pk, files=FiguresFile.objects):
    """A file, for whoever gave it."""
    return get_object_or_404(files.select_related("edition"), pk=pk, taken_by=request.user)
