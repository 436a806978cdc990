"""What a report says was found, decided and put to the bodies: values, as queries/proceedings.py reads them."""

from datetime import date

from approvals.enums import Nature, Outcome
from cycle.enums import Cause, Course, State, Trigger, Verdict
from plans.rules.changes import Cost
from plans.rules.content import Aim
from plans.rules.texts import Frozen, Text


class SolutionSeen(Frozen):
    solution: int
    text: str
    effect: str
    aim: Aim | None = None
    holds_from: date | None = None
    expected: str = ""
    expected_on: date | None = None
    cost: Cost | None = None


class ActionSeen(Frozen):
    """What was done about a deviation. `course` and what belongs to it are absent while nothing is decided; `solutions`
    holds the one that was chosen."""

    code: str
    solutions: tuple[SolutionSeen, ...] = ()
    course: Course | None = None
    chosen: int | None = None
    evaluation: str = ""
    decided_on: date | None = None
    deadline: date | None = None
    amendment: str = ""
    progress: int | None = None
    progress_on: date | None = None
    verdict: Verdict | None = None
    follow_up: str = ""
    closed_on: date | None = None

    @property
    def choice(self):
        """The solution that was chosen, or None."""
        return next((one for one in self.solutions if one.solution == self.chosen), None)


class DeviationSeen(Frozen):
    deviation: str
    kpi: str
    code: str
    edition: str = ""
    period: str
    trigger: Trigger
    state: State
    ratio: str
    reached: str
    opened_on: date
    cause: Cause | None = None
    analysis: str = ""
    analysed_on: date | None = None
    action: ActionSeen | None = None


class DecisionSeen(Frozen):
    """A final decision of a body. `act` is its number in the register's chain `chain`."""

    amendment: str
    title: str
    body: str
    body_name: Text
    nature: Nature
    outcome: Outcome
    decided_on: date
    revision: int
    digest: str
    chain: str
    act: int


class PendingSeen(Frozen):
    """An amendment under review. Without a body it is with its drafters; with a `version` it made that one by urgency,
    which waits to be ratified."""

    amendment: str
    title: str
    submitted_on: date
    body: str = ""
    body_name: Text | None = None
    step: str = ""
    due_on: date | None = None
    version: str = ""
