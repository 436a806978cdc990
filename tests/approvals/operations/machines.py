"""What the state machines have in common: a life of which nothing is kept, and refusals that are expected."""

import os

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

from approvals.exceptions import ApprovalsError
from approvals.queries.register import verify


class Life(RuleBasedStateMachine):
    """`at` goes forward only. `model` says what has to come of each step, the database what did."""

    refusals = ApprovalsError

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def tried(self, *refusals, action):
        """The result of an action; where refusals are expected, it must be refused with the first of them."""
        expected = next((refusal for condition, refusal in refusals if condition), ())
        result, refused = None, None
        try:
            with transaction.atomic():
                result = action()
        except self.refusals as refusal:
            refused = refusal
        assert isinstance(refused, expected) if expected else refused is None, f"{refused!r}, expected {expected}"
        return result

    @invariant()
    def register_is_whole(self):
        assert verify().whole


def drive(machine, *, lives):
    """Runs a machine for so many lives, the same ones each time; in the soak for 600 others."""
    soak = bool(os.environ.get("SOAK"))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=600 if soak else lives,
            stateful_step_count=40,
            deadline=None,
            # a failure is shown as it was found; making it smaller would take longer than the rest of the suite
            phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if soak else [])],
            derandomize=not soak,
            suppress_health_check=list(HealthCheck),
        ),
    )
