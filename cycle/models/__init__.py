from cycle.models.allocation import Allocation
from cycle.models.corrective_action import Assessment, CorrectiveAction, Progress, Solution
from cycle.models.cycle import Cycle
from cycle.models.delivery import Delivery
from cycle.models.deviation import Deviation, DeviationLink
from cycle.models.figures_file import FiguresFile
from cycle.models.measurement import Confirmation, Measurement
from cycle.models.ownership import Ownership
from cycle.models.period import Period
from cycle.models.published_report import PublishedReport, Subscription
from cycle.models.step import Evidence, StepPlan
from cycle.models.strategy_review import StrategyReview
from cycle.models.validation import Answer, Validation

__all__ = [
    "Allocation",
    "Answer",
    "Assessment",
    "Confirmation",
    "CorrectiveAction",
    "Cycle",
    "Delivery",
    "Deviation",
    "DeviationLink",
    "Evidence",
    "FiguresFile",
    "Measurement",
    "Ownership",
    "Period",
    "Progress",
    "PublishedReport",
    "Solution",
    "StepPlan",
    "StrategyReview",
    "Subscription",
    "Validation",
]
