"""Of which kind an amendment is."""

import pytest

from plans.enums import AmendmentKind
from plans.rules.changes import AddElement, Changes, RemoveElement, ReplaceText, SetField, StartEdition
from plans.rules.kinds import kind_of
from tests.plans.rules.test_changes import CONTENT

(YEAR,) = CONTENT.annual_plans
ACTION = YEAR.actions[0]
NEXT = {"key": "next-year", "code": "Y2", "name": {"en": "SYNTHETIC"}, "start": "2020-07-01", "end": "2021-06-30"}
RENAME = ReplaceText(element="sp2", field="name", language="en", old="Revenue Package", new="Revenue")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ([], AmendmentKind.PLAN_CHANGE),
        ([RENAME], AmendmentKind.PLAN_CHANGE),
        ([AddElement(collection="annual_plans", added=NEXT, after=YEAR.key)], AmendmentKind.ANNUAL_PLAN),
        ([SetField(element=ACTION.key, field="code", old=ACTION.code, new="A99")], AmendmentKind.ANNUAL_PLAN),
        ([RemoveElement(collection="actions", parent=YEAR.key, removed=ACTION)], AmendmentKind.ANNUAL_PLAN),
        ([AddElement(collection="annual_plans", added=NEXT, after=YEAR.key), RENAME], AmendmentKind.PLAN_CHANGE),
        ([StartEdition(old=CONTENT.edition, content=CONTENT)], AmendmentKind.EDITION),
    ],
)
def test_the_kind_follows_from_what_is_changed(changes, kind):
    assert kind_of(Changes(changes, CONTENT)) is kind
