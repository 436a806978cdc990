from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """What is taken out of a file of an app, what stands there instead, and the tests that miss it."""

    file: str
    old: str
    new: str
    tests: str
    app: str = "approvals"
