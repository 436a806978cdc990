"""Reads across bodies: who is entitled, and who acts for whom."""

from django.contrib.auth import get_user_model
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from approvals.enums import ACT_AS, Role
from approvals.models import Attendance, Delegate, Interest, Member, Office, SeatTerm, Substitution


def entitled_members(body, at, reading=None):
    """The Members that hold a seat of the body at a moment; a vacancy is nobody. On a reading's question, without those
    that are recused from it."""
    return Member.objects.filter(seat_terms__in=_held(body, at, reading)).distinct()


def count_of_entitled(body, at, reading=None):
    """How many Members that is, as a subquery; `body` and `reading` may be OuterRefs."""
    held = _held(body, at, reading)
    counted = held.values("seat__body").annotate(members=Count("member", distinct=True)).values("members")
    return Coalesce(Subquery(counted), 0)


def _held(body, at, reading=None):
    held = SeatTerm.objects.in_force(at).filter(seat__body=body)
    if reading is None:
        return held
    recused = Interest.objects.filter(reading=reading, recuses=True, taken_back_at__isnull=True)
    return held.exclude(member__in=recused.values("member"))


def present_members(meeting):
    """The Members that are there, by the last entry of the meeting's attendance."""
    last = Attendance.objects.filter(meeting=meeting, member=OuterRef("member")).order_by("-number")
    entries = Attendance.objects.filter(meeting=meeting, present=True, number=Subquery(last.values("number")[:1]))
    return Member.objects.filter(pk__in=entries.values("member")).order_by("code")


def delegates_of_entitled(body, at, reading=None):
    """The people who act for a body's entitled Members, as a query of their ids."""
    return delegates_of(entitled_members(body, at, reading), body, at)


def delegates_of(members, body, at):
    """The people who act for these Members in a body at a moment, and who stands in for one of them there, as a query
    of their ids."""
    acting = Delegate.objects.in_force(at).filter(Q(body=None) | Q(body=body), member__in=members)
    standing_in = Substitution.objects.in_force(at).filter(body=body, absent__in=acting.values("person"))
    people = get_user_model().objects
    return people.filter(Q(pk__in=acting.values("person")) | Q(pk__in=standing_in.values("substitute"))).values("pk")


def officers(body, role, at):
    """The people who hold an office of this body at a moment, or stand in for who does, as a query of ids."""
    return officers_of(Q(body=body), role, at)


def officers_of(bodies, role, at):
    """The same of several bodies, given as a condition of offices."""
    held = Office.objects.in_force(at).filter(bodies, role__in=ACT_AS.get(Role(role), (role,)))
    standing_in = Substitution.objects.in_force(at).filter(absent__in=held.values("person"))
    people = get_user_model().objects
    return people.filter(Q(pk__in=held.values("person")) | Q(pk__in=standing_in.values("substitute"))).values("pk")


def regions():
    """The regions that Members are of, by name."""
    return Member.objects.order_by("region").values_list("region", flat=True).distinct()
