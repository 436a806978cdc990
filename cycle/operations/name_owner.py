from django.db import transaction

from cycle.exceptions import NotAnOwner
from cycle.models import Cycle, Ownership
from cycle.permissions import check_may


@transaction.atomic
def name_owner(*, by, at, element, person):
    """Says who sees to a KPI or an action, given by its key, from now on; None: nobody. Who owned it before does no
    longer. Returns the Ownership or None. Raises NotYours, and NotAnOwner for who is not active."""
    check_may(by, "run_cycle")
    # whoever names owners does so one after the other
    list(Cycle.objects.select_for_update().order_by("pk").values_list("pk"))
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
