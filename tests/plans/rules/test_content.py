"""The shipped plan is complete and says what was published."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from plans.rules.content import Aim, digest
from plans.rules.source import read, written

PLAN = Path("plans/demo/strategic-plan-2019-2022.yaml").read_bytes()
GOVERNANCE = json.loads(Path("tests/data/governance.json").read_text())


@pytest.fixture(scope="module")
def content():
    return read(PLAN)


def test_plan_has_the_published_objectives_in_order(content):
    codes = [
        "SG",
        "SO1",
        "SO2",
        "SO3",
        "SP1",
        "SP2",
        "SP3",
        "SP4",
        "SP5",
        "SP6",
        "SP7",
        "SP8",
        "LD1",
        "LD2",
        "LD3",
        "ORG1",
        "ORG2",
    ]
    assert [objective.code for objective in content.objectives] == codes


def test_plan_sorts_the_29_kpis_into_the_four_kinds(content):
    sorted_here = {}
    for kpi in content.kpis:
        sorted_here.setdefault(content.kind_of(kpi).method.value, []).append(kpi.code)
    assert sorted_here == GOVERNANCE["kpi_kinds"]


def test_plan_has_nine_priorities_five_perspectives_and_a_year(content):
    counts = [len(content.priorities), len(content.perspectives), len(content.groups), len(content.annual_plans)]
    assert counts == [9, 5, 3, 1]


def test_every_kpi_has_a_dated_estimate(content):
    assert [kpi.code for kpi in content.kpis if kpi.aim_on(content.start) is None] == []


def test_every_objective_but_the_goal_serves_another(content):
    sources = {link.source for link in content.links}
    assert [objective.code for objective in content.objectives if objective.key not in sources] == ["SG"]


def test_summaries_are_marked_and_named(content):
    texts = [content.mission.text, content.vision.text, *(value.text for value in content.values)]
    texts += [objective.description for objective in content.objectives]
    assert [text["en"] for text in texts if not text["en"].startswith("Summary:")] == []
    assert "summary" in content.source.note["en"].lower()


def test_no_sentence_is_the_published_one(content):
    """The published mission and vision, as they must not stand in the file (first and last words of each)."""
    text = written(content).casefold()
    for published in (
        "borders divide",
        "provides leadership, guidance and support to customs",
        "bringing customs together",
    ):
        assert published not in text


def test_writing_and_reading_gives_the_same_digest(content):
    assert digest(read(written(content).encode())) == digest(content)


def test_digest_is_of_the_content_alone(content):
    """Order of fields, spelling of numbers and forms of Unicode do not count."""
    text = PLAN.decode().replace('on_track: "0.9"', 'on_track: "0.90"').replace("’", "’")
    assert digest(read(text.encode())) == digest(content)
    assert digest(read(text.replace("Facilitation}", "Facilitations}").encode())) != digest(content)


@pytest.mark.parametrize("given", [{}, {"count": 1, "ratio": "0.5"}, {"count": -1}, {"ratio": "1,5"}, {"ratio": "11"}])
def test_aim_is_exactly_one_value_that_can_be(given):
    with pytest.raises(ValidationError):
        Aim(**given)
