"""Whose competence a proposal touches: KPIs and the audit plan are Audit's, money is Finance's, the rest is policy."""

from plans.enums import Competence
from plans.rules.changes import ReplaceText, SetEstimate
from plans.rules.content import Kpi


def competences(content, changes, cost=None):
    """The frozenset of Competence that changes to a content, and what they cost, touch."""
    touched = {_of(change, content) for change in changes}
    if cost is not None and cost.amount:
        touched.add(Competence.FINANCE)
    return frozenset(touched)


def competences_between(content, old, new):
    """What a new proposal touches that an old one did not, or touches otherwise: the competences whose
    outcome the step from the old to the new revision voids. Whatever is neither KPI nor money is policy."""
    gone = [change for change in old.changes if change not in new.changes]
    differing = [*gone, *(change for change in new.changes if change not in old.changes)]
    touched = {_of(change, content) for change in differing}
    if old.cost != new.cost:
        touched.add(Competence.FINANCE)
    if (old.rationale, old.in_force_from) != (new.rationale, new.in_force_from):
        touched.add(Competence.POLICY)
    return frozenset(touched)


def _of(change, content):
    if isinstance(change, SetEstimate):
        return Competence.AUDIT
    if isinstance(change, ReplaceText) and content.element(change.element, Kpi):
        return Competence.AUDIT
    return Competence.POLICY
