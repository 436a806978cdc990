"""Who sees to a KPI or an action, named by whoever runs the cycle; and who goes on with an action in the next year."""

from django.db import transaction

from cycle.exceptions import NotAnOwner
from cycle.models import Cycle, Ownership
from cycle.permissions import check_may
from cycle.queries.figures import ownerships
from cycle.rules.annual import drawn_from
from plans.queries.versions import latest_versions


@transaction.atomic
def name_owner(*, by, at, element, person):
    """Says who sees to a KPI or an action, given by its key, from now on; None: nobody. Who owned it before does no
    longer. Returns the Ownership or None. Raises NotYours, and NotAnOwner for who is not active."""
    check_may(by, "run_cycle")
    _one_after_the_other()
    if person is not None and not person.is_active:
        raise NotAnOwner
    owned = Ownership.objects.filter(element=element, ends_at__isnull=True)
    before = owned.first()
    at = max(at, before.starts_at) if before else at
    if before is not None and person is not None and before.person_id == person.pk:
        return before
    owned.update(ends_at=at)
    if person is None:
        return None
    return Ownership.objects.create(element=element, person=person, starts_at=at, named_by=by)


def pass_owners_on(*, at):
    """A sweep: whoever sees to an action sees to what is left of it in the next annual plan, once that is adopted and
    unless somebody was ever named for it. Returns how many were passed on."""
    return sum(_passed_on(drawn_from(version.content.annual_plans), at) for version in latest_versions())


@transaction.atomic
def _passed_on(drawn, at):
    if not _to_pass_on(drawn, at):
        return 0
    _one_after_the_other()
    return len(Ownership.objects.bulk_create(_to_pass_on(drawn, at)))


def _to_pass_on(drawn, at):
    named = set(Ownership.objects.filter(element__in=drawn).values_list("element", flat=True))
    owning = {one.element: one for one in ownerships(at).filter(element__in=drawn.values(), person__is_active=True)}
    return [
        Ownership(element=key, person_id=owning[before].person_id, starts_at=at, named_by_id=owning[before].named_by_id)
        for key, before in drawn.items()
        if before in owning and key not in named
    ]


def _one_after_the_other():
    # whoever names owners waits for whoever does so
    list(Cycle.objects.select_for_update().order_by("pk").values_list("pk"))
