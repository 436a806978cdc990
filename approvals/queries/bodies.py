"""Reads across bodies: who is entitled, and who acts for whom."""

from approvals.models import Delegate, Member, Office, SeatTerm


def entitled_members(body, at):
    """The Members that hold a seat of the body at a moment; a vacancy is nobody."""
    return Member.objects.filter(seat_terms__in=SeatTerm.objects.in_force(at).filter(seat__body=body)).distinct()


def delegates_of(members, at):
    """The people who act for these Members at a moment, as a query of their ids."""
    return Delegate.objects.in_force(at).filter(member__in=members).values("person")


def officers(bodies, role, at):
    """The people who hold an office of one of these bodies at a moment, as a query of their ids."""
    return Office.objects.in_force(at).filter(body__in=bodies, role=role).values("person")
