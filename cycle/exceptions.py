"""What the cycle's operations refuse."""


class CycleError(Exception):
    """A refusal of this app."""


class NotADemonstration(CycleError):
    """The demonstration's accounts have a public password, so they exist in demonstration mode only."""
