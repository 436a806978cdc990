"""The start page: what needs whoever is signed in, by deadline."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone

from approvals.queries.work import next_deadline, work_of


@login_required
def home(request):
    now = timezone.now()
    work = work_of(request.user, now)
    return render(
        request,
        "cycle/home.html",
        {
            "work": work,
            "advances": any(thing.advances for thing in work),
            "now": now,
            "soon": now + timedelta(days=2),
            "week": now + timedelta(days=7),
            "next": None if work else next_deadline(now),
        },
    )
