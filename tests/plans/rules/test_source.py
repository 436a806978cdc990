"""A file that does not fit is refused, with the place of the fault and what was expected."""

from pathlib import Path

import pytest

from plans.exceptions import PlanDoesNotFit
from plans.rules.source import MOST_BYTES, read

PLAN = Path("plans/demo/strategic-plan-2019-2022.yaml").read_text()
NOT_YAML = "YAML that can be read was expected; "


def faults(text):
    with pytest.raises(PlanDoesNotFit) as refusal:
        read(text if isinstance(text, bytes) else text.encode())
    return [str(fault) for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("schema: 1", "schema: 2", "schema: 1 was expected"),
        ("schema: 1\n", "", "schema: a value was expected here, and there is none"),
        ("languages: [en, fr]", "languages: []", "languages: at least 1 was expected"),
        ("authentic: [en]", "authentic: [ru]", "authentic: one of the plan's languages was expected, not “ru”"),
        (
            "kind: milestone",
            "kind: millstone",
            "kpis[24].kind: the key of one of the kinds was expected, not “millstone”",
        ),
        (
            "code: SP8\n",
            "code: SP7\n",
            "objectives[11].code: a code that no other of the objectives has was expected, not “SP7”",
        ),
        (
            "key: so2\n",
            "key: so1\n",
            "objectives[2].key: a key of its own was expected; “so1” is the key of objectives[1]",
        ),
        (
            "name: {en: Facilitation}",
            "name: Facilitation",
            "objectives[1].name: a text for each language was expected, for example {en: ...}",
        ),
        (
            "name: {en: Facilitation}",
            "name: {}",
            "objectives[1].name: a text in at least one language was expected, for example {en: ...}",
        ),
        (
            "name: {en: Facilitation}",
            "name: {fr: Facilitation}",
            "objectives[1].name: a text in an authentic language (en) was expected",
        ),
        (
            "name: {en: Facilitation}",
            'name: {en: "a\\u0007b"}',
            "objectives[1].name.en: the character U+0007 at position 2 is not text that can be printed",
        ),
        (
            "method: share",
            "method: guess",
            "kinds[2].method: one of 'target_ratio', 'demand_ratio', 'share' or 'milestone' was expected",
        ),
        (
            "method: share",
            "method: milestone",
            "kpis[26].estimates[0].aim: by was expected, since ORG1.1 is of the kind “share”",
        ),
        ("target: sg}", "target: so1}", "links[0]: an arrow that does not lead back to “so1” was expected"),
        ('end: "2022-06-30"', 'end: "2019-06-30"', "end: a day after 2019-07-01, the start, was expected"),
        (
            "group: cooperation",
            "group: cooperations",
            "objectives[8].group: the key of one of the groups was expected, not “cooperations”",
        ),
        (
            "perspective: learning\n",
            "perspective: none\n",
            "objectives[12].perspective: the key of one of the perspectives was expected, not “none”",
        ),
        ("schema: 1", "schema: 1\nmascot: owl", "mascot: no such field was expected here"),
    ],
)
def test_fault_is_named_with_its_place(was, becomes, fault):
    assert was in PLAN
    assert fault in faults(PLAN.replace(was, becomes, 1))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"\xff\xfe", "the plan: text in UTF-8 was expected; byte 1 is not"),
        (b"x" * (MOST_BYTES + 1), "the plan: at most 2,000,000 bytes were expected, and it has 2,000,001"),
        ("[1, 2]", "the plan: a plan with its fields (schema, edition, name, ...) was expected"),
        ("", "the plan: a plan with its fields (schema, edition, name, ...) was expected"),
        ("a: [", f"the plan: {NOT_YAML}line 1, column 5: expected the node content, but found '<stream end>'"),
        ("a: &x 1\nb: *x", f"the plan: {NOT_YAML}line 2, column 4: aliases are not read in a plan"),
        ("a: 1\na: 2", f"the plan: {NOT_YAML}line 2, column 1: “a” stands here a second time"),
        ("no: 1", f"the plan: {NOT_YAML}line 1, column 1: a name in letters was expected, not False (quote it)"),
        ("!!python/object/apply:os.system ['true']", None),
        ("[" * 100, None),
    ],
)
def test_what_is_not_a_plan_at_all_is_refused(text, fault):
    found = faults(text)
    assert len(found) == 1
    assert fault is None or found == [fault]


def test_all_faults_of_a_kind_are_named_at_once():
    assert len(faults(PLAN.replace("kind: share", "kind: shire"))) == 2
