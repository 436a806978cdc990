"""Making, finding and judging changes."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.enums import Competence
from plans.exceptions import ChangeDoesNotFit
from plans.rules.apply import apply
from plans.rules.changes import AddPriority, Cost, Proposal, ReplaceText, SetEstimate, with_change, without
from plans.rules.compare import compare
from plans.rules.competences import competences, competences_between
from plans.rules.content import AIM_OF, Aim, Priority, digest
from plans.rules.source import read

CONTENT = read(Path("plans/demo/strategic-plan-2019-2022.yaml").read_bytes())
DAY = date(2020, 7, 1)
LOWER = SetEstimate(element="sp7.1", holds_from=DAY, old=Aim(ratio="0.9"), new=Aim(ratio="0.75"))
RENAME = ReplaceText(element="sp2", field="name", language="en", old="Revenue Package", new="Package on revenue")
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
    ],
)
def test_change_that_does_not_fit_is_refused_by_number(change, expected):
    with pytest.raises(ChangeDoesNotFit) as refusal:
        apply(
            CONTENT, [RENAME.model_copy(update={"element": "sp3", "old": "Compliance and Enforcement Package"}), change]
        )
    assert (refusal.value.number, refusal.value.expected) == (2, expected)


def _aims(kpi):
    what = AIM_OF[CONTENT.kind_of(kpi).method]
    return {
        "count": st.integers(0, 500).map(lambda count: Aim(count=count)),
        "ratio": st.integers(0, 100).map(lambda part: Aim(ratio=f"{part / 100:.2f}")),
        "by": st.dates(CONTENT.start, CONTENT.end).map(lambda day: Aim(by=day)),
    }[what]


@st.composite
def contents(draw):
    """A content that differs from the plan by random texts, estimates and priorities."""
    content = CONTENT
    for _number in range(draw(st.integers(0, 6))):
        what = draw(st.sampled_from(["text", "estimate", "priority"]))
        if what == "text":
            objective = draw(st.sampled_from(content.objectives))
            field, language = draw(st.sampled_from(["name", "description"])), draw(st.sampled_from(["en", "fr"]))
            new = draw(st.text("abc é", min_size=1, max_size=12).filter(str.strip))
            old = (getattr(objective, field) or {}).get(language)
            content = apply(
                content, [ReplaceText(element=objective.key, field=field, language=language, old=old, new=new)]
            )
        elif what == "estimate":
            kpi = draw(st.sampled_from(content.kpis))
            day = draw(st.dates(content.start, content.end))
            new = draw(_aims(kpi))
            content = apply(content, [SetEstimate(element=kpi.key, holds_from=day, old=kpi.aim_on(day), new=new)])
        else:
            key = f"priority-new-{len(content.priorities)}"
            after = draw(st.sampled_from([None, *(priority.key for priority in content.priorities)]))
            content = apply(content, [AddPriority(priority=Priority(key=key, name={"en": "New"}), after=after)])
    return content


@given(contents())
def test_applying_what_was_compared_gives_the_new_content(new):
    assert digest(apply(CONTENT, compare(CONTENT, new))) == digest(new)


@given(contents())
def test_comparing_a_content_with_itself_finds_nothing(content):
    assert compare(content, content) == ()


def test_comparing_what_no_change_can_express_is_refused():
    with pytest.raises(ChangeDoesNotFit):
        compare(apply(CONTENT, [ADD]), CONTENT)


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
    assert competences(CONTENT, changes, cost) == touched


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
