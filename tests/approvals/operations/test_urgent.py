"""What cannot wait: justified by two officers, in days, and ratified at the Council's next meeting or lapsed."""

from datetime import timedelta

import pytest

from approvals.enums import Motion, Outcome
from approvals.exceptions import (
    AlreadyDecided,
    AuthorCannotDecide,
    MotionNotPossible,
    NotByUrgency,
    NotYours,
    ReasonMissing,
)
from approvals.models import Act, Body, Decision
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.freeze_version import awaiting_seal, freeze_version
from approvals.operations.lapse import lapse_what_was_not_ratified
from approvals.operations.sit import call_meeting, close_meeting, open_meeting
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.sweep_deadlines import close_what_is_due
from approvals.queries.register import verify
from approvals.queries.work import work_of
from approvals.verification.document import verify as verify_document
from notifications.models import Notice
from plans.models import Lapse, Version
from plans.queries.versions import latest_version, version_in_force
from plans.rules.changes import StartEdition
from tests.procedure import (
    attended,
    brought_to,
    called,
    current,
    drafted,
    found,
    lower_estimate,
    opened,
    recorded,
    rename,
    sat,
    silent,
    someone,
)

pytestmark = pytest.mark.django_db


def urgent(at, changes=None):
    """The first officer's reading of an urgent amendment."""
    amendment = drafted(at, changes)
    return submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=1, urgent=True)


def justified(at, changes=None):
    """The Policy Commission's first reading, after both officers found it urgent."""
    reading = urgent(at, changes)
    found(reading, "council-chair", at, Motion.JUSTIFY, "Travel stopped")
    found(current(reading.review), "secretary-general", at, Motion.JUSTIFY, "Missions are cancelled now")
    return current(reading.review)


def adopted(at, changes=None):
    """The ratification's reading, after every body was silent and the version is sealed; and the moment."""
    reading = justified(at, changes)
    while reading is not None:
        poll = silent(opened(reading, at), at)
        at = poll.closes_at
        close_what_is_due(at=at)
        reading = reading.review.readings.filter(closed_at=None).select_related("body", "revision", "review").first()
    version = Version.objects.order_by("number", "corrigendum").last()
    freeze_version(version=version, at=at)
    return current(version.revision.amendment.review), at


def council():
    return Body.objects.get(key="council")


def test_two_officers_justify_it_and_the_steps_take_days_by_silence(at):
    reading = urgent(at)
    assert (reading.step, reading.by_officer, reading.deadline_at) == ("chair", True, at + timedelta(days=5))
    assert [work.what for work in work_of(someone("council-chair"), at)] == ["decide_alone"]
    with pytest.raises(NotYours):
        found(reading, "secretary-general", at, Motion.JUSTIFY)
    with pytest.raises(ReasonMissing):
        found(reading, "council-chair", at, Motion.JUSTIFY, " ")
    with pytest.raises(MotionNotPossible):
        found(reading, "council-chair", at, Motion.ENDORSE)
    found(reading, "council-chair", at, Motion.JUSTIFY)
    with pytest.raises(AlreadyDecided):
        found(reading, "council-chair", at, Motion.JUSTIFY)
    second = current(reading.review)
    assert second.step == "secretary_general"
    found(second, "secretary-general", at, Motion.JUSTIFY)
    assert current(reading.review).step == "policy_commission_first"
    assert current(reading.review).outcomes.key == "URGENT_COMMITTEE"


def test_what_is_not_found_urgent_takes_the_ordinary_way(at):
    reading = urgent(at)
    found(reading, "council-chair", at, Motion.DECLINE, "It can wait for June")
    ordinary = current(reading.review)
    assert (ordinary.step, ordinary.review.flow.__name__) == ("policy_commission_first", "ReviewFlow")
    assert not ordinary.review.to_be_ratified
    kinds = list(Act.objects.filter(chain=reading.review.chain).values_list("kind", flat=True))
    assert kinds == ["submitted", "decided", "made_ordinary"]
    recorded(opened(ordinary, at), at)
    assert verify().whole


def test_who_wrote_it_does_not_say_that_it_is_urgent(at):
    from approvals.models import Office

    reading = urgent(at)
    Office.objects.create(body=council(), person=someone("drafter"), role="vice_chair", starts_at=at)
    someone("drafter").groups.add(someone("council-chair").groups.get())
    with pytest.raises(AuthorCannotDecide):
        found(reading, "drafter", at, Motion.JUSTIFY)


def test_adopted_by_silence_it_holds_and_waits_to_be_ratified(at, tmp_path):
    from approvals.documents.record import record_annex, record_of
    from plans.documents.configured import seal_roots

    reading, at = adopted(at)
    version = Version.objects.get(number=2)
    assert (reading.step, reading.nature) == ("ratification", "ratification")
    assert version_in_force(at.date()) == version
    assert awaiting_seal() == []
    assert Act.objects.get(kind="adopted").facts["to_be_ratified"]
    with _sealed(version) as file:
        verdict = verify_document(file.read(), [seal_roots().read_bytes()])
    assert (verdict.state, verdict.facts["decisions"]) == ("true", 7)
    decisions = Decision.objects.filter(reading__review=reading.review).order_by("decided_at", "pk")
    printed = record_annex(record_of(version), decisions, "en")["html"]
    assert "it lapses unless the next meeting of the Council ratifies it" in printed
    assert "Council, Secretary General: Justification" in printed


def _sealed(version):
    from django.core.files.storage import default_storage

    from plans.models import SealedDocument

    return default_storage.open(SealedDocument.objects.get(subject=f"version:{version.label}").reached.file)


def test_the_next_meeting_of_the_council_has_it_and_ratifies(at):
    reading, at = adopted(at)
    meeting = called(council(), at)
    assert [item.reading for item in meeting.items.all()] == [reading]
    attended(meeting, at, 150)
    decision = sat(meeting, opened(reading, at), at, Motion.RATIFY, votes=(120, 20, 10))
    assert decision.outcome == Outcome.RATIFIED
    reading.review.refresh_from_db()
    assert (reading.review.ended_at, reading.review.amendment.state) == (at, "adopted")
    assert not Lapse.objects.exists()
    assert verify().whole


def test_what_the_council_does_not_ratify_lapses_and_the_text_before_holds(at):
    reading, at = adopted(at)
    meeting = called(council(), at)
    attended(meeting, at, 150)
    decision = sat(meeting, opened(reading, at), at, Motion.RATIFY, votes=(99, 41, 10))
    assert (decision.outcome, decision.final) == (Outcome.LAPSED, True)
    _lapsed(reading, at)


def test_a_meeting_that_passes_it_over_lets_it_lapse(at):
    reading, at = adopted(at)
    meeting = called(council(), at)
    assert lapse_what_was_not_ratified(at=at) == 0
    close_meeting(by=someone("council-secretary"), at=at, meeting=meeting)
    assert lapse_what_was_not_ratified(at=at) == 1
    assert lapse_what_was_not_ratified(at=at) == 0
    _lapsed(reading, at)


def test_a_meeting_without_a_quorum_carries_it_over(at):
    reading, at = adopted(at)
    meeting = called(council(), at)
    attended(meeting, at, 80)
    assert sat(meeting, opened(reading, at), at, Motion.RATIFY).outcome == Outcome.VOID
    close_meeting(by=someone("council-secretary"), at=at, meeting=meeting)
    assert lapse_what_was_not_ratified(at=at) == 0
    again = called(council(), at, "the one after")
    assert again.items.get().reading == reading
    reading.refresh_from_db()
    assert lapse_what_was_not_ratified(at=reading.deadline_at) == 1


def _lapsed(reading, at):
    one, two = Version.objects.order_by("number")
    reading.review.refresh_from_db()
    assert (reading.review.amendment.state, reading.review.ended_at) == ("lapsed", at)
    assert Lapse.objects.get().version == two
    assert version_in_force(at.date()) == one
    assert latest_version(one.edition) == one
    assert Act.objects.get(kind="lapsed").facts["holds_again"] == 1
    assert Notice.objects.filter(kind="approvals.lapsed").count() >= 1
    assert verify().whole


def test_after_a_lapse_amendments_go_on_from_the_text_that_holds(at):
    other = brought_to("council", at, [rename()])
    reading, at = adopted(at)
    carry_amendments_over(at=at)
    other.refresh_from_db()
    assert other.revision.base.number == 2
    lapse_what_was_not_ratified(at=reading.deadline_at)
    at = reading.deadline_at
    carry_amendments_over(at=at)
    other.refresh_from_db()
    assert (other.revision.base.number, other.closed_at) == (1, None)
    decision = recorded(opened(other, at), at, Motion.ENDORSE)
    assert decision.outcome == Outcome.ENDORSED
    three = Version.objects.get(number=3)
    assert three.predecessor.number == 1
    assert three.content.element("sp7.1").aim_on(at.date()) == Version.objects.get(number=1).content.element(
        "sp7.1"
    ).aim_on(at.date())


def test_who_was_in_conflict_with_what_lapsed_is_so_no_longer(at):
    other = brought_to("council", at, [lower_estimate(to="0.8")])
    reading, at = adopted(at)
    carry_amendments_over(at=at)
    amendment = other.review.amendment
    amendment.refresh_from_db()
    assert (amendment.state, amendment.collisions.get().settled_at) == ("returned", None)
    lapse_what_was_not_ratified(at=reading.deadline_at)
    at = reading.deadline_at
    carry_amendments_over(at=at)
    assert amendment.collisions.get().settled_at == at
    draft = amendment.drafts.last()
    submitted = submit_amendment(
        by=someone("drafter"), at=at, amendment=amendment, shown=draft.number, reason="It clashes with nothing now"
    )
    assert submitted.revision.base.number == 1
    assert latest_version(reading.revision.base.edition).number == 1


def test_a_meeting_called_before_the_sealing_has_it_all_the_same(at):
    secretary = someone("council-secretary")
    meeting = call_meeting(
        by=secretary, at=at, body=council(), title="called early", starts_at=at + timedelta(days=400)
    )
    reading, at = adopted(at)
    open_meeting(by=secretary, at=at, meeting=meeting)
    assert [item.reading for item in meeting.items.all()] == [reading]
    close_meeting(by=secretary, at=at, meeting=meeting)
    assert lapse_what_was_not_ratified(at=at) == 1


def test_a_corrective_action_whose_amendment_lapsed_is_evaluated_again(at):
    from cycle.models import CorrectiveAction
    from cycle.operations.correct import amend_plan, follow_amendments
    from tests.cycle.test_loop import decided

    amendment = amend_plan(by=someone("drafter"), at=at, action=decided(at))
    amendment.state = "adopted"
    amendment.save()
    assert (follow_amendments(at=at), CorrectiveAction.objects.get().step) == (1, "follow_up")
    amendment.state = "lapsed"
    amendment.save()
    assert (follow_amendments(at=at), CorrectiveAction.objects.get().step) == (1, "evaluate")
    assert follow_amendments(at=at) == 0


def test_a_new_edition_is_not_urgent(at):
    from tests.plans.operations.test_editions import SUCCESSOR

    amendment = drafted(at, [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)])
    with pytest.raises(NotByUrgency):
        submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=1, urgent=True)


def test_nothing_is_built_on_what_waits_to_be_ratified(at):
    other = brought_to("council", at, [rename()])
    reading, at = adopted(at)
    carry_amendments_over(at=at)
    opened(other, at)
    other.refresh_from_db()
    decision = recorded(current(other.review), at, Motion.ENDORSE)
    assert (decision.outcome, decision.reason) == (Outcome.VOID, "awaits_ratification")
    meeting = called(council(), at)
    attended(meeting, at, 150)
    sat(meeting, opened(reading, at), at, Motion.RATIFY)
    assert recorded(current(other.review), at, Motion.ENDORSE).outcome == Outcome.ENDORSED
    assert Decision.objects.filter(outcome="endorsed").count() == 2
