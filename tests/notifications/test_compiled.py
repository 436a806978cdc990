"""Compiled queries give what the queries give that they are made of, with each run's own values."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext

from approvals.enums import Role
from approvals.models import Body, Office, Review
from notifications.queries.compiled import ask, rows, together
from tests.procedure import submitted

pytestmark = pytest.mark.django_db


def offices(body, role, at):
    """Model instances, with what they belong to and an annotation."""
    held = Office.objects.in_force(at).filter(body__key=body, role=role).select_related("body", "person")
    others = Office.objects.filter(person=OuterRef("person")).exclude(body__key=body)
    return held.annotate(elsewhere=Exists(others)).order_by("pk")


def bodies(key, after=None):
    """Values, of two shapes."""
    found = Body.objects.filter(key=key) if after is None else Body.objects.filter(key=key, pk__gt=after)
    return found.values_list("pk", "name")


def holders(body, at):
    return Office.objects.in_force(at).filter(body__key=body).values("person")


def anybody(querysets):
    one, other = (Q(pk__in=ids) for ids in querysets)
    return get_user_model().objects.filter(one | other).order_by("pk").values("pk")


def locking(review):
    return Review.objects.select_for_update().filter(pk=review).values_list("pk")


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR])
def test_each_run_has_its_own_values(role, at):
    for key in Body.objects.values_list("key", flat=True):
        for moment in (at, at - timedelta(days=5000), at):
            given, expected = rows(offices, body=key, role=role, at=moment), list(offices(key, role, moment))
            assert given == expected
            assert [office.elsewhere for office in given] == [office.elsewhere for office in expected]
            with CaptureQueriesContext(connection) as captured:
                people = [(office.body.key, office.person.username) for office in given]
            assert not captured.captured_queries
            assert people == [(key, office.person.username) for office in expected]
    assert rows(offices, body="council", role=Role.SECRETARY, at=at)


def test_what_differs_in_shape_is_another_query(at):
    council = Body.objects.get(key="council")
    assert rows(bodies, key="council") == [(council.pk, council.name)]
    assert rows(bodies, key="council", after=council.pk - 1) == [(council.pk, council.name)]
    assert rows(bodies, key="council", after=council.pk) == []


def test_several_go_into_one(at):
    asks = [ask(holders, body=key, at=at) for key in ("council", "audit_committee")]
    expected = Office.objects.in_force(at).filter(body__key__in=["council", "audit_committee"])
    assert together(anybody, asks) == [{"pk": pk} for pk in sorted(set(expected.values_list("person", flat=True)))]
    assert together(anybody, [asks[1], asks[1]]) != together(anybody, asks)


def test_a_text_is_a_value_and_never_sql(at):
    assert rows(bodies, key="council' OR '1'='1") == []
    assert rows(bodies, key="%s %(key)s") == []


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_not_taken_outside_a_transaction(at):
    review = submitted(at).review_id
    with transaction.atomic():
        assert rows(locking, review=review) == [(review,)]
    with pytest.raises(AssertionError, match="as long as its transaction"):
        rows(locking, review=review)
