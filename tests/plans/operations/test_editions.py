"""Three editions of three structures side by side, and a new edition that travels as an amendment."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from plans.exceptions import ChangeDoesNotFit
from plans.models import Amendment, Edition, Version
from plans.operations.load_plan import load_plan
from plans.queries.versions import amendable
from plans.rules.changes import AddElement, StartEdition
from plans.rules.content import digest
from plans.rules.source import read
from tests.procedure import adopted, drafted, someone

DEMO = Path("plans/demo")
SUCCESSOR = read((DEMO / "strategic-plan-2022-2025.yaml").read_bytes())
pytestmark = pytest.mark.django_db


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize(
    ("file", "objectives", "perspectives"), [("strategic-plan-2022-2025", 9, 2), ("strategic-goals", 7, 0)]
)
def test_an_edition_of_its_own_structure_goes_out_and_in_again(file, objectives, perspectives, form, tmp_path):
    run("load_plan", str(DEMO / f"{file}.yaml"))
    version = Version.objects.get(edition__key=file)
    assert (len(version.content.objectives), len(version.content.perspectives)) == (objectives, perspectives)
    exported = tmp_path / f"plan.{form}"
    run("export_plan", "--version", str(version.number), "--format", form, "--output", str(exported))
    assert digest(read(exported.read_bytes())) == version.digest
    again = exported.read_text().replace(file, "again", 1)
    exported.write_text(again)
    run("load_plan", str(exported))
    assert Version.objects.get(edition__key="again").content == version.content.model_copy(update={"edition": "again"})


def test_a_successor_names_elements_that_are_there(tmp_path):
    file = tmp_path / "plan.yaml"
    text = (DEMO / "strategic-plan-2022-2025.yaml").read_text()
    for was, becomes, said in (
        (
            "old: so1,",
            "old: so7,",
            r"mapping\[0\].old: the key of an element of “strategic-plan-2019-2022” was expected",
        ),
        ("new: [mo1]}", "new: [mo7]}", r"mapping\[0\].new\[0\]: the key of an element was expected, not “mo7”"),
        ("old: so2,", "old: so1,", "one line for each old element was expected"),
        ("edition: strategic-plan-2019-2022", "edition: none", "an edition that is loaded was expected; load it first"),
        ("edition: strategic-plan-2019-2022", "edition: strategic-plan-2022-2025", "the key of another edition"),
    ):
        file.write_text(text.replace(was, becomes, 1))
        with pytest.raises(CommandError, match=said):
            run("load_plan", str(file))
    assert Edition.objects.count() == 1


def test_every_page_of_the_plan_shows_every_edition(client):
    for file in ("strategic-plan-2022-2025", "strategic-goals"):
        run("load_plan", str(DEMO / f"{file}.yaml"))
    for number in (2, 3):
        page = client.get(reverse("version", args=[number]))
        assert page.status_code == 200
        assert "<svg" in page.content.decode()
    assert "Strategic Goals" in page.content.decode()
    assert client.get(reverse("versions")).status_code == 200
    compared = client.get(reverse("comparison", args=[1, 2])).content.decode()
    assert "What becomes of the elements of this edition" in compared


def test_a_new_edition_travels_as_an_amendment(at):
    decision = adopted(at, [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)], title="The next plan")
    version = Version.objects.get(number=2)
    assert (version.content, version.edition.key, version.edition.start) == (
        SUCCESSOR,
        "strategic-plan-2022-2025",
        date(2022, 7, 1),
    )
    assert (version.in_force_from, version.predecessor.number) == (date(2022, 7, 1), 1)
    assert decision.outcome == "endorsed"


def test_a_new_edition_succeeds_the_one_that_it_amends(at):
    other = SUCCESSOR.model_copy(
        update={"succeeds": SUCCESSOR.succeeds.model_copy(update={"edition": "strategic-goals"})}
    )
    with pytest.raises(ChangeDoesNotFit, match="the edition that it takes the place of"):
        adopted(at, [StartEdition(old="strategic-plan-2019-2022", content=other)])
    assert drafted(at).base.number == 1


def test_the_name_and_period_of_an_edition_follow_its_text(at):
    from plans.rules.changes import SetPlanField

    adopted(at, [SetPlanField(field="end", old="2022-06-30", new="2022-12-31")])
    assert Edition.objects.get().end == date(2022, 12, 31)


def test_an_edition_to_come_can_be_amended_too(at):
    adopted(at, [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)], title="The next plan")
    version = Version.objects.get(number=2)
    assert [base.number for base in amendable(date(2020, 7, 1))] == [1, 2]
    assert [base.number for base in amendable(version.in_force_from)] == [2]


def test_the_drafter_chooses_among_the_editions(client, at):
    """Where another one is adopted and not in force yet; one alone is not asked for."""
    client.force_login(someone("drafter"))
    assert "base" not in client.get(reverse("new-amendment")).context["form"].fields
    later = timezone.localdate() + timedelta(days=90)
    content = SUCCESSOR.model_copy(update={"start": later, "end": later + timedelta(days=900)})
    load_plan(content=content, at=at)
    assert client.post(reverse("new-amendment"), {"title": "Which one?"}).status_code == 200
    client.post(reverse("new-amendment"), {"title": "The coming one", "base": 2})
    assert Amendment.objects.get().base.edition.key == "strategic-plan-2022-2025"


def test_a_directorates_own_map_is_drawn(client, at):
    own = {"key": "d-own", "code": "D.1", "name": {"en": "SYNTHETIC"}, "serves": ["sp1"]}
    directorate = Version.objects.get().content.directorates[0]
    add = AddElement(collection="objectives", parent=directorate.key, added=own)
    adopted(at, [add])
    page = client.get(reverse("version", args=[2])).content.decode()
    assert page.count("<svg") == 2
    assert 'href="#d-own"' in page
