"""What each step of the cycle lacks."""

from dataclasses import fields

import pytest

from cycle.flows import steps
from cycle.rules.gates import EVIDENCE, NEEDS, OR_EVIDENCE, Facts, Lack, lacks

PAIRS = [(step, what) for step, needs in NEEDS.items() for what in needs]


def test_every_step_of_the_flow_has_its_gate_and_every_fact_guards_one():
    assert [step.name for step in steps()] == list(NEEDS)
    assert {field.name for field in fields(Facts)} - {"evidence"} == {what for _step, what in PAIRS} - {EVIDENCE}


@pytest.mark.parametrize(("step", "what"), PAIRS)
def test_a_gate_names_what_is_missing_and_opens_without(step, what):
    there = frozenset({step})
    assert lacks(step, Facts(evidence=there)) == []
    if what == EVIDENCE:
        assert lacks(step, Facts()) == [Lack(EVIDENCE)]
        return
    missing = Facts(**{what: ("X1", "X2")})
    assert lacks(step, missing) == [Lack(what, ("X1", "X2"))]
    with_evidence = Facts(**{what: ("X1", "X2")}, evidence=there)
    assert lacks(step, with_evidence) == ([] if what in OR_EVIDENCE else [Lack(what, ("X1", "X2"))])


def test_evidence_of_another_step_shows_nothing():
    facts = Facts(undecided=("plan 1",), evidence=frozenset({"consultation"}))
    assert lacks("decision", facts) == [Lack("undecided", ("plan 1",))]
    assert lacks("internal_analysis", facts) == [Lack(EVIDENCE)]


def test_what_has_no_name_is_missing_all_the_same():
    (lack,) = lacks("priorities", Facts(priorities_missing=("",)))
    assert (lack.what, lack.which, lack.count) == ("priorities_missing", (), 0)
