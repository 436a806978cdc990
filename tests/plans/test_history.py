"""The plan through time: in force on a day, an element's history, estimates, and what lags."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from plans.models import Version
from plans.operations.load_plan import load_plan
from plans.queries.history import estimates_of, history_of, lagging_in, last_changes, lineage, shown
from plans.rules.changes import ReplaceText, StartEdition
from plans.rules.content import Aim
from plans.rules.source import read
from tests.procedure import adopted, lower_estimate, rename, someone

pytestmark = pytest.mark.django_db
SUCCESSOR = read(Path("plans/demo/strategic-plan-2022-2025.yaml").read_bytes())


@pytest.fixture
def second(at):
    """Version 2: SP7.1's estimate lowered from July 2020 on."""
    return adopted(at) and Version.objects.get(number=2)


@pytest.fixture
def third(second, at):
    """Version 3: the mission says something else in English, and SP2 has another name."""
    mission = second.content.mission.text["en"]
    change = ReplaceText(element="mission", field="text", language="en", old=mission, new="SYNTHETIC mission.")
    return adopted(at, [change, rename()], title="A mission") and Version.objects.get(number=3)


def test_a_version_comes_of_those_before_it(third):
    assert [version.number for version in lineage(third)] == [1, 2, 3]


def test_the_history_of_an_element_names_each_version_that_changed_it(third):
    passages = history_of("sp7.1", third)
    assert [(passage.version.number, passage.first) for passage in passages] == [(2, False), (1, True)]
    assert [described.change for described in passages[0].changes] == [lower_estimate()]
    assert passages[0].version.revision.amendment.code == "AM-001"
    assert history_of("nothing", third) == []


def test_the_last_version_that_changed_each_element(third):
    assert {key: version.number for key, version in last_changes(third).items()} == {
        "sp7.1": 2,
        "mission": 3,
        "sp2": 3,
    }


def test_every_estimate_with_the_day_from_which_it_held(third):
    kpi = third.content.element("sp7.1")
    assert [(day, aim, version.number) for day, aim, version in estimates_of(kpi, third)] == [
        (date(2019, 7, 1), Aim(ratio="0.9"), 1),
        (date(2020, 7, 1), Aim(ratio="0.75"), 2),
    ]


def test_a_history_goes_on_through_the_edition_before(second, at):
    adopted(at, [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)], title="The next plan")
    newest = Version.objects.get(number=3)
    passages = history_of("po4.1", newest)
    assert [(passage.version.number, passage.element.key) for passage in passages] == [
        (3, "po4.1"),
        (2, "sp7.1"),
        (1, "sp7.1"),
    ]
    assert [element.key for element in passages[0].carried_on] == ["sp7.1"]
    merged = history_of("po1", newest)[0]
    assert [element.key for element in merged.carried_on] == ["sp1", "sp2", "sp3", "sp4"]
    assert last_changes(newest) == {}


def test_a_loaded_edition_follows_the_one_that_it_names(second, at):
    loaded = load_plan(content=SUCCESSOR, at=at)
    assert [version.number for version in lineage(loaded)] == [1, 2, 3]


def test_a_translation_that_lags_is_left_out_and_said(third, client):
    assert lagging_in(third) == {("mission", "text", "fr")}
    content, _behind = shown(third)
    assert content.mission.text == {"en": "SYNTHETIC mission."}
    page = client.get(reverse("version", args=[3]), {"language": "fr"}).content.decode()
    assert "The translation (fr) is behind its original" in page
    assert "SYNTHETIC mission." in page
    assert "élabore des normes" not in page
    assert "élabore des normes" in client.get(reverse("version", args=[2]), {"language": "fr"}).content.decode()


def test_the_plan_of_a_day(third, client):
    """All three are in force from the day of adoption at the latest."""
    held = client.get(reverse("plan"), {"on": "2020-01-01"})
    assert (held.context["version"].number, held.status_code) == (1, 200)
    assert client.get(reverse("plan")).context["version"].number == 3
    before = client.get(reverse("plan"), {"on": "2001-01-01"})
    assert (before.status_code, "No plan was in force on 1 January 2001" in before.content.decode()) == (404, True)
    refused = client.get(reverse("plan"), {"on": "<yesterday>"})
    assert (refused.status_code, "&lt;yesterday&gt;” is not a day" in refused.content.decode()) == (422, True)


def test_the_plan_says_which_estimate_held_on_the_day(third, client):
    page = client.get(reverse("plan"), {"on": "2020-06-30"})
    assert "Estimate on 30 June 2020:" in page.content.decode()
    assert page.context["content"].element("sp7.1").aim_on(date(2020, 6, 30)) == Aim(ratio="0.9")


def test_who_changed_it_is_told_to_those_signed_in(third, client):
    address = reverse("element", args=["sp7.1"])
    name = someone("drafter").get_full_name()
    assert name not in client.get(address).content.decode()
    assert "AM-001" in client.get(address).content.decode()
    client.force_login(someone("reader"))
    assert f"proposed by {name}" in client.get(address).content.decode()
    assert (
        f"Changed in version 2 by AM-001, proposed by {name}"
        in client.get(reverse("version", args=[3])).content.decode()
    )


def test_an_element_on_a_day(third, client):
    page = client.get(reverse("element", args=["sp7.1"]), {"on": "2020-01-01"})
    assert page.context["aim_then"] == Aim(ratio="0.9")
    assert client.get(reverse("element", args=["sp7.1"]), {"on": "soon"}).status_code == 422
    assert client.get(reverse("element", args=["none"])).status_code == 404


def test_an_element_that_ended_with_its_edition_keeps_its_page(second, at, client):
    adopted(at, [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)], title="The next plan")
    page = client.get(reverse("element", args=["org2"]))
    assert (page.status_code, page.context["passages"][0].version.number) == (200, 1)


def test_any_two_versions_are_compared(third, client):
    page = client.get(reverse("compare"), {"old": "1", "new": "3"})
    assert [described.kind for described in page.context["changes"]] == ["replace_text", "replace_text", "set_estimate"]
    assert client.get(reverse("compare"), {"old": "x", "new": "3"}).status_code == 404
    assert client.get(reverse("compare"), {"old": "9", "new": "3"}).status_code == 404


def test_what_is_behind_is_nowhere_shown_as_current(second, at, client):
    old = second.content.element("sp2").description["en"]
    french = ReplaceText(element="sp2", field="description", language="fr", new="SYNTHÉTIQUE ancien.")
    adopted(at, [french], title="A translation")
    change = ReplaceText(element="sp2", field="description", language="en", old=old, new="SYNTHETIC new.")
    adopted(at, [change], title="Its original")
    for address in (reverse("plan"), reverse("element", args=["sp2"]), reverse("objective", args=["SP2"])):
        page = client.get(address, headers={"accept-language": "fr"}).content.decode()
        held = page.split("<aside>")[-1] if "elements" in address else page
        assert ["SYNTHETIC new." in held, "SYNTHÉTIQUE ancien." in held] == [True, False], address


def test_what_is_in_force_today_is_not_said_to_be_coming(third, client):
    assert "Adopted, not in force yet" not in client.get(reverse("plan"), {"on": "2019-08-01"}).content.decode()
