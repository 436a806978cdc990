"""How the roll-ups of a report come about, from nothing but what it says."""

from fractions import Fraction

from cycle.rules.rollup import Part, rolled_up


def workings(report):
    """How a Report's roll-ups come about: a RolledUp for each objective and perspective, by its key, and for the
    `whole`."""
    rule = {name: Fraction(getattr(report, name)) for name in ("off_from", "on_from") if getattr(report, name)}
    objectives = {
        one.key: rolled_up([_part(kpi.key, kpi.weight or 1, kpi.judged) for kpi in one.kpis], **rule)
        for one in report.objectives
    }

    def of(some):
        return rolled_up([_part(one.key, 1, one.rolled) for one in some], **rule)

    perspectives = {part.key: of(part.objectives) for part in report.perspectives if part.key}
    return objectives | perspectives | {"whole": of(report.objectives)}


def _part(key, weight, stands):
    return Part(key, weight, stands.state, Fraction(stands.reached) if stands.reached is not None else None)
