"""Reads of polls: the vote that counts is a Member's last."""

from django.db.models import OuterRef, Subquery

from approvals.models import Vote
from approvals.queries.bodies import delegates_of, entitled_members


def counting_votes(poll):
    """Each Member's last vote in a poll, by the Member's code."""
    last = (
        Vote.objects.filter(poll=OuterRef("poll"), member=OuterRef("member")).order_by("-number").values("number")[:1]
    )
    return Vote.objects.filter(poll=poll, number=Subquery(last)).select_related("member").order_by("member__code")


def votes_of(poll, members):
    """These Members' last votes in a poll, as a list."""
    return list(counting_votes(poll).filter(member__in=members))


def codes_checked_in(poll, entitled):
    """The codes of the entitled Members that said in a poll that they are there, as a sorted list."""
    said = poll.check_ins.filter(member__in=entitled)
    return sorted(said.values_list("member__code", flat=True))


def missing_members(poll, entitled):
    """Those of the entitled Members that have not voted, by their codes. The poll may be given by its id."""
    return entitled.exclude(pk__in=Vote.objects.filter(poll=poll).values("member")).order_by("code")


def delegates_of_missing(poll, body, reading, at):
    """The people who act for those Members, as a query of their ids."""
    return delegates_of(missing_members(poll, entitled_members(body, at, reading)), body, at)
