from cycle.models.corrective_action import CorrectiveAction, Solution
from cycle.models.cycle import Cycle
from cycle.models.deviation import Deviation
from cycle.models.measurement import Measurement, Period

__all__ = ["CorrectiveAction", "Cycle", "Deviation", "Measurement", "Period", "Solution"]
