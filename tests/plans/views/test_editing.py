"""Editing a draft element by element: every kind of change, and every refusal with its sentence and the draft kept."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.models import Amendment, Version
from plans.queries.amendments import current_draft
from plans.rules.changes import CHANGES, MoveElement, RemoveElement, ReplaceText, SetEstimate, SetField
from plans.rules.content import Aim
from tests.procedure import drafted, lower_estimate, rename, someone, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def amendment(at, client):
    client.force_login(someone("drafter"))
    return drafted(at, [])


def changes_of(amendment):
    return CHANGES.validate_python(current_draft(amendment).contents["changes"])


def post(client, amendment, page, /, *arguments, query="", **fields):
    address = reverse(page, args=[amendment.number, *arguments]) + query
    return client.post(address, {"shown": current_draft(amendment).number} | fields)


def test_a_code_a_perspective_and_packages_are_set(client, amendment):
    given = {"what": "values", "code": "SP20", "perspective": "learning", "group": "", "packages": ["rp", "cep"]}
    assert post(client, amendment, "draft-element", "sp2", **given).status_code == 302
    assert changes_of(amendment) == (
        SetField(element="sp2", field="code", old="SP2", new="SP20"),
        SetField(element="sp2", field="perspective", old="processes", new="learning"),
        SetField(element="sp2", field="group", old="standards", new=None),
        SetField(element="sp2", field="packages", old=None, new=["rp", "cep"]),
    )


def test_thresholds_are_typed_in_per_cent(client, amendment):
    given = {"what": "values", "code": "SP7.1", "objective": "sp7", "kind": "demand-ratio", "on_track": "82,5"}
    post(client, amendment, "draft-element", "sp7.1", **given)
    assert changes_of(amendment) == (SetField(element="sp7.1", field="on_track", old=None, new="0.825"),)


def test_weights_are_set_together(client, amendment):
    kpis = [kpi for kpi in Version.objects.get().content.kpis if kpi.objective == "sp2"]
    assert len(kpis) == 2
    refused = post(client, amendment, "draft-element", "sp2", what="weights", **{"weight-0": 50, "weight-1": 40})
    assert (refused.status_code, "add up to 100" in refused.content.decode()) == (422, True)
    assert changes_of(amendment) == ()
    post(client, amendment, "draft-element", "sp2", what="weights", **{"weight-0": 60, "weight-1": 40})
    assert [(change.element, change.new) for change in changes_of(amendment)] == [("sp2.1", 60), ("sp2.2", 40)]


def test_a_place_is_changed_and_changed_back(client, amendment):
    post(client, amendment, "draft-element", "rp", what="place", after="")
    assert changes_of(amendment) == (MoveElement(element="rp", after=None),)
    post(client, amendment, "draft-element", "rp", what="place", after="ecp")
    assert changes_of(amendment) == ()


def test_an_element_goes_with_what_hangs_on_it(client, amendment):
    page = client.get(reverse("draft-element-remove", args=[amendment.number, "sp2"]))
    hanging = len(page.context["hanging"])
    assert f"{hanging} other elements hang on it" in page.content.decode()
    assert post(client, amendment, "draft-element-remove", "sp2").status_code == 302
    changes = changes_of(amendment)
    assert len([change for change in changes if isinstance(change, RemoveElement)]) == hanging + 1


def test_what_lies_in_an_annual_plan_is_added_and_edited(client, amendment):
    year = Version.objects.get().content.annual_plans[0]
    query = f"?parent={year.key}"
    given = {"name": "SYNTHETIC action", "code": "A99", "objective": "sp1", "priorities": [], "directorate": ""}
    post(client, amendment, "draft-add", "actions", query=query, after="", **given)
    (added,) = changes_of(amendment)
    assert (added.change, added.parent, added.added.code, added.after) == ("add_element", year.key, "A99", None)
    key = added.added.key
    post(
        client,
        amendment,
        "draft-add",
        "deliverables",
        query=f"?parent={key}",
        name="SYNTHETIC result",
        due="2020-05-01",
    )
    (added,) = changes_of(amendment)
    assert [(part.name["en"], part.due) for part in added.added.deliverables] == [
        ("SYNTHETIC result", date(2020, 5, 1))
    ]


def test_a_directorates_map_is_drawn_up(client, amendment):
    directorate = Version.objects.get().content.directorates[0]
    query = f"?parent={directorate.key}"
    for code in ("D.1", "D.2"):
        post(client, amendment, "draft-add", "objectives", query=query, name="SYNTHETIC", code=code, serves=["sp1"])
    keys = [change.added.key for change in changes_of(amendment)]
    post(client, amendment, "draft-add", "links", query=query, source=keys[1], target=keys[0])
    post(client, amendment, "draft-add", "indicators", query=query, name="SYNTHETIC", objective=keys[0], kpi="sp1.1")
    assert sorted(change.collection for change in changes_of(amendment)) == [
        "indicators",
        "links",
        "objectives",
        "objectives",
    ]


@pytest.mark.parametrize(
    ("collection", "given", "said"),
    [
        ("links", {"source": "so1", "target": "sp1"}, "does not lead back"),
        ("objectives", {"name": "Twice", "code": "SP2"}, "a code that no other of the objectives has was expected"),
        ("objectives", {"name": "x" * 20_001, "code": "SP9"}, "at most 20000 characters"),
        ("objectives", {"name": "\x07", "code": "SP9"}, "is not text that can be printed"),
        ("objectives", {"name": "Bad code", "code": "S P"}, "a value of the form"),
        ("objectives", {"name": "", "code": "SP9"}, "This field is required"),
        ("kpis", {"measured": "x", "code": "SP1.9", "objective": "sp1", "kind": "none"}, "Select a valid choice"),
        ("packages", {"name": "Twice", "code": "RP"}, "a code that no other of the packages has was expected"),
    ],
)
def test_what_cannot_be_added_is_named_and_the_draft_kept(collection, given, said, client, amendment):
    response = post(client, amendment, "draft-add", collection, **given)
    assert (response.status_code, said in response.content.decode()) == (422, True), response.content.decode()
    assert (changes_of(amendment), amendment.drafts.count()) == ((), 1)


def test_an_estimate_is_taken_out_again(client, amendment):
    post(client, amendment, "draft-estimate", element="sp7.1", value="75", holds_from="2020-07-01")
    assert changes_of(amendment) == (lower_estimate(),)
    post(client, amendment, "draft-estimate", element="sp7.1", without="2020-07-01")
    assert changes_of(amendment) == ()
    post(client, amendment, "draft-estimate", element="sp7.1", without="2019-07-01")
    assert changes_of(amendment) == (SetEstimate(element="sp7.1", holds_from="2019-07-01", old=Aim(ratio="0.9")),)


def test_a_text_is_saved_while_it_is_typed(client, amendment):
    address = reverse("draft-text", args=[amendment.number])
    given = {"element": "sp2", "field": "name", "language": "en", "new": "Typed", "shown": 1}
    response = client.post(address, given, headers={"hx-request": "true"})
    assert (response.status_code, "draft-saved" in response.headers["HX-Trigger"]) == (200, True)
    assert changes_of(amendment) == (rename(new="Typed"),)
    stale = client.post(address, given | {"new": "Later"}, headers={"hx-request": "true"})
    assert "Somebody saved this draft" in stale.content.decode()


def test_a_translation_is_written_beside_its_original_and_flagged_when_it_lags(client, amendment):
    address = reverse("draft-text", args=[amendment.number])
    mission = Version.objects.get().content.mission.text
    page = client.get(address, {"element": "mission", "language": "fr"})
    assert page.context["original"] == ("en", mission["en"])
    post(client, amendment, "draft-text", element="mission", field="text", language="en", new="SYNTHETIC mission.")
    assert (
        "The text in fr would be behind its original"
        in client.get(reverse("draft", args=[amendment.number])).content.decode()
    )
    post(client, amendment, "draft-text", element="mission", field="text", language="fr", new="Mission SYNTHÉTIQUE.")
    assert client.get(reverse("draft", args=[amendment.number])).context["behind"] == []


def test_changes_are_copied_from_another_amendment(client, amendment, at):
    other, clashing = submitted(at, [lower_estimate()]).review.amendment, drafted(at, [lower_estimate("0.8")])
    assert post(client, amendment, "draft-copy", other=other.number).status_code == 302
    assert changes_of(amendment) == (lower_estimate(),)
    response = client.post(
        reverse("draft-copy", args=[amendment.number]), {"shown": 2, "other": clashing.number}, follow=True
    )
    assert "AM-003 says otherwise than this draft about SP7.1" in response.content.decode()
    assert changes_of(amendment) == (lower_estimate(),)
    assert post(client, amendment, "draft-copy", other=99).status_code == 404


def test_a_file_becomes_changes(client, amendment):
    text = Path("plans/demo/strategic-plan-2022-2025.yaml").read_bytes()
    post(client, amendment, "draft-file", what="plan", file=SimpleUploadedFile("plan.yaml", text))
    (change,) = changes_of(amendment)
    assert (change.change, change.content.edition) == ("start_edition", "strategic-plan-2022-2025")
    # and the text of the new edition is edited like any other
    post(client, amendment, "draft-text", element="po1", field="name", language="en", new="Tools")
    (change,) = changes_of(amendment)
    assert change.content.element("po1").name["en"] == "Tools"


def test_a_file_that_does_not_fit_is_named_and_the_draft_kept(client, amendment):
    hostile = SimpleUploadedFile("plan.yaml", b"a: &a [x]\nb: *a\n")
    response = post(client, amendment, "draft-file", what="annual_plans", file=hostile)
    assert (response.status_code, "aliases are not read in a plan" in response.content.decode()) == (422, True)
    assert amendment.drafts.count() == 1


def test_a_kind_is_changed_once_its_estimates_fit(client, amendment):
    values = {"what": "values", "code": "SP7.1", "objective": "sp7", "kind": "target-ratio"}
    refused = post(client, amendment, "draft-element", "sp7.1", **values)
    assert (refused.status_code, "count was expected" in refused.content.decode()) == (422, True)
    post(client, amendment, "draft-estimate", element="sp7.1", without="2019-07-01")
    post(client, amendment, "draft-element", "sp7.1", **values)
    post(client, amendment, "draft-estimate", element="sp7.1", value="40", holds_from="2019-07-01")
    kinds = {change.change: change.new for change in changes_of(amendment)}
    assert kinds == {"set_field": "target-ratio", "set_estimate": Aim(count=40)}


@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("draft-element", ["none"], ""),
        ("draft-element-remove", ["none"], ""),
        ("draft-add", ["nothing"], ""),
        ("draft-add", ["actions"], ""),
        ("draft-add", ["actions"], "?parent=sp1"),
        ("draft-text", [], "?element=none"),
        ("draft-text", [], "?element=sp1&field=code"),
        ("draft-estimate", [], "?element=sp1"),
    ],
)
def test_what_is_not_there_is_not_found(name, arguments, query, client, amendment):
    assert client.get(reverse(name, args=[amendment.number, *arguments]) + query).status_code == 404


def test_every_element_has_its_page(client, amendment):
    for key in list(Version.objects.get().content.elements)[::7]:
        assert client.get(reverse("draft-element", args=[amendment.number, key])).status_code == 200, key
    assert client.get(reverse("draft-pick", args=[amendment.number])).status_code == 200


def test_what_another_wrote_is_kept_under_both_names(client, amendment, at):
    post(client, amendment, "draft-text", element="sp2", field="name", language="en", new="First")
    colleague = someone("admin")
    colleague.groups.set(someone("drafter").groups.all())
    client.force_login(colleague)
    post(client, amendment, "draft-text", element="sp3", field="name", language="en", new="Second")
    saved = Amendment.objects.get(pk=amendment.pk).drafts.values_list("saved_by__username", flat=True)
    assert set(saved) == {"drafter", "admin"}
    assert [type(change) for change in changes_of(amendment)] == [ReplaceText, ReplaceText]


def test_an_arrow_is_called_by_the_codes_of_its_ends(client, amendment):
    link = Version.objects.get().content.links[0]
    name = f"{link.source} → {link.target}".upper()
    for page, key in (("draft-element-remove", link.source), ("draft-add", "links")):
        assert name in client.get(reverse(page, args=[amendment.number, key])).content.decode(), page
