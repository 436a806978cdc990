"""The register for those who may see it: legal acts in order, without the names behind the votes; and proofs of
them."""

import json
import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.exceptions import ApprovalsError
from approvals.forms.deciding import StatementForm
from approvals.models import Act, Root
from approvals.operations.register import can_be_corrected_here, correct_act
from approvals.permissions import can_keep_bodies
from approvals.queries.register import consistency_of, corrections_of, proof_of
from approvals.views.refusals import sentence

CHAIN = r"[a-z]{1,20}:[0-9]{1,18}"


@login_required
def register(request):
    """Every act, the newest first, or one chain in its order."""
    chain = request.GET.get("chain", "")
    acts = Act.objects.order_by("-at", "-id")
    if chain and not re.fullmatch(CHAIN, chain):
        raise Http404
    if chain:
        acts = Act.objects.filter(chain=chain).order_by("number")
    page = Paginator(acts, 50).get_page(request.GET.get("page"))
    roots = Root.objects.order_by("-size")[:10]
    context = {"page": page, "chain": chain, "root": roots[0] if roots else None, "roots": roots[1:]}
    return render(request, "approvals/register.html", context)


@login_required
def act(request, chain, number):
    """One act whole: what its digest covers, and what corrects it. Whoever keeps the bodies may add a correction."""
    act = _act(chain, number)
    keeps = can_keep_bodies(request.user) and can_be_corrected_here(chain)
    form = StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correct_act(by=request.user, at=timezone.now(), act=act, statement=form.cleaned_data["statement"])
        except ApprovalsError as refusal:
            return render(request, "refused.html", {"sentence": sentence(refusal)}, status=403)
        messages.success(request, _("The correction is a further act. This one stays as it is."))
        return redirect("act", chain, number)
    context = {
        "act": act,
        "facts": json.dumps(act.facts, indent=2, ensure_ascii=False, sort_keys=True),
        "corrections": corrections_of(act),
        "keeps": keeps,
        "form": form,
        "sealed": proof_of(act) is not None,
    }
    return render(request, "approvals/act.html", context, status=422 if form.errors else 200)


@login_required
def proof(request, chain, number):
    """The proof that an act is under the newest root, as JSON for docs/check_register.py."""
    found = proof_of(_act(chain, number))
    if found is None:
        raise Http404(_("This act is not sealed into the tree yet."))
    return _download(found.as_json(), f"act-{chain.replace(':', '-')}-{number}.json")


@login_required
def consistency(request, size):
    """The proof that the newest tree still holds an earlier one."""
    old, new = get_object_or_404(Root, size=size), Root.objects.order_by("size").last()
    return _download(consistency_of(old, new), f"register-{old.size}-{new.size}.json")


def _act(chain, number):
    if not re.fullmatch(CHAIN, chain):
        raise Http404
    return get_object_or_404(Act, chain=chain, number=number)


def _download(value, name):
    answer = JsonResponse(value, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
