"""Which differences are typing errors as far as a rule can tell; whatever could be more is not."""

from datetime import date
from pathlib import Path

import pytest

from plans.rules.changes import Cost, Proposal, ReplaceText, SetEstimate
from plans.rules.content import Aim
from plans.rules.source import read
from plans.rules.typing_errors import are_typing_errors, only_typing_errors


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The revnue package", "The revenue package"),
        ("the members", "The Members"),
        ("Members,and partners", "Members, and partners."),
        ("Recieve  it", "Receive it"),
        ("une annee entiere", "une année entière"),
        ("", ""),
    ],
)
def test_slips_of_the_pen(old, new):
    assert are_typing_errors(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Members may act", "Members must act"),
        ("It is now in force", "It is not in force"),
        ("in 2020", "in 2021"),
        ("12 missions", "1 missions"),
        ("the mission", "the missions of Members"),  # a word more
        ("all Members", "Members"),
        ("an annual plan", "a manual plan"),
        ("to", "of"),
        ("support", "oppose"),
        ("", "something"),
        ("import of goods", "export of goods"),
        ("increase", "decrease"),
        ("legal trade", "illegal trade"),
        ("internal audit", "external audit"),
        ("five million", "five billion"),
        ("nine bodies", "five bodies"),
        ("at least >= 80", "at least <= 80"),
        ("80 %", "80"),
        ("€ 100", "$ 100"),
        ("-5", "5"),
        ("customs", "costums of"),
    ],
)
def test_more_than_a_slip(old, new):
    assert not are_typing_errors(old, new)


def proposal(*changes, **given):
    return Proposal(schema=1, changes=tuple(changes), rationale={"en": "Because the word is wrong."}, **given)


def named(new):
    return ReplaceText(element="sp2", field="name", language="en", old="Revenue Package", new=new)


def estimate(ratio):
    return SetEstimate(element="sp7.1", holds_from=date(2020, 7, 1), old=Aim(ratio="0.9"), new=Aim(ratio=ratio))


BASE = read(Path("plans/demo/strategic-plan-2019-2022.yaml").read_bytes())


@pytest.mark.parametrize(
    ("before", "after", "slips"),
    [
        (proposal(named("Packge on revenue")), proposal(named("Package on revenue")), True),
        (proposal(named("Package on revenue")), proposal(named("Package on revenue")), True),
        (proposal(named("Package on revenue")), proposal(named("Package on customs")), False),
        (proposal(named("Packge on revenue")), proposal(named("Package on revenue"), estimate("0.75")), False),
        (proposal(estimate("0.75")), proposal(estimate("0.76")), False),
        (
            proposal(named("Packge on revenue")),
            proposal(named("Package on revenue"), cost=Cost(amount=1, currency="EUR")),
            False,
        ),
        (
            proposal(named("Packge on revenue")),
            proposal(named("Package on revenue"), in_force_from=date(2020, 7, 1)),
            False,
        ),
    ],
)
def test_between_two_proposals(before, after, slips):
    assert only_typing_errors(BASE, before, after) is slips


def test_the_reason_counts_as_a_text():
    before = proposal(named("Package on revenue"))
    slip = before.model_copy(update={"rationale": {"en": "Because the wrod is wrong."}})
    other = before.model_copy(update={"rationale": {"en": "Because the word is right."}})
    assert [only_typing_errors(BASE, before, after) for after in (slip, other)] == [True, False]
