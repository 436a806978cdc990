"""The closed vocabularies of the cycle."""

from enum import StrEnum


class Phase(StrEnum):
    """Where in the cycle a step belongs."""

    DEFINING = "defining"  # planning: defining the strategy
    TRANSLATING = "translating"  # planning: translating it
    IMPLEMENTING = "implementing"
    LEARNING = "learning"


class State(StrEnum):
    """Where a KPI stands in a period, from worst to best, then what is no judgement."""

    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"
    NOT_APPLICABLE = "not_applicable"
    NO_DATA = "no_data"


class Stance(StrEnum):
    """What a Member says of a published figure."""

    CONFIRMED = "confirmed"
    CONTESTED = "contested"


class Trigger(StrEnum):
    """By which rule a deviation opened."""

    BELOW_THRESHOLD = "below_threshold"
    FALLING = "falling"
    MILESTONE_MISSED = "milestone_missed"


class Means(StrEnum):
    """What serves strategic priorities."""

    EFFORT = "effort"  # time of staff
    RESOURCES = "resources"  # money


class Direction(StrEnum):
    """Where a KPI is going."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


class Cause(StrEnum):
    """Why a KPI deviates, by kind."""

    DEMAND = "demand"  # more or less was asked for than expected
    RESOURCES = "resources"  # people, money
    EXTERNAL = "external"  # travel, law, markets, health
    PLANNING = "planning"  # the estimate was wrong
    DELIVERY = "delivery"  # done later, or worse, than planned
    DATA = "data"  # the figure is wrong


class Course(StrEnum):
    """What is decided about a deviation."""

    AMEND_PLAN = "amend_plan"
    OPERATIONAL = "operational"  # something is done, and the plan stays
    NONE = "none"


class Verdict(StrEnum):
    """Whether a corrective action helped."""

    HELPED = "helped"
    HELPED_PARTLY = "helped_partly"
    DID_NOT_HELP = "did_not_help"
