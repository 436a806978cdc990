"""How far the deliverables of an annual implementation plan are, and the next plan drafted from it."""

from django.db import transaction

from cycle.exceptions import (
    AfterTheEdition,
    NextYearInHand,
    NextYearThere,
    NoSuchDeliverable,
    NothingLeft,
    NotYours,
    ReasonMissing,
)
from cycle.models import Delivery
from cycle.permissions import may
from cycle.queries.deliveries import deliveries, next_year_in_hand, progress_of
from cycle.queries.figures import owned_by
from cycle.rules.annual import next_year
from plans.enums import AmendmentKind
from plans.models import Edition
from plans.operations.start_amendment import start_amendment
from plans.permissions import check_can_draft
from plans.queries.versions import latest_version
from plans.rules.changes import AddElement
from plans.rules.content import Deliverable
from plans.rules.texts import in_language


@transaction.atomic
def report_delivery(*, by, at, edition, deliverable, share, text):
    """Says how far a deliverable, given by its key, is, in hundredths. Returns the Delivery.

    Raises NoSuchDeliverable, ReasonMissing without a text, and NotYours for whoever neither runs the cycle nor owns the
    action that it belongs to.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    content = latest_version(edition).content
    if content.element(deliverable, Deliverable) is None:
        raise NoSuchDeliverable(deliverable)
    action = action_of(content, deliverable)
    if not may(by, "run_cycle") and action.key not in owned_by(by, at):
        raise NotYours("report_delivery")
    if not text.strip():
        raise ReasonMissing
    number = Delivery.objects.filter(edition=edition, deliverable=deliverable).count() + 1
    return Delivery.objects.create(
        edition=edition, deliverable=deliverable, number=number, share=share, text=text.strip(), by=by, at=at
    )


@transaction.atomic
def draft_next_year(*, by, at, edition, plan):
    """Starts the amendment that adds the annual plan after `plan`, an AnnualPlan of the edition's newest version, with
    what is left of it. Returns the Amendment. Raises plans' NotAllowed, NextYearThere where a later plan is there
    already, NextYearInHand where one is drafted or under review, NothingLeft where everything is done, and
    AfterTheEdition where it would begin after the edition's end."""
    check_can_draft(by)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    base = latest_version(edition)
    later = [one for one in base.content.annual_plans if one.start > plan.start]
    if later:
        raise NextYearThere(later[0])
    in_hand = next_year_in_hand(edition, plan)
    if in_hand is not None:
        raise NextYearInHand(in_hand)
    drafted = next_year(plan, progress_of(deliveries(edition.pk)))
    if not drafted.actions:
        raise NothingLeft
    if drafted.start > base.content.end:
        raise AfterTheEdition(base.content.end)
    language = base.content.authentic[0]
    return start_amendment(
        by=by,
        at=at,
        base=base,
        title=in_language(drafted.name, language)[:200],
        changes=[AddElement(collection="annual_plans", added=drafted, after=base.content.annual_plans[-1].key)],
        kind=AmendmentKind.ANNUAL_PLAN,
    )


def action_of(content, deliverable):
    """The Action that a deliverable belongs to."""
    return next(
        action
        for plan in content.annual_plans
        for action in plan.actions
        if any(one.key == deliverable for one in action.deliverables)
    )
