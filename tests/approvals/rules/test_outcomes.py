"""What comes of a motion: every motion under every result."""

import pytest

from approvals.enums import Motion, Nature, Outcome
from approvals.rules.outcomes import FINAL, motions, outcome
from approvals.rules.resets import resume_at, stands
from approvals.rules.tally import tally
from approvals.rules.voting import SIMPLE_MAJORITY
from plans.enums import Competence


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


@pytest.mark.parametrize("nature", Nature)
def test_the_council_endorses_or_amends_and_the_others_do_not(nature):
    council = nature is Nature.DECISION
    assert (Motion.ENDORSE in motions(nature), Motion.RETURN in motions(nature)) == (council, not council)


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
