"""What the Council may do where a rule says so; its own text above a cost; typing errors; rules that change in flight."""

from datetime import timedelta

import pytest

from approvals.enums import Choice, Motion, Outcome, RuleKind, Way
from approvals.exceptions import (
    AdviceMissing,
    CountsDoNotFit,
    MotionNotPossible,
    NotYours,
    ReasonMissing,
    RuleDoesNotFit,
    WayNotAllowed,
)
from approvals.models import Act, Reading, Rule
from approvals.operations.open_poll import open_poll
from approvals.operations.reaffirm_outcome import reaffirm_outcome
from approvals.operations.set_rule import set_rule
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.sweep_deadlines import close_what_is_due, escalate_overdue_readings
from approvals.queries.register import verify
from approvals.rules import outcomes, voting
from approvals.rules.deadlines import Term
from notifications.models import Notice
from plans.exceptions import NotTypingErrors
from plans.models import Version
from plans.operations.save_draft import save_draft
from plans.rules.changes import Cost, ReplaceText
from tests.procedure import (
    brought_to,
    closed,
    current,
    lower_estimate,
    opened,
    polled,
    recorded,
    rename,
    secretary_of,
    someone,
    submitted,
    voted,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def allowed(at, rule=outcomes.COUNCIL_MAY_REJECT, key="COUNCIL"):
    """The Council's rule says more, for reviews that begin from now on."""
    value = outcomes.as_json(rule) | {"key": key, "version": 2}
    Rule.objects.create(kind=RuleKind.OUTCOMES, key=key, version=2, value=value, in_force_from=at - DAY)


@pytest.mark.parametrize("motion", [Motion.REJECT, Motion.REFER_BACK])
def test_the_council_only_endorses_or_amends_unless_its_rule_says_more(at, motion):
    reading = opened(brought_to("council", at), at)
    with pytest.raises(MotionNotPossible):
        recorded(reading, at, motion)


def test_rejected_where_the_rule_allows_it_the_amendment_is_over(at):
    allowed(at)
    reading = opened(brought_to("council", at), at)
    with pytest.raises(ReasonMissing):
        recorded(reading, at, Motion.REJECT, reason=" ")
    assert recorded(reading, at, Motion.REJECT, votes=(90, 60, 0)).outcome == Outcome.NOT_CARRIED
    decision = recorded(reading, at, Motion.REJECT, votes=(110, 40, 0))
    reading.review.refresh_from_db()
    assert (decision.outcome, reading.review.amendment.state) == (Outcome.REJECTED, "rejected")
    assert (reading.review.ended_at, Version.objects.count()) == (at, 1)
    assert Notice.objects.filter(kind="approvals.rejected").exists()
    assert verify().whole


def test_referred_back_it_is_with_its_drafters_and_resumes(at):
    allowed(at)
    reading = opened(brought_to("council", at), at)
    recorded(reading, at, Motion.REFER_BACK)
    amendment = reading.review.amendment
    amendment.refresh_from_db()
    assert amendment.state == "returned"
    again = _resubmitted(amendment, at, [lower_estimate(to="0.8")])
    assert again.step == "audit"  # the KPI was touched; policy stands


def _resubmitted(amendment, at, changes, **given):
    draft = save_draft(
        by=someone("drafter"), at=at, amendment=amendment, shown=amendment.drafts.last().number, changes=changes
    )
    return submit_amendment(
        by=someone("drafter"), at=at, amendment=amendment, shown=draft.number, reason="as asked", **given
    )


def test_a_council_question_not_carried_stays_at_its_step(at):
    reading = opened(brought_to("council", at), at)
    assert recorded(reading, at, Motion.ENDORSE, votes=(80, 60, 10)).outcome == Outcome.NOT_CARRIED
    assert current(reading.review) == reading
    assert recorded(reading, at, Motion.ENDORSE, votes=(110, 30, 10)).outcome == Outcome.ENDORSED


def amended(reading, at, amount, **given):
    return recorded(
        reading, at, Motion.AMEND, changes=[lower_estimate(to="0.8")], cost=Cost(amount=amount, currency="EUR"), **given
    )


def test_the_councils_own_costly_text_needs_advice_or_an_express_waiver(at):
    reading = opened(brought_to("council", at), at)
    with pytest.raises(AdviceMissing) as refusal:
        amended(reading, at, 150_000)
    assert (refusal.value.cost, refusal.value.limit) == (150_000, 100_000)
    decision = amended(reading, at, 150_000, waives_advice=True)
    assert decision.outcome == Outcome.AMENDED
    assert decision.act.facts["waives_advice"] is True
    assert Version.objects.get(number=2).revision.proposal.cost == Cost(amount=150_000, currency="EUR")


def test_up_to_the_limit_the_council_needs_no_waiver(at):
    decision = amended(opened(brought_to("council", at), at), at, 100_000, waives_advice=True)
    assert (decision.outcome, "waives_advice" in decision.act.facts) == (Outcome.AMENDED, False)


def test_the_council_may_change_the_cost_alone(at):
    reading = opened(brought_to("council", at), at)
    decision = recorded(reading, at, Motion.AMEND, cost=Cost(amount=500, currency="EUR"))
    assert decision.made_revision.proposal.cost == Cost(amount=500, currency="EUR")


def test_typing_errors_void_nothing_but_the_returning_step(at):
    reading = opened(brought_to("finance", at, [rename(new="Packge on revenue")]), at)
    recorded(reading, at, Motion.RETURN, reason="A letter is missing")
    amendment = reading.review.amendment
    amendment.refresh_from_db()
    with pytest.raises(NotTypingErrors):
        _resubmitted(amendment, at, [rename(new="Package on customs")], typing_errors=True)
    amendment.refresh_from_db()
    again = _resubmitted(amendment, at, [rename(new="Package on revenue")], typing_errors=True)
    assert again.step == "finance"
    facts = Act.objects.get(kind="resubmitted").facts
    assert (facts["touched"], facts["typing_errors"]) == ([], True)
    # Policy's first reading is of a text, so without that mark it would have been void
    recorded(opened(again, at), at)
    assert current(reading.review).step == "policy_commission_second"


@pytest.mark.parametrize("claimed", [True, False])
def test_an_outcome_stands_over_typing_errors_in_its_own_field(at, claimed):
    """A slip in a KPI's name is corrected, later a policy text changes: Audit's opinion stands if it was a mere slip."""
    kpi = Version.objects.get().content.element("sp7.1")

    def worded(new):
        old = kpi.measured["en"]
        return ReplaceText(element="sp7.1", field="measured", language="en", old=old, new=old + new)

    reading = opened(brought_to("policy_commission_second", at, [worded(" of Membrs")]), at)
    recorded(reading, at, Motion.RETURN, reason="A letter")
    amendment = reading.review.amendment
    amendment.refresh_from_db()
    again = _resubmitted(amendment, at, [worded(" of Members")], typing_errors=claimed)
    assert again.step == ("policy_commission_second" if claimed else "audit")
    if not claimed:
        return
    recorded(opened(again, at), at, Motion.RETURN, reason="And rename the package")
    amendment.refresh_from_db()
    first = _resubmitted(amendment, at, [worded(" of Members"), rename()])
    recorded(opened(first, at), at)
    audit = current(reading.review)
    assert (audit.step, audit.standing.revision.number) == ("audit", 1)
    secretary, digest = secretary_of(audit), audit.revision.digest
    given = reaffirm_outcome(by=secretary, at=at, reading=audit, shown=digest, reason="Only a letter changed")
    assert (given.reaffirms, given.reason) == (audit.standing, "Only a letter changed")


def test_the_chair_breaks_a_tie_only_where_the_rule_says_so(at):
    reading = opened(submitted(at), at)
    with pytest.raises(CountsDoNotFit, match="no_casting_vote"):
        recorded(reading, at, votes=(10, 10, 0), casting=Choice.FOR)
    assert recorded(reading, at, votes=(10, 10, 0)).outcome == Outcome.ADVERSE
    value = voting.as_json(voting.SIMPLE_MAJORITY) | {"version": 2, "casting_vote": True}
    Rule.objects.create(kind="voting", key="SIMPLE_MAJORITY", version=2, value=value, in_force_from=at - DAY)
    other = opened(submitted(at, [rename()]), at)
    with pytest.raises(CountsDoNotFit, match="no_casting_vote"):
        recorded(other, at, votes=(11, 10, 0), casting=Choice.FOR)
    decision = recorded(other, at, votes=(10, 10, 0), casting=Choice.FOR)
    assert (decision.outcome, decision.tally["casting"]) == (Outcome.FAVOURABLE, "for")


def test_a_rule_that_changes_in_flight_holds_for_later_reviews(at):
    before = submitted(at)
    set_rule(
        by=someone("registrar"),
        at=at,
        kind=RuleKind.DEADLINE,
        key="reading",
        value=Term(days=10),
        shown=1,
        in_force_from=at + DAY,
    )
    after = submitted(at + DAY, [rename()])
    for reading, days in ((before, 28), (after, 10)):
        assert (reading.deadline_at - reading.arrived_at).days == days
    recorded(opened(before, at + 2 * DAY), at + 2 * DAY)
    following = current(before.review)
    assert (following.deadline_at - following.arrived_at).days == 28
    assert Act.objects.get(kind="rule_set").facts["value"] == {"days": 10}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"key": "unheard"}, "unknown"),
        ({"shown": 2}, "another_version"),
        ({"in_force_from": -DAY}, "in_the_past"),
        ({"value": Term(days=28)}, "as_before"),
    ],
)
def test_a_version_of_a_rule_that_cannot_be(at, given, why):
    setting = {"kind": RuleKind.DEADLINE, "key": "reading", "value": Term(days=10), "shown": 1} | given
    setting["in_force_from"] = at + setting.get("in_force_from", DAY)
    with pytest.raises(RuleDoesNotFit, match=why):
        set_rule(by=someone("registrar"), at=at, **setting)
    with pytest.raises(NotYours):
        set_rule(by=someone("admin"), at=at, **setting)


def test_polls_close_by_themselves_once(at):
    poll = polled(at)
    voted(poll, at, votes_for=150)
    assert close_what_is_due(at=poll.closes_at - timedelta(seconds=1)) == 0
    assert close_what_is_due(at=poll.closes_at) == 1
    assert close_what_is_due(at=poll.closes_at) == 0
    poll.refresh_from_db()
    assert (poll.decision.outcome, poll.decision.recorded_by) == ("endorsed", None)
    assert Version.objects.count() == 2


def test_one_poll_that_fails_holds_no_other_up(at):
    first, second = polled(at), polled(at, [rename()])
    voted(second, at, votes_for=150)
    Reading.objects.filter(pk=first.reading_id).update(closed_at=at, closure="decided")
    assert close_what_is_due(at=first.closes_at) == 1
    second.refresh_from_db()
    assert second.decision.outcome == "endorsed"


def test_what_is_overdue_is_told_to_chair_and_secretary_once(at):
    reading = submitted(at)
    assert escalate_overdue_readings(at=reading.deadline_at - timedelta(seconds=1)) == 0
    assert escalate_overdue_readings(at=reading.deadline_at) == 1
    assert escalate_overdue_readings(at=reading.deadline_at + DAY) == 0
    told = Notice.objects.filter(kind="approvals.overdue").values_list("recipient__username", flat=True)
    assert sorted(told) == ["pc-chair", "pc-secretary"]
    reading.refresh_from_db()
    assert reading.escalated_at == reading.deadline_at


def test_a_way_that_the_rule_leaves_out_is_refused(at):
    without = outcomes.OutcomeRule("COUNCIL", 2, outcomes.COUNCIL.motions, outcomes.AT_A_MEETING)
    allowed(at, without)
    reading = opened(brought_to("council", at), at)
    with pytest.raises(WayNotAllowed):
        open_poll(
            by=secretary_of(reading),
            at=at,
            reading=reading,
            shown=reading.revision.digest,
            motion=Motion.ENDORSE,
            closes_at=at + 4 * DAY,
            way=Way.POLL,
        )


def test_closed_by_hand_after_its_time_it_is_the_secretarys(at):
    poll = polled(at)
    voted(poll, at, votes_for=150)
    assert closed(poll).recorded_by == someone("council-secretary")
