"""Effort and resources by priority: a file is read and shown first, and stored as it was shown."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cycle.documents.spreadsheet import tables_of
from cycle.exceptions import CycleError
from cycle.forms.allocation import AllocationForm, StoreForm
from cycle.operations.allocate import record_allocation
from cycle.permissions import may
from cycle.queries.allocations import allocations_of
from cycle.rules.allocation import Amounts, allocated, amounts_in
from cycle.rules.tables import Fault
from cycle.views.figures import content_of, period_at
from cycle.views.refusals import sentence
from cycle.wording import MEANS, fault_words

SALT = "cycle.allocation"
MOST_FAULTS = 200


@login_required
def allocation(request, edition, code):
    """What counts; POST reads a file and shows what it says."""
    period = period_at(edition, code)
    form, read = AllocationForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            read = amounts_in(tables_of(form.cleaned_data["file"].read()), content_of(period))
        except CycleError as refusal:
            form.add_error("file", sentence(refusal))
    storing = None
    if read is not None and read.by_priority:
        payload = {"period": period.pk, "means": form.cleaned_data["means"], "amounts": read.by_priority}
        payload |= {"rows": read.rows, "ignored": read.ignored}
        payload["faults"] = [vars(fault) for fault in read.faults[:MOST_FAULTS]]
        # a file's name can hold a person's, and where a figure comes from is published
        storing = StoreForm(initial={"read": signing.dumps(payload, salt=SALT)}, content=content_of(period))
    return _page(request, period, form, read, storing, status=200 if storing or request.method == "GET" else 422)


@login_required
@require_POST
def store(request, edition, code):
    """Stores what was shown."""
    period = period_at(edition, code)
    storing = StoreForm(request.POST, content=content_of(period))
    try:
        read = signing.loads(request.POST.get("read", ""), salt=SALT, max_age=3600)
    except signing.BadSignature:
        raise Http404 from None
    if read["period"] != period.pk:
        raise Http404
    if not storing.is_valid():
        faults = [Fault(**fault) for fault in read["faults"]]
        shown = Amounts(read["amounts"], faults, rows=read["rows"], ignored=tuple(read["ignored"]))
        return _page(request, period, AllocationForm(initial={"means": read["means"]}), shown, storing, status=422)
    given = {"means": read["means"], "amounts": read["amounts"]}
    given |= {"kpi": storing.cleaned_data["kpi"], "source": storing.cleaned_data["source"]}
    try:
        record_allocation(by=request.user, at=timezone.now(), period=period, **given)
    except CycleError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect("allocation", edition, code)


def _page(request, period, form, read, storing, *, status):
    content = content_of(period)
    context = {
        "period": period,
        "form": form,
        "runs": may(request.user, "run_cycle") and period.locked_at is None,
        "told": [(MEANS[means], _shown(one, content)) for means, one in allocations_of(period).items()],
        "read": read and _shown(allocated(read.by_priority), content),
        "faults": [(fault, fault_words(fault)) for fault in read.faults[:MOST_FAULTS]] if read else [],
        "amounts": read,
        "storing": storing,
    }
    return render(request, "cycle/allocation.html", context, status=status)


def _shown(one, content):
    """An Allocated with its priorities as elements of the plan, for the page; or None."""
    return one and {
        "whole": one.whole,
        "on_priorities": one.on_priorities,
        "parts": [{"name": _name(key, content), "amount": amount, "share": share} for key, amount, share in one.parts],
    }


def _name(key, content):
    priority = content.element(key) if key else None
    return priority and priority.name
