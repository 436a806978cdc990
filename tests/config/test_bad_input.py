"""What people and programs type wrongly is answered with a sentence or a 4xx, never with a 500, and changes nothing."""

import pytest
from django.urls import reverse

from approvals.models import Act, Decision, Vote
from plans.models import Draft
from tests.procedure import brought_to, drafted, opened, polled, recorded, someone, submitted

pytestmark = pytest.mark.django_db
ODD_NUMBERS = ["", "x", "-1", "²", "9" * 5000, "1.5", "\x00"]


@pytest.mark.parametrize("shown", ODD_NUMBERS)
def test_an_odd_number_of_a_draft(shown, client, at):
    amendment, acts = drafted(at), Act.objects.count()
    client.force_login(someone("drafter"))
    for name, arguments in (("draft-remove", [1]), ("draft-restore", [1]), ("amendment-submit", []), ("draft", [])):
        address = reverse(name, args=[amendment.number, *arguments])
        assert client.post(address, {"shown": shown, "title": "T"}).status_code < 500
        assert client.post(address, {"shown": shown}).status_code < 500
    for name, arguments, fields in (
        ("draft-element", ["sp7"], {"what": "values", "code": "X"}),
        ("draft-element", ["sp7"], {"what": "place", "after": "sp1"}),
        ("draft-element", ["sp7"], {"what": "weights", "weight-0": shown}),
        ("draft-element", ["sp7"], {"what": shown}),
        ("draft-element-remove", ["sp7"], {}),
        ("draft-add", ["priorities"], {"name": "N", "after": shown}),
        ("draft-estimate", [], {"element": "sp7.1", "without": "2019-07-01"}),
        ("draft-estimate", [], {"element": "sp7.1", "value": shown, "holds_from": "2020-07-01"}),
        ("draft-text", [], {"element": "sp7", "field": "name", "language": "en", "new": "x"}),
        ("draft-copy", [], {"other": shown}),
        ("draft-file", [], {"what": "plan"}),
        ("draft-settle", [], {"conflict": shown}),
    ):
        address = reverse(name, args=[amendment.number, *arguments])
        assert client.post(address, fields | {"shown": shown}).status_code < 500, name
    assert (Act.objects.count(), Draft.objects.count()) == (acts, 1)


@pytest.mark.parametrize(("kpi", "value"), [("sp1.1", "-1"), ("sp7.1", "-1"), ("sp7.1", "101"), ("org1.1", "101")])
def test_a_negative_estimate_and_a_share_above_one_are_refused(kpi, value, client, at):
    amendment = drafted(at, [])
    client.force_login(someone("drafter"))
    given = {"shown": 1, "element": kpi, "value": value, "holds_from": "2020-07-01"}
    response = client.post(reverse("draft-estimate", args=[amendment.number]), given)
    assert (response.status_code, amendment.drafts.count()) == (422, 1)


@pytest.mark.parametrize(
    "address",
    [
        "/register/?chain=%00",
        "/register/?chain=x'y",
        "/register/?page=99999",
        "/origins/CA-" + "9" * 4400 + "/",
        "/plan/versions/99999999999999999999/",
        "/amendments/AM-999999999/",
        "/amendments/?page=%00",
        "/kpis/XX9/",
        "/plan/compare/1..99/",
        "/plan/compare/?old=" + "9" * 5000 + "&new=1",
        "/plan/compare/?old=²&new=1",
        "/plan/?on=%00",
        "/plan/?on=9999-12-31&language=%00",
        "/plan/elements/none/",
        "/plan/elements/sp1/?on=x",
        "/readings/advance/?reading=" + "9" * 5000,
        "/readings/advance/?reading=²",
    ],
)
def test_an_odd_address(address, client):
    client.force_login(someone("reader"))
    assert client.get(address).status_code < 500


def test_a_control_character_in_what_a_body_adds_is_a_sentence_and_loses_nothing(client, at):
    reading = opened(submitted(at), at)
    client.force_login(someone("pc-secretary"))
    typed = {
        "shown": reading.revision.digest,
        "motion": "favourable_with_changes",
        "meeting": "A meeting",
        "present": 25,
        "way": "consensus",
        "reason": "because",
        "priority_name": "Name\x07",
    }
    response = client.post(reverse("reading-outcome", args=[reading.pk]), typed)
    assert (response.status_code, "A meeting" in response.text) == (422, True)
    typed["priority_name"], typed["priority_description"] = "Name", "with a\ttab"
    assert client.post(reverse("reading-outcome", args=[reading.pk]), typed).status_code == 302
    assert Decision.objects.get().made_revision.proposal.changes[-1].priority.description == {"en": "with a tab"}


@pytest.mark.parametrize("field", ["present", "votes_for"])
def test_counts_beyond_all_measure_are_a_sentence(field, client, at):
    reading = opened(submitted(at), at)
    client.force_login(someone("pc-secretary"))
    typed = {"shown": reading.revision.digest, "motion": "favourable", "meeting": "m", "present": 25, "way": "counts"}
    assert client.post(reverse("reading-outcome", args=[reading.pk]), typed | {field: "9" * 30}).status_code in (
        409,
        422,
    )
    assert not Decision.objects.exists()


def test_a_vote_where_no_poll_is_open_is_refused_in_words(client, at):
    reading = brought_to("council", at)
    client.force_login(someone("delegate-fr"))
    typed = {"shown": reading.revision.digest, "choice": "for"}
    response = client.post(reverse("amendment", args=[1]), typed)
    assert (response.status_code, "nothing was recorded" in response.text) == (409, True)
    assert not Vote.objects.exists()


def test_a_submission_takes_the_text_that_was_seen_and_no_other(client, at, monkeypatch):
    """Another drafter saves between this one's saving and submitting: refused, not submitted unseen."""
    from approvals.views import amendments as page
    from plans.operations.save_draft import save_draft

    amendment = drafted(at)
    colleague = someone("evaluator")
    colleague.groups.add(*someone("drafter").groups.all())
    real = page.save_posted

    def overtaken(request, amendment):
        seen = real(request, amendment)
        save_draft(by=colleague, at=at, amendment=amendment, shown=seen[0], title="Never seen")
        return seen

    monkeypatch.setattr(page, "save_posted", overtaken)
    client.force_login(someone("drafter"))
    form = {"shown": 1, "title": "Seen", "rationale": "because", "cost_currency": "EUR"}
    client.post(reverse("amendment-submit", args=[amendment.number]), form)
    assert amendment.revisions.count() == 0


def test_drafts_are_for_those_who_draft(client, at):
    amendment = drafted(at, title="Not yet for everybody")
    answers = {}
    for username in ("drafter", "reader", "delegate-fr", "pc-secretary"):
        client.force_login(someone(username))
        listed = "Not yet for everybody" in client.get("/amendments/").text
        answers[username] = (client.get(reverse("amendment", args=[amendment.number])).status_code, listed)
    assert answers == {
        "drafter": (200, True),
        "reader": (404, False),
        "delegate-fr": (404, False),
        "pc-secretary": (404, False),
    }


def test_two_estimates_of_one_kpi_can_be_drafted(client, at):
    amendment = drafted(at, [])
    client.force_login(someone("drafter"))
    for number, (day, value) in enumerate((("2020-07-01", "75"), ("2021-07-01", "80")), start=1):
        typed = {"shown": number, "element": "sp7.1", "holds_from": day, "value": value}
        assert client.post(reverse("draft-estimate", args=[amendment.number]), typed).status_code == 302
    assert len(amendment.drafts.last().contents["changes"]) == 2


def test_a_voter_sees_the_day_from_which_it_would_hold(client, at):
    poll = polled(at)
    client.force_login(someone("delegate-fr"))
    assert "the day of adoption" in client.get(reverse("amendment", args=[poll.reading.review.amendment.number])).text


def test_a_decided_reading_refuses_every_further_post(client, at):
    reading = opened(submitted(at), at)
    recorded(reading, at)
    client.force_login(someone("pc-secretary"))
    shown = reading.revision.digest
    posts = {
        "reading-open": {},
        "reading-outcome": {
            "shown": shown,
            "motion": "adverse",
            "meeting": "m",
            "present": 25,
            "way": "consensus",
            "reason": "x",
        },
        "reading-reaffirm": {"shown": shown, "reason": "x"},
        "poll-open": {"shown": shown, "motion": "favourable", "way": "poll", "closes_at": "2099-01-01T00:00"},
    }
    answers = {name: client.post(reverse(name, args=[reading.pk]), typed).status_code for name, typed in posts.items()}
    assert answers == dict.fromkeys(posts, 409)
    assert Decision.objects.count() == 1
