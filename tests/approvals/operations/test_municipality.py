"""The example of another organization: its own bodies, its own chain, its own majority, and nothing else changed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from guardian.shortcuts import assign_perm

from approvals.enums import Motion, Outcome, Role
from approvals.models import Office
from approvals.operations.freeze_version import freeze_version
from approvals.operations.load_governance import governance_of, load_governance
from approvals.operations.open_reading import open_reading
from approvals.operations.record_outcome import record_outcome
from approvals.queries.register import verify
from plans.models import Version
from plans.rules.source import parsed
from tests.procedure import current, rename, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(at, settings):
    """Who runs the readings of all three bodies."""
    settings.REVIEW_FLOWS = {**settings.REVIEW_FLOWS, "ordinary": "approvals.municipality.MunicipalReviewFlow"}
    given = governance_of(parsed(Path("approvals/demo/municipality.yaml").read_bytes()))
    clerk, group = get_user_model().objects.create(username="clerk"), Group.objects.create(name="Clerks")
    clerk.groups.add(group)
    for key, body in load_governance(governance=given).items():
        if key in ("planning_committee", "executive_board", "assembly"):
            assign_perm("approvals.run_readings", group, body)
            Office.objects.create(body=body, person=clerk, role=Role.SECRETARY, starts_at=at - timedelta(days=1))
    return clerk


def decided(clerk, reading, at, motion, **given):
    open_reading(by=clerk, at=at, reading=reading)
    return record_outcome(
        by=clerk, at=at, reading=reading, shown=reading.revision.digest, motion=motion, reason="SYNTHETIC", **given
    )


def at_the_assembly(clerk, at, changes=None):
    reading = submitted(at, changes)
    while reading.step != "assembly":
        decided(clerk, reading, at, Motion.FAVOURABLE, present=5)
        reading = current(reading.review)
    return reading


def test_three_bodies_take_a_plan_to_its_next_version(at, clerk, client):
    reading = at_the_assembly(clerk, at)
    assert [one.step for one in reading.review.readings.all()] == ["committee", "board", "assembly"]
    assert (reading.review.length, reading.deadline_at - at) == (3, timedelta(days=21))
    client.force_login(clerk)
    assert b"Municipal Assembly" in client.get(reverse("amendment", args=[1])).content
    assert b"step 3 of 3" in client.get("/").content
    # of fifteen members eight are needed, however many are there
    decision = decided(clerk, reading, at, Motion.ENDORSE, present=9, votes=(7, 0, 2))
    assert (decision.outcome, decision.tally["needed"]) == (Outcome.NOT_CARRIED, 8)
    decision = record_outcome(
        by=clerk,
        at=at,
        reading=reading,
        shown=reading.revision.digest,
        motion=Motion.ENDORSE,
        present=9,
        votes=(8, 1, 0),
    )
    assert decision.outcome == Outcome.ENDORSED
    assert freeze_version(version=Version.objects.get(number=2), at=at).sealed_at == at
    assert verify().whole


def test_its_assembly_may_reject_and_refer_back(at, clerk):
    rejected = decided(clerk, at_the_assembly(clerk, at), at, Motion.REJECT, present=9, votes=(9, 0, 0))
    referred = decided(clerk, at_the_assembly(clerk, at, [rename()]), at, Motion.REFER_BACK, present=9, votes=(9, 0, 0))
    assert (rejected.outcome, referred.outcome) == (Outcome.REJECTED, Outcome.REFERRED_BACK)
