"""Bodies for everybody signed in: who sits there, as of any day, and its meetings. Whoever keeps the bodies records
here who comes and goes; nothing is erased."""

from datetime import date, datetime, time

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.exceptions import ApprovalsError
from approvals.forms.composing import AddSeatForm, AdmitForm, FoundForm
from approvals.forms.meetings import CallForm
from approvals.forms.membership import DelegateForm, EndForm, OfficeForm, ProxyForm, SeatForm
from approvals.models import Body, Delegate, Member, Office, Proxy, SeatTerm
from approvals.operations import membership
from approvals.operations.compose import add_seat, admit_member, found_body
from approvals.permissions import can_keep_bodies, can_run
from approvals.queries.bodies import regions
from approvals.queries.composition import composition_of
from approvals.views.refusals import sentence

# what can be recorded of a body: the form, and the operation that what the form gives is given to
CHANGES = {
    "seat": (SeatForm, membership.fill_seat),
    "new_seat": (AddSeatForm, add_seat),
    "office": (OfficeForm, membership.appoint),
    "delegate": (DelegateForm, membership.name_delegate),
    "proxy": (ProxyForm, membership.give_proxy),
}
ENDS = {
    "seat": (SeatTerm.objects.select_related("seat__body", "member"), membership.vacate_seat, "term"),
    "office": (Office.objects.select_related("body"), membership.end_office, "office"),
    "delegate": (Delegate.objects.select_related("member", "body"), membership.end_delegation, "delegate"),
    "proxy": (Proxy.objects.select_related("body", "giver", "holder"), membership.end_proxy, "proxy"),
}


# what the organization itself gets: the form and the operation
ADDITIONS = {"body": (FoundForm, found_body), "member": (AdmitForm, admit_member)}


@login_required
def bodies(request):
    """Every body; whoever keeps them founds one here, or admits a Member."""
    forms = {what: form(prefix=what) for what, (form, _operation) in ADDITIONS.items()}
    status, refusal = 200, None
    if request.method == "POST":
        _check(request)
        what = request.POST.get("what", "")
        if what not in ADDITIONS:
            return redirect("bodies")
        form_class, operation = ADDITIONS[what]
        forms[what] = form_class(request.POST, prefix=what)
        status, refusal = _recorded(request, forms[what], operation)
        if status == 302:
            return redirect("bodies")
    context = {
        "bodies": Body.objects.annotate(count=Count("seats")).order_by("pk"),
        "members": Member.objects.count(),
        "keeps": can_keep_bodies(request.user),
        "forms": forms,
        "regions": regions(),
        "refusal": refusal,
    }
    return render(request, "approvals/bodies.html", context, status=status)


@login_required
def body(request, key):
    return _shown(request, get_object_or_404(Body, key=key))


@login_required
@require_POST
def change(request, key):
    """Records a further seat, who fills one, an office, a delegate or a proxy."""
    body = get_object_or_404(Body, key=key)
    _check(request)
    what = request.POST.get("what", "")
    if what not in CHANGES:
        return redirect("body", key)
    form_class, operation = CHANGES[what]
    form = form_class(request.POST, body=body, prefix=what)
    status, refusal = _recorded(request, form, operation)
    if status == 302:
        return redirect("body", key)
    return _shown(request, body, status=status, forms={what: form}, refusal=refusal)


def _recorded(request, form, operation):
    """Gives an operation what a form gives. The status of the answer, 302 when it is recorded, and the sentence of a
    refusal or None."""
    if not form.is_valid():
        return 422, None
    try:
        operation(by=request.user, at=timezone.now(), **form.given())
    except ApprovalsError as refusal:
        return 409, sentence(refusal)
    messages.success(request, _("Recorded."))
    return 302, None


@login_required
@require_POST
def end(request, key):
    """Ends a term with a day."""
    body = get_object_or_404(Body, key=key)
    _check(request)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say with which day it ends."))
        return redirect("body", key)
    rows, operation, name = ENDS[form.cleaned_data["what"]]
    term = get_object_or_404(rows, pk=form.cleaned_data["pk"])
    try:
        operation(by=request.user, at=timezone.now(), ends_at=form.ends_at(), **{name: term})
    except ApprovalsError as refusal:
        return _shown(request, body, status=409, refusal=sentence(refusal))
    messages.success(request, _("Recorded. It is kept, with its dates."))
    return redirect("body", key)


def _check(request):
    if not can_keep_bodies(request.user):
        raise PermissionDenied(_("Only who keeps the bodies records who sits in them. Nothing was changed."))


def _shown(request, body, *, status=200, forms=None, refusal=None):
    now = timezone.now()
    at, asked = _moment(request.GET.get("on", ""), now)
    keeps = can_keep_bodies(request.user)
    context = {
        "body": body,
        "at": at,
        "asked": asked,
        "composition": composition_of(body, at),
        "meetings": body.meetings.order_by("-starts_at")[:20],
        "runs": can_run(request.user, body, now),
        "call_form": CallForm(),
        "keeps": keeps,
        "refusal": refusal,
    }
    if keeps:
        fresh = {what: form(body=body, prefix=what) for what, (form, _operation) in CHANGES.items()}
        context["forms"] = fresh | (forms or {})
        context["regions"] = regions()
        context["people"] = get_user_model().objects.filter(is_active=True).order_by("username")[:1000]
    return render(request, "approvals/body.html", context, status=status)


def _moment(asked, now):
    """The moment that a day asks for (its noon), and the day; now and None for no day or none that is one."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return now, None
    return timezone.make_aware(datetime.combine(day, time(12))), day
