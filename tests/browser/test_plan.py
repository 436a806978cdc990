"""The plan as a document, in every edition and language, at both sizes; an element's history; comparing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from approvals.operations.carry_over import carry_amendments_over
from plans.models import Version
from plans.operations.load_plan import load_plan
from plans.rules.changes import MoveElement, RemoveElement, ReplaceText, SetField
from plans.rules.source import read
from tests.procedure import adopted, drafted, lower_estimate

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def amended():
    """Version 2: SP7.1's estimate, and the mission in English alone."""
    mission = Version.objects.get().content.mission.text["en"]
    change = ReplaceText(element="mission", field="text", language="en", old=mission, new="SYNTHETIC: a new mission.")
    adopted(timezone.now(), [lower_estimate(), change])


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_plan_reads_like_a_document(language, visit, live_server, amended):
    reader = visit(None, language)
    page = reader.open("/plan/?language=fr")
    page.locator("#sp7\\.1").wait_for()
    reader.look(f"plan-{language}")
    page.locator("#sp2 .par").click()
    assert page.url.endswith("#sp2")


def test_the_history_of_an_element(visit, live_server, amended):
    reader = visit("reader")
    reader.open("/plan/elements/sp7.1/").get_by_role("heading", level=1).wait_for()
    reader.look("element")
    page = reader.open("/plan/compare/1..2/")
    page.get_by_label("From").select_option("2")
    reader.follow(page.get_by_role("button", name="Compare"))
    page.get_by_text("The two versions say the same.").wait_for()
    reader.look("compare")


def test_the_other_editions(visit, live_server):
    for number, file in ((2, "strategic-plan-2022-2025"), (3, "strategic-goals")):
        load_plan(content=read(Path(f"plans/demo/{file}.yaml").read_bytes()), at=timezone.now())
        reader = visit(None)
        reader.open(f"/plan/versions/{number}/").locator("svg.map").wait_for()
        reader.look(f"edition-{file}")
    reader.open("/plan/compare/1..2/").get_by_text("What becomes of the elements").wait_for()
    reader.look("compare-editions")


def test_the_map_keeps_its_words_in_its_boxes_right_to_left(visit, live_server):
    """Right to left, a text must not start at the wrong end of its box."""
    page = visit(None, "ar").open("/plan/")
    outside = page.evaluate(
        """[...document.querySelectorAll('svg.map a')].filter(link => {
            const box = link.querySelector('rect').getBoundingClientRect();
            return [...link.querySelectorAll('text')].some(text => {
                const place = text.getBoundingClientRect();
                return place.left < box.left - 1 || place.right > box.right + 1;
            });
        }).length"""
    )
    assert outside == 0


def test_a_conflict_of_every_sort_is_settled(visit, live_server):
    """Three texts beside each other, an element that goes, two orders, two codes: the page at both sizes."""
    content, now = Version.objects.get().content, timezone.now()
    text, value = content.element("sp2").description["en"], content.values[0]

    def said(new):
        return ReplaceText(element="sp2", field="description", language="en", old=text, new=new)

    ours = [
        said(text.replace("developed", "written")),
        ReplaceText(element=value.key, field="text", language="en", old=value.text["en"], new="SYNTHETIC value."),
        MoveElement(element="odp", after=None),
        SetField(element="sp3", field="code", old="SP3", new="SP33"),
    ]
    theirs = [
        said(text.replace("developed", "drawn up")),
        RemoveElement(collection="values", removed=value),
        MoveElement(element="cep", after=None),
        SetField(element="sp3", field="code", old="SP3", new="SP30"),
    ]
    number = drafted(now, ours).number
    adopted(now, theirs)
    carry_amendments_over(at=now)
    drafter = visit("drafter")
    page = drafter.open(f"/amendments/AM-{number:03d}/draft/settle/")
    assert page.locator("section.card").count() == 4
    drafter.look("settle-all")
    for radio in page.get_by_label("Keep what this amendment says").all():
        radio.check()
    page.get_by_label("Write it so that both are in it").check()
    page.get_by_label("The text that should stay").fill("SYNTHETIC: both.")
    drafter.follow(page.get_by_role("button", name="Settle it so"))
    page.get_by_text("Settled: the draft is to version 2 now").wait_for()
    drafter.look("settled-all")


def test_the_pages_that_say_what_is_not_there_or_to_come(visit, live_server):
    reader = visit(None)
    reader.open("/plan/?on=2001-01-01").get_by_role("heading", level=1).wait_for()
    reader.heard.clear()  # the browser says that the answer was a 404
    reader.look("no-plan-then")
    successor = read(Path("plans/demo/strategic-plan-2022-2025.yaml").read_bytes())
    later = timezone.localdate() + timedelta(days=30)
    coming = successor.model_copy(update={"start": later, "end": later + timedelta(days=900)})
    load_plan(content=coming, at=timezone.now())
    drafter = visit("drafter")
    drafter.open("/amendments/new/").get_by_label("Which edition?").wait_for()
    drafter.look("new-with-editions")
