"""Reads across bodies: who is entitled, and who acts for whom."""

from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce

from approvals.models import Delegate, Member, Office, SeatTerm


def entitled_members(body, at):
    """The Members that hold a seat of the body at a moment; a vacancy is nobody."""
    return Member.objects.filter(seat_terms__in=_held(body, at)).distinct()


def count_of_entitled(body, at):
    """How many Members that is, as a subquery; `body` may be an OuterRef."""
    counted = _held(body, at).values("seat__body").annotate(members=Count("member", distinct=True)).values("members")
    return Coalesce(Subquery(counted), 0)


def _held(body, at):
    return SeatTerm.objects.in_force(at).filter(seat__body=body)


def delegates_of(members, at):
    """The people who act for these Members at a moment, as a query of their ids."""
    return Delegate.objects.in_force(at).filter(member__in=members).values("person")


def officers(bodies, role, at):
    """The people who hold an office of one of these bodies at a moment, as a query of their ids."""
    return Office.objects.in_force(at).filter(body__in=bodies, role=role).values("person")
