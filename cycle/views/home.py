"""The start page: what needs whoever is signed in, by deadline."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from approvals.queries.work import next_deadline, work_of
from cycle.queries.work import todos_of
from cycle.wording import TODOS


@login_required
def home(request):
    now = timezone.now()
    work = work_of(request.user, now)
    todos = todos_of(request.user, now, timezone.localdate(now))
    return render(
        request,
        "cycle/home.html",
        {
            "work": work,
            "todos": [(todo, TODOS[todo.what] % {"count": todo.count}, _address(todo)) for todo in todos],
            "count": len(work) + len(todos),
            "today": timezone.localdate(now),
            "advances": any(thing.advances for thing in work),
            "now": now,
            "soon": now + timedelta(days=2),
            "week": now + timedelta(days=7),
            "next": None if work or todos else next_deadline(now),
        },
    )


def _address(todo):
    return reverse(todo.page, args=todo.arguments)
