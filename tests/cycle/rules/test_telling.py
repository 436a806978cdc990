"""What the register tells of a deviation, and a report as a table."""

from datetime import date

import pytest

from approvals.enums import ActKind
from cycle.rules.report import Report
from cycle.rules.report_table import COLUMNS, rows
from cycle.rules.telling import told

DAY = date(2020, 7, 1)
OPENED = {
    "deviation": "DV-001",
    "kpi": "sp7.1",
    "code": "SP7.1",
    "edition": "plan",
    "period": "2019-2020",
    "trigger": "below_threshold",
    "state": "off_track",
    "ratio": "11/18",
    "reached": "55/81",
    "opened_on": "2020-07-01",
}
SOLUTIONS = [
    (ActKind.SOLUTION_PROPOSED, DAY, {"action": "CA-001", "solution": number, "text": text, "effect": "soon"})
    for number, text in ((1, "lower"), (2, "wait"))
]
DECIDED = (ActKind.COURSE_DECIDED, DAY, {"action": "CA-001", "course": "amend_plan", "solution": 2, "evaluation": "x"})


def story(*acts):
    return told([(ActKind.DEVIATION_OPENED, DAY, OPENED), *acts])


def test_what_was_said_last_counts():
    seen = story(
        (ActKind.DEVIATION_ANALYSED, DAY, {"cause": "external", "analysis": "first"}),
        (ActKind.DEVIATION_ANALYSED, DAY, {"cause": "planning", "analysis": "second"}),
    )
    assert (seen.cause, seen.analysis, seen.analysed_on, seen.action) == ("planning", "second", DAY, None)


def test_solutions_are_told_once_one_is_chosen_and_no_more_when_the_choice_is_open_again():
    assert story(*SOLUTIONS).action.solutions == ()
    decided = story(*SOLUTIONS, DECIDED, (ActKind.AMENDMENT_STARTED, DAY, {"amendment": "AM-003"})).action
    assert (decided.course, decided.choice.text, decided.amendment, decided.decided_on) == (
        "amend_plan",
        "wait",
        "AM-003",
        DAY,
    )
    again = story(*SOLUTIONS, DECIDED, (ActKind.COURSE_REOPENED, DAY, {"amendment": "AM-003", "state": "withdrawn"}))
    assert (again.action.course, again.action.solutions, again.action.amendment) == (None, (), "")


def test_progress_and_verdict_are_told():
    seen = story(
        *SOLUTIONS,
        DECIDED,
        (ActKind.PROGRESS_REPORTED, DAY, {"share": 40, "text": "x"}),
        (ActKind.PROGRESS_REPORTED, date(2020, 8, 1), {"share": 100, "text": "x"}),
        (ActKind.ACTION_CLOSED, date(2020, 9, 1), {"verdict": "helped", "follow_up": "Reached."}),
    ).action
    assert (seen.progress, seen.progress_on, seen.verdict, seen.follow_up, seen.closed_on) == (
        100,
        date(2020, 8, 1),
        "helped",
        "Reached.",
        date(2020, 9, 1),
    )


@pytest.mark.parametrize("acts", [[], [(ActKind.DEVIATION_ANALYSED, DAY, {"cause": "data"})]])
def test_without_its_opening_nothing_is_told(acts):
    assert told(acts) is None


def report(kpi):
    rolled = {"state": "on_track"}
    objective = {"key": "sp7", "code": "SP7", "name": {"en": "x"}, "rolled": rolled, "kpis": [kpi]}
    plan = {"edition": "p", "version": "1", "digest": "0", "name": {"en": "P"}, "start": DAY, "end": DAY}
    plan |= {"in_force_from": DAY, "authentic": ["en"]}
    return Report.model_validate(
        {"schema": 1, "as_of": DAY, "zone": "UTC", "plan": plan, "perspectives": [{"objectives": [objective]}]}
    )


KPI = {"key": "k", "code": "SP7.1", "measured": {"en": "Missions", "fr": "Missions (fr)"}, "kind": {"en": "Kind"}}


def test_a_table_has_a_row_for_each_indicator_with_decimal_ratios():
    figure = {"entry": 2, "actual": 22, "of": 36, "source": "S", "confirmed_on": DAY}
    judged = {"state": "off_track", "ratio": "11/18", "reached": "55/81"}
    value = report(KPI | {"method": "demand_ratio", "aim": {"ratio": "0.9"}, "figure": figure, "judged": judged})
    expected = ("SP7", "SP7.1", "Missions (fr)", "demand_ratio", 22, 36, None, 0.9, 0.6111, 0.679)
    (header, row) = rows(value, "fr")
    assert (header, row[:13]) == (COLUMNS, (*expected, "off_track", "S", "2020-07-01"))
    assert dict(zip(COLUMNS[-4:], row[-4:], strict=True)) == {
        "as_of": "2020-07-01",
        "edition": "p",
        "period": None,
        "version": "1",
    }


def test_a_table_says_what_was_amended_corrected_and_contested():
    entry = {"entry": 1, "source": "S", "confirmed_on": DAY}
    said = {"member": "FR", "stance": "contested", "reason": "x", "on": DAY}
    value = report(
        KPI
        | {
            "method": "demand_ratio",
            "aim": {"ratio": "0.9"},
            "original": {"ratio": "0.95"},
            "by_original": {"state": "off_track", "reached": "1/2"},
            "figure": entry | {"actual": 22, "of": 36},
            "corrected": entry | {"actual": 21, "of": 36, "reason": "Counted twice."},
            "judged": {"state": "off_track"},
            "validations": [said],
            "corrected_validations": [said | {"member": "DE"}, said, said | {"member": "IT", "stance": "confirmed"}],
            "direction": "falling",
            "forecast": "1/3",
            "forecast_on": DAY,
        }
    )
    row = dict(zip(*rows(value, "en"), strict=True))
    told = ("original_estimate", "original_reached", "corrected_actual", "corrected_of", "correction", "contested_by")
    assert [row[name] for name in told] == [0.95, 0.5, 21, 36, "Counted twice.", "FR, DE"]
    assert [row[name] for name in ("direction", "forecast", "forecast_on")] == ["falling", 0.3333, "2020-07-01"]
    assert value.contested == value.kpis


def test_a_table_says_days_and_leaves_out_what_is_not_there():
    figure = {"entry": 1, "done_on": DAY, "source": "S", "confirmed_on": DAY}
    done = report(KPI | {"method": "milestone", "aim": {"by": DAY}, "figure": figure, "judged": {"state": "on_track"}})
    assert rows(done, "en")[1][4:11] == (None, None, "2020-07-01", "2020-07-01", None, None, "on_track")
    empty = report(KPI | {"method": "target_ratio", "aim": {"count": 5}, "judged": {"state": "no_data"}})
    assert rows(empty, "en")[1][4:13] == (None, None, None, 5, None, None, "no_data", "", None)


def test_a_report_reads_back_as_the_same_bytes():
    value = report(KPI | {"method": "milestone", "judged": {"state": "no_data"}})
    assert Report.model_validate_json(value.text).text == value.text
