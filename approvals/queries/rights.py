"""The rights that people have by their offices and for the Members that they act for, themselves or for somebody
absent: as queries, for whoever asks and for the checks of permissions.py."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, CharField, Exists, IntegerField, OuterRef, Q, When
from django.db.models.functions import Cast
from guardian.models import GroupObjectPermission

from approvals.enums import ACT_AS, Role
from approvals.models import Body, Delegate, Interest, Office, Proxy, SeatTerm, Substitution

# which permission on a body an office needs
PERMISSION = {
    Role.SECRETARY: "run_readings",
    Role.CHAIR: "preside",
    Role.VICE_CHAIR: "preside",
    Role.SECRETARY_GENERAL: "preside",
}


def offices_of(person, at):
    """Every office that the person holds at a moment, or stands in for: pairs of a body's id and a role. One query."""
    standing_in = _standing_in(person, at).filter(body=OuterRef("body"), absent=OuterRef("person"))
    held = Office.objects.in_force(at).filter(Q(person=person) | Exists(standing_in), person__is_active=True)
    return {(body, Role(role)) for body, role in held.values_list("body", "role")}


def offices_by(person, body, role, at):
    """The offices by which the person may act, the own one first. Person and body by their ids."""
    standing_in = _standing_in(person, at).filter(body=body, absent=OuterRef("person"))
    granted = _grants(PERMISSION[role], body).filter(group__user=OuterRef("person"))
    return (
        Office.objects.in_force(at)
        .filter(
            Q(person=person) | Exists(standing_in),
            Exists(granted),
            Exists(get_user_model().objects.filter(pk=person, is_active=True)),
            body=body,
            role__in=ACT_AS.get(role, (role,)),
            person__is_active=True,
        )
        .order_by(_own_first(person), "pk")
    )


@dataclass(frozen=True)
class Mandate:
    """A Member for which a person may vote in a body. `absent` is the id of the delegate for whom the person stands in,
    `holder` the Member that holds this one's proxy; mostly both are None."""

    member: Any
    absent: int | None = None
    holder: Any = None


def mandates(person, body, at, *, proxies=0, revision=None, reading=None):
    """The Mandates of a person in a body at a moment, its own Members first, as a tuple; empty without any.

    Where a rule allows proxies, a Member that gave its own does not vote meanwhile, and who holds it does, unless it is
    recused from `reading`. Of `revision` its authors have none, nor who stands in for one. A body's secretary has none.
    """
    wrote = revision.authors.through.objects.filter(revision=revision) if revision else None
    standing_in = _standing_in(person, at).filter(body=body, absent=OuterRef("person"))
    acting = (
        Delegate.objects.in_force(at)
        .filter(
            Q(person=person) | Exists(standing_in),
            Q(body=None) | Q(body=body),
            Exists(_grants("vote", body.pk).filter(group__user=OuterRef("person"))),
            Exists(SeatTerm.objects.in_force(at).filter(seat__body=body, member=OuterRef("member"))),
            Exists(get_user_model().objects.filter(pk=person.pk, is_active=True)),
            ~Exists(offices_by(person.pk, body.pk, Role.SECRETARY, at)),
            person__is_active=True,
        )
        .select_related("member")
        .order_by(_own_first(person), "member__code", "pk")
    )
    if wrote is not None:
        acting = acting.filter(~Exists(wrote.filter(Q(user=person) | Q(user=OuterRef("person")))))
    own = {}
    for delegate in acting:
        absent = None if delegate.person_id == person.pk else delegate.person_id
        own.setdefault(delegate.member_id, Mandate(delegate.member, absent))
    if not proxies or not own:
        return tuple(own.values())
    given = proxies_in(body, at, proxies, reading)
    gave = {proxy.giver_id for proxy in given}
    held = [
        Mandate(proxy.giver, own[proxy.holder_id].absent, proxy.holder) for proxy in given if proxy.holder_id in own
    ]
    return (*(mandate for key, mandate in own.items() if key not in gave), *held)


def proxies_in(body, at, most, reading=None):
    """The proxies that count in a body at a moment: of Members that hold a seat, to Members that did not give their own
    away and are not recused from `reading`, and of each of them the first `most`; in the order in which they were
    given. A Member whose proxy does not count votes itself."""
    recused = Interest.objects.filter(reading=reading, recuses=True, taken_back_at__isnull=True)
    seated = SeatTerm.objects.in_force(at).filter(seat__body=body)
    every = Proxy.objects.in_force(at).filter(body=body)
    counting, held = [], Counter()
    for proxy in (
        every.filter(giver__in=seated.values("member"), holder__in=seated.values("member"))
        .exclude(holder__in=every.values("giver"))
        .exclude(holder__in=recused.values("member"))
        .select_related("giver", "holder")
        .order_by("given_at", "pk")
    ):
        held[proxy.holder_id] += 1
        if held[proxy.holder_id] <= most:
            counting.append(proxy)
    return counting


def represented(person, at):
    """The Members that a person speaks for in general, not in one body alone, by their codes. One query."""
    acting = Delegate.objects.in_force(at).filter(person=person, person__is_active=True, body=None)
    return [delegate.member for delegate in acting.select_related("member").order_by("member__code")]


def _standing_in(person, at):
    return Substitution.objects.in_force(at).filter(substitute=person)


def _own_first(person):
    return Case(When(person=person, then=0), default=1, output_field=IntegerField())


def _grants(permission, body):
    return GroupObjectPermission.objects.filter(
        permission__codename=permission,
        content_type__app_label=Body._meta.app_label,
        content_type__model=Body._meta.model_name,
        object_pk=Cast(body, CharField()),
    )
