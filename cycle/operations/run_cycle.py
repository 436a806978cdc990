"""A cycle's way: begun with its edition, step after step when nothing is missing; who sees to a step, and what shows
that it was done."""

from django.db import transaction
from django.utils import timezone

from approvals.enums import ActKind
from approvals.operations.register import append_act
from cycle.documents.evidence import store_evidence
from cycle.exceptions import GateClosed, NotAnOwner, OutOfOrder, ReasonMissing, StepOver
from cycle.flows import CycleFlow, steps
from cycle.models import Cycle, Evidence, StepPlan
from cycle.permissions import check_may
from cycle.queries.progress import facts_of
from cycle.rules.gates import lacks
from plans.models import Edition
from plans.queries.versions import latest_version


@transaction.atomic
def start_cycle(*, edition, at):
    """The cycle of an edition, begun at its first step."""
    cycle = Cycle.objects.create(edition=edition, process=CycleFlow.start.run(), started_at=at)
    facts = {"edition": edition.key}
    append_act(chain=cycle.chain, kind=ActKind.CYCLE_BEGUN, by=None, at=at, facts=facts)
    return cycle


def start_cycles(*, at):
    """A sweep: every edition that was adopted has its cycle. Returns how many began."""
    return sum(_started(pk, at) for pk in Edition.objects.filter(cycle__isnull=True).values_list("pk", flat=True))


@transaction.atomic
def _started(pk, at):
    edition = Edition.objects.select_for_update().get(pk=pk)
    if Cycle.objects.filter(edition=edition).exists():
        return False
    start_cycle(edition=edition, at=at)
    return True


@transaction.atomic
def advance_cycle(*, by, at, cycle, shown):
    """Ends the step named `shown` and goes on to the next, which the register keeps. Returns the Cycle.

    Raises NotYours, OutOfOrder when another step is current, GateClosed with what is still missing.
    """
    check_may(by, "run_cycle")
    cycle = _locked(cycle)
    task = current_task(cycle)
    if task is None or task.flow_task.name != shown:
        raise OutOfOrder(task.flow_task.name if task else "end")
    missing = lacks(shown, facts_of(cycle, timezone.localdate(at)))
    if missing:
        raise GateClosed(missing)
    version = latest_version(cycle.edition)
    facts = {
        "edition": cycle.edition.key,
        "step": shown,
        "version": version.label,
        "version_digest": version.digest,
        "evidence": [
            {"number": one.number, "text": one.text, "file": one.file_digest}
            for one in cycle.evidence.filter(step=shown)
        ],
    }
    append_act(chain=cycle.chain, kind=ActKind.STEP_ENDED, by=by, at=at, facts=facts)
    activation = task.flow_task.activation_class(task)
    activation.run(None)
    activation.execute()
    return cycle


@transaction.atomic
def plan_step(*, by, at, cycle, step, owner, due_on):
    """Says who sees to a step, and until when it should have ended; None: nobody, no day. Returns the StepPlan. Raises
    NotYours, NotAnOwner for who is not active, and StepOver for one that has ended."""
    check_may(by, "run_cycle")
    cycle = _locked(cycle)
    _check_ahead(cycle, step)
    if owner is not None and not owner.is_active:
        raise NotAnOwner
    values = {"owner": owner, "due_on": due_on}
    return StepPlan.objects.update_or_create(cycle=cycle, step=step, defaults=values)[0]


@transaction.atomic
def add_evidence(*, by, at, cycle, step, text, file=None):
    """Adds what shows that a step was done; `file` is a pair of its name and its bytes. Whoever owns the step may, too.
    Returns the Evidence. Raises NotYours, ReasonMissing without a text, and StepOver for a step that has ended."""
    cycle = _locked(cycle)
    if not StepPlan.objects.filter(cycle=cycle, step=step, owner=by, owner__is_active=True).exists():
        check_may(by, "run_cycle")
    _check_ahead(cycle, step)
    if not text.strip():
        raise ReasonMissing
    kept = {}
    if file is not None:
        called, data = file
        stored, digest = store_evidence(data)
        kept = {"file": stored, "file_name": called[:120], "file_digest": digest}
    number = cycle.evidence.filter(step=step).count() + 1
    return Evidence.objects.create(cycle=cycle, step=step, number=number, text=text.strip(), by=by, at=at, **kept)


def current_task(process_owner):
    """The engine's task that waits, for a cycle or a corrective action; None at the end."""
    tasks = process_owner.process.task_set.select_related("process")
    return tasks.filter(finished__isnull=True).order_by("-pk").first()


def _check_ahead(cycle, step):
    task, names = current_task(cycle), [node.name for node in steps()]
    if step not in names:
        raise OutOfOrder(step)
    if task is None or names.index(step) < names.index(task.flow_task.name):
        raise StepOver(step)


def _locked(cycle):
    return Cycle.objects.select_for_update(of=("self",)).select_related("edition").get(pk=cycle.pk)
