"""The register for those who may see it: legal acts in order, without the names behind the votes."""

import re

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from approvals.models import Act, Root


@login_required
def register(request):
    """Every act, the newest first, or one chain in its order."""
    chain = request.GET.get("chain", "")
    acts = Act.objects.order_by("-at", "-id")
    if chain and not re.fullmatch(r"[a-z]{1,20}:[0-9]{1,18}", chain):
        raise Http404
    if chain:
        acts = Act.objects.filter(chain=chain).order_by("number")
    page = Paginator(acts, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "approvals/register.html",
        {"page": page, "chain": chain, "root": Root.objects.last()},
    )
