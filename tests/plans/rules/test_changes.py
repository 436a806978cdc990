"""Making, finding and judging changes."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from plans.enums import Competence
from plans.exceptions import ChangeDoesNotFit
from plans.rules.apply import apply
from plans.rules.changes import (
    AddElement,
    AddPriority,
    Changes,
    Cost,
    MoveElement,
    Proposal,
    RemoveElement,
    ReplaceText,
    SetEstimate,
    SetField,
    SetPlanField,
    StartEdition,
    with_change,
    without,
)
from plans.rules.compare import compare
from plans.rules.competences import competences, competences_between
from plans.rules.content import Aim, Kpi, Link, Priority
from plans.rules.source import read

CONTENT = read(Path("plans/demo/strategic-plan-2019-2022.yaml").read_bytes())
DAY = date(2020, 7, 1)
LOWER = SetEstimate(element="sp7.1", holds_from=DAY, old=Aim(ratio="0.9"), new=Aim(ratio="0.75"))
RENAME = ReplaceText(element="sp2", field="name", language="en", old="Revenue Package", new="Package on revenue")
CHANGED = {"en": RENAME.new}
OTHER_KPI = Kpi(key="other", code="SG.1", objective="sg", kind="share", measured={"en": "Counted"})
ADD = AddPriority(priority=Priority(key="priority-resilience", name={"en": "Resilience"}), after="priority-integrity")


def test_text_is_replaced_and_nothing_else():
    changed = apply(CONTENT, [RENAME])
    assert changed.element("sp2").name == {"en": "Package on revenue"}
    assert compare(changed, CONTENT) == (RENAME.model_copy(update={"old": RENAME.new, "new": RENAME.old}),)


def test_text_of_a_nested_element_is_replaced():
    change = ReplaceText(element="a09.1", field="name", language="fr", new="Cours d’analyse")
    assert apply(CONTENT, [change]).element("a09.1").name["fr"] == "Cours d’analyse"


def test_estimate_holds_from_its_day():
    kpi = apply(CONTENT, [LOWER]).element("sp7.1")
    held = [kpi.aim_on(day) for day in (date(2019, 6, 30), DAY - timedelta(days=1), DAY, date(2022, 6, 30))]
    assert held == [None, Aim(ratio="0.9"), Aim(ratio="0.75"), Aim(ratio="0.75")]


def test_priority_comes_after_the_one_named_or_first():
    keys = [priority.key for priority in apply(CONTENT, [ADD]).priorities]
    assert keys.index("priority-resilience") == keys.index("priority-integrity") + 1
    first = ADD.model_copy(update={"after": None})
    assert apply(CONTENT, [first]).priorities[0].key == "priority-resilience"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (RENAME.model_copy(update={"element": "sp99"}), "the plan has no element “sp99”"),
        (RENAME.model_copy(update={"field": "measured"}), "“sp2” has no measured"),
        (
            RENAME.model_copy(update={"old": "Other"}),
            "the name of “sp2” is no longer the text that this change replaces",
        ),
        (RENAME.model_copy(update={"new": None}), "“sp2” needs a name"),
        (LOWER.model_copy(update={"element": "sp2"}), "the plan has no KPI “sp2”"),
        (
            LOWER.model_copy(update={"old": Aim(ratio="0.8")}),
            "the estimate of SP7.1 on 2020-07-01 is no longer the one that this change replaces",
        ),
        (LOWER.model_copy(update={"new": Aim(count=3)}), "SP7.1 is estimated by its ratio, not by a count"),
        (
            ADD.model_copy(update={"after": "priority-x"}),
            "the plan has no priority “priority-x” to place the new one after",
        ),
        (
            ADD.model_copy(update={"priority": Priority(key="sg", name={"en": "x"})}),
            "the plan already has an element “sg”",
        ),
        (
            ADD.model_copy(update={"priority": Priority(key="p", name={"ru": "x"})}),
            "priorities[8].name.ru: a language that the plan declares in languages was expected",
        ),
        (
            SetEstimate(element="sp7.1", holds_from=DAY, old=Aim(ratio="0.9")),
            "SP7.1 has no estimate from 2020-07-01 that could be taken out",
        ),
        (
            LOWER.model_copy(update={"new": Aim(ratio="1.2")}),
            "kpis[15].estimates[1].aim.ratio: at most 1 was expected, since SP7.1 is of the kind “demand-ratio”",
        ),
        (
            AddElement(collection="kpis", added=OTHER_KPI),
            "kpis[1].code: a code that no other of the KPIs has was expected, not “SG.1”",
        ),
        (
            AddElement(collection="kpis", added=OTHER_KPI.model_copy(update={"code": "X1", "objective": "sp99"})),
            "kpis[0].objective: the key of one of the objectives was expected, not “sp99”",
        ),
        (
            AddElement(collection="links", added=Link(key="back", source="sg", target="sp1")),
            "links[0]: an arrow that does not lead back to “sg” was expected",
        ),
        (
            SetField(element="sp7.1", field="weight", new=60),
            "kpis[15].weight: weights of all KPIs of “sp7” that add up to 100 were expected, not 60, and 4 without a weight",
        ),
        (
            SetField(element="sp7.1", field="weight", new=-1),
            "“sp7.1”: weight: input should be greater than or equal to 1",
        ),
        (
            SetField(element="sp7.1", field="code", old="SP7.2", new="X"),
            "the code of “sp7.1” is no longer the one that this change replaces",
        ),
        (SetField(element="sp7.1", field="key", old="sp7.1", new="x"), "“sp7.1” has no key that can be set"),
        (SetField(element="sp7.1", field="measured", new="x"), "“sp7.1” has no measured that can be set"),
        (
            SetField(element="share", field="on_track", old="0.9", new="0.5"),
            "“share”: it: at_risk must not lie above on_track",
        ),
        (MoveElement(element="sp2", after="sp2"), "the plan has no objective “sp2” to place the new one after"),
        (MoveElement(element="sp99"), "the plan has no element “sp99”"),
        (RemoveElement(collection="kpis", removed=OTHER_KPI), "the plan has no element “other”"),
        (
            RemoveElement(collection="objectives", removed=CONTENT.element("sp1").model_copy(update={"name": CHANGED})),
            "“sp1” is no longer what this change removes",
        ),
        (
            RemoveElement(collection="objectives", removed=CONTENT.element("sp3").model_copy(update={"name": CHANGED})),
            "links[5].source: the key of one of the objectives was expected, not “sp3”",
        ),
        (
            AddElement(collection="deliverables", parent="sp2", added={"key": "t", "name": {"en": "T"}}),
            "“sp2” has no deliverables",
        ),
        (AddElement(collection="mission", added={"key": "m", "text": {"en": "T"}}), "the plan already has a mission"),
        (
            SetPlanField(field="end", old="2022-01-01", new="2023-01-01"),
            "the end of the plan is no longer the one that this change replaces",
        ),
        (
            SetPlanField(field="end", old="2022-06-30", new="soon"),
            "end: input should be a valid date or datetime, input is too short",
        ),
        (
            SetPlanField(field="start", old="2019-07-01", new="2023-01-01"),
            "end: a day after 2023-01-01, the start, was expected",
        ),
        (
            StartEdition(old=CONTENT.edition, content=CONTENT),
            "a new edition is an amendment of its own, beside no other change",
        ),
    ],
)
def test_change_that_does_not_fit_is_refused_by_number(change, expected):
    with pytest.raises(ChangeDoesNotFit) as refusal:
        apply(
            CONTENT, [RENAME.model_copy(update={"element": "sp3", "old": "Compliance and Enforcement Package"}), change]
        )
    assert (refusal.value.number, refusal.value.expected) == (2, expected)


def test_a_change_takes_the_place_of_its_like():
    other = LOWER.model_copy(update={"new": Aim(ratio="0.8")})
    assert with_change((LOWER, RENAME), other) == (other, RENAME)
    assert with_change((LOWER,), RENAME) == (LOWER, RENAME)
    later = LOWER.model_copy(update={"holds_from": date(2021, 7, 1)})
    assert with_change((LOWER,), later) == (LOWER, later)
    assert without((LOWER, RENAME), ("replace_text", "sp2", "name", "en")) == (LOWER,)


@pytest.mark.parametrize(
    ("changes", "cost", "touched"),
    [
        ([RENAME], None, {Competence.POLICY}),
        ([LOWER], None, {Competence.AUDIT}),
        ([ADD, LOWER], None, {Competence.POLICY, Competence.AUDIT}),
        ([RENAME.model_copy(update={"element": "sp7.1"})], None, {Competence.AUDIT}),
        ([RENAME], Cost(amount=1, currency="EUR"), {Competence.POLICY, Competence.FINANCE}),
        ([LOWER], Cost(amount=0, currency="EUR"), {Competence.AUDIT}),
        ([], None, set()),
    ],
)
def test_competences_of_changes_and_money(changes, cost, touched):
    assert competences(Changes(changes, CONTENT), cost) == touched


def proposal(changes=(LOWER,), rationale="because", amount=None):
    cost = Cost(amount=amount, currency="EUR") if amount is not None else None
    return Proposal(changes=tuple(changes), rationale={"en": rationale}, cost=cost)


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        (proposal(), proposal(), set()),
        (proposal(), proposal([LOWER, RENAME]), {Competence.POLICY}),
        (proposal(), proposal([LOWER, ADD]), {Competence.POLICY}),
        (proposal([RENAME, LOWER]), proposal([RENAME]), {Competence.AUDIT}),
        (proposal(), proposal(amount=5), {Competence.FINANCE}),
        (proposal(amount=5), proposal(amount=6), {Competence.FINANCE}),
        (proposal(), proposal(rationale="otherwise"), {Competence.POLICY}),
        (proposal(), proposal(rationale="otherwise", amount=5), {Competence.FINANCE, Competence.POLICY}),
        (proposal(), proposal().model_copy(update={"in_force_from": DAY}), {Competence.POLICY}),
    ],
)
def test_competences_between_two_proposals(old, new, touched):
    assert competences_between(CONTENT, old, new) == touched


def test_proposal_digest_is_of_what_is_proposed_and_nothing_else():
    assert proposal().digest == proposal().digest
    others = [proposal([RENAME]), proposal(rationale="x"), proposal(amount=1), proposal([LOWER, RENAME])]
    assert len({proposal().digest, *(other.digest for other in others)}) == 5
