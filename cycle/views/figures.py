"""The figures of a period: entered in a grid or one by one with their evidence, confirmed, locked, validated."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from approvals.queries.rights import represented
from approvals.views.files import download
from cycle.documents.evidence import evidence_of
from cycle.exceptions import CycleError
from cycle.forms.figures import AnswerForm, EvidencedForm, FigureForm, OwnerForm, PeriodForm, ValidationForm
from cycle.models import Measurement, Period, Validation
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.name_owner import name_owner
from cycle.operations.validate_figures import answer_contest, validate_measurement
from cycle.permissions import may, measurable_by
from cycle.queries.figures import corrections, overviews, rows, unanswered
from cycle.queries.periods import version_of
from cycle.views.refusals import sentence
from plans.exceptions import NoPlanInForce
from plans.queries.versions import last_version_with, latest_version, version_in_force
from plans.rules.content import Kpi


@login_required
def figures(request):
    """Every period with what it lacks; whoever runs the cycle opens another."""
    now = timezone.now()
    runs = may(request.user, "run_cycle")
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            given["edition"] = given["edition"] or version_in_force(given["start"]).edition
            period = open_period(by=request.user, at=now, **given)
        except NoPlanInForce:
            form.add_error("start", _("No plan is in force on this day."))
        except CycleError as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("The period is open for figures."))
            return redirect("period", period.edition.key, period.code)
    context = {"periods": overviews(), "runs": runs, "form": form, "today": timezone.localdate(now)}
    return render(request, "cycle/figures.html", context, status=422 if form.errors else 200)


@login_required
def period(request, edition, code):
    """The grid: a row for each KPI. POST stores what was changed: all of it, or what is right where that is asked."""
    found = period_at(edition, code)
    lines = rows(found, content_of(found), timezone.now())
    mine = measurable_by(request.user, {row.kpi.key for row in lines}, timezone.now())
    posted = request.POST if request.method == "POST" else None
    forms = {row.kpi.key: _row_form(posted, row) for row in lines if row.kpi.key in mine}
    given = [form for form in forms.values() if form.is_bound]
    wrong = [form for form in given if not form.is_valid()]
    if posted and (not wrong or "partly" in posted):
        entries = [form.entry for form in given if form.is_valid() and form.entry]
        try:
            record_measurements(by=request.user, at=timezone.now(), period=found, entries=entries)
        except CycleError as refusal:
            return _grid(request, found, lines, forms, wrong, refusal=sentence(refusal), status=409)
        stored = ngettext(
            "%(count)s figure was stored as a draft.", "%(count)s figures were stored as drafts.", len(entries)
        )
        if entries:
            messages.success(request, stored % {"count": len(entries)})
        if not wrong:
            if not entries:
                messages.info(request, _("Nothing was changed."))
            return redirect("period", edition, code)
        # what was stored is shown as stored, what is wrong as it was typed
        lines = rows(found, lines[0].content, timezone.now())
        kept = {form.row.kpi.key for form in wrong}
        forms = {key: form if key in kept else FigureForm(row=_row(lines, key)) for key, form in forms.items()}
    return _grid(request, found, lines, forms, wrong, status=422 if wrong else 200)


def _row_form(posted, row):
    """A row's form; what was not sent at all is left as it is."""
    sent = posted is not None and f"{row.kpi.key}-actual" in posted
    return FigureForm(posted if sent else None, row=row)


def _grid(request, period, lines, forms, wrong, *, refusal=None, status=200):
    late = timezone.localdate() > period.due_on
    context = {
        "period": period,
        "late_by": _late_by(lines) if late and period.locked_at is None else [],
        "lines": [(row, forms.get(row.kpi.key)) for row in lines],
        "editable": bool(forms) and period.locked_at is None,
        "drafts": [row for row in lines if row.draft],
        "missing": [row for row in lines if row.counts is None],
        "late": late,
        "over": timezone.localdate() > period.end,
        "confirms": may(request.user, "confirm_figures"),
        "contested": unanswered(period),
        "wrong": wrong,
        "refusal": refusal,
    }
    return render(request, "cycle/period.html", context, status=status)


def _late_by(lines):
    """Who is late with which indicators: pairs of a person (None: nobody owns them) and their codes."""
    theirs = {}
    for row in lines:
        if row.newest is None:
            theirs.setdefault(row.owner, []).append(row.kpi.code)
    return sorted(theirs.items(), key=lambda pair: (pair[0] is None, pair[0] and pair[0].get_full_name()))


@login_required
@require_POST
def confirm(request, edition, code):
    """Confirms the ticked drafts, each as it was shown."""
    found = period_at(edition, code)
    shown = {}
    for ticked in request.POST.getlist("entry"):
        kpi, _colon, number = ticked.rpartition(":")
        shown[kpi] = int(number) if number.isdecimal() and len(number) < 10 else 0
    if not shown:
        messages.warning(request, _("Tick the figures that you confirm."))
        return redirect("period", edition, code)
    return _done(
        request,
        lambda: confirm_measurements(by=request.user, at=timezone.now(), period=found, shown=shown),
        _("Confirmed: these figures count now."),
        ("period", edition, code),
    )


@login_required
@require_POST
def lock(request, edition, code):
    found, now = period_at(edition, code), timezone.now()
    return _done(
        request,
        lambda: lock_period(by=request.user, at=now, period=found, today=timezone.localdate(now)),
        _("The figures are locked, and their digest is in the register."),
        ("period", edition, code),
    )


@login_required
def figure(request, edition, code, kpi):
    """One KPI in one period: its entries, evidence and what Members say of it; POST enters a figure with evidence."""
    found = period_at(edition, code)
    row, there = _row_of(found, kpi)
    mine = there and bool(measurable_by(request.user, {kpi}, timezone.now()))
    posted = request.POST if request.method == "POST" else None
    form = EvidencedForm(posted, request.FILES if posted else None, row=row) if mine else None
    refusal = None
    if posted and form and form.is_valid():
        given = form.cleaned_data["evidence"]
        entry = form.typed if given else form.entry
        if entry is None:
            messages.info(request, _("Nothing was changed."))
            return redirect("figure", edition, code, kpi)
        try:
            record_measurements(
                by=request.user,
                at=timezone.now(),
                period=found,
                entries=[entry],
                reason=form.cleaned_data.get("reason", ""),
                evidence=(given.name, given.read()) if given else None,
            )
        except CycleError as refused:
            refusal = sentence(refused)
        else:
            messages.success(request, _("Stored as a draft. It counts once somebody else confirms it."))
            return redirect("figure", edition, code, kpi)
    return _figure(request, row, form, refusal=refusal)


@login_required
@require_POST
def validate(request, edition, code, kpi, number):
    """A Member confirms or contests a figure that counts."""
    measurement = get_object_or_404(_entries(edition, code, kpi), number=number)
    form = ValidationForm(request.POST, members=represented(request.user, timezone.now()))
    if not form.is_valid():
        row, _there = _row_of(measurement.period, kpi)
        return _figure(request, row, None, says=form)
    return _done(
        request,
        lambda: validate_measurement(by=request.user, at=timezone.now(), measurement=measurement, **form.cleaned_data),
        _("It is on record what the Member says of this figure."),
        ("figure", edition, code, kpi),
    )


@login_required
@require_POST
def answer(request, pk):
    validation = get_object_or_404(Validation.objects.select_related("member", "measurement__period__edition"), pk=pk)
    period, kpi = validation.measurement.period, validation.measurement.kpi
    form = AnswerForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return _done(
        request,
        lambda: answer_contest(by=request.user, at=timezone.now(), validation=validation, text=text),
        _("The answer is on record."),
        ("figure", period.edition.key, period.code, kpi),
    )


@login_required
def evidence(request, pk):
    """The file that shows a figure, for whoever is signed in; it is kept by the browser and never shown by it."""
    measurement = get_object_or_404(Measurement, pk=pk)
    data = evidence_of(measurement)
    if data is None:
        raise Http404
    return download(data, measurement.evidence_name, "application/octet-stream")


@login_required
@require_POST
def owner(request, key):
    try:
        content = latest_version(version_in_force(timezone.localdate()).edition).content
    except NoPlanInForce:
        raise Http404 from None
    kpi = content.element(key, Kpi)
    if kpi is None:
        raise Http404
    form = OwnerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the people in the list."))
        return redirect("kpi", kpi.code)
    return _done(
        request,
        lambda: name_owner(by=request.user, at=timezone.now(), element=key, person=form.cleaned_data["person"]),
        _("Recorded."),
        ("kpi", kpi.code),
    )


def _figure(request, row, form, *, says=None, refusal=None):
    now, period = timezone.now(), row.period
    entries = (
        Measurement.objects.filter(period=period, kpi=row.kpi.key)
        .select_related("entered_by", "confirmation__by")
        .prefetch_related("validations__member", "validations__answer__by", "validations__by")
        .order_by("-number")
    )
    members = represented(request.user, now)
    beside = corrections(period).get(row.kpi.key)
    return render(
        request,
        "cycle/figure.html",
        {
            "row": row,
            "period": period,
            "entries": entries,
            "counts": row.counts,
            "corrected": beside,
            "published": beside or row.counts,
            "form": form,
            "says": says or (ValidationForm(members=members) if members else None),
            "answers": AnswerForm() if may(request.user, "confirm_figures") else None,
            "confirms": may(request.user, "confirm_figures"),
            "refusal": refusal,
        },
        status=422 if (form and form.errors) or (says and says.errors) else 409 if refusal else 200,
    )


def period_at(edition, code):
    """The period of this address. Raises Http404."""
    return get_object_or_404(Period.objects.select_related("edition", "locked_by"), edition__key=edition, code=code)


def _entries(edition, code, kpi):
    found = Measurement.objects.select_related("period__edition")
    return found.filter(period__edition__key=edition, period__code=code, kpi=kpi)


def content_of(period):
    """The plan that a period is measured by."""
    return version_of(period).content


def _row_of(period, key):
    """A KPI's Row in a period, and whether the plan that measures the period has it. Of one that was measured and taken
    out since, it is by the last plan that had it: what was entered, and what Members say of it, stays in reach."""
    content = content_of(period)
    there = content.element(key, Kpi) is not None
    if not there and Measurement.objects.filter(period=period, kpi=key).exists():
        last = last_version_with(key, lambda content: content.element(key, Kpi), period.edition.versions.all())
        content = last[0].content if last else content
    return _row(rows(period, content, timezone.now()), key), there


def _row(lines, kpi):
    for row in lines:
        if row.kpi.key == kpi:
            return row
    raise Http404


def _done(request, operation, said, to):
    try:
        operation()
    except CycleError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, said)
    return redirect(*to)
