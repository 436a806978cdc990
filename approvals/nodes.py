"""Our node classes: a body's step in a chain, the drafters' desk, and the freezing. No rules live here."""

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.nodes.handle import HandleActivation
from viewflow.workflow.status import STATUS

from approvals.enums import Role


class RoutedActivation(HandleActivation):
    """Goes on to the node that its step was told to go to: the name in the task's data, else the way onward."""

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self):
        self.led_to = self.flow_task.successor(self.task.data.get("to"))._create(self, self.task.token)
        yield self.led_to


class Routed(flow.Handle):
    """A node that people drive and that has several ways out."""

    activation_class = RoutedActivation

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._ways = []

    def _way(self, node, label):
        self._ways.append((node, label))
        return self

    def _resolve(self, cls):
        super()._resolve(cls)
        self._ways = [(this.resolve(cls, node), label) for node, label in self._ways]

    def _outgoing(self):
        for node, label in self._ways:
            yield Edge(src=self, dst=node, edge_class="next", label=label or None)

    def successor(self, name):
        """The node of this name among the ways out; without a name, the first way. Raises LookupError."""
        for node, _label in self._ways:
            if name is None or node.name == name:
                return node
        raise LookupError(f"{self.name} has no way to {name}")


class BodyStep(Routed):
    """A step at which a body considers a revision: whose, by which competence, under which rules."""

    role = Role.SECRETARY  # who runs it

    def __init__(self, *, body, nature, competence, voting, deadline, outcomes, **kwargs):
        """`voting`, `deadline` and `outcomes` are the keys of its rules; their versions hold from a review's start."""
        super().__init__(**kwargs)
        self.body = body
        self.nature = nature
        self.competence = competence
        self.voting = voting
        self.deadline = deadline
        self.outcomes = outcomes
        self.onward = None
        self.consulted = {}
        self.desk = None

    def Onward(self, node):  # noqa: N802, the engine's style
        self.onward = node
        return self._way(node, "")

    def Consults(self, competence, node):  # noqa: N802
        """Where a change that the body itself makes goes, when it touches this competence."""
        self.consulted[competence] = node
        return self._way(node, f"changed: {competence}")

    def Returns(self, node):  # noqa: N802
        self.desk = node
        return self._way(node, "returned")

    def Overtaken(self, node):  # noqa: N802
        """Where the text goes when another adoption has changed what it stands on, from a step that returns nothing."""
        self.desk = node
        return self._way(node, "overtaken")

    def _resolve(self, cls):
        super()._resolve(cls)
        self.onward = this.resolve(cls, self.onward)
        self.desk = this.resolve(cls, self.desk)
        self.consulted = {competence: this.resolve(cls, node) for competence, node in self.consulted.items()}


class OfficerStep(BodyStep):
    """A step at which one officer of a body acts alone, and nobody votes."""

    def __init__(self, *, role, **kwargs):
        super().__init__(voting=None, **kwargs)
        self.role = role


class Drafting(Routed):
    """A returned text is with its drafters, until they submit it again or withdraw it."""

    def Resumes(self, *nodes):  # noqa: N802
        for node in nodes:
            self._way(node, "resubmitted")
        return self


class Freezing(Routed):
    """An adopted text waits for its sealed document."""

    def Onward(self, node):  # noqa: N802
        self.onward = node
        return self._way(node, "sealed")

    def _resolve(self, cls):
        super()._resolve(cls)
        self.onward = this.resolve(cls, self.onward)
