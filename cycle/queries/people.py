"""Who is told of something, or can be given it: as queries of people."""

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from approvals.models import Delegate
from cycle.queries.figures import ownerships


def colleagues():
    """Who can own a KPI: whoever is active and speaks for no Member."""
    delegates = Delegate.objects.filter(person=OuterRef("pk"))
    people = get_user_model().objects.filter(~Exists(delegates), is_active=True)
    return people.order_by("first_name", "last_name", "username")


def who_looks_after(kpi, at):
    """Who is told of a KPI: its owner, else whoever runs the cycle. As a query of people's ids."""
    owner = ownerships(at).filter(element=kpi, person__is_active=True).values("person")
    people = get_user_model().objects.filter(Q(pk__in=owner) | Q(~Exists(owner), pk__in=who_may("run_cycle")))
    return people.values("pk")


def who_carries_out(owner, also):
    """Who is told of what somebody carries out: they, or once they left whoever runs the cycle, and somebody else. As a
    query of people's ids."""
    people = get_user_model().objects
    there = people.filter(pk=owner, is_active=True)
    return people.filter(Q(pk=owner) | Q(pk=also) | Q(~Exists(there), pk__in=who_may("run_cycle"))).values("pk")


def just(person):
    """One person, as a query of ids."""
    return get_user_model().objects.filter(pk=person).values("pk")


def rights_of(person, asked):
    """Those of some permissions that a person has by a group, while active. One query."""
    mine = get_user_model().objects.filter(pk=person.pk, is_active=True, groups__permissions__codename__in=asked)
    return set(mine.values_list("groups__permissions__codename", flat=True)) & set(asked)


def who_may(what):
    """Whoever is active and has a permission by a group, as a query of ids."""
    return get_user_model().objects.filter(is_active=True, groups__permissions__codename=what).values("pk")
