"""A slip is corrected by the secretary and the chair; who disputes it sends it through the whole chain."""

import pytest
from django.core.files.storage import default_storage

from approvals.enums import Motion, Outcome, Role
from approvals.exceptional_flows import CorrigendumFlow, UrgentFlow
from approvals.exceptions import AuthorCannotDecide, NotYours
from approvals.flows import resumes_at
from approvals.models import Act, Office
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.freeze_version import freeze_version
from approvals.operations.submit_amendment import submit_amendment
from approvals.queries.register import verify
from approvals.verification.document import verify as verify_document
from plans.documents.configured import seal_roots
from plans.enums import AmendmentKind
from plans.exceptions import NotClerical
from plans.models import Version
from plans.operations.save_draft import save_draft
from plans.operations.start_amendment import start_amendment
from plans.queries.versions import latest_version, version_in_force
from plans.rules.changes import AddPriority, Cost
from plans.rules.content import Priority
from tests.approvals.operations.test_urgent import adopted as urgently_adopted
from tests.procedure import adopted, attended, called, current, found, opened, recorded, rename, sat, someone

pytestmark = pytest.mark.django_db


def corrected(at, changes=None):
    """The secretary's reading of a corrigendum."""
    amendment = start_amendment(
        by=someone("drafter"),
        at=at,
        base=Version.objects.order_by("number", "corrigendum").last(),
        title="SP2 is misnamed",
        changes=[rename(new="The Revenue Package")] if changes is None else changes,
        rationale={"en": "Section IV names it otherwise."},
        kind=AmendmentKind.CORRIGENDUM,
    )
    return submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=1)


def test_confirmed_by_two_it_is_version_n_corr_1(at):
    reading = corrected(at)
    assert (reading.step, reading.body.key) == ("secretary", "council")
    found(reading, "council-secretary", at, Motion.CONFIRM, "")
    assert Version.objects.count() == 1
    decision = found(current(reading.review), "council-chair", at, Motion.CONFIRM, "")
    assert decision.outcome == Outcome.CONFIRMED
    version = Version.objects.get(corrigendum=1)
    before = version.predecessor
    assert (version.number, version.label, version.in_force_from) == (1, "1 Corr.1", before.in_force_from)
    assert version.digest != before.digest
    assert version_in_force(at.date()) == latest_version(version.edition) == version
    assert Act.objects.get(kind="adopted").facts["corrigendum"] == 1
    assert verify().whole


def test_it_has_a_sealed_document_of_its_own_that_is_true(at):
    reading = corrected(at)
    found(reading, "council-secretary", at, Motion.CONFIRM)
    found(current(reading.review), "council-chair", at, Motion.CONFIRM)
    version = Version.objects.get(corrigendum=1)
    document = freeze_version(version=version, at=at)
    with default_storage.open(document.reached.file) as file:
        verdict = verify_document(file.read(), [seal_roots().read_bytes()])
    assert (verdict.state, verdict.facts["version"], verdict.facts["corrigendum"]) == ("true", 1, 1)
    assert "version 1 Corr.1 of" in " ".join(verdict.sentences)
    reading.review.refresh_from_db()
    assert reading.review.ended_at == at


def test_a_further_slip_is_corr_2_and_the_next_adoption_version_2(at):
    for new, old in (("The Revenue Package", "Revenue Package"), ("Revenue Package (RP)", "The Revenue Package")):
        reading = corrected(at, [rename(new=new, old=old)])
        found(reading, "council-secretary", at, Motion.CONFIRM)
        found(current(reading.review), "council-chair", at, Motion.CONFIRM)
        carry_amendments_over(at=at)
    adopted(at)
    labels = [version.label for version in Version.objects.order_by("number", "corrigendum")]
    assert labels == ["1", "1 Corr.1", "1 Corr.2", "2"]


@pytest.mark.parametrize("disputes", ["secretary", "chair"])
def test_disputed_it_takes_the_whole_chain_as_an_ordinary_amendment(at, disputes):
    reading = corrected(at)
    if disputes == "chair":
        found(reading, "council-secretary", at, Motion.CONFIRM)
    found(current(reading.review), f"council-{disputes}", at, Motion.DISPUTE, "It changes what SP2 is")
    ordinary = current(reading.review)
    assert ordinary.step == "policy_commission_first"
    assert ordinary.review.amendment.kind == AmendmentKind.PLAN_CHANGE
    while ordinary.step != "council":
        recorded(opened(ordinary, at), at)
        ordinary = current(reading.review)
    recorded(opened(ordinary, at), at, Motion.ENDORSE)
    assert [version.label for version in Version.objects.order_by("pk")] == ["1", "2"]
    assert verify().whole


def test_only_those_two_confirm_and_no_author(at):
    reading = corrected(at)
    for username in ("council-chair", "pc-secretary", "drafter"):
        with pytest.raises(NotYours):
            found(reading, username, at, Motion.CONFIRM)
    Office.objects.create(body=reading.body, person=someone("drafter"), role=Role.SECRETARY, starts_at=at)
    someone("drafter").groups.add(someone("council-secretary").groups.get())
    with pytest.raises(AuthorCannotDecide):
        found(reading, "drafter", at, Motion.CONFIRM)


def test_a_corrigendum_corrects_and_adds_nothing(at):
    priority = AddPriority(priority=Priority(key="integrity", name={"en": "Integrity"}), after=None)
    with pytest.raises(NotClerical):
        corrected(at, [priority])


def test_it_costs_nothing(at):
    amendment = start_amendment(
        by=someone("drafter"),
        at=at,
        base=Version.objects.get(),
        title="SP2 is misnamed",
        changes=[rename()],
        rationale={"en": "Section IV names it otherwise."},
        kind=AmendmentKind.CORRIGENDUM,
    )
    draft = save_draft(
        by=someone("drafter"), at=at, amendment=amendment, shown=1, cost=Cost(amount=5_000_000, currency="EUR")
    )
    with pytest.raises(NotClerical):
        submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=draft.number)


def test_whoever_confirmed_confirmed_that_text(at):
    """Overtaken at the chair's step and settled otherwise, it is the secretary's again."""
    assert resumes_at(CorrigendumFlow, "chair", frozenset()) == "secretary"
    assert resumes_at(UrgentFlow, "chair", frozenset()) == "chair"
    assert resumes_at(UrgentFlow, "finance", frozenset({"audit"})) == "audit"


def test_void_while_a_version_waits_to_be_ratified_and_confirmed_later_it_is_true(at):
    ratification, at = urgently_adopted(at)
    reading = corrected(at)
    found(reading, "council-secretary", at, Motion.CONFIRM)
    assert found(current(reading.review), "council-chair", at, Motion.CONFIRM).outcome == Outcome.VOID
    meeting = called(ratification.body, at)
    attended(meeting, at, 150)
    sat(meeting, opened(ratification, at), at, Motion.RATIFY)
    assert found(current(reading.review), "council-chair", at, Motion.CONFIRM).outcome == Outcome.CONFIRMED
    version = Version.objects.get(corrigendum=1)
    document = freeze_version(version=version, at=at)
    with default_storage.open(document.reached.file) as file:
        verdict = verify_document(file.read(), [seal_roots().read_bytes()])
    assert (verdict.state, verdict.why) == ("true", "")


def test_one_that_an_adoption_overtook_is_settled_and_goes_on_where_it_was(at):
    reading = corrected(at)
    adopted(at)
    carry_amendments_over(at=at)
    reading.refresh_from_db()
    assert (reading.closed_at, reading.revision.base.number) == (None, 2)
    found(reading, "council-secretary", at, Motion.CONFIRM)
    found(current(reading.review), "council-chair", at, Motion.CONFIRM)
    assert latest_version(reading.revision.base.edition).label == "2 Corr.1"
