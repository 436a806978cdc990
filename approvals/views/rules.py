"""The rules by which bodies decide, with every version; whoever keeps the bodies sets further ones."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.enums import RuleKind
from approvals.exceptions import ApprovalsError
from approvals.forms.rules import FORMS
from approvals.models import Rule
from approvals.operations.set_rule import set_rule
from approvals.permissions import can_keep_bodies
from approvals.views.refusals import sentence


@login_required
def rules(request):
    every = Rule.objects.order_by("kind", "key", "version")
    newest = [list(versions)[-1] for _key, versions in groupby(every, key=lambda rule: (rule.kind, rule.key))]
    return render(request, "approvals/rules.html", {"rules": newest, "now": timezone.now()})


@login_required
def rule(request, kind, key):
    """Every version of one rule; a POST sets the next."""
    if kind not in {known.value for known in RuleKind}:
        raise Http404
    versions = list(Rule.objects.filter(kind=kind, key=key).select_related("set_by").order_by("version"))
    if not versions:
        raise Http404
    keeps, newest = can_keep_bodies(request.user), versions[-1]
    if request.method == "POST" and not keeps:
        raise PermissionDenied(_("Only who keeps the bodies sets their rules. Nothing was changed."))
    form_class = FORMS[RuleKind(kind)]
    initial = {"shown": newest.version, **form_class.from_value(newest.value)}
    form = form_class(request.POST or None, initial=initial, rule=newest)
    refusal = None
    if request.method == "POST" and form.is_valid():
        refusal = _set(request, newest, form)
        if refusal is None:
            messages.success(request, _("Set. Open reviews keep the version they began with."))
            return redirect("rule", kind, key)
    context = {"versions": versions[::-1], "rule": newest, "form": form, "keeps": keeps, "refusal": refusal}
    return render(request, "approvals/rule.html", context, status=409 if refusal else 422 if form.errors else 200)


def _set(request, newest, form):
    """Sets the next version; the sentence of the refusal, or None."""
    try:
        set_rule(
            by=request.user,
            at=timezone.now(),
            kind=newest.kind,
            key=newest.key,
            value=form.value(newest),
            shown=form.cleaned_data["shown"],
            in_force_from=form.in_force_from(),
        )
    except ApprovalsError as refusal:
        return sentence(refusal)
    return None
