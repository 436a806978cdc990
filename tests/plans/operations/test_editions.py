"""Three editions of three structures side by side, and a new edition that travels as an amendment."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from approvals.enums import Motion
from approvals.operations.carry_over import carry_amendments_over
from plans.exceptions import ChangeDoesNotFit, EditionIsThere
from plans.models import Amendment, Edition, Version
from plans.operations.load_plan import load_plan
from plans.operations.save_draft import save_draft
from plans.queries.amendments import proposed_changes
from plans.queries.versions import amendable, version_in_force
from plans.rules.apply import apply
from plans.rules.changes import AddElement, AddPriority, RemoveElement, StartEdition
from plans.rules.content import Carried, Priority, Statement, digest
from plans.rules.settle import Keeping
from plans.rules.source import read, written
from tests.procedure import adopted, brought_to, drafted, opened, recorded, rename, someone

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
    assert (decision.outcome, Amendment.objects.get().kind) == ("endorsed", "edition")


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


def test_a_late_change_of_an_old_edition_does_not_bring_it_back(at):
    """Two are under review; the new edition is adopted first, then the change of the old one."""
    late = brought_to("council", at, [rename()])
    adopted(at, [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)], title="The next plan")
    recorded(opened(late, datetime(2023, 1, 10, tzinfo=UTC)), datetime(2023, 1, 10, tzinfo=UTC), Motion.ENDORSE)
    assert Version.objects.get(number=3).in_force_from == date(2023, 1, 10)
    assert version_in_force(date(2023, 2, 1)).number == 2
    assert version_in_force(date(2022, 6, 30)).number == 1


def test_who_reads_an_amendment_to_an_old_edition_is_told(client, at):
    late = brought_to("audit", at, [rename()])
    adopted(at, [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)], title="The next plan")
    client.force_login(someone("audit-secretary"))
    page = client.get(reverse("amendment", args=[late.review.amendment.number])).content.decode()
    assert "Another edition follows" in page


def test_of_two_new_editions_of_one_key_the_later_decision_is_void(at):
    changes = [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)]
    late, early = opened(brought_to("council", at, changes), at), drafted(at, [])
    adopted(at, changes)
    assert recorded(late, at, Motion.ENDORSE).outcome == "void"
    with pytest.raises(EditionIsThere):
        save_draft(by=someone("drafter"), at=at, amendment=early, shown=1, changes=changes)


def test_a_new_edition_is_settled_without_what_is_gone(at):
    """Its mapping names an element that another adoption took out meanwhile."""
    from tests.approvals.operations.test_carry_over import settle_all

    value = Version.objects.get().content.values[0]
    mapping = (*SUCCESSOR.succeeds.mapping, Carried(old=value.key))
    content = SUCCESSOR.model_copy(update={"succeeds": SUCCESSOR.succeeds.model_copy(update={"mapping": mapping})})
    amendment = drafted(at, [StartEdition(old="strategic-plan-2019-2022", content=content)])
    adopted(at, [RemoveElement(collection="values", removed=value)])
    carry_amendments_over(at=at)
    settle_all(amendment, at, Keeping.OURS)
    amendment.refresh_from_db()
    (change,) = proposed_changes(amendment)
    assert change.content.succeeds == SUCCESSOR.succeeds
    apply(amendment.base.content, [change])


def test_more_changes_than_anybody_reads_are_refused(client, at):
    amendment = drafted(at, [])
    content = amendment.base.content
    many = tuple(Statement(key=f"value-{number}", text={"en": "SYNTHETIC"}) for number in range(2_100))
    client.force_login(someone("drafter"))
    for values, said in (
        ((*content.values, *many), "more changes than one amendment may hold"),
        (content.values, "less than or equal to 1000000000000000"),
    ):
        text = written(content.model_copy(update={"values": values}))
        if values == content.values:
            text = text.replace("count: 120", "count: 100000000000000000000", 1)
        file = SimpleUploadedFile("plan.yaml", text.encode())
        address = reverse("draft-file", args=[amendment.number])
        response = client.post(address, {"shown": 1, "what": "plan", "file": file})
        assert (response.status_code, said in response.content.decode()) == (422, True)
    assert amendment.drafts.count() == 1


def test_what_cannot_be_seen_in_a_new_element_is_shown(client, at):
    name = "abc\u202edef\u3164"
    amendment = drafted(at, [AddPriority(priority=Priority(key="priority-new", name={"en": name}))])
    client.force_login(someone("drafter"))
    page = client.get(reverse("draft", args=[amendment.number])).content.decode()
    assert not {"\u202e", "\u3164"} & set(page)
    assert "U+202E" in page
    assert "U+3164" in page
