"""Deviations that opened before the register kept them are entered in it as they stand."""

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from approvals.enums import ActKind
from approvals.models import Act
from cycle.models import CorrectiveAction, Deviation
from cycle.operations import acts


def register_deviations(*, at):
    """A sweep: enters what lacks acts, once, with what was done about it up to now. Returns how many deviations."""
    chain = Concat(Value("deviation:"), Cast(OuterRef("pk"), CharField()))
    older = Deviation.objects.filter(~Exists(Act.objects.filter(chain=chain))).order_by("number")
    return sum(_registered(pk, at) for pk in older.values_list("pk", flat=True))


@transaction.atomic
def _registered(pk, at):
    deviation = (
        Deviation.objects.select_for_update(of=("self",)).select_related("period__edition", "version").get(pk=pk)
    )
    if Act.objects.filter(chain=deviation.chain).exists():
        return False
    acts.register(deviation, ActKind.DEVIATION_OPENED, acts.of_opening(deviation), by=None, at=at)
    if deviation.cause:
        acts.register(
            deviation, ActKind.DEVIATION_ANALYSED, acts.of_analysis(deviation), by=deviation.analysed_by, at=at
        )
    action = CorrectiveAction.objects.filter(deviation=deviation).select_related("chosen", "amendment").first()
    if action is not None:
        _with_its_action(deviation, action, at)
    return True


def _with_its_action(deviation, action, at):
    for solution in action.solutions.select_related("proposed_by", "corrective_action"):
        facts = acts.of_solution(solution)
        acts.register(deviation, ActKind.SOLUTION_PROPOSED, facts, by=solution.proposed_by, at=at)
    if action.course:
        acts.register(deviation, ActKind.COURSE_DECIDED, acts.of_course(action, {}), by=action.decided_by, at=at)
    if action.course and action.amendment:
        facts = {"amendment": action.amendment.code}
        acts.register(deviation, ActKind.AMENDMENT_STARTED, facts, by=action.amendment.created_by, at=at)
    if action.closed_at:
        acts.register(deviation, ActKind.ACTION_CLOSED, acts.of_closing(action), by=action.closed_by, at=at)
