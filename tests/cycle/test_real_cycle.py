"""The whole cycle 2018 to 2021 as the walkthrough tells it: each number of its five reports against a computation that
shares no code with the product, from the raw figures and the plan's file alone."""

import json
import os
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("documents")]
DAYS = ["2019-11-30", "2020-07-31", "2020-12-31", "2021-07-31", "2021-12-31"]
PLAN = yaml.safe_load(Path("plans/demo/strategic-plan-2019-2022.yaml").read_text())
YEARS = {
    code: yaml.safe_load(Path(f"cycle/demo/measurements-{code}.yaml").read_text())["figures"]
    for code in ("2019-2020", "2020-2021")
}
DELIVERED = yaml.safe_load(Path("cycle/demo/deliveries-2019-2020.yaml").read_text())["shares"]
# the year that each report is on, and what of it had been confirmed by then
TOLD = {
    "2019-11-30": ("2019-2020", {"sg.1", "sp1.1", "ld1.1"}),
    "2020-07-31": ("2019-2020", None),
    "2020-12-31": ("2019-2020", None),
    "2021-07-31": ("2020-2021", None),
    "2021-12-31": ("2020-2021", None),
}
# what the second year was measured by instead; SP6.2 from the middle of it
LOWERED = {
    "sp7.1": "0.75",
    "sp7.2": "0.75",
    "sp7.3": "0.75",
    "sp7.4": "0.7",
    "sp7.5": "0.75",
    "sp8.1": "0.65",
    "ld3.2": "0.4",
    "sp6.2": 60,
}
OFF_TRACK_IN_THE_FIRST = ["LD3.2", "SP6.1", "SP6.2", "SP7.1", "SP7.4", "SP7.5", "SP8.1"]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The folder of what the story writes, and its lines."""
    folder = tmp_path_factory.mktemp("cycle")
    given = {
        "DATABASE_URL": f"sqlite:///{folder}/own.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "KEYS_ROOT": str(folder / "keys"),
        "DJANGO_SETTINGS_MODULE": "config.settings.demonstration",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "walkthrough", "--output", str(folder / "out"), "--story", "cycle"],
        env=os.environ | given,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "out", done.stdout.splitlines()


@pytest.fixture(params=DAYS)
def report(request, told):
    folder, _lines = told
    return json.loads((folder / f"report-{request.param}.json").read_bytes())


def aim_of(kpi, year):
    estimate = kpi["estimates"][-1]["aim"]
    if year == "2020-2021" and kpi["key"] in LOWERED:
        return {next(iter(estimate)): LOWERED[kpi["key"]]}
    return estimate


def computed(kpi, figure, aim, end):
    """What a KPI's state, ratio and part of its aim are, by the definitions of the plan: shares no code."""
    kind = next(kind for kind in PLAN["kinds"] if kind["key"] == kpi["kind"])
    if kind["method"] == "milestone":
        by, done = date.fromisoformat(aim["by"]), figure and figure.get("done_on")
        if done:
            return ("on_track" if date.fromisoformat(done) <= by else "at_risk", Fraction(1), Fraction(1))
        return ("not_applicable" if end < by else "no_data", None, None)
    if figure is None:
        return ("no_data", None, None)
    if kind["method"] == "target_ratio":
        ratio = reached = Fraction(figure["actual"], aim["count"])
    else:
        ratio = Fraction(figure["actual"], figure["of"])
        reached = ratio / Fraction(aim["ratio"])
    on, risk = Fraction(kind["on_track"]), Fraction(kind["at_risk"])
    return ("on_track" if reached >= on else "at_risk" if reached >= risk else "off_track", ratio, reached)


def together(states):
    """What some states, each with its weight and part of the aim, are together (ADR 22): the state, the part reached,
    and how much of the weight has which state."""
    judged = [one for one in states if one[0] in ("on_track", "at_risk", "off_track")]
    if not judged:
        return ("not_applicable" if any(one[0] == "not_applicable" for one in states) else "no_data", None, {})
    weight = sum(one[2] for one in judged)
    off = Fraction(sum(one[2] for one in judged if one[0] == "off_track"), weight)
    on = Fraction(sum(one[2] for one in judged if one[0] == "on_track"), weight)
    state = "off_track" if off >= Fraction(1, 2) else "on_track" if not off and on >= Fraction(3, 4) else "at_risk"
    risk = 1 - off - on
    shares = {"off_track": off, "at_risk": risk, "on_track": on}
    reached = Fraction(sum(min(one[1], 1) * one[2] for one in judged)) / weight
    return (state, reached, {name: str(part) for name, part in shares.items() if part})


def said(fraction):
    return None if fraction is None else str(Fraction(fraction))


def test_each_number_is_the_one_of_an_independent_computation(report):
    year, only = TOLD[report["as_of"]]
    end = min(date.fromisoformat(report["as_of"]), date(int(year[-4:]), 6, 30))
    figures = {one["kpi"]: one for one in YEARS[year] if only is None or one["kpi"] in only}
    kpis = {kpi["key"]: computed(kpi, figures.get(kpi["key"]), aim_of(kpi, year), end) for kpi in PLAN["kpis"]}
    shown = {kpi["key"]: kpi for part in report["perspectives"] for one in part["objectives"] for kpi in one["kpis"]}
    assert {
        key: (kpi["judged"]["state"], kpi["judged"].get("ratio"), kpi["judged"].get("reached"))
        for key, kpi in shown.items()
    } == {key: (state, said(ratio), said(reached)) for key, (state, ratio, reached) in kpis.items()}
    assert {
        key: {name: kpi["figure"].get(name) for name in ("actual", "of", "done_on")}
        for key, kpi in shown.items()
        if "figure" in kpi
    } == {key: {name: one.get(name) for name in ("actual", "of", "done_on")} for key, one in figures.items()}
    objectives = {
        objective["key"]: together(
            [
                (kpis[kpi["key"]][0], kpis[kpi["key"]][2], 1)
                for kpi in PLAN["kpis"]
                if kpi["objective"] == objective["key"]
            ]
        )
        for objective in PLAN["objectives"]
    }
    parts = {one["key"]: rolled(one["rolled"]) for part in report["perspectives"] for one in part["objectives"]}
    assert parts == {key: (state, said(reached), shares) for key, (state, reached, shares) in objectives.items()}
    for part in report["perspectives"]:
        own = [objectives[one["key"]] for one in PLAN["objectives"] if one["perspective"] == part["key"]]
        state, reached, shares = together([(*one[:2], 1) for one in own])
        assert rolled(part["rolled"]) == (state, said(reached), shares), part["key"]
    state, reached, shares = together([(*one[:2], 1) for one in objectives.values()])
    assert rolled(report["whole"]) == (state, said(reached), shares)


def rolled(value):
    return (value["state"], value.get("reached"), value.get("shares", {}))


def test_each_estimate_line_and_direction_is_the_one_of_an_independent_computation(report):
    year, only = TOLD[report["as_of"]]
    day = date.fromisoformat(report["as_of"])
    shown = {kpi["key"]: kpi for part in report["perspectives"] for one in part["objectives"] for kpi in one["kpis"]}
    for kpi in PLAN["kpis"]:
        points = []
        for one in ("2019-2020", "2020-2021"):
            if one > year:
                continue
            figures = {each["kpi"]: each for each in YEARS[one] if only is None or each["kpi"] in only}
            last = date(int(one[-4:]), 6, 30)
            state, _ratio, reached = computed(kpi, figures.get(kpi["key"]), aim_of(kpi, one), min(day, last))
            points.append({"period": one, "end": last.isoformat(), "state": state} | _reached(reached))
        told = shown[kpi["key"]]
        assert told["points"] == points, kpi["key"]
        assert told["aim"] == aim_of(kpi, year), kpi["key"]
        values = [Fraction(point["reached"]) for point in points if "reached" in point]
        going = None
        if len(values) == 2:
            going = "steady" if values[0] == values[1] else "rising" if values[0] < values[1] else "falling"
        assert told.get("direction") == going, kpi["key"]


def _reached(reached):
    return {} if reached is None else {"reached": str(reached)}


def test_the_second_year_stands_beside_its_original_estimates(told):
    """What was lowered in December 2020, within the year that it holds for: beside what the plan had when it began."""
    report = json.loads((told[0] / "report-2021-07-31.json").read_bytes())
    figures = {one["kpi"]: one for one in YEARS["2020-2021"]}
    amended = {
        kpi["key"]: (kpi["aim"], kpi["original"], kpi["by_original"]["state"], kpi["by_original"]["reached"])
        for part in report["perspectives"]
        for one in part["objectives"]
        for kpi in one["kpis"]
        if kpi.get("original")
    }
    expected = {}
    for kpi in PLAN["kpis"]:
        if kpi["key"] in LOWERED:
            first = kpi["estimates"][-1]["aim"]
            state, _ratio, reached = computed(kpi, figures[kpi["key"]], first, date(2021, 6, 30))
            expected[kpi["key"]] = (aim_of(kpi, "2020-2021"), first, state, said(reached))
    assert amended == expected
    assert amended["sp6.2"] == ({"count": 60}, {"count": 90}, "off_track", "29/45")


def test_deviations_and_what_was_done_are_told_day_by_day(told):
    reports = [json.loads((told[0] / f"report-{day}.json").read_bytes()) for day in DAYS]
    assert [sorted(one["code"] for one in report.get("deviations", ())) for report in reports] == [
        [],
        *[OFF_TRACK_IN_THE_FIRST] * 4,
    ]
    main = [next((one for one in report.get("deviations", ()) if one["code"] == "SP7.1"), {}) for report in reports]
    actions = [one.get("action", {}) for one in main]
    assert [one.get("cause") for one in main] == [None, None, "external", "external", "external"]
    assert [(one.get("course"), one.get("amendment"), one.get("verdict")) for one in actions] == [
        (None, None, None),
        (None, None, None),
        ("amend_plan", "AM-002", None),
        ("amend_plan", "AM-002", "helped"),
        ("amend_plan", "AM-002", "helped"),
    ]
    courses = {one["code"]: one["action"]["course"] for one in reports[2]["deviations"]}
    assert courses == dict.fromkeys(OFF_TRACK_IN_THE_FIRST, "none") | {"SP7.1": "amend_plan", "SP6.1": "operational"}


def test_the_plan_its_decisions_and_the_annual_plan_are_those_of_the_day(told):
    reports = [json.loads((told[0] / f"report-{day}.json").read_bytes()) for day in DAYS]
    assert [report["plan"]["version"] for report in reports] == ["2", "2", "3", "3", "3"]
    assert [report["period"].get("locked_on") for report in reports] == [None, None, "2020-08-05", None, "2021-08-05"]
    assert [report["period"]["version"] for report in reports] == ["2", "2", "2", "3", "3"]
    decided = [[one["amendment"] for one in report.get("decisions", ())] for report in reports]
    assert decided == [[], [], ["AM-002"] * 5, ["AM-002"] * 5, ["AM-003"] * 5 + ["AM-002"] * 5]
    annual = [(one["annual"]["code"], one["annual"]["whole"]) for one in reports]
    assert annual == [
        ("AIP-2019-2020", {"count": 16, "done": 0, "reached": "0", "code": "", "key": ""}),
        ("AIP-2019-2020", {"count": 16, "done": 10, "reached": "55/64", "code": "", "key": ""}),
        ("AIP-2020-2021", {"count": 6, "done": 0, "reached": "0", "code": "", "key": ""}),
        ("AIP-2020-2021", {"count": 6, "done": 6, "reached": "1", "code": "", "key": ""}),
        ("AIP-2020-2021", {"count": 6, "done": 6, "reached": "1", "code": "", "key": ""}),
    ]
    assert {one["report_schema"] if "report_schema" in one else one["schema"] for one in reports} == {1}


def test_what_it_sealed_is_true_and_the_strategy_stands(told):
    folder, lines = told
    assert sorted(path.name for path in folder.glob("*.pdf")) == [
        "certificate-strategy-2019-2022.pdf",
        "report-RP-001.pdf",
        "strategic-plan-2019-2022-version-2-integrity.pdf",
        "strategic-plan-2019-2022-version-3-cycle.pdf",
    ]
    for expected in (
        "By it the strategy stands as it is: version 3 of strategic-plan-2019-2022",
        "asks for 5 reports again: each the same bytes",
        "verifies the register: whole",
        "needed      2/3 × 142 = 284/3: 95",
    ):
        assert any(expected in line for line in lines), expected


def test_what_was_done_of_the_annual_plan_is_the_one_of_an_independent_computation(report):
    """By objective and by priority: of the first year's plan until the second is in force, then of that."""
    (plan,) = PLAN["annual_plans"]
    annual, day = report["annual"], report["as_of"]
    told = DELIVERED if day >= "2020-07-10" else {}
    if day >= "2020-12-31":
        # what was left of the first one's deliverables, a year later
        left = [{**action, "left": [one for one in _of(action) if told[one] < 100]} for action in plan["actions"]]
        actions = [action for action in left if action["left"]]
        far = dict.fromkeys((one for action in actions for one in action["left"]), 100 if day >= "2021-07-01" else 0)
        assert annual["code"] == "AIP-2020-2021"
    else:
        actions = [{**action, "left": _of(action)} for action in plan["actions"]]
        far = {one: told.get(one, 0) for action in actions for one in action["left"]}
        assert annual["code"] == plan["code"]
    expected = {"objectives": {}, "priorities": {}}
    for action in actions:
        shares = [far[one] for one in action["left"]]
        expected["objectives"].setdefault(action["objective"], []).extend(shares)
        # the story begins with a plan that lacks the priority Integrity, and its actions with it
        for priority in [one for one in action.get("priorities", ()) if one != "priority-integrity"] or [""]:
            expected["priorities"].setdefault(priority, []).extend(shares)
    for name, parts in expected.items():
        assert {one.get("key", ""): (one["count"], one["done"], one["reached"]) for one in annual[name]} == {
            key: _share(shares) for key, shares in parts.items() if shares
        }, name
    whole = annual["whole"]
    assert (whole["count"], whole["done"], whole["reached"]) == _share(list(far.values()))


def _of(action):
    return [one["key"] for one in action["deliverables"]]


def _share(shares):
    return (len(shares), shares.count(100), str(Fraction(sum(shares), 100 * len(shares))))
