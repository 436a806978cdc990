"""Of which kind an amendment is, from what it changes."""

from plans.enums import AmendmentKind
from plans.rules.changes import AddElement, RemoveElement, ReplaceText, SetEstimate, StartEdition
from plans.rules.content import Action, AnnualPlan, Deliverable

_CLERICAL = (ReplaceText, SetEstimate)
_OF_A_YEAR = (AnnualPlan, Action, Deliverable)


def kind_of(changes):
    """The AmendmentKind of Changes: a new edition, annual implementation plans and nothing else, or a change of the
    plan. (A corrigendum is one by its path, not by what it says.)"""
    if any(isinstance(change, StartEdition) for change in changes):
        return AmendmentKind.EDITION
    added = {change.element: change.added for change in changes if isinstance(change, AddElement)}
    elements = [
        change.removed
        if isinstance(change, RemoveElement)
        else added.get(change.element) or changes.base.element(change.element or "")
        for change in changes
    ]
    if elements and all(isinstance(element, _OF_A_YEAR) for element in elements):
        return AmendmentKind.ANNUAL_PLAN
    return AmendmentKind.PLAN_CHANGE


def is_clerical(proposal):
    """Whether a corrigendum may say this: it corrects texts and estimates that are there, nothing comes, goes or moves,
    it costs nothing, and it has no day of its own. That no meaning changes is for its secretary and chair to
    confirm."""
    corrects = all(
        isinstance(change, _CLERICAL) and change.old is not None and change.new is not None
        for change in proposal.changes
    )
    return corrects and proposal.cost is None and proposal.in_force_from is None
