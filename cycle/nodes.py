"""Our node classes: a step of the cycle, and a step of a corrective action that somebody takes."""

from approvals.nodes import Routed


class Step(Routed):
    """A step of the cycle, in a phase of it: it ends when nothing is missing and somebody in charge goes on."""

    def __init__(self, *, phase, **kwargs):
        super().__init__(**kwargs)
        self.phase = phase

    def Onward(self, node):  # noqa: N802, the engine's style
        return self._way(node, "")


class Deed(Routed):
    """A step that ends by an operation."""

    def Onward(self, node, when=""):  # noqa: N802
        return self._way(node, when)
