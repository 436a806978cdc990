"""What the register tells of a deviation, as a report shows it."""

from approvals.enums import ActKind
from cycle.rules.proceedings import DeviationSeen


def told(acts):
    """The DeviationSeen that the acts of its chain tell, triples of a kind, the day and the facts, in order; None where
    the first is not that it opened."""
    if not acts or acts[0][0] != ActKind.DEVIATION_OPENED:
        return None
    facts = acts[0][2]
    seen = {name: facts[name] for name in ("deviation", "kpi", "code", "edition", "period", "trigger", "state")}
    seen |= {"ratio": facts["ratio"], "reached": facts["reached"], "opened_on": facts["opened_on"]}
    action = {}
    for kind, day, said in acts[1:]:
        if kind == ActKind.DEVIATION_ANALYSED:
            seen |= {"cause": said["cause"], "analysis": said.get("analysis", ""), "analysed_on": day}
        elif kind == ActKind.SOLUTION_PROPOSED:
            solution = {name: value for name, value in said.items() if name != "action"}
            action["code"] = said["action"]
            action["solutions"] = [*action.get("solutions", ()), solution]
        elif kind in _OF_ACTION:
            action = _OF_ACTION[kind](action, day, said)
    if action:
        # what is still weighed, and what was not chosen, is its authors' and not the report's
        chosen = [one for one in action["solutions"] if one["solution"] == action.get("chosen")]
        seen |= {"action": action | {"solutions": chosen}}
    return DeviationSeen.model_validate(seen)


def _decided(action, day, said):
    return action | {
        "course": said["course"],
        "chosen": said.get("solution"),
        "evaluation": said.get("evaluation", ""),
        "deadline": said.get("deadline"),
        "decided_on": day,
    }


def _open_again(action, _day, _said):
    return {name: value for name, value in action.items() if name in ("code", "solutions")}


_OF_ACTION = {
    ActKind.COURSE_DECIDED: _decided,
    ActKind.COURSE_REOPENED: _open_again,
    ActKind.AMENDMENT_STARTED: lambda action, _day, said: action | {"amendment": said["amendment"]},
    ActKind.PROGRESS_REPORTED: lambda action, day, said: action | {"progress": said["share"], "progress_on": day},
    ActKind.ACTION_CLOSED: lambda action, day, said: (
        action | {"verdict": said["verdict"], "follow_up": said.get("follow_up", ""), "closed_on": day}
    ),
}
