"""Whose competence a proposal touches: KPIs and the audit plan are Audit's, money is Finance's, the rest is policy."""

from plans.enums import Competence
from plans.rules.changes import AddElement, AddPriority, Changes, RemoveElement, SetEstimate, StartEdition
from plans.rules.content import Indicator, Kind, Kpi, with_inner

# what is counted, and how it is judged
OF_AUDIT = (Kpi, Kind, Indicator)


def competences(changes, cost=None):
    """The frozenset of Competence that Changes, and what they cost, touch."""
    added = {change.element: change.added for change in changes if isinstance(change, AddPriority | AddElement)}
    touched = set()
    for change in changes:
        touched |= _of(change, added.get(change.element) or changes.base.element(change.element or ""))
    if cost is not None and cost.amount:
        touched.add(Competence.FINANCE)
    return frozenset(touched)


def competences_between(content, old, new):
    """What a new proposal touches that an old one did not, or touches otherwise: the competences whose
    outcome the step from the old to the new revision voids. Whatever is neither KPI nor money is policy."""
    gone = [change for change in old.changes if change not in new.changes]
    differing = [*gone, *(change for change in new.changes if change not in old.changes)]
    touched = set(competences(Changes(differing, content)))
    if old.cost != new.cost:
        touched.add(Competence.FINANCE)
    if (old.about and old.about.document) != (new.about and new.about.document):
        touched |= set(Competence)  # another report: whatever was said of the one before
    if (old.rationale, old.in_force_from) != (new.rationale, new.in_force_from):
        touched.add(Competence.POLICY)
    return frozenset(touched)


def _of(change, element):
    if isinstance(change, StartEdition):
        return {Competence.POLICY, Competence.AUDIT}
    if isinstance(change, SetEstimate):
        return {Competence.AUDIT}
    if isinstance(change, RemoveElement):
        element = change.removed
    if isinstance(change, AddElement | RemoveElement):
        return {_of_element(part) for part in with_inner(element)}
    if element is None and change.element is not None:
        # an element that is gone since: whose it was is not known, so nobody's outcome stands by mistake
        return {Competence.POLICY, Competence.AUDIT}
    return {_of_element(element)}


def _of_element(element):
    return Competence.AUDIT if isinstance(element, OF_AUDIT) else Competence.POLICY
