"""Five readings by four bodies: who may, in which order, and what each outcome leads to."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from approvals.enums import Motion, Outcome, Way
from approvals.exceptions import (
    AlreadyDecided,
    AlreadyOpen,
    AmendmentNotOpen,
    AnotherText,
    AuthorCannotDecide,
    CountsDoNotFit,
    MotionNotPossible,
    NoStandingOutcome,
    NotOpened,
    NotYours,
    ReasonMissing,
)
from approvals.flows import ReviewFlow, steps
from approvals.models import Act, Decision, Office, Reading
from approvals.operations.open_reading import open_reading
from approvals.operations.reaffirm_outcome import reaffirm_outcome
from approvals.operations.record_outcome import record_outcome
from approvals.operations.submit_amendment import submit_amendment
from notifications.models import Notice
from plans.models import Version
from plans.operations.save_draft import save_draft
from plans.rules.changes import AddPriority, Cost
from plans.rules.content import Aim, Priority
from tests.procedure import (
    SECRETARIES,
    adopted,
    brought_to,
    current,
    drafted,
    lower_estimate,
    opened,
    recorded,
    rename,
    secretary_of,
    someone,
    submitted,
)

pytestmark = pytest.mark.django_db
ORDER = ["policy_commission_first", "audit", "finance", "policy_commission_second", "council"]
INTEGRITY = AddPriority(priority=Priority(key="priority-more-integrity", name={"en": "More integrity"}))


def told(username, kind):
    return Notice.objects.filter(recipient__username=username, kind=f"approvals.{kind}").count()


def test_the_chain_is_five_steps_of_four_bodies():
    assert [step.name for step in steps(ReviewFlow)] == ORDER
    assert len({step.body for step in steps(ReviewFlow)}) == 4


def test_an_amendment_passes_five_readings_and_becomes_a_version(at):
    decision = adopted(at)
    review = decision.reading.review
    assert [reading.step for reading in review.readings.all()] == ORDER
    assert [d.outcome for d in Decision.objects.filter(reading__review=review)] == ["favourable"] * 4 + ["endorsed"]
    version = Version.objects.get(number=2)
    assert version.content.element("sp7.1").aim_on(date(2021, 1, 1)) == Aim(ratio="0.75")
    assert (version.predecessor.number, version.revision) == (1, decision.revision)
    assert version.in_force_from == timezone.localdate(decision.decided_at)
    assert decision.revision.amendment.state == "adopted"
    kinds = list(Act.objects.filter(chain=review.chain).values_list("kind", flat=True))
    middle = ["reading_opened", "decided"] * 4
    assert kinds == ["submitted", *middle, "reading_opened", "poll_opened", "poll_closed", "decided", "adopted"]


def test_people_are_told(at):
    adopted(at)
    assert {name: told(f"{name}-secretary", "reading_arrived") for name in ("pc", "audit", "finance", "council")} == {
        "pc": 2,
        "audit": 1,
        "finance": 1,
        "council": 1,
    }
    assert told("delegate-fr", "poll_opened") == 1
    assert (told("drafter", "decided"), told("drafter", "adopted"), told("audit-secretary", "adopted")) == (4, 1, 1)
    assert Notice.objects.filter(kind="approvals.poll_opened").count() == 183


@pytest.mark.parametrize("username", ["drafter", "audit-secretary", "pc-chair", "delegate-fr", "reader", "admin"])
def test_only_the_secretary_in_office_runs_a_reading(username, at):
    reading = submitted(at)
    with pytest.raises(NotYours):
        open_reading(by=someone(username), at=at, reading=reading)
    opened(reading, at)
    with pytest.raises(NotYours):
        record_outcome(
            by=someone(username),
            at=at,
            reading=reading,
            shown=reading.revision.digest,
            motion=Motion.FAVOURABLE,
            present=25,
        )
    assert not Decision.objects.exists()


def test_the_right_ends_with_the_term_the_permission_or_the_account(at):
    reading = submitted(at)
    secretary = someone("pc-secretary")
    Office.objects.filter(person=secretary).update(ends_at=at + timedelta(hours=1))
    open_reading(by=secretary, at=at, reading=reading)
    with pytest.raises(NotYours):
        recorded(reading, at + timedelta(hours=1))
    Office.objects.filter(person=secretary).update(ends_at=None)
    group = secretary.groups.get()
    secretary.groups.clear()
    with pytest.raises(NotYours):
        recorded(reading, at)
    secretary.groups.add(group)
    type(secretary).objects.filter(pk=secretary.pk).update(is_active=False)
    with pytest.raises(NotYours):
        recorded(reading, at)
    type(secretary).objects.filter(pk=secretary.pk).update(is_active=True)
    assert recorded(reading, at).outcome == Outcome.FAVOURABLE


def test_whoever_wrote_the_text_does_not_run_its_reading(at):
    """A drafter who becomes the secretary."""
    drafter = someone("drafter")
    drafter.groups.add(someone("pc-secretary").groups.get())
    reading = submitted(at)
    Office.objects.create(body=reading.body, person=drafter, role="secretary", starts_at=at - timedelta(days=1))
    with pytest.raises(AuthorCannotDecide):
        open_reading(by=drafter, at=at, reading=reading)


def test_a_reading_is_opened_before_it_is_decided_and_once(at):
    reading = submitted(at)
    with pytest.raises(NotOpened):
        recorded(reading, at)
    opened(reading, at)
    with pytest.raises(AlreadyOpen):
        opened(reading, at)


def test_a_second_decision_is_refused(at):
    reading = opened(submitted(at), at)
    recorded(reading, at)
    with pytest.raises(AlreadyDecided):
        recorded(reading, at, Motion.ADVERSE)
    assert Decision.objects.get().outcome == Outcome.FAVOURABLE


def test_a_decision_on_another_text_than_was_shown_is_refused(at):
    reading = opened(submitted(at), at)
    with pytest.raises(AnotherText) as refusal:
        recorded(reading, at, shown="0" * 64)
    assert refusal.value.now == reading.revision
    assert not Decision.objects.exists()


@pytest.mark.parametrize("motion", [Motion.ENDORSE, Motion.AMEND])
def test_a_committee_does_not_decide_like_the_council(motion, at):
    with pytest.raises(MotionNotPossible):
        recorded(opened(submitted(at), at), at, motion)


@pytest.mark.parametrize("motion", [Motion.RETURN, Motion.FAVOURABLE, Motion.ADVERSE])
def test_the_council_only_endorses_or_amends(motion, at):
    with pytest.raises(MotionNotPossible):
        recorded(opened(brought_to("council", at), at), at, motion)


@pytest.mark.parametrize("motion", [Motion.RETURN, Motion.ADVERSE])
def test_a_return_and_an_adverse_outcome_need_a_reason(motion, at):
    with pytest.raises(ReasonMissing):
        recorded(opened(submitted(at), at), at, motion, reason=" ")


def test_changes_belong_to_the_motions_that_change(at):
    reading = opened(submitted(at), at)
    with pytest.raises(MotionNotPossible, match="changes_missing"):
        recorded(reading, at, Motion.FAVOURABLE_WITH_CHANGES)
    with pytest.raises(MotionNotPossible, match="changes_given"):
        recorded(reading, at, Motion.FAVOURABLE, changes=[INTEGRITY])


def test_counts_that_cannot_be_are_refused(at):
    with pytest.raises(CountsDoNotFit):
        recorded(opened(submitted(at), at), at, present=32)


def test_an_adverse_outcome_moves_on(at):
    reading = opened(submitted(at), at)
    assert recorded(reading, at, votes=(10, 12, 3)).outcome == Outcome.ADVERSE
    assert current(reading.review).step == "audit"


def test_without_a_quorum_nothing_is_decided_and_the_reading_stays(at):
    reading = opened(submitted(at), at)
    decision = recorded(reading, at, present=15)
    assert (decision.outcome, decision.final, decision.tally["quorate"]) == (Outcome.VOID, False, False)
    assert recorded(reading, at, present=16).final


def test_a_motion_that_is_not_carried_leaves_the_question_open(at):
    reading = opened(submitted(at), at)
    assert recorded(reading, at, Motion.RETURN, votes=(5, 20, 0)).outcome == Outcome.NOT_CARRIED
    assert recorded(reading, at).outcome == Outcome.FAVOURABLE


def test_the_working_is_kept_with_the_decision(at):
    decision = recorded(opened(submitted(at), at), at, votes=(20, 3, 2))
    kept = {
        key: decision.tally[key] for key in ("entitled", "present", "for", "against", "abstaining", "needed", "carried")
    }
    assert kept == {
        "entitled": 31,
        "present": 25,
        "for": 20,
        "against": 3,
        "abstaining": 2,
        "needed": 12,
        "carried": True,
    }
    assert decision.tally["rule"]["key"] == "SIMPLE_MAJORITY"


def test_a_body_changes_the_text_itself(at):
    reading = opened(brought_to("audit", at), at)
    decision = recorded(reading, at, Motion.FAVOURABLE_WITH_CHANGES, changes=[INTEGRITY], reason="Integrity is missing")
    made = decision.made_revision
    assert (made.number, made.moved_by_body, made.reason) == (2, "audit_committee", "Integrity is missing")
    assert made.proposal.changes == (*reading.revision.proposal.changes, INTEGRITY)
    assert set(made.authors.all()) == set(reading.revision.authors.all())
    following = current(reading.review)
    assert (following.step, following.revision) == ("finance", made)


def test_finance_changing_a_kpi_consults_audit_again(at):
    reading = opened(brought_to("finance", at), at)
    recorded(reading, at, Motion.FAVOURABLE_WITH_CHANGES, changes=[lower_estimate("0.6")])
    again = current(reading.review)
    assert (again.step, again.standing) == ("audit", None)
    recorded(opened(again, at), at)
    finance = current(reading.review)
    assert (finance.step, finance.standing.outcome) == ("finance", Outcome.FAVOURABLE_WITH_CHANGES)


def test_finance_changing_a_text_goes_to_the_second_reading(at):
    reading = opened(brought_to("finance", at), at)
    recorded(reading, at, Motion.FAVOURABLE_WITH_CHANGES, changes=[rename()])
    assert current(reading.review).step == "policy_commission_second"


def test_the_council_amends_at_a_meeting_and_its_text_is_the_text(at):
    reading = opened(brought_to("council", at), at)
    decision = recorded(reading, at, Motion.AMEND, changes=[rename()], votes=(120, 20, 10))
    version = Version.objects.get(number=2)
    assert (decision.outcome, version.revision) == (Outcome.AMENDED, decision.made_revision)
    assert version.content.element("sp2").name["en"] == "Package on revenue"


def returned_from(step, at, changes, reason="as asked", cost=None):
    """Returned at a step, changed, and submitted again: the Reading at which it resumes."""
    reading = opened(brought_to(step, at), at)
    recorded(reading, at, Motion.RETURN)
    amendment = reading.review.amendment
    assert current_or_none(reading.review) is None
    last = amendment.drafts.last().number
    what = {"changes": changes} if changes is not None else {}
    save_draft(by=someone("drafter"), at=at, amendment=amendment, shown=last, cost=cost, **what)
    return submit_amendment(
        by=someone("drafter"), at=at, amendment=amendment, shown=amendment.drafts.last().number, reason=reason
    )


def current_or_none(review):
    return Reading.objects.filter(review=review, closed_at=None).first()


@pytest.mark.parametrize(
    ("step", "changes", "cost", "resumes"),
    [
        ("finance", None, Cost(amount=9, currency="EUR"), "finance"),
        ("finance", [lower_estimate("0.8")], None, "audit"),
        ("finance", [lower_estimate(), rename()], None, "policy_commission_first"),
        ("policy_commission_second", None, Cost(amount=9, currency="EUR"), "finance"),
        ("audit", None, Cost(amount=9, currency="EUR"), "audit"),
    ],
)
def test_resubmission_resumes_at_the_earliest_void_step(step, changes, cost, resumes, at):
    assert returned_from(step, at, changes, cost=cost).step == resumes


def test_an_outcome_that_no_change_touched_is_reaffirmed_with_a_reason(at):
    """Returned at the second reading for money: Finance decides again; before, Audit's opinion stood untouched."""
    reading = returned_from("policy_commission_second", at, [lower_estimate(), rename()])
    assert reading.step == "policy_commission_first"
    recorded(opened(reading, at), at)
    audit = current(reading.review)
    assert (audit.step, audit.standing.revision.number) == ("audit", 1)
    with pytest.raises(ReasonMissing):
        reaffirm_outcome(by=secretary_of(audit), at=at, reading=audit, shown=audit.revision.digest, reason="")
    with pytest.raises(NotYours):
        reaffirm_outcome(by=someone("pc-secretary"), at=at, reading=audit, shown=audit.revision.digest, reason="x")
    decision = reaffirm_outcome(
        by=secretary_of(audit), at=at, reading=audit, shown=audit.revision.digest, reason="no KPI was touched"
    )
    assert (decision.way, decision.outcome, decision.reaffirms.revision.number) == (Way.REAFFIRMATION, "favourable", 1)
    assert current(reading.review).step == "finance"


def test_a_first_reading_is_never_carried_over_to_the_second(at):
    second = brought_to("policy_commission_second", at)
    assert second.standing is None
    with pytest.raises(NoStandingOutcome):
        reaffirm_outcome(by=secretary_of(second), at=at, reading=second, shown=second.revision.digest, reason="x")


def test_a_return_tells_the_drafters_and_the_earlier_bodies(at):
    reading = opened(brought_to("finance", at), at)
    recorded(reading, at, Motion.RETURN, reason="The cost is missing.")
    assert [told(name, "returned") for name in ("drafter", "pc-secretary", "audit-secretary", "council-secretary")] == [
        1,
        1,
        1,
        0,
    ]
    assert "The cost is missing." in Notice.objects.filter(kind="approvals.returned").first().body


def test_a_text_that_a_body_changed_comes_back_as_it_was_returned(at):
    reading = opened(brought_to("audit", at), at)
    recorded(reading, at, Motion.FAVOURABLE_WITH_CHANGES, changes=[INTEGRITY])
    finance = current(reading.review)
    recorded(opened(finance, at), at, Motion.RETURN)
    draft = finance.review.amendment.drafts.last()
    assert [change["change"] for change in draft.contents["changes"]] == ["set_estimate", "add_priority"]


def test_a_term_of_the_plan_holds_from_the_proposed_day_or_from_adoption(at):
    amendment = drafted(at)
    later = date(2020, 9, 1)
    save_draft(by=someone("drafter"), at=at, amendment=amendment, shown=1, in_force_from=later)
    reading = submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=2)
    for _step in range(4):
        recorded(opened(current(reading.review), at), at)
    recorded(opened(current(reading.review), at), at, Motion.ENDORSE)
    assert Version.objects.get(number=2).in_force_from == later
    adopted(at, [rename()])
    assert Version.objects.get(number=3).in_force_from == later  # never before its predecessor


def test_of_two_that_change_one_thing_the_later_adoption_is_void(at):
    first, second = brought_to("council", at), brought_to("council", at, [lower_estimate("0.6")])
    recorded(opened(first, at), at, Motion.ENDORSE)
    decision = recorded(opened(second, at), at, Motion.ENDORSE)
    assert (decision.outcome, decision.final, decision.reason) == (Outcome.VOID, False, "no_longer_fits")
    assert Version.objects.count() == 2


def test_every_stored_flow_reference_resolves(at):
    from viewflow.workflow.models import Process, Task

    returned_from("finance", at, [rename()])
    adopted(at)
    assert {process.flow_class.__name__ for process in Process.objects.all()} == {"ReviewFlow", "CycleFlow"}
    tasks = [task.flow_task for task in Task.objects.all()]
    names = {node.name for node in tasks if node.flow_class.__name__ == "ReviewFlow"}
    assert names == {"start", *ORDER, "drafting", "freeze"}
    assert {type(node).__name__ for node in tasks} & {"Obsolete"} == set()
    assert set(SECRETARIES) == {step.body for step in steps(ReviewFlow)}


def test_an_outcome_that_was_voided_does_not_come_back(at):
    """Changed and changed back: what was touched in between stays void, and so does a step that then returned it."""
    reading = opened(brought_to("audit", at), at)
    recorded(reading, at, Motion.RETURN)
    amendment = reading.review.amendment
    drafter = someone("drafter")
    save_draft(by=drafter, at=at, amendment=amendment, shown=1, changes=[lower_estimate(), rename()])
    first = submit_amendment(by=drafter, at=at, amendment=amendment, shown=2, reason="a text more")
    assert (first.step, first.standing) == ("policy_commission_first", None)
    recorded(opened(first, at), at, Motion.RETURN)
    last = amendment.drafts.last().number
    save_draft(
        by=drafter,
        at=at,
        amendment=amendment,
        shown=last,
        changes=[lower_estimate()],
        cost=Cost(amount=1, currency="EUR"),
    )
    again = submit_amendment(by=drafter, at=at, amendment=amendment, shown=last + 1, reason="without it")
    assert (again.step, again.standing) == ("policy_commission_first", None)


def test_a_text_changed_and_changed_back_was_touched(at):
    """Finance's outcome does not stand when the cost went up and down again since, whatever changed last."""
    second = opened(brought_to("policy_commission_second", at), at)
    amendment, drafter = second.review.amendment, someone("drafter")
    reading = second
    for estimate, cost in (("0.8", Cost(amount=5, currency="EUR")), ("0.7", False), ("0.6", None)):
        recorded(reading, at, Motion.RETURN)
        last = amendment.drafts.last().number
        save_draft(by=drafter, at=at, amendment=amendment, shown=last, changes=[lower_estimate(estimate)], cost=cost)
        reading = opened(
            submit_amendment(by=drafter, at=at, amendment=amendment, shown=last + 1, reason="otherwise"), at
        )
        assert reading.step == "audit"
    recorded(reading, at)
    finance = current(second.review)
    assert (finance.step, finance.standing) == ("finance", None)


@pytest.mark.parametrize("what", [{"rationale": {"en": "Another reason."}}, {"in_force_from": date(2021, 1, 1)}])
def test_a_changed_reason_or_day_is_policy(what, at):
    reading = opened(brought_to("finance", at), at)
    recorded(reading, at, Motion.RETURN)
    amendment, drafter = reading.review.amendment, someone("drafter")
    save_draft(by=drafter, at=at, amendment=amendment, shown=1, cost=Cost(amount=5, currency="EUR"), **what)
    resumed = submit_amendment(by=drafter, at=at, amendment=amendment, shown=2, reason="x")
    assert resumed.step == "policy_commission_first"


def test_an_amendment_that_is_no_longer_under_review_is_not_decided(at):
    reading = opened(submitted(at), at)
    type(reading.review.amendment).objects.update(state="withdrawn")
    with pytest.raises(AmendmentNotOpen):
        recorded(reading, at)
