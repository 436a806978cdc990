"""By which rule a KPI deviates, if it does."""

from cycle.enums import State, Trigger
from cycle.rules.trend import falls
from plans.enums import Method

# after how many falls in a row a KPI deviates although it is not off track yet, where the plan says nothing of it
FALLING = 3


def may_fall(reached, *, falling=FALLING):
    """Whether an earlier period can still say that a KPI falls: what is known fell all the way, not often enough."""
    judged = [one for one in reached if one is not None]
    return falls(judged) == len(judged) - 1 < falling


def trigger_of(method, reached, state, *, falling=FALLING):
    """The Trigger by which a KPI deviates in a period, or None. `state` is where it stands there; `reached` what it
    reached of its aim through the periods up to this one, the oldest first, None where nothing was judged."""
    if state is State.OFF_TRACK:
        return Trigger.MILESTONE_MISSED if method is Method.MILESTONE else Trigger.BELOW_THRESHOLD
    judged = state in (State.AT_RISK, State.ON_TRACK)
    return Trigger.FALLING if judged and falls(reached) >= falling else None
