"""The annual plan in use: shares, the plan of a day, the next one."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.rules.annual import Share, current, drawn_from, next_year, share_of, shares_of
from plans.rules.content import Action, AnnualPlan, Deliverable


def plan(start=2019, *actions, key="aip", name="Plan 2019-2020"):
    return AnnualPlan(
        key=key,
        code=key.upper(),
        name={"en": name},
        start=date(start, 7, 1),
        end=date(start + 1, 6, 30),
        actions=actions,
    )


def action(key, *deliverables, objective="so1", priorities=(), directorate=None):
    return Action(
        key=key,
        code=key.upper(),
        name={"en": key},
        objective=objective,
        priorities=priorities,
        directorate=directorate,
        deliverables=tuple(Deliverable(key=one, name={"en": one}, due=date(2020, 2, 29)) for one in deliverables),
    )


YEAR = plan(
    2019,
    action("a1", "d1", "d2", objective="so1", priorities=("p1", "p2"), directorate="cfd"),
    action("a2", "d3", objective="so2", priorities=("p1",)),
    action("a3", objective="so3"),
)


def test_shares_count_what_is_done_and_how_far_the_rest_is():
    shares = shares_of(YEAR, {"d1": 100, "d2": 50})
    assert shares.whole == Share(3, 1, Fraction(1, 2))
    assert shares.objectives == {"so1": Share(2, 1, Fraction(3, 4)), "so2": Share(1, 0, Fraction(0))}
    assert shares.priorities == {"p1": Share(3, 1, Fraction(1, 2)), "p2": Share(2, 1, Fraction(3, 4))}
    assert shares.directorates == {"cfd": Share(2, 1, Fraction(3, 4)), None: Share(1, 0, Fraction(0))}
    assert share_of((), {}) == Share(0, 0, None)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_a_share_lies_within_its_parts(progress):
    those = [Deliverable(key=f"d{number}", name={"en": "x"}) for number in range(len(progress))]
    share = share_of(those, {one.key: far for one, far in zip(those, progress, strict=True)})
    assert Fraction(min(progress), 100) <= share.reached <= Fraction(max(progress), 100)
    assert (share.reached == 1) == (share.done == share.count)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 1, 1), "first"),
        (date(2019, 7, 1), "first"),
        (date(2020, 6, 30), "first"),
        (date(2020, 7, 1), "second"),
        (date(2025, 1, 1), "second"),
    ],
)
def test_the_plan_of_a_day(day, expected):
    plans = (plan(2019, key="first"), plan(2020, key="second"))
    assert current(plans, day).key == expected
    assert current((), day) is None


def test_the_next_year_has_what_is_left_a_year_later():
    drafted = next_year(YEAR, {"d1": 100, "d3": 100})
    assert (drafted.key, drafted.code, drafted.name) == ("aip-2020-2021", "AIP-2020-2021", {"en": "Plan 2020-2021"})
    assert (drafted.start, drafted.end) == (date(2020, 7, 1), date(2021, 6, 30))
    left, *others = drafted.actions
    # of what has no deliverable nothing is known to be done
    assert [one.deliverables for one in others] == [()]
    assert (left.key, left.code, left.objective, left.priorities) == (
        "aip-2020-2021-a01",
        "A01-2020",
        "so1",
        ("p1", "p2"),
    )
    assert [(one.key, one.name, one.due) for one in left.deliverables] == [
        ("aip-2020-2021-a01.1", {"en": "d2"}, date(2021, 2, 28))
    ]
    assert next_year(plan(2019, name="Plan"), {}).name == {"en": "Plan (2020-2021)"}
    assert next_year(plan(2019, name="Plan 2019–2020"), {}).name == {"en": "Plan 2020–2021"}


def test_the_rest_of_an_action_is_known_as_its_rest_unless_it_was_renamed():
    second = next_year(YEAR, {"d1": 100, "d3": 100})
    third = next_year(second, {})
    assert drawn_from([]) == drawn_from([YEAR]) == drawn_from([YEAR, plan(2020, action("b1"), key="other")]) == {}
    rest = drawn_from([YEAR, second, third])
    assert set(rest) == {one.key for year in (second, third) for one in year.actions}
    by_key = {one.key: one for year in (YEAR, second, third) for one in year.actions}
    assert all(by_key[key].name == by_key[before].name for key, before in rest.items())
    first, *others = second.actions
    renamed = second.model_copy(update={"actions": (first.model_copy(update={"name": {"en": "Another"}}), *others)})
    assert set(drawn_from([YEAR, renamed])) == {one.key for one in others}
