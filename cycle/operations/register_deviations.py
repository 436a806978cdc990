"""Deviations that opened before the register kept them are entered in it as they stand."""

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from approvals.models import Act
from cycle.models import Deviation
from cycle.operations import acts


def register_deviations(*, at):
    """A sweep: enters what lacks acts, once, with what was done about it up to now. Returns how many deviations."""
    chain = Concat(Value("deviation:"), Cast(OuterRef("pk"), CharField()))
    older = Deviation.objects.filter(~Exists(Act.objects.filter(chain=chain))).order_by("number")
    return sum(_registered(pk, at) for pk in older.values_list("pk", flat=True))


@transaction.atomic
def _registered(pk, at):
    deviation = Deviation.objects.select_for_update(of=("self",)).get(pk=pk)
    return acts.enter_history(deviation, at=at)
