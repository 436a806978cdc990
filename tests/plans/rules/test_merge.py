"""What clashes and what does not, case by case; the laws are in test_laws.py."""

import itertools
from datetime import date

import pytest

from plans.exceptions import AnotherBase, InConflict
from plans.rules.apply import apply
from plans.rules.changes import (
    AddElement,
    AddPriority,
    Changes,
    MoveElement,
    RemoveElement,
    ReplaceText,
    SetEstimate,
    SetField,
    SetPlanField,
    StartEdition,
)
from plans.rules.compare import compare
from plans.rules.conflicts import conflicts
from plans.rules.content import Aim, Kpi, Link, Priority, as_json
from plans.rules.merge import BothChanged, Clash, Conflict, merge, merged_text
from plans.rules.rebase import rebase
from plans.rules.sequences import in_place, matching, merged, merged_edits
from tests.plans.rules.test_changes import CONTENT

DAY, LATER = date(2020, 7, 1), date(2021, 7, 1)
TEXT = "Customs collects revenue. It protects society. Trade is quick."
WITH_TEXT = apply(
    CONTENT,
    [
        ReplaceText(
            element="sp2", field="description", language="en", old=CONTENT.element("sp2").description["en"], new=TEXT
        )
    ],
)


def of(*changes, base=CONTENT):
    return Changes(changes, base)


def retext(new, old=TEXT):
    return ReplaceText(element="sp2", field="description", language="en", old=old, new=new)


def aim(ratio, day=DAY, old="0.9", kpi="sp7.1"):
    return SetEstimate(element=kpi, holds_from=day, old=Aim(ratio=old), new=Aim(ratio=ratio))


def kpi(key="sp7.9", code="SP7.9", **values):
    return Kpi(key=key, code=code, objective="sp7", kind="share", measured={"en": "Counted"}, **values)


def add(element, collection="kpis", after=None, parent=None):
    return AddElement(collection=collection, added=element, after=after, parent=parent)


def remove(key, collection="kpis"):
    return RemoveElement(collection=collection, removed=CONTENT.element(key))


ALONE = [
    # two languages of one text, two fields of one element, two elements
    (
        of(ReplaceText(element="sp2", field="name", language="en", old="Revenue Package", new="Revenue")),
        of(ReplaceText(element="sp2", field="name", language="fr", new="Recettes")),
    ),
    (of(aim("0.75")), of(ReplaceText(element="sp7.1", field="against", language="fr", new="Demandes"))),
    (of(aim("0.75")), of(aim("0.75", kpi="sp7.2", old=CONTENT.element("sp7.2").aim_on(DAY).ratio))),
    # the same said twice
    (of(aim("0.75")), of(aim("0.75"))),
    (of(remove("sp7.1")), of(remove("sp7.1"))),
    (of(add(kpi(), after="sp7.3")), of(add(kpi(), after="sp7.3"))),
    # both put something in at one place, or one puts in where the other takes out or moves
    (of(add(kpi(), after="sp7.3")), of(add(kpi("sp7.8", "SP7.8"), after="sp7.3"))),
    (of(add(kpi(), after="sp7.3")), of(remove("sp7.3"))),
    (of(add(kpi(), after="sp7.3")), of(MoveElement(element="sp7.3", after=None))),
    (of(SetField(element="sp7", field="code", old="SP7", new="SP9")), of(add(kpi(), after="sp7.3"))),
    (of(MoveElement(element="sp7.3", after=None)), of(aim("0.75", kpi="sp7.1"))),
    (of(SetPlanField(field="end", old="2022-06-30", new="2022-12-31")), of(aim("0.75"))),
]


@pytest.mark.parametrize(("ours", "theirs"), ALONE)
def test_what_does_not_touch_can_both_be_adopted_in_either_order(ours, theirs):
    assert conflicts(ours, theirs) == ()
    one, other = apply(CONTENT, ours), apply(CONTENT, theirs)
    assert apply(other, rebase(ours, other)) == apply(one, rebase(theirs, one))


def test_two_rearrangements_of_one_collection():
    found = conflicts(of(MoveElement(element="sp3", after="sp1")), of(MoveElement(element="ld1", after="ld2")))
    assert [(conflict.clash, conflict.element, conflict.field) for conflict in found] == [
        (Clash.ORDER, None, "objectives")
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "clash", "element", "field", "part"),
    [
        (of(aim("0.75")), of(aim("0.8")), Clash.BOTH_CHANGED, "sp7.1", "estimates", "2020-07-01"),
        # what ours replaces on its day is no longer what held there
        (of(aim("0.75", LATER)), of(aim("0.8", DAY)), Clash.BOTH_CHANGED, "sp7.1", "estimates", "2021-07-01"),
        (of(aim("0.75")), of(remove("sp7.1")), Clash.GONE, "sp7.1", None, None),
        (of(add(kpi())), of(add(kpi(on_track="0.5"))), Clash.BOTH_ADDED, "sp7.9", None, None),
        (of(add(kpi())), of(add(kpi("other"))), Clash.TOGETHER, "sp7.9", "code", None),
        (
            of(SetField(element="sp7", field="code", old="SP7", new="SP9")),
            of(SetField(element="sp7", field="code", old="SP7", new="SP0")),
            Clash.BOTH_CHANGED,
            "sp7",
            "code",
            None,
        ),
        (
            of(SetField(element="share", field="on_track", old="0.9", new="0.8")),
            of(SetField(element="share", field="at_risk", old="0.75", new="0.85")),
            Clash.TOGETHER,
            "share",
            None,
            None,
        ),
        (
            of(SetPlanField(field="end", old="2022-06-30", new="2022-12-31")),
            of(SetPlanField(field="end", old="2022-06-30", new="2023-06-30")),
            Clash.BOTH_CHANGED,
            None,
            "end",
            None,
        ),
        (
            of(add(Link(key="l1", source="sp1", target="sp2"), "links")),
            of(add(Link(key="l2", source="sp2", target="sp1"), "links")),
            Clash.TOGETHER,
            "l1",
            None,
            None,
        ),
        (
            of(StartEdition(old=CONTENT.edition, content=CONTENT.model_copy(update={"edition": "next"}))),
            of(aim("0.8")),
            Clash.EDITION,
            None,
            "edition",
            None,
        ),
    ],
)
def test_what_both_say_otherwise_is_a_conflict(ours, theirs, clash, element, field, part):
    found = conflicts(ours, theirs)
    assert [(conflict.clash, conflict.element, conflict.field, conflict.part) for conflict in found] == [
        (clash, element, field, part)
    ]
    assert [conflict.flipped() for conflict in found] == list(conflicts(theirs, ours))
    with pytest.raises(InConflict) as refusal:
        rebase(ours, apply(CONTENT, theirs))
    assert refusal.value.conflicts == found


def test_a_conflict_carries_the_three_values():
    assert conflicts(of(aim("0.75")), of(aim("0.8"))) == (
        Conflict(
            Clash.BOTH_CHANGED,
            "sp7.1",
            "estimates",
            "2020-07-01",
            base={"ratio": "0.9"},
            ours={"ratio": "0.75"},
            theirs={"ratio": "0.8"},
        ),
    )


def test_an_element_that_disappears_takes_nothing_with_it():
    """What builds on it is a conflict, whoever comes first."""
    objective = CONTENT.element("org2")
    gone = [remove(kpi.key) for kpi in CONTENT.kpis_of(objective)]
    gone += [remove(link.key, "links") for link in CONTENT.links if "org2" in (link.source, link.target)]
    gone += [remove("org2", "objectives")]
    new = kpi().model_copy(update={"objective": "org2"})
    found = conflicts(of(*gone), of(add(new)))
    assert [(conflict.clash, conflict.element, conflict.field) for conflict in found] == [
        (Clash.TOGETHER, "sp7.9", "objective")
    ]


def test_a_new_part_of_an_element_that_goes_is_a_conflict():
    year = CONTENT.annual_plans[0]
    ours = of(RemoveElement(collection="annual_plans", removed=year))
    action = year.actions[0].model_copy(update={"key": "a99", "code": "A99", "deliverables": ()})
    theirs = of(add(action, "actions", parent=year.key))
    found = conflicts(ours, theirs)
    assert [(conflict.clash, conflict.element) for conflict in found] == [(Clash.GONE, "a99")]
    assert [conflict.flipped() for conflict in found] == list(conflicts(theirs, ours))


def test_the_same_sentence_is_a_conflict_and_another_is_not():
    one = of(retext(TEXT.replace("collects", "raises")), base=WITH_TEXT)
    other = of(retext(TEXT.replace("Trade is quick.", "Trade is quick and safe.")), base=WITH_TEXT)
    third = of(retext(TEXT.replace("collects revenue", "collects duties")), base=WITH_TEXT)
    assert conflicts(one, other) == ()
    onto = apply(WITH_TEXT, other)
    text = apply(onto, rebase(one, onto)).element("sp2").description["en"]
    assert text == "Customs raises revenue. It protects society. Trade is quick and safe."
    assert [conflict.part for conflict in conflicts(one, third)] == ["en"]


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [
        ("A. B. C.", "A. b. C.", "A. b. C."),
        ("a. B. C.", "A. b. C.", "a. b. C."),
        ("A. B. C. D.", "A. B. c.", "A. B. c. D."),
        ("A. B.", "a. B. C.", "a. B."),
        ("A. X. B. C.", "A. B. C. Y.", "A. X. B. C. Y."),
        ("A. X. B. C.", "A. X. B. C.", "A. X. B. C."),
        ("A. X. B. C.", "A. Y. B. C.", None),
        ("A. x B. C.", "A. y B. C.", None),
        ("A.", "A. b. C.", None),
        ("A. B. C. D.", "A. B. C. E.", None),
    ],
)
def test_texts_merge_by_sentence(ours, theirs, result):
    for one, other in ((ours, theirs), (theirs, ours)):
        if result is None:
            with pytest.raises(BothChanged):
                merged_text("A. B. C.", one, other)
        else:
            assert merged_text("A. B. C.", one, other) == result


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [(None, "A.", "A.", "A."), (None, "A.", None, "A."), ("A.", None, "A.", None), ("A.", None, None, None)],
)
def test_texts_that_come_or_go(base, ours, theirs, result):
    assert merged_text(base, ours, theirs) == result


@pytest.mark.parametrize(("base", "ours", "theirs"), [(None, "A.", "B."), ("A.", None, "B."), ("A.", "B.", None)])
def test_texts_that_come_or_go_otherwise(base, ours, theirs):
    with pytest.raises(BothChanged):
        merged_text(base, ours, theirs)


def test_rebasing_keeps_the_changes_where_they_still_lead_to_the_same():
    changes = of(AddPriority(priority=Priority(key="priority-x", name={"en": "X"}), after=None))
    onto = apply(CONTENT, [aim("0.8")])
    assert rebase(changes, onto) == changes
    assert rebase(changes, onto).base is onto


def test_rebasing_takes_over_the_value_that_is_replaced_now():
    """The text that ours replaces has grown a sentence meanwhile."""
    changes = of(retext(TEXT.replace("collects", "raises")), base=WITH_TEXT)
    onto = apply(WITH_TEXT, [retext(TEXT + " Data help.")])
    assert rebase(changes, onto) == (retext(TEXT.replace("collects", "raises") + " Data help.", TEXT + " Data help."),)


def test_changes_of_two_bases_are_not_compared():
    with pytest.raises(AnotherBase):
        conflicts(of(aim("0.8")), of(retext("x"), base=WITH_TEXT))


def test_a_new_edition_can_be_adopted_beside_nothing_but_itself():
    start = of(StartEdition(old=CONTENT.edition, content=CONTENT.model_copy(update={"edition": "next"})))
    assert conflicts(start, of()) == ()
    assert conflicts(start, start) == ()
    assert rebase(start, CONTENT) == start


def test_compare_moves_as_few_as_can_be():
    moved = apply(CONTENT, [MoveElement(element="ld3", after="sg")])
    assert compare(CONTENT, moved) == (MoveElement(element="ld3", after="sg"),)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "order"),
    [
        ("abc", "abc", "cab", "cab"),
        ("abc", "cab", "cab", "cab"),
        ("abc", "cab", "bca", None),
        ("abc", "axbc", "aybc", "axybc"),
        ("abc", "aybc", "axzbc", "axyzbc"),
        ("abc", "ac", "abxc", "axc"),
        ("abc", "ac", "ab", "a"),
        ("", "xz", "y", "xyz"),
        ("", "zx", "y", "yzx"),
        ("abc", "xabc", "abc", "xabc"),
        ("abc", "abxc", "abxc", "abxc"),
        ("abc", "axbc", "abxc", None),
        ("abc", "bxac", "abyc", "bxyac"),
    ],
)
def test_orders_merge(base, ours, theirs, order):
    result = merged(base, ours, theirs)
    assert (result and "".join(result)) == (merged(base, theirs, ours) and "".join(merged(base, theirs, ours)))
    assert (None if result is None else "".join(result)) == order


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ("abcd", "aXcd", "abcY", "aXcY"),
        ("abcd", "acd", "abcd", "acd"),
        ("abcd", "aXbcd", "aYcd", "aXYcd"),
        ("abcd", "aXbcd", "Ybcd", "YXbcd"),
        ("abcd", "aXd", "abYcd", None),
        ("abcd", "aXbcd", "aXbcd", "aXbcd"),
        ("aaaa", "aaa", "aaaa", "aaa"),
    ],
)
def test_edits_merge(base, ours, theirs, result):
    for one, other in ((ours, theirs), (theirs, ours)):
        made = merged_edits(base, one, other)
        assert (None if made is None else "".join(made)) == result


@pytest.mark.parametrize(("old", "new"), [("", ""), ("abc", ""), ("", "abc"), ("abcabba", "cbabac"), ("aaa", "aa")])
def test_matching_covers_both(old, new):
    blocks = matching(old, new)
    assert "".join(old[i0:i1] for _same, i0, i1, _j0, _j1 in blocks) == old
    assert "".join(new[j0:j1] for _same, _i0, _i1, j0, j1 in blocks) == new
    assert all(old[i0:i1] == new[j0:j1] for same, i0, i1, j0, j1 in blocks if same)
    assert all(one[0] != other[0] for one, other in itertools.pairwise(blocks))


@pytest.mark.parametrize(
    ("old", "new", "kept"), [("abcde", "abcde", "abcde"), ("abcde", "eabcd", "abcd"), ("abc", "cba", "a"), ("", "", "")]
)
def test_as_many_as_can_be_stay_in_place(old, new, kept):
    assert "".join(in_place(old, new)) == kept


# a KPI that has an estimate from each of two days
STEPPED = apply(CONTENT, [aim("0.8"), aim("0.7", LATER, old="0.8")])


def held(content, *days):
    return [content.element("sp7.1").aim_on(day).ratio for day in days]


def test_estimates_of_two_days_are_merged_by_day():
    ours, theirs = of(aim("0.85", old="0.8"), base=STEPPED), of(aim("0.65", LATER, old="0.7"), base=STEPPED)
    assert conflicts(ours, theirs) == ()
    made = merge(STEPPED, apply(STEPPED, ours), apply(STEPPED, theirs)).content
    assert held(made, date(2019, 7, 1), DAY, LATER) == ["0.9", "0.85", "0.65"]
    assert [estimate.holds_from for estimate in made.element("sp7.1").estimates] == [date(2019, 7, 1), DAY, LATER]


def test_an_estimate_that_one_side_takes_out_is_gone():
    gone = SetEstimate(element="sp7.1", holds_from=LATER, old=Aim(ratio="0.7"), new=None)
    ours, theirs = of(gone, base=STEPPED), of(aim("0.85", old="0.8"), base=STEPPED)
    found = conflicts(ours, theirs)
    # with the later one gone, what ours sets from that day on would be the other's figure
    assert found == ()
    made = merge(STEPPED, apply(STEPPED, ours), apply(STEPPED, theirs)).content
    assert held(made, DAY, LATER) == ["0.85", "0.85"]


def test_a_conflict_says_all_three_values():
    text, ratio = CONTENT.element("sp2").name["en"], [{"ratio": part} for part in ("0.9", "0.75", "0.8")]
    ours = of(ReplaceText(element="sp2", field="name", language="en", old=text, new="Ours"), aim("0.75"))
    theirs = of(ReplaceText(element="sp2", field="name", language="en", old=text, new="Theirs"), aim("0.8"))
    assert conflicts(ours, theirs) == (
        Conflict(Clash.BOTH_CHANGED, "sp2", "name", "en", text, "Ours", "Theirs"),
        Conflict(Clash.BOTH_CHANGED, "sp7.1", "estimates", "2020-07-01", *ratio),
    )
    code = [of(SetField(element="sp7", field="code", old="SP7", new=new)) for new in ("SP9", "SP0")]
    assert conflicts(*code) == (Conflict(Clash.BOTH_CHANGED, "sp7", "code", None, "SP7", "SP9", "SP0"),)
    one, other = (CONTENT.model_copy(update={"edition": edition}) for edition in ("one", "other"))
    assert merge(CONTENT, one, other).conflicts == (
        Conflict(Clash.EDITION, None, "edition", None, CONTENT.edition, "one", "other"),
    )


def test_an_edition_that_one_side_alone_starts_is_the_result():
    following = CONTENT.model_copy(update={"edition": "next"})
    assert merge(CONTENT, following, CONTENT).content == following
    assert merge(CONTENT, CONTENT, following).content == following
    assert merge(CONTENT, following, following).content == following


def test_a_conflict_in_an_element_names_the_innermost_and_its_field():
    """Of a fault that lies deep in a plan: the action, not the year that it lies in."""
    year = CONTENT.annual_plans[0]
    first, second = year.actions[0], year.actions[1]
    ours = of(SetField(element=first.key, field="code", old=first.code, new="ONE"))
    theirs = of(SetField(element=second.key, field="code", old=second.code, new="ONE"))
    (found,) = conflicts(ours, theirs)
    assert (found.clash, found.element, found.field) == (Clash.TOGETHER, second.key, "code")


def test_setting_what_holds_already_clashes_with_another_figure():
    """Whoever confirms a figure and whoever lowers it do not say the same."""
    (found,) = conflicts(of(aim("0.75")), of(aim("0.9")))
    assert (found.ours, found.theirs) == ({"ratio": "0.75"}, {"ratio": "0.9"})


def test_a_clash_in_what_an_estimate_aims_at_names_the_estimates():
    bare = apply(CONTENT, [SetEstimate(element="sp7.1", holds_from=date(2019, 7, 1), old=Aim(ratio="0.9"), new=None)])
    ours = of(SetField(element="sp7.1", field="kind", old="demand-ratio", new="milestone"), base=bare)
    theirs = of(SetEstimate(element="sp7.1", holds_from=DAY, new=Aim(ratio="0.5")), base=bare)
    (found,) = conflicts(ours, theirs)
    assert (found.clash, found.element, found.field) == (Clash.TOGETHER, "sp7.1", "estimates")


def test_a_text_in_a_language_that_goes_names_the_text():
    spanish = apply(CONTENT, [SetPlanField(field="languages", old=["en", "fr"], new=["en", "fr", "es"])])
    ours = of(ReplaceText(element="sp2", field="name", language="es", new="Ingresos"), base=spanish)
    theirs = of(SetPlanField(field="languages", old=["en", "fr", "es"], new=["en", "fr"]), base=spanish)
    (found,) = conflicts(ours, theirs)
    assert (found.clash, found.element, found.field) == (Clash.TOGETHER, "sp2", "name")


def test_conflicts_are_sorted_and_those_of_the_plan_come_first():
    found = [
        Conflict(Clash.GONE, "b"),
        Conflict(Clash.BOTH_CHANGED, "a", "name", "fr"),
        Conflict(Clash.BOTH_CHANGED, "a", "name", "en"),
        Conflict(Clash.BOTH_CHANGED, "a", "code"),
        Conflict(Clash.GONE, "A"),
        Conflict(Clash.BOTH_CHANGED, None, "end"),
    ]
    assert sorted(found, key=Conflict.sorting) == found[::-1]


def test_a_rebase_that_leads_to_the_same_keeps_the_changes_in_their_order():
    """Their digest is what was decided on: it must not depend on how the house would say them."""
    rename = ReplaceText(element="sp2", field="name", language="en", old="Revenue Package", new="Revenue")
    given = of(aim("0.75"), rename, aim("0.7", LATER, old="0.75"))
    onto = apply(CONTENT, of(SetField(element="sp3", field="code", old="SP3", new="SP33")))
    assert tuple(rebase(given, onto)) == tuple(given)
    assert tuple(compare(onto, apply(onto, tuple(given)))) != tuple(given)


def test_conflicts_are_of_one_base_whether_or_not_it_is_the_same_object():
    copied = CONTENT.model_copy()
    assert len(conflicts(of(aim("0.75")), of(aim("0.8"), base=copied))) == 1
    with pytest.raises(AnotherBase):
        conflicts(of(aim("0.75")), of(aim("0.85", old="0.8"), base=STEPPED))


# two years more, so that an action can lie in another one
(YEAR,) = CONTENT.annual_plans
ACTION = YEAR.actions[0]
YEARS = apply(
    CONTENT,
    [
        add(
            {"key": f"year-{number}", "code": f"Y{number}", "name": {"en": "SYNTHETIC"}, "start": DAY, "end": LATER},
            "annual_plans",
            after=YEAR.key,
        )
        for number in (3, 2)
    ],
)


def moved_to(year, action=ACTION):
    """The action lies in another year: gone from one, there in the other."""
    return [
        RemoveElement(collection="actions", parent=YEAR.key, removed=ACTION),
        add(action, "actions", parent=year),
    ]


def years_of(content):
    return [plan.key for plan in content.annual_plans if ACTION.key in [action.key for action in plan.actions]]


def test_what_one_side_puts_elsewhere_is_there_and_nowhere_else():
    ours, theirs = of(*moved_to("year-2"), base=YEARS), of(aim("0.75"), base=YEARS)
    for one, other in ((ours, theirs), (theirs, ours)):
        made = merge(YEARS, apply(YEARS, one), apply(YEARS, other)).content
        assert years_of(made) == ["year-2"]
        assert made.element(ACTION.key) == ACTION


def test_what_one_side_puts_elsewhere_and_the_other_takes_out():
    gone = of(RemoveElement(collection="actions", parent=YEAR.key, removed=ACTION), base=YEARS)
    moved = of(*moved_to("year-2"), base=YEARS)
    # what lies in it is told of as well
    elements = [ACTION, *ACTION.deliverables]
    found = [Conflict(Clash.GONE, one.key, None, None, as_json(one), as_json(one), None) for one in elements]
    assert conflicts(moved, gone) == tuple(found)
    assert conflicts(gone, moved) == tuple(conflict.flipped() for conflict in found)


def test_what_both_put_elsewhere():
    ours, theirs = of(*moved_to("year-2"), base=YEARS), of(*moved_to("year-3"), base=YEARS)
    was = as_json(ACTION)
    assert conflicts(ours, theirs) == (Conflict(Clash.BOTH_ADDED, ACTION.key, None, None, was, was, was),)
    assert conflicts(ours, ours) == ()


def test_what_one_side_puts_elsewhere_and_the_other_changes():
    code = SetField(element=ACTION.key, field="code", old=ACTION.code, new="A99")
    changed = as_json(ACTION) | {"code": "A99"}
    found = conflicts(of(*moved_to("year-2"), base=YEARS), of(code, base=YEARS))
    assert found == (Conflict(Clash.GONE, ACTION.key, None, None, as_json(ACTION), as_json(ACTION), changed),)


def test_what_one_side_takes_out_and_the_other_changes():
    value = CONTENT.values[0]
    said = ReplaceText(element=value.key, field="text", language="en", old=value.text["en"], new="SYNTHETIC")
    found = conflicts(of(said), of(RemoveElement(collection="values", removed=value)))
    changed = as_json(value) | {"text": {"en": "SYNTHETIC"}}
    assert found == (Conflict(Clash.GONE, value.key, None, None, as_json(value), changed, None),)


def test_what_goes_together_in_no_plan_says_why():
    code = [of(SetField(element=key, field="code", old=key.upper(), new="SP9")) for key in ("sp1", "sp2")]
    place = [objective.key for objective in CONTENT.objectives].index("sp2")
    why = f"objectives[{place}].code: a code that no other of the objectives has was expected, not “SP9”"
    assert conflicts(*code) == (Conflict(Clash.TOGETHER, "sp2", "code", None, None, None, None, why),)
    thresholds = [
        of(SetField(element="share", field=field, old=old, new=new))
        for field, old, new in (("on_track", "0.9", "0.8"), ("at_risk", "0.75", "0.85"))
    ]
    why = "“share”: it: at_risk must not lie above on_track"
    assert conflicts(*thresholds) == (Conflict(Clash.TOGETHER, "share", None, None, None, None, None, why),)


def test_what_is_put_into_something_that_goes():
    action = {"key": "new", "code": "NEW", "name": {"en": "SYNTHETIC"}, "objective": "sp1"}
    ours = of(add(action, "actions", parent="year-2"), base=YEARS)
    theirs = of(RemoveElement(collection="annual_plans", removed=YEARS.element("year-2")), base=YEARS)
    year = as_json(YEARS.element("year-2"))
    found = Conflict(Clash.GONE, "new", None, None, year, year | {"actions": [action]}, None)
    assert conflicts(ours, theirs) == (found,)
    assert conflicts(theirs, ours) == (found.flipped(),)


def test_two_orders_are_told_whole():
    ours, theirs = of(MoveElement(element="odp")), of(MoveElement(element="cep"))
    orders = [["ecp", "rp", "cep", "odp"], ["odp", "ecp", "rp", "cep"], ["cep", "ecp", "rp", "odp"]]
    assert conflicts(ours, theirs) == (Conflict(Clash.ORDER, None, "packages", None, *orders),)


def test_what_each_side_names_besides_is_named():
    ours, theirs = (of(SetField(element="sp2", field="packages", new=[key])) for key in ("rp", "cep"))
    made = merge(CONTENT, apply(CONTENT, ours), apply(CONTENT, theirs)).content
    assert made.element("sp2").packages == ("cep", "rp")
