"""Who acts while I am away: named by myself, for a time, in each body where I have something to do."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.exceptions import ApprovalsError
from approvals.forms.membership import AbsenceForm
from approvals.models import Body, Substitution
from approvals.operations.membership import acts_in, end_substitution, name_substitute
from approvals.views.refusals import sentence


@login_required
def absences(request):
    at = timezone.now()
    mine = [body.pk for body in Body.objects.all() if acts_in(request.user, body, at)]
    form = AbsenceForm(request.POST or None, bodies=Body.objects.filter(pk__in=mine).order_by("pk"))
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("body", "substitute")} | form.term()
        try:
            name_substitute(by=request.user, at=at, absent=request.user, **given)
        except ApprovalsError as refused:
            refusal = sentence(refused)
        else:
            messages.success(request, _("Recorded. Both names are shown on whatever is done in your place."))
            return redirect("absences")
    context = {
        "form": form,
        "refusal": refusal,
        "acts": bool(mine),
        "mine": request.user.absences.filter(ends_at__gt=at).select_related("body", "substitute"),
        "for_others": request.user.substitutions.filter(ends_at__gt=at).select_related("body", "absent"),
        "people": get_user_model()
        .objects.filter(is_active=True)
        .exclude(pk=request.user.pk)
        .order_by("username")[:1000],
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "approvals/absences.html", context, status=status)


@login_required
@require_POST
def end(request):
    """I am back."""
    named = get_object_or_404(Substitution.objects.select_related("body"), pk=_number(request.POST.get("pk", "")))
    at = timezone.now()
    try:
        # one that has not begun ends with its first moment; it is kept, and gave no right
        ends_at = at if named.starts_at < at else named.starts_at + timedelta(microseconds=1)
        end_substitution(by=request.user, at=at, substitution=named, ends_at=ends_at)
    except ApprovalsError as refusal:
        return render(request, "refused.html", {"sentence": sentence(refusal)}, status=403)
    messages.success(request, _("From now on only you act in your place."))
    return redirect("absences")


def _number(text):
    return int(text) if text.isdecimal() and len(text) < 18 else 0
