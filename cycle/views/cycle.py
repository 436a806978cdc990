"""Where the cycle stands, and what each phase still lacks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cycle.exceptions import CycleError
from cycle.flows import phases
from cycle.models import Cycle
from cycle.operations.run_cycle import advance_cycle, current_task
from cycle.permissions import may
from cycle.queries.progress import facts_of
from cycle.rules.gates import lacks
from cycle.views.refusals import sentence


@login_required
def cycle(request):
    found = _cycle()
    if found is None:
        return render(request, "cycle/cycle.html", {"cycle": None})
    task = current_task(found)
    current = task.flow_task.name if task else "end"
    facts = facts_of(found, timezone.localdate())
    chain = phases()
    names = [phase.name for phase in chain]
    at = names.index(current) if current in names else len(names)
    steps = [
        (phase, "done" if place < at else "current" if place == at else "waiting", lacks(phase.name, facts))
        for place, phase in enumerate(chain)
    ]
    return render(
        request,
        "cycle/cycle.html",
        {"cycle": found, "steps": steps, "current": current, "runs": may(request.user, "run_cycle")},
    )


@login_required
@require_POST
def advance(request):
    found = _cycle()
    try:
        advance_cycle(by=request.user, at=timezone.now(), cycle=found, shown=request.POST.get("shown", ""))
    except CycleError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The cycle is in its next phase."))
    return redirect("cycle")


def _cycle():
    return Cycle.objects.select_related("edition").order_by("-started_at").first()
