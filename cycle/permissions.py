"""Who may run the cycle, who evaluates, and who enters and confirms figures. Asked of the database inside the
transaction."""

from cycle.exceptions import NotYours
from cycle.queries.figures import owned_by
from cycle.queries.people import who_may


def may(person, what):
    """Whether a group of the person's has the permission; administrators have none by being that."""
    return who_may(what).filter(pk=person.pk).exists()


def check_may(person, what):
    """Raises NotYours unless a group of the person's has the permission."""
    if not may(person, what):
        raise NotYours(what)


def measurable_by(person, kpis, at):
    """Those of some keys of KPIs whose figures the person may enter: whoever runs the cycle all, owners their own."""
    return set(kpis) if may(person, "run_cycle") else set(kpis) & owned_by(person, at)


def check_may_measure(person, kpis, at):
    """Raises NotYours unless the person may enter the figures of all these KPIs."""
    if measurable_by(person, kpis, at) != set(kpis):
        raise NotYours("enter_figures")
