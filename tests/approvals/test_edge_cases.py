"""The table of edge cases in the domain's description, a journey for each row."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage

from approvals.enums import Motion, RuleKind
from approvals.exceptions import AdviceMissing, AlreadyDecided
from approvals.models import Office, Rule
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.freeze_version import freeze_version
from approvals.operations.lapse import lapse_what_was_not_ratified
from approvals.operations.open_reading import open_reading
from approvals.operations.reaffirm_outcome import reaffirm_outcome
from approvals.operations.set_rule import set_rule
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.sweep_deadlines import close_what_is_due
from approvals.operations.withdraw_amendment import withdraw_amendment
from approvals.queries.register import verify
from approvals.rules.deadlines import Term
from approvals.verification.document import verify as verify_document
from cycle.models import Period
from cycle.queries.standing import standings
from plans.documents.configured import seal_roots
from plans.models import SealedDocument, Version
from plans.operations.save_draft import save_draft
from plans.queries.amendments import overlapping, proposed_changes
from plans.queries.versions import version_in_force
from plans.rules.changes import AddPriority, Cost
from plans.rules.content import Aim, Priority
from tests.approvals.operations.test_corrigendum import corrected
from tests.approvals.operations.test_urgent import justified
from tests.procedure import (
    adopted,
    brought_to,
    current,
    found,
    lower_estimate,
    opened,
    recorded,
    rename,
    secretary_of,
    silent,
    someone,
    submitted,
)

pytestmark = pytest.mark.django_db


def resubmitted(amendment, at, typing_errors=False, **contents):
    amendment.refresh_from_db()
    drafter = someone("drafter")
    draft = save_draft(by=drafter, at=at, amendment=amendment, shown=amendment.drafts.last().number, **contents)
    return submit_amendment(
        by=drafter, at=at, amendment=amendment, shown=draft.number, reason="as asked", typing_errors=typing_errors
    )


@pytest.mark.parametrize(
    ("contents", "resumes", "stands"),
    [
        # budget is Finance's: what Policy and Audit gave stands, and nobody asks them again
        ({"cost": Cost(amount=10, currency="EUR")}, "finance", []),
        # a KPI is Audit's: Policy's first reading stands, and what Finance gave is reaffirmed
        ({"changes": [rename(), lower_estimate(to="0.8")]}, "audit", ["finance"]),
        # anything else is Policy's: it begins again, and what Audit and Finance gave is reaffirmed or held again
        (
            {"changes": [rename(new="Another package"), lower_estimate()]},
            "policy_commission_first",
            ["audit", "finance"],
        ),
    ],
)
def test_returned_to_the_drafter(at, contents, resumes, stands):
    reading = opened(brought_to("policy_commission_second", at, [rename(), lower_estimate()]), at)
    recorded(reading, at, Motion.RETURN, reason="See the minutes")
    again = resubmitted(reading.review.amendment, at, **contents)
    assert again.step == resumes
    found_standing = []
    while again.step != "policy_commission_second":
        if again.standing:
            found_standing.append(again.step)
            given = again.standing.revision.number
            reaffirmed = reaffirm_outcome(
                by=secretary_of(again), at=at, reading=again, shown=again.revision.digest, reason="Not touched"
            )
            assert (reaffirmed.reaffirms.revision.number, reaffirmed.revision.number) == (given, 2)
        else:
            recorded(opened(again, at), at)
        again = current(reading.review)
    assert found_standing == stands
    assert verify().whole


def test_returned_for_a_pure_typo(at):
    reading = opened(brought_to("finance", at, [rename(new="Packge on revenue")]), at)
    recorded(reading, at, Motion.RETURN, reason="A letter")
    again = resubmitted(reading.review.amendment, at, typing_errors=True, changes=[rename(new="Package on revenue")])
    assert again.step == "finance"


def test_finance_changes_the_text(at):
    """It goes to the second reading; if KPI content changed, Audit is consulted again."""
    reading = opened(brought_to("finance", at, [rename()]), at)
    integrity = AddPriority(priority=Priority(key="integrity", name={"en": "Integrity"}), after=None)
    recorded(reading, at, Motion.FAVOURABLE_WITH_CHANGES, changes=[integrity])
    assert current(reading.review).step == "policy_commission_second"
    other = opened(brought_to("finance", at, [rename()]), at)
    recorded(other, at, Motion.FAVOURABLE_WITH_CHANGES, changes=[lower_estimate()])
    assert current(other.review).step == "audit"


def test_the_council_amends(at):
    """What it adopted is the text, at once; above a set cost with Finance's advice or an express waiver."""
    reading = opened(brought_to("council", at), at)
    own = {"changes": [lower_estimate(to="0.8")], "cost": Cost(amount=250_000, currency="EUR")}
    with pytest.raises(AdviceMissing):
        recorded(reading, at, Motion.AMEND, **own)
    recorded(reading, at, Motion.AMEND, waives_advice=True, **own)
    version = Version.objects.get(number=2)
    assert version.content.element("sp7.1").aim_on(date(2020, 7, 1)) == Aim(ratio="0.8")
    assert version.revision.moved_by_body == "council"
    assert not reading.review.readings.filter(closed_at=None).exists()


def test_two_open_amendments_touch_one_element(at):
    """Allowed and flagged on both; adopting one rebases the other, or puts it in conflict, or makes it moot."""
    one, other = brought_to("council", at), submitted(at, [rename(), lower_estimate(to="0.8")])
    moot, apart = submitted(at), submitted(at, [rename(new="Another package")])
    flagged = overlapping(other.review.amendment, proposed_changes(other.review.amendment))
    assert one.review.amendment in [overlap.other for overlap in flagged]
    flagged = overlapping(one.review.amendment, proposed_changes(one.review.amendment))
    assert other.review.amendment in [overlap.other for overlap in flagged]
    recorded(opened(one, at), at, Motion.ENDORSE)
    carry_amendments_over(at=at)
    states = []
    for reading in (other, moot, apart):
        reading.review.amendment.refresh_from_db()
        states.append(reading.review.amendment.state)
    assert states == ["returned", "moot", "under_review"]
    assert other.review.amendment.collisions.get().settled_at is None
    assert current(apart.review).revision.base.number == 2


def test_a_kpis_estimate_amended_mid_period(at):
    """It needs an effective date; the original and the amended ratio are both known; a closed period is not rewritten."""
    Period.objects.filter(code="2019-2020").update(locked_at=at, locked_by=someone("evaluator"))
    adopted(at, [lower_estimate(to="0.75", day=date(2020, 6, 15))])
    period = Period.objects.get(code="2019-2020")
    kpi = standings(period).kpis["sp7.1"]
    assert (kpi.original, kpi.aim, kpi.amended) == (Aim(ratio="0.9"), Aim(ratio="0.75"), True)
    assert kpi.first.ratio == kpi.standing.ratio
    assert kpi.first.reached != kpi.standing.reached
    assert version_in_force(date(2020, 5, 31)).number == 1


def test_a_corrigendum(at):
    reading = corrected(at)
    found(reading, "council-secretary", at, Motion.CONFIRM)
    found(current(reading.review), "council-chair", at, Motion.CONFIRM)
    version = Version.objects.get(corrigendum=1)
    assert (version.label, version.digest == version.predecessor.digest) == ("1 Corr.1", False)
    disputed = corrected(at, [rename(old="The Revenue Package", new="Revenue Package (RP)")])
    found(disputed, "council-secretary", at, Motion.DISPUTE, "It means another package")
    assert current(disputed.review).step == "policy_commission_first"


def test_the_urgent_procedure(at):
    reading = justified(at)
    while reading is not None:
        poll = silent(opened(reading, at), at)
        at = poll.closes_at
        close_what_is_due(at=at)
        reading = reading.review.readings.filter(closed_at=None).select_related("body", "revision", "review").first()
    version = Version.objects.get(number=2)
    freeze_version(version=version, at=at)
    waiting = current(version.revision.amendment.review)
    assert waiting.step == "ratification"
    assert version_in_force(at.date()) == version
    assert lapse_what_was_not_ratified(at=waiting.deadline_at) == 1
    assert version_in_force(waiting.deadline_at.date()).number == 1


def test_withdrawn_and_superseded(at):
    """Kept, read-only, marked with what replaced it; its signature still verifies."""
    reading = submitted(at, [rename()])
    withdraw_amendment(by=someone("drafter"), at=at, amendment=reading.review.amendment)
    reading.refresh_from_db()
    with pytest.raises(AlreadyDecided):
        open_reading(by=secretary_of(reading), at=at, reading=reading)
    adopted(at)
    document = freeze_version(version=Version.objects.get(number=2), at=at)
    adopted(at, [rename()])
    freeze_version(version=Version.objects.get(number=3), at=at)
    with default_storage.open(document.reached.file) as file:
        assert verify_document(file.read(), [seal_roots().read_bytes()]).state == "true"
    assert Version.objects.get(number=2).successors.get().number == 3


def test_a_chain_or_a_rule_that_changes_in_flight(at, settings):
    before = submitted(at)
    registrar, tomorrow = someone("registrar"), at + timedelta(days=1)
    newer = {"kind": RuleKind.DEADLINE, "key": "reading", "value": Term(days=7), "shown": 1}
    set_rule(by=registrar, at=at, in_force_from=tomorrow, **newer)
    settings.REVIEW_FLOWS = {**settings.REVIEW_FLOWS, "ordinary": "approvals.municipality.MunicipalReviewFlow"}
    recorded(opened(before, tomorrow), tomorrow)
    following = current(before.review)
    assert (following.step, following.review.flow.__name__) == ("audit", "ReviewFlow")
    assert (following.deadline_at - following.arrived_at).days == 28
    assert Rule.objects.filter(kind=RuleKind.DEADLINE, key="reading").count() == 2


def test_a_signer_leaves_and_a_certificate_expires(at):
    """What was sealed stays as it is and verifiable; sealing again never takes the original's place."""
    adopted(at)
    version = Version.objects.get(number=2)
    document = freeze_version(version=version, at=at)
    Office.objects.filter(body__key="council").update(ends_at=at + timedelta(days=1))
    again = freeze_version(version=version, at=at + timedelta(days=400))
    assert again.reached == document.reached
    assert SealedDocument.objects.count() == 1
    with default_storage.open(document.reached.file) as file:
        assert verify_document(file.read(), [seal_roots().read_bytes()]).state == "true"
