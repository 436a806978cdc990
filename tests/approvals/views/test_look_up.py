"""The page that the code on a cover leads to: what holds today of the version with this digest."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.operations.freeze_version import freeze_version
from approvals.operations.lapse import lapse_what_was_not_ratified
from plans.enums import Standing
from plans.models import Version
from plans.queries.versions import standing_on
from tests.approvals.operations.test_urgent import adopted as urgently_adopted
from tests.procedure import adopted

pytestmark = pytest.mark.django_db


def seen(client, version):
    answer = client.get(reverse("look-up", args=[version.digest]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_version_holds_until_the_next_one_does(at, client):
    adopted(at)
    first, second = Version.objects.order_by("number")
    day = second.in_force_from
    before = day - timedelta(days=1)
    assert standing_on(first, before) == (Standing.IN_FORCE, first)
    assert standing_on(second, before) == (Standing.TO_COME, first)
    assert standing_on(first, day) == (Standing.SUPERSEDED, second)
    assert standing_on(second, day) == (Standing.IN_FORCE, second)
    assert standing_on(first, first.in_force_from - timedelta(days=1)) == (Standing.TO_COME, None)
    assert "It is true of its time, and another version holds today." in seen(client, first)
    said = seen(client, second)
    assert ("✓ In force" in said, "Its document is not sealed yet." in said) == (True, True)
    document = freeze_version(version=second, at=at + timedelta(days=15))
    said = seen(client, second)
    assert (document.reached.digest in said, reverse("document", args=[second]) in said) == (True, True)


def test_what_was_not_ratified_holds_no_longer(at, client):
    ratification, at = urgently_adopted(at)
    version = Version.objects.order_by("number").last()
    lapse_what_was_not_ratified(at=max(at, ratification.deadline_at))
    version.refresh_from_db()
    day = timezone.localdate()
    assert standing_on(version, day) == (Standing.LAPSED, version.predecessor)
    assert "not ratified" in seen(client, version)
    assert "✓ In force" in seen(client, version.predecessor)


def test_an_unknown_digest_is_said_to_be_one(client):
    answer = client.get(reverse("look-up", args=["f" * 64]))
    assert (answer.status_code, "do not rely on the document" in answer.content.decode()) == (404, True)
