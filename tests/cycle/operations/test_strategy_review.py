"""The strategy itself before the bodies: endorsed as it stands, or amended."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals.documents.certificate import certificate
from approvals.enums import ActKind, Motion
from approvals.exceptions import AnotherText, MotionNotPossible, NotByUrgency
from approvals.models import Act, Decision, Reading
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.certify_decision import certify_decisions
from approvals.operations.endorse import end_endorsed
from approvals.operations.freeze_version import awaiting_seal
from approvals.operations.open_poll import open_poll
from approvals.operations.submit_amendment import submit_amendment
from approvals.queries.register import verify as verify_register
from approvals.verification.document import verify
from cycle.exceptions import NotYours, ReportCorrected, ReportOfAnotherPlan, ReviewUnderWay
from cycle.models import Cycle
from cycle.operations.review_strategy import put_on_report, review_strategy
from cycle.queries.progress import facts_of
from cycle.queries.report import report_as_of
from cycle.queries.work import todos_of
from plans.documents.configured import seal_roots
from plans.documents.printing import signature_fields
from plans.documents.storing import stored_bytes
from plans.enums import AmendmentKind, AmendmentState, DocumentKind
from plans.exceptions import NothingToSubmit, NotTypingErrors
from plans.models import Amendment, Version
from plans.operations.save_draft import save_draft
from plans.operations.start_amendment import start_amendment
from plans.queries.amendments import current_draft
from plans.queries.documents import document_about
from plans.rules.changes import Cost
from plans.rules.marks import CERTIFICATE_FIELDS, SEAL
from plans.rules.settle import Keeping
from tests.approvals.operations.test_carry_over import settle_all
from tests.approvals.operations.test_corrigendum import corrected
from tests.cycle.operations.test_cycle import another
from tests.cycle.test_report import measured, published
from tests.procedure import current, found, lower_estimate, opened, recorded, rename, someone, submitted

pytestmark = pytest.mark.django_db


def asked(at, **given):
    """The StrategyReview on a report of yesterday."""
    report = given.pop("report", None) or published(at, (at - timedelta(days=1)).date())
    return review_strategy(
        by=someone("drafter"),
        at=at,
        cycle=Cycle.objects.get(),
        report=report,
        title="The strategy 2019-2022",
        rationale={"en": "What was reached, and what is left."},
        **given,
    )


def put(at, review):
    """Its first Reading."""
    shown = current_draft(review.amendment).number
    return submit_amendment(by=someone("drafter"), at=at, amendment=review.amendment, shown=shown)


def taken(at, review, *motions, **given):
    """Through the chain by these motions; the last Decision."""
    for motion in motions:
        decision = recorded(opened(current(review), at), at, motion, **given)
    return decision


COMMITTEES = [Motion.FAVOURABLE] * 4


def test_endorsed_as_it_stands_it_is_a_registered_decision_with_a_certificate_and_no_version(at, client):
    review = asked(at)
    reading = put(at, review)
    proposal = reading.revision.proposal
    assert (proposal.changes, proposal.about.reference, proposal.about.digest) == (
        (),
        review.report.code,
        review.report.digest,
    )
    decision = taken(at, reading.review, *COMMITTEES, Motion.ENDORSE)
    amendment = Amendment.objects.get(pk=review.amendment.pk)
    assert (amendment.kind, amendment.state) == (AmendmentKind.STRATEGY, AmendmentState.ENDORSED)
    assert (Version.objects.count(), awaiting_seal()) == (1, [])
    version = Version.objects.get()
    act = Act.objects.get(kind=ActKind.STRATEGY_ENDORSED)
    assert act.facts == {
        "amendment": amendment.code,
        "revision": 1,
        "digest": reading.revision.digest,
        "edition": version.edition.key,
        "version": 1,
        "corrigendum": 0,
        "version_digest": version.digest,
        "about": review.report.code,
        "about_digest": review.report.digest,
    }
    assert facts_of(Cycle.objects.get(), at.date()).strategy_not_reviewed == ()
    # on a report of before the period was over
    assert facts_of(Cycle.objects.get(), date(2020, 7, 1)).strategy_not_reviewed == ("",)
    assert end_endorsed(at=at) == 0
    certify_decisions(at=at)
    assert end_endorsed(at=at) == 1
    assert end_endorsed(at=at) == 0
    data = stored_bytes(document_about(DocumentKind.CERTIFICATE, decision.subject).reached)
    verdict = verify(data, [seal_roots().read_bytes()])
    assert verdict.exit_code == 0, verdict.why
    assert verdict.sentences[4] == (
        f"By it the strategy stands as it is: version 1 of {version.edition.key}, digest {version.digest}, "
        f"on the report {review.report.code}, digest {review.report.digest}."
    )
    page = client.post(reverse("verify"), {"file": SimpleUploadedFile("c.pdf", data)}).content.decode()
    assert "the strategy as it is, by version 1 of" in page
    reading.review.refresh_from_db()
    assert reading.review.ended_at == at
    assert verify_register().whole


def test_amended_by_the_council_it_makes_a_version(at):
    reading = put(at, asked(at))
    taken(at, reading.review, *COMMITTEES)
    decision = taken(at, reading.review, Motion.AMEND, changes=[rename()])
    assert (decision.outcome, Version.objects.count()) == ("amended", 2)
    amendment = Amendment.objects.get(pk=reading.review.amendment_id)
    assert (amendment.kind, amendment.state) == (AmendmentKind.STRATEGY, AmendmentState.ADOPTED)
    assert Act.objects.filter(kind=ActKind.STRATEGY_ENDORSED).count() == 0
    assert facts_of(Cycle.objects.get(), at.date()).strategy_not_reviewed == ()


def test_a_body_may_change_it_on_the_way_and_what_the_council_then_endorses_is_a_version(at):
    reading = put(at, asked(at))
    taken(at, reading.review, Motion.FAVOURABLE_WITH_CHANGES, changes=[rename()])
    taken(at, reading.review, *COMMITTEES[1:], Motion.ENDORSE)
    assert Version.objects.count() == 2


def test_an_amendment_that_comes_with_it_is_a_question_of_its_own_and_voids_no_outcome(at):
    """Adopted first, it makes the version that the strategy is then endorsed by."""
    with_it = submitted(at, [lower_estimate()]).review
    review = asked(at, accompanied_by=[with_it.amendment])
    reading = put(at, review)
    taken(at, reading.review, *COMMITTEES)
    taken(at, with_it, *COMMITTEES, Motion.ENDORSE)
    assert carry_amendments_over(at=at) == 1
    moved = current(reading.review)
    assert (moved.step, moved.revision.number, moved.number) == ("council", 2, 5)
    assert (moved.revision.proposal.about.version, reading.revision.proposal.about.version) == ("2", "1")
    assert moved.revision.digest != reading.revision.digest
    taken(at, reading.review, Motion.ENDORSE)
    facts = Act.objects.get(kind=ActKind.STRATEGY_ENDORSED).facts
    assert (facts["version"], facts["version_digest"]) == (2, Version.objects.get(number=2).digest)
    assert list(review.accompanied_by.all()) == [with_it.amendment]


def test_returned_it_can_be_put_again_and_a_draft_of_it_is_carried_over(at):
    review = asked(at)
    adopted = submitted(at, [lower_estimate()]).review
    taken(at, adopted, *COMMITTEES, Motion.ENDORSE)
    assert carry_amendments_over(at=at) == 1
    review.amendment.refresh_from_db()
    assert (review.amendment.state, review.amendment.base.number) == (AmendmentState.DRAFT, 2)
    reading = put(at, review)
    decision = taken(at, reading.review, Motion.RETURN)
    assert decision.outcome == "returned"
    assert Decision.objects.filter(reading__review=reading.review, final=True).count() == 1


def test_a_vote_that_is_not_carried_leaves_it_open(at):
    reading = put(at, asked(at))
    taken(at, reading.review, *COMMITTEES)
    decision = taken(at, reading.review, Motion.ENDORSE, present=150, votes=(60, 60, 30))
    assert (decision.outcome, decision.final) == ("not_carried", False)
    assert Amendment.objects.get(pk=reading.review.amendment_id).state == AmendmentState.UNDER_REVIEW


def test_who_may_not_and_what_cannot_be(at):
    first = published(at, (at - timedelta(days=1)).date())
    with pytest.raises(NotYours):
        review_strategy(
            by=someone("reader"), at=at, cycle=Cycle.objects.get(), report=first, title="x", rationale={"en": "x"}
        )
    measured(at - timedelta(hours=1), "sp7.1", 20, 36)
    later = at + timedelta(days=1)
    second = published(later, at.date(), corrects=first, reason="SP7.1 was wrong.")
    with pytest.raises(ReportCorrected) as refusal:
        asked(later, report=first)
    assert refusal.value.published == second
    review = asked(later, report=second)
    with pytest.raises(ReviewUnderWay):
        asked(later, report=second)
    with pytest.raises(NotByUrgency):
        submit_amendment(by=someone("drafter"), at=later, amendment=review.amendment, shown=1, urgent=True)
    empty = start_amendment(
        by=someone("drafter"), at=at, base=Version.objects.get(), title="Nothing", rationale={"en": "x"}
    )
    with pytest.raises(NothingToSubmit):
        submit_amendment(by=someone("drafter"), at=at, amendment=empty, shown=1)
    assert Reading.objects.count() == 0


def test_endorsed_it_is_not_under_review_any_more_though_its_certificate_is_not_sealed(at):
    reading = put(at, asked(at))
    assert [one.amendment for one in report_as_of(at.date()).pending] == ["AM-001"]
    taken(at, reading.review, *COMMITTEES, Motion.ENDORSE)
    assert report_as_of(at.date()).pending == ()


def test_a_report_on_another_plan_is_refused(at):
    report = published(at, (at - timedelta(days=1)).date())
    cycle = another(at)
    with pytest.raises(ReportOfAnotherPlan):
        review_strategy(by=someone("drafter"), at=at, cycle=cycle, report=report, title="x", rationale={"en": "x"})


def test_who_voted_on_the_strategy_by_one_version_has_not_voted_on_it_by_the_next(at):
    """The open poll is void; what the committees said stands; the Council is asked again, on what stands now."""
    with_it = submitted(at, [lower_estimate()]).review
    reading = put(at, asked(at))
    taken(at, reading.review, *COMMITTEES)
    taken(at, with_it, *COMMITTEES)
    council = opened(current(reading.review), at)
    poll = open_poll(
        by=someone("council-secretary"),
        at=at,
        reading=council,
        shown=council.revision.digest,
        motion=Motion.ENDORSE,
        closes_at=at + timedelta(days=3),
    )
    taken(at, with_it, Motion.ENDORSE)
    carry_amendments_over(at=at)
    poll.refresh_from_db()
    assert (poll.closed_at, current(reading.review).pk) == (at, council.pk)
    with pytest.raises(AnotherText):
        recorded(current(reading.review), at, Motion.ENDORSE, shown=council.revision.digest)
    recorded(current(reading.review), at, Motion.ENDORSE)
    assert Act.objects.get(kind=ActKind.STRATEGY_ENDORSED).facts["version"] == 2


def test_before_the_sweep_carried_it_over_the_council_cannot_endorse_another_version(at):
    with_it = submitted(at, [lower_estimate()]).review
    reading = put(at, asked(at))
    taken(at, reading.review, *COMMITTEES)
    taken(at, with_it, *COMMITTEES, Motion.ENDORSE)
    decision = taken(at, reading.review, Motion.ENDORSE)
    assert (decision.outcome, decision.final, decision.reason) == ("void", False, "no_longer_fits")
    assert Act.objects.filter(kind=ActKind.STRATEGY_ENDORSED).count() == 0


def test_with_its_drafters_it_can_be_put_on_another_report_and_is_then_read_anew(at):
    first = published(at, (at - timedelta(days=1)).date())
    review = asked(at, report=first)
    reading = put(at, review)
    taken(at, reading.review, Motion.FAVOURABLE, Motion.RETURN)
    measured(at, "sp7.1", 20, 36)
    later = at + timedelta(days=1)
    second = published(later, at.date(), corrects=first, reason="SP7.1 was wrong.")
    with pytest.raises(ReportCorrected):
        put_on_report(by=someone("drafter"), at=later, review=review, report=first)
    with pytest.raises(NotYours):
        put_on_report(by=someone("reader"), at=later, review=review, report=second)
    review = put_on_report(by=someone("drafter"), at=later, review=review, report=second)
    assert (review.report, review.amendment.origin) == (second, "RP-002")
    shown = current_draft(review.amendment).number
    again = submit_amendment(
        by=someone("drafter"), at=later, amendment=review.amendment, shown=shown, reason="The report was corrected."
    )
    assert (again.step, again.revision.proposal.about.reference) == ("policy_commission_first", "RP-002")


def test_a_question_on_a_report_that_was_corrected_is_marked_and_listed(at, client):
    first = published(at, (at - timedelta(days=1)).date())
    review = asked(at, report=first)
    assert "put_on_report" not in {todo.what for todo in todos_of(someone("drafter"), at, at.date())}
    measured(at, "sp7.1", 20, 36)
    later = at + timedelta(days=1)
    published(later, at.date(), corrects=first, reason="SP7.1 was wrong.")
    (todo,) = [todo for todo in todos_of(someone("drafter"), at, at.date()) if todo.what == "put_on_report"]
    assert (todo.about, todo.page) == (review.amendment.code, "cycle-of")
    client.force_login(someone("drafter"))
    page = client.get(reverse("cycle")).content.decode()
    assert ("RP-001 was corrected by RP-002" in page, "Put the question on RP-002." in page) == (True, True)
    put(later, review)
    page = client.get(reverse("cycle")).content.decode()
    assert "returned to its drafters, it can be put on RP-002" in page
    assert "put_on_report" not in {todo.what for todo in todos_of(someone("drafter"), at, at.date())}


def test_another_report_is_no_typing_error(at):
    """Whoever said something of the first one says it again."""
    first = published(at, (at - timedelta(days=1)).date())
    review = asked(at, report=first)
    reading = put(at, review)
    taken(at, reading.review, *COMMITTEES[:3], Motion.RETURN)
    measured(at, "sp7.1", 20, 36)
    later = at + timedelta(days=1)
    second = published(later, at.date(), corrects=first, reason="SP7.1 was wrong.")
    review = put_on_report(by=someone("drafter"), at=later, review=review, report=second)
    with pytest.raises(NotTypingErrors):
        submit_amendment(
            by=someone("drafter"),
            at=later,
            amendment=review.amendment,
            shown=current_draft(review.amendment).number,
            reason="Only a slip.",
            typing_errors=True,
        )


def test_settled_with_another_amendment_it_is_about_the_version_that_stands_now(at):
    review = asked(at)
    save_draft(by=someone("drafter"), at=at, amendment=review.amendment, shown=1, changes=[rename(new="Ours")])
    taken(at, submitted(at, [rename(new="Theirs")]).review, *COMMITTEES, Motion.ENDORSE)
    carry_amendments_over(at=at)
    settle_all(review.amendment, at, Keeping.ADOPTED)
    reading = put(at, review)
    assert reading.revision.proposal.about.version == "2"
    taken(at, reading.review, *COMMITTEES)
    decision = taken(at, reading.review, Motion.ENDORSE)
    assert (decision.outcome, Act.objects.get(kind=ActKind.STRATEGY_ENDORSED).facts["version"]) == ("endorsed", 2)


def test_endorsed_by_a_corrigendum_every_document_names_that(at, client):
    first = corrected(at)
    found(first, "council-secretary", at, Motion.CONFIRM, "")
    found(current(first.review), "council-chair", at, Motion.CONFIRM, "")
    review = asked(at)
    decision = taken(at, put(at, review).review, *COMMITTEES, Motion.ENDORSE)
    certify_decisions(at=at)
    fields = signature_fields({SEAL: "Seal"}, CERTIFICATE_FIELDS)
    assert "stands as it is, by version 1 Corr.1 of the plan" in certificate(decision, fields=fields).html
    data = stored_bytes(document_about(DocumentKind.CERTIFICATE, decision.subject).reached)
    assert "version 1 Corr.1 of" in verify(data, [seal_roots().read_bytes()]).sentences[4]
    page = client.post(reverse("verify"), {"file": SimpleUploadedFile("c.pdf", data)}).content.decode()
    assert "the strategy as it is, by version 1 Corr.1 of" in page


def test_a_cost_alone_does_not_amend_the_strategy(at):
    reading = put(at, asked(at))
    taken(at, reading.review, *COMMITTEES)
    cost = Cost(amount=50_000, currency="EUR")
    with pytest.raises(MotionNotPossible) as refusal:
        taken(at, reading.review, Motion.AMEND, cost=cost)
    assert refusal.value.why == "changes_missing"
    assert Act.objects.filter(kind=ActKind.STRATEGY_ENDORSED).count() == 0
    council = current(reading.review)
    decision = recorded(council, at, Motion.AMEND, changes=[rename()], cost=cost, waives_advice=True)
    assert (decision.outcome, Version.objects.count()) == ("amended", 2)


def test_drafts_are_not_shown_to_whoever_does_not_draft(at, client):
    published(at + timedelta(days=1), at.date())
    start_amendment(by=someone("drafter"), at=at, base=Version.objects.get(), title="SYNTHETIC: not for everybody")
    address = reverse("strategy-review", args=[Cycle.objects.get().edition.key])
    client.force_login(someone("delegate-fr"))
    page = client.post(address, {}, follow=True)
    assert (page.status_code, "not for everybody" in page.content.decode()) == (200, False)
    client.force_login(someone("drafter"))
    assert "not for everybody" in client.post(address, {}).content.decode()
