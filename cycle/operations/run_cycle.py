"""Starting a cycle, and going on to its next phase when nothing is missing."""

from django.db import transaction
from django.utils import timezone

from cycle.exceptions import GateClosed, OutOfOrder
from cycle.flows import CycleFlow
from cycle.models import Cycle
from cycle.permissions import check_may
from cycle.queries.progress import facts_of
from cycle.rules.gates import lacks


@transaction.atomic
def start_cycle(*, edition, at):
    """The cycle of an edition, begun at its first phase."""
    return Cycle.objects.create(edition=edition, process=CycleFlow.start.run(), started_at=at)


@transaction.atomic
def advance_cycle(*, by, at, cycle, shown):
    """Ends the phase named `shown` and goes on to the next. Returns the Cycle.

    Raises NotYours, OutOfOrder when another phase is current, GateClosed with what is still missing.
    """
    check_may(by, "run_cycle")
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("edition").get(pk=cycle.pk)
    task = current_task(cycle)
    if task is None or task.flow_task.name != shown:
        raise OutOfOrder(task.flow_task.name if task else "end")
    missing = lacks(shown, facts_of(cycle, timezone.localdate(at)))
    if missing:
        raise GateClosed(missing)
    activation = task.flow_task.activation_class(task)
    activation.run(None)
    activation.execute()
    return cycle


def current_task(process_owner):
    """The engine's task that waits, for a cycle or a corrective action; None at the end."""
    tasks = process_owner.process.task_set.select_related("process")
    return tasks.filter(finished__isnull=True).order_by("-pk").first()
