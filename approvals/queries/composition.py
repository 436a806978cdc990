"""Who makes up a body, as of any moment: seats with who holds them, offices, delegates, who stands in."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from approvals.models import Delegate, Office, Proxy, SeatTerm, Substitution


@dataclass(frozen=True)
class Composition:
    """`seats` are pairs of a seat and its term in force, None where it is vacant; `history` every term, newest
    first."""

    seats: tuple[tuple[Any, Any], ...]
    offices: tuple[Any, ...]
    delegates: tuple[Any, ...]
    substitutions: tuple[Any, ...]
    proxies: tuple[Any, ...]
    history: tuple[Any, ...]

    @property
    def filled(self):
        return sum(term is not None for _seat, term in self.seats)


def composition_of(body, at):
    """The Composition of a body at a moment; what stands in for somebody is shown from the day it is named."""
    in_force = SeatTerm.objects.in_force(at).select_related("member")
    seats = body.seats.order_by("number").prefetch_related(Prefetch("terms", in_force, to_attr="held"))
    pairs = tuple((seat, seat.held[0] if seat.held else None) for seat in seats)
    members = [term.member_id for _seat, term in pairs if term]
    to_come = Q(ends_at__gt=at)
    return Composition(
        pairs,
        tuple(Office.objects.in_force(at).filter(body=body).select_related("person").order_by("role", "starts_at")),
        tuple(
            Delegate.objects.in_force(at)
            .filter(Q(body=None) | Q(body=body), member__in=members)
            .select_related("member", "person")
            .order_by("member__code", "alternate", "pk")
        ),
        tuple(Substitution.objects.filter(to_come, body=body).select_related("absent", "substitute")),
        tuple(Proxy.objects.filter(to_come, body=body).select_related("giver", "holder")),
        tuple(
            SeatTerm.objects.filter(seat__body=body)
            .select_related("seat", "member")
            .order_by("-starts_at", "seat__number")
        ),
    )
