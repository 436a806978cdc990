"""What the register keeps of a deviation and of what is done about it: facts without names of people."""

from django.utils import timezone

from approvals.operations.register import append_act
from plans.rules.canonical import pruned


def register(deviation, kind, facts, *, by, at):
    """Adds an act to a deviation's chain. The caller holds the deviation's row."""
    return append_act(chain=deviation.chain, kind=kind, by=by, at=at, facts=pruned(facts))


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
