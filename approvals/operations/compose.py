"""What the organization consists of: bodies, their seats, and Members. Added by whoever keeps the bodies, never
removed; each is an act. Loading a governance file adds them too, before there is anything to keep."""

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import Max
from guardian.models import GroupObjectPermission
from guardian.shortcuts import assign_perm

from approvals.enums import ActKind, SeatKind
from approvals.exceptions import KeyTaken
from approvals.models import Body, Member, Seat
from approvals.operations.register import append_act
from approvals.permissions import check_can_keep_bodies


@transaction.atomic
def found_body(*, by, at, key, name):
    """A body that a chain's class may name. Its key is for good; `name` is a text by language. Returns the Body.

    Groups of its own may run its readings and preside over it, once an administrator puts people into them; whoever may
    vote in another body may vote here, where it acts for a Member with a seat. Raises NotYours, KeyTaken.
    """
    check_can_keep_bodies(by)
    body = _made(Body, key, key=key, name=name)
    for permission in ("run_readings", "preside"):
        group = _made(Group, key, name=f"{key}: {permission}")
        assign_perm(f"approvals.{permission}", group, body)
    voting = GroupObjectPermission.objects.filter(permission__codename="vote", content_type__model="body")
    for group in Group.objects.filter(pk__in=voting.values("group")):
        assign_perm("approvals.vote", group, body)
    append_act(chain=body.chain, kind=ActKind.BODY_FOUNDED, by=by, at=at, facts={"key": key, "name": name})
    return body


@transaction.atomic
def add_seat(*, by, at, body, kind, region=""):
    """A further seat of a body, vacant until it is filled. Returns the Seat. Raises NotYours."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    check_can_keep_bodies(by, body)
    number = (body.seats.aggregate(last=Max("number"))["last"] or 0) + 1
    seat = Seat.objects.create(body=body, number=number, kind=SeatKind(kind), region=region)
    facts = {"seat": number, "kind": seat.kind, "region": region}
    append_act(chain=body.chain, kind=ActKind.SEAT_ADDED, by=by, at=at, facts=facts)
    return seat


@transaction.atomic
def admit_member(*, by, at, code, name, region):
    """A state or organization becomes a Member; it votes where it takes a seat. `code` is two or three capitals, `name`
    a text by language. Returns the Member. Raises NotYours, KeyTaken."""
    check_can_keep_bodies(by)
    member = _made(Member, code, code=code, name=name, region=region)
    facts = {"member": code, "name": name, "region": region}
    append_act(chain=member.chain, kind=ActKind.MEMBER_ADMITTED, by=by, at=at, facts=facts)
    return member


def _made(model, key, /, **values):
    """A row; raises KeyTaken with the key when there is one of these values already."""
    try:
        with transaction.atomic():
            return model.objects.create(**values)
    except IntegrityError:
        raise KeyTaken(key) from None
