"""Every kind of change has words for people, and each is shown with what it touches."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from plans.rules.apply import apply
from plans.rules.changes import (
    AddElement,
    AddPriority,
    MoveElement,
    RemoveElement,
    ReplaceText,
    SetEstimate,
    SetField,
    SetPlanField,
    StartEdition,
)
from plans.rules.content import (
    Action,
    Aim,
    AnnualPlan,
    Directorate,
    DirectorateObjective,
    Indicator,
    Kpi,
    Link,
    Priority,
    Succession,
)
from plans.rules.describing import describe, touched_kpis, touched_objectives
from tests.plans.rules.test_changes import CONTENT

DAY = date(2020, 7, 1)
KPI = Kpi(
    key="sp7.9",
    code="SP7.9",
    objective="sp7",
    kind="share",
    measured={"en": "Missions held online"},
    against={"en": "Missions"},
    estimates=[{"holds_from": DAY, "aim": {"ratio": "0.5"}}],
)
DIRECTORATE = Directorate(
    key="directorate-research",
    code="RD",
    name={"en": "Research"},
    board={"en": "Meets each month."},
    objectives=[DirectorateObjective(key="rd1", code="RD.1", name={"en": "Publish"}, serves=["ld2"])],
    indicators=[Indicator(key="rd1.1", name={"en": "Papers"}, objective="rd1", kpi="ld2.1")],
)
YEAR = AnnualPlan(
    key="annual-2020",
    code="AIP2020",
    name={"en": "Annual plan 2020-2021"},
    start=date(2020, 7, 1),
    end=date(2021, 6, 30),
    actions=[Action(key="b01", code="B01", name={"en": "Act"}, objective="sp7")],
)

CASES = [
    (
        ReplaceText(element="sp2", field="name", language="en", old="Revenue Package", new="Package on revenue"),
        "SP2 Revenue Package: name removed: Revenue Package added: Package on revenue",
    ),
    (
        SetEstimate(element="sp7.1", holds_from=DAY, old=Aim(ratio="0.9"), new=Aim(ratio="0.75")),
        "From 1 July 2020 the estimate is added: 75 % instead of removed: 90 %",
    ),
    (
        SetEstimate(element="sp7.1", holds_from=date(2019, 7, 1), old=Aim(ratio="0.9")),
        "The estimate from 1 July 2019 is taken out: removed: 90 %",
    ),
    (
        AddPriority(priority=Priority(key="p", name={"en": "Resilience"}), after=None),
        "A new strategic priority: Resilience",
    ),
    (
        AddElement(collection="kpis", added=KPI, after="sp7.3"),
        "New, KPI: SP7.9 Missions held online",
    ),
    (
        AddElement(collection="links", added=Link(key="sp7-so3", source="sp7", target="so3")),
        "New, arrow of the map: sp7 → so3",
    ),
    (
        AddElement(collection="directorates", added=DIRECTORATE),
        "New, Directorate: RD Research",
    ),
    (
        AddElement(collection="annual_plans", added=YEAR),
        "New, annual implementation plan: AIP2020 Annual plan 2020-2021",
    ),
    (
        RemoveElement(collection="kpis", removed=CONTENT.element("sp7.1")),
        "Taken out, KPI: SP7.1",
    ),
    (MoveElement(element="sp7", after="sp1"), "Moved, objective: SP7"),
    (MoveElement(element="sp2", after=None), "It stands added: first, no longer after removed: SP1"),
    (SetField(element="sp7", field="code", old="SP7", new="SP9"), "code added: SP9 instead of removed: SP7"),
    (SetField(element="sp7.1", field="objective", old="sp7", new="sp8"), "objective added: SP8"),
    (SetField(element="sp7.1", field="weight", old=None, new=100), "weight added: 100"),
    (
        SetField(element="share", field="on_track", old="0.9", new="0.8"),
        "on track from added: 80 % instead of removed: 90 %",
    ),
    (
        SetPlanField(field="end", old="2022-06-30", new="2022-12-31"),
        "The plan as a whole: ends on added: 31 December 2022 instead of removed: 30 June 2022",
    ),
    (
        StartEdition(
            old=CONTENT.edition,
            content=CONTENT.model_copy(
                update={
                    "edition": "next",
                    "succeeds": Succession(
                        edition=CONTENT.edition, mapping=[{"old": "sp1", "new": ["sp1", "sp2"]}, {"old": "sp3"}]
                    ),
                }
            ),
        ),
        "nothing: it ends",
    ),
]


@pytest.mark.parametrize(("change", "words"), CASES)
def test_a_change_is_said_in_a_sentence(change, words):
    with translation.override("en"):
        html = render_to_string("plans/_change.html", {"described": describe(CONTENT, [change])[0]})
    said = " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace(" :", ":").replace(" ,", ",")
    assert words in said


@pytest.mark.parametrize("change", [change for change, _words in CASES if getattr(change, "field", "") != "weight"])
def test_every_change_that_is_described_can_be_made(change):
    assert apply(CONTENT, [change]) != CONTENT


@pytest.mark.parametrize(
    ("change", "objectives", "kpis"),
    [
        (CASES[0][0], ["SP2"], []),
        (CASES[1][0], ["SP7"], ["SP7.1"]),
        (CASES[4][0], ["SP7"], []),
        (CASES[5][0], ["SO3", "SP7"], []),
        (CASES[12][0], ["SP7", "SP8"], ["SP7.1"]),
        (CASES[15][0], [], []),
    ],
)
def test_what_a_change_touches(change, objectives, kpis):
    assert [objective.code for objective in touched_objectives(CONTENT, [change])] == objectives
    assert [kpi.code for kpi in touched_kpis(CONTENT, [change])] == kpis
