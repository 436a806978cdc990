"""What the register keeps of a deviation and of what is done about it: facts without names of people."""

from django.utils import timezone

from approvals.enums import ActKind
from approvals.models import Act
from approvals.operations.register import append_act
from cycle.models import Assessment, CorrectiveAction, Deviation
from plans.rules.canonical import pruned


def register(deviation, kind, facts, *, by, at):
    """Adds an act to a deviation's chain. The caller holds the deviation's row."""
    return append_act(chain=deviation.chain, kind=kind, by=by, at=at, facts=pruned(facts))


def held(pk, at):
    """A deviation's row, for whoever writes about it or about its corrective action, alone; with its history in the
    register, where it opened before the register kept them."""
    deviation = Deviation.objects.select_for_update().get(pk=pk)
    enter_history(deviation, at=at)
    return deviation


def enter_history(deviation, *, at):
    """Enters what became of a deviation whose chain is empty, as its stored rows tell it; whether there was anything to
    do. The caller holds the deviation's row."""
    if Act.objects.filter(chain=deviation.chain).exists():
        return False
    stored = Deviation.objects.select_related("period__edition", "version", "analysed_by").get(pk=deviation.pk)
    written = [(ActKind.DEVIATION_OPENED, of_opening(stored), None)]
    if stored.cause:
        written.append((ActKind.DEVIATION_ANALYSED, of_analysis(stored), stored.analysed_by))
    action = CorrectiveAction.objects.filter(deviation=stored).select_related("chosen", "amendment").first()
    written += _of_action(action) if action else []
    for kind, facts, by in written:
        append_act(chain=stored.chain, kind=kind, by=by, at=at, facts=pruned(facts))
    return True


def _of_action(action):
    solutions = list(action.solutions.select_related("proposed_by", "corrective_action"))
    written = [(ActKind.SOLUTION_PROPOSED, of_solution(one), one.proposed_by) for one in solutions]
    if action.course:
        said = Assessment.objects.filter(solution__in=solutions, at=action.decided_at).select_related("solution")
        remarks = {one.solution.number: one.remark for one in said}
        written.append((ActKind.COURSE_DECIDED, of_course(action, remarks), action.decided_by))
        written += [
            (ActKind.PROGRESS_REPORTED, {"share": one.share, "text": one.text}, one.by)
            for one in action.progress.select_related("by")
        ]
        if action.amendment:
            facts = {"amendment": action.amendment.code}
            written.append((ActKind.AMENDMENT_STARTED, facts, action.amendment.created_by))
    if action.closed_at:
        written.append((ActKind.ACTION_CLOSED, of_closing(action), action.closed_by))
    return written


def of_opening(deviation):
    return {
        "deviation": deviation.reference,
        "kpi": deviation.kpi,
        "code": deviation.code,
        "period": deviation.period.code,
        "edition": deviation.period.edition.key,
        "version": deviation.version.label,
        "version_digest": deviation.version.digest,
        "trigger": deviation.trigger,
        "state": deviation.state,
        "ratio": deviation.ratio,
        "reached": deviation.reached,
        "opened_on": timezone.localdate(deviation.opened_at).isoformat(),
    }


def of_analysis(deviation):
    return {"cause": deviation.cause, "analysis": deviation.analysis}


def of_solution(solution):
    cost = {"amount": solution.cost_amount, "currency": solution.cost_currency} if solution.cost_currency else None
    return {
        "action": solution.corrective_action.code,
        "solution": solution.number,
        "text": solution.text,
        "effect": solution.effect,
        "aim": solution.new_aim,
        "holds_from": solution.holds_from and solution.holds_from.isoformat(),
        "expected": solution.expected,
        "expected_on": solution.expected_on and solution.expected_on.isoformat(),
        "cost": cost,
    }


def of_course(action, remarks):
    """`remarks` says what there is to say of each solution, by its number."""
    return {
        "action": action.code,
        "course": action.course,
        "solution": action.chosen.number if action.chosen else None,
        "evaluation": action.evaluation,
        "remarks": {str(number): remark for number, remark in remarks.items()},
        "deadline": action.deadline and action.deadline.isoformat(),
    }


def of_closing(action):
    return {"action": action.code, "verdict": action.verdict, "follow_up": action.follow_up}
