"""Reads of polls: the vote that counts is a Member's last."""

from django.db.models import F, OuterRef, Subquery

from approvals.models import Vote


def counting_votes(poll):
    """Each Member's last vote in a poll, by the Member's code."""
    last = (
        Vote.objects.filter(poll=OuterRef("poll"), member=OuterRef("member")).order_by("-number").values("number")[:1]
    )
    return Vote.objects.filter(poll=poll, number=Subquery(last)).select_related("member").order_by("member__code")


def vote_of(poll, member):
    """A Member's last vote in a poll, or None."""
    return Vote.objects.filter(poll=poll, member=member).order_by(F("number").desc()).first()
