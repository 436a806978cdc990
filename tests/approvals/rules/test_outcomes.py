"""What comes of a motion: every motion under every result."""

import json

import pytest

from approvals.enums import Motion, Nature, Outcome, Way
from approvals.rules.outcomes import (
    AT_A_MEETING,
    COMMITTEE,
    CONFIRMATION,
    COUNCIL,
    COUNCIL_MAY_REJECT,
    FINAL,
    JUSTIFICATION,
    RATIFICATION,
    READY,
    OutcomeRule,
    as_json,
    by_nature,
    fits,
    from_json,
    needs_advice,
    outcome,
)
from approvals.rules.resets import resume_at, stands
from approvals.rules.tally import tally
from approvals.rules.voting import SIMPLE_MAJORITY
from plans.enums import Competence
from plans.rules.changes import Cost


def counted(votes_for, against, present=20):
    return tally(SIMPLE_MAJORITY, entitled=20, present=present, votes_for=votes_for, against=against, abstaining=0)


@pytest.mark.parametrize(
    ("motion", "carried", "not_carried"),
    [
        (Motion.FAVOURABLE, Outcome.FAVOURABLE, Outcome.ADVERSE),
        (Motion.FAVOURABLE_WITH_CHANGES, Outcome.FAVOURABLE_WITH_CHANGES, Outcome.NOT_CARRIED),
        (Motion.ADVERSE, Outcome.ADVERSE, Outcome.NOT_CARRIED),
        (Motion.RETURN, Outcome.RETURNED, Outcome.NOT_CARRIED),
        (Motion.ENDORSE, Outcome.ENDORSED, Outcome.NOT_CARRIED),
        (Motion.AMEND, Outcome.AMENDED, Outcome.NOT_CARRIED),
        (Motion.REJECT, Outcome.REJECTED, Outcome.NOT_CARRIED),
        (Motion.REFER_BACK, Outcome.REFERRED_BACK, Outcome.NOT_CARRIED),
        (Motion.RATIFY, Outcome.RATIFIED, Outcome.LAPSED),
    ],
)
def test_outcome_of_each_motion(motion, carried, not_carried):
    results = [
        outcome(motion, counted(11, 9)),
        outcome(motion, counted(9, 11)),
        outcome(motion, counted(5, 0, present=10)),
    ]
    assert results == [carried, not_carried, Outcome.VOID]


def test_only_outcomes_that_end_a_reading_are_final():
    assert set(Outcome) - FINAL == {Outcome.NOT_CARRIED, Outcome.VOID}


def test_what_nobody_counts_is_what_its_motion_says():
    motions = (Motion.FAVOURABLE, Motion.JUSTIFY, Motion.DECLINE, Motion.CONFIRM, Motion.DISPUTE)
    came = [outcome(motion, None) for motion in motions]
    assert came == [
        Outcome.FAVOURABLE,
        Outcome.JUSTIFIED,
        Outcome.DECLINED,
        Outcome.CONFIRMED,
        Outcome.DISPUTED,
    ]


def test_the_council_endorses_or_amends_and_only_the_committees_return():
    assert COUNCIL.motions == (Motion.ENDORSE, Motion.AMEND)
    assert COMMITTEE.motions == (
        Motion.FAVOURABLE,
        Motion.FAVOURABLE_WITH_CHANGES,
        Motion.ADVERSE,
        Motion.RETURN,
    )
    assert [rule.undisputed for rule in (COMMITTEE, COUNCIL, JUSTIFICATION)] == [
        Motion.FAVOURABLE,
        Motion.ENDORSE,
        None,
    ]


@pytest.mark.parametrize("rule", READY, ids=lambda rule: rule.key)
def test_a_rule_is_stored_and_read_again_as_it_is(rule):
    assert from_json(json.loads(json.dumps(as_json(rule)))) == rule


def test_a_reading_from_before_such_rules_has_the_ready_one_of_its_nature():
    rules = {nature: by_nature(nature).key for nature in (Nature.OPINION, Nature.ADVICE, Nature.DECISION)}
    assert rules == {Nature.OPINION: "COMMITTEE", Nature.ADVICE: "COMMITTEE", Nature.DECISION: "COUNCIL"}


def cost(amount, currency="EUR"):
    return Cost(amount=amount, currency=currency)


@pytest.mark.parametrize(
    ("new", "advised_on", "needed"),
    [
        (None, None, False),
        (cost(100_000), None, False),  # the limit itself is free
        (cost(100_001), None, True),
        (cost(100_001), cost(0), True),  # advised on less
        (cost(100_001), cost(100_001), False),
        (cost(150_000), cost(200_000), False),  # advised on more
        (cost(150_000), cost(200_000, "JPY"), True),  # of another currency
    ],
)
def test_the_councils_own_text_waits_for_advice_above_a_cost(new, advised_on, needed):
    assert needs_advice(COUNCIL, new, advised_on) is needed


def test_without_a_limit_no_advice_is_needed():
    assert not needs_advice(COMMITTEE, cost(10**9), None)


@pytest.mark.parametrize(
    ("before", "motions", "ways", "fit"),
    [
        (COUNCIL, COUNCIL_MAY_REJECT.motions, COUNCIL.ways, True),
        (COUNCIL, (Motion.ENDORSE,), AT_A_MEETING, True),
        (COUNCIL, (Motion.AMEND,), AT_A_MEETING, False),  # nothing could be endorsed
        (COUNCIL, (), AT_A_MEETING, False),
        (COMMITTEE, (*COMMITTEE.motions, Motion.ENDORSE), COMMITTEE.ways, False),  # a committee would adopt
        (COMMITTEE, COMMITTEE.motions, frozenset({Way.BY_OFFICER}), False),
        (COMMITTEE, COMMITTEE.motions, frozenset({Way.POLL}), False),
        (COMMITTEE, COMMITTEE.motions, frozenset({Way.COUNTS}), True),
        (CONFIRMATION, (Motion.CONFIRM, Motion.DISPUTE), frozenset({Way.BY_OFFICER}), True),
        (CONFIRMATION, (Motion.CONFIRM, Motion.ENDORSE), frozenset({Way.BY_OFFICER}), False),
        (CONFIRMATION, (Motion.CONFIRM,), AT_A_MEETING, False),
        (RATIFICATION, (Motion.RATIFY, Motion.RETURN), AT_A_MEETING, False),
    ],
)
def test_a_rule_fits_the_step_that_decides_by_it(before, motions, ways, fit):
    assert fits(OutcomeRule(before.key, 2, motions, ways), before) is fit


P, A, F = Competence.POLICY, Competence.AUDIT, Competence.FINANCE
STEPS = [("first", P), ("audit", A), ("finance", F), ("second", P)]


@pytest.mark.parametrize(
    ("returning", "touched", "resumes"),
    [
        ("first", set(), "first"),
        ("finance", set(), "finance"),  # a pure typo
        ("finance", {F}, "finance"),
        ("finance", {A}, "audit"),
        ("finance", {P}, "first"),
        ("second", {F}, "finance"),
        ("second", {A, F}, "audit"),
        ("audit", {F}, "audit"),  # Finance has not spoken yet
        ("second", {P, A, F}, "first"),
    ],
)
def test_resubmission_resumes_at_the_earliest_void_step(returning, touched, resumes):
    assert resume_at(STEPS, returning, touched) == resumes


def test_an_outcome_stands_unless_its_competence_is_touched():
    assert [stands(A, {F, P}), stands(A, {A})] == [True, False]
