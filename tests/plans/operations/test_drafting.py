"""Drafts: who may, what is refused, and that nothing is lost."""

from datetime import date, timedelta

import pytest

from approvals.enums import Motion
from approvals.exceptions import AmendmentNotOpen, ReasonMissing
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.withdraw_amendment import withdraw_amendment
from plans.enums import AmendmentState
from plans.exceptions import (
    ChangeDoesNotFit,
    DayOutsidePeriod,
    DraftClosed,
    DraftMoved,
    NotAllowed,
    NothingChanged,
    NothingToSubmit,
    RationaleMissing,
    TextCannotBeStored,
)
from plans.models import Amendment, Version
from plans.operations.save_draft import save_draft
from plans.operations.start_amendment import start_amendment
from plans.queries.amendments import Overlap, current_draft, overlapping
from plans.rules.changes import Changes, Cost
from tests.procedure import adopted, drafted, lower_estimate, opened, recorded, rename, someone, submitted

pytestmark = pytest.mark.django_db


def saved(amendment, at, shown, by="drafter", **what):
    return save_draft(by=someone(by), at=at, amendment=amendment, shown=shown, **what)


def test_numbers_run_on(at):
    assert [drafted(at).code for _ in range(3)] == ["AM-001", "AM-002", "AM-003"]


def test_only_staff_drafts(at):
    for username in ("reader", "delegate-fr", "pc-secretary", "council-chair", "admin"):
        with pytest.raises(NotAllowed):
            start_amendment(by=someone(username), at=at, base=Version.objects.get(), title="x")
    staff = someone("drafter")
    type(staff).objects.filter(pk=staff.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        start_amendment(by=staff, at=at, base=Version.objects.get(), title="x")
    assert Amendment.objects.count() == 0


def test_saving_keeps_what_was_before(at):
    amendment = drafted(at)
    saved(amendment, at, 1, title="Otherwise", cost=Cost(amount=5, currency="EUR"))
    saved(amendment, at, 2, changes=[rename()], cost=False)
    drafts = [(draft.number, draft.title, "cost" in draft.contents) for draft in amendment.drafts.all()]
    assert drafts == [(1, "Lower the estimate of SP7.1", False), (2, "Otherwise", True), (3, "Otherwise", False)]
    assert [change["change"] for change in current_draft(amendment).contents["changes"]] == ["replace_text"]


def test_saving_what_is_there_makes_no_draft(at):
    amendment = drafted(at)
    assert saved(amendment, at, 1, title=amendment.title).number == 1


def test_saving_over_another_draft_than_was_shown_is_refused(at):
    amendment = drafted(at)
    saved(amendment, at, 1, title="First")
    with pytest.raises(DraftMoved):
        saved(amendment, at, 1, title="Second")
    assert current_draft(amendment).title == "First"


def test_a_change_that_does_not_fit_leaves_the_draft(at):
    amendment = drafted(at)
    with pytest.raises(ChangeDoesNotFit):
        saved(amendment, at, 1, changes=[rename(old="Never there")])
    assert current_draft(amendment).number == 1


def test_submitting_needs_a_change_and_a_reason(at):
    drafter, base = someone("drafter"), Version.objects.get()
    empty = start_amendment(by=drafter, at=at, base=base, title="Empty", rationale={"en": "why"})
    with pytest.raises(NothingToSubmit):
        submit_amendment(by=drafter, at=at, amendment=empty, shown=1)
    unexplained = start_amendment(by=drafter, at=at, base=base, title="Why", changes=[rename()])
    with pytest.raises(RationaleMissing):
        submit_amendment(by=drafter, at=at, amendment=unexplained, shown=1)
    with pytest.raises(DraftMoved):
        submit_amendment(by=drafter, at=at, amendment=unexplained, shown=7)
    assert Amendment.objects.exclude(state=AmendmentState.DRAFT).count() == 0


def test_a_submitted_text_is_closed_to_its_drafters(at):
    amendment = submitted(at).review.amendment
    with pytest.raises(DraftClosed):
        saved(amendment, at, 1, title="x")
    with pytest.raises(DraftClosed):
        submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=1, reason="again")


def test_revision_names_everybody_who_wrote_it(at):
    amendment = drafted(at)
    colleague = someone("evaluator")
    colleague.groups.add(someone("drafter").groups.get())
    saved(amendment, at, 1, by="evaluator", changes=[lower_estimate("0.8")])
    reading = submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=2)
    assert {author.username for author in reading.revision.authors.all()} == {"drafter", "evaluator"}


def test_resubmitting_the_same_is_refused_and_needs_a_reason(at):
    amendment = submitted(at).review.amendment
    recorded(opened(amendment.review.readings.get(), at), at, Motion.RETURN)
    drafter = someone("drafter")
    with pytest.raises(NothingChanged):
        submit_amendment(by=drafter, at=at, amendment=amendment, shown=1, reason="as asked")
    saved(amendment, at, 1, changes=[lower_estimate("0.8")])
    with pytest.raises(ReasonMissing):
        submit_amendment(by=drafter, at=at, amendment=amendment, shown=2, reason=" ")
    assert submit_amendment(by=drafter, at=at, amendment=amendment, shown=2, reason="as asked").revision.number == 2


def test_overlaps_are_flagged_on_both(at):
    one, other, apart = drafted(at), submitted(at, [lower_estimate("0.8")]).review.amendment, drafted(at, [rename()])
    assert overlapping(one, Changes([lower_estimate()], one.base.content)) == [Overlap(other, ("sp7.1",), clash=True)]
    assert overlapping(other, Changes([lower_estimate()], one.base.content)) == [Overlap(one, ("sp7.1",), clash=False)]
    assert overlapping(apart, Changes([rename()], one.base.content)) == []


def test_withdrawing_keeps_everything_and_ends_it(at):
    reading = submitted(at)
    amendment = reading.review.amendment
    withdraw_amendment(by=someone("drafter"), at=at + timedelta(days=1), amendment=amendment)
    reading.refresh_from_db()
    amendment.refresh_from_db()
    assert (amendment.state, reading.closure, amendment.revisions.count()) == ("withdrawn", "withdrawn", 1)
    assert amendment.review.ended_at is not None
    assert amendment.review.process.status == "CANCELED"
    with pytest.raises(AmendmentNotOpen):
        withdraw_amendment(by=someone("drafter"), at=at, amendment=amendment)


def test_what_was_adopted_cannot_be_withdrawn(at):
    amendment = adopted(at).revision.amendment
    with pytest.raises(AmendmentNotOpen):
        withdraw_amendment(by=someone("drafter"), at=at, amendment=amendment)


def test_only_staff_withdraws(at):
    amendment = submitted(at).review.amendment
    with pytest.raises(NotAllowed):
        withdraw_amendment(by=someone("council-secretary"), at=at, amendment=amendment)


def test_a_reason_that_cannot_be_printed_is_refused_at_once(at):
    amendment = drafted(at)
    with pytest.raises(TextCannotBeStored):
        saved(amendment, at, 1, rationale={"en": "a\x07b"})
    assert saved(amendment, at, 1, rationale={"en": "tab\tand\r\nline"}).contents["rationale"] == {
        "en": "tab and\nline"
    }
    with pytest.raises(TextCannotBeStored):
        start_amendment(by=someone("drafter"), at=at, base=Version.objects.get(), title="x", rationale={"en": "\x00"})


def test_a_day_of_force_lies_in_the_plans_period(at):
    amendment = drafted(at)
    for day in (date(2019, 6, 30), date(9999, 12, 31)):
        with pytest.raises(DayOutsidePeriod):
            saved(amendment, at, 1, in_force_from=day)
    assert saved(amendment, at, 1, in_force_from=date(2021, 1, 1)).contents["in_force_from"] == "2021-01-01"
