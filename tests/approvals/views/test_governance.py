"""The pages of governance: what they refuse and say, and that nothing is lost or done twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.enums import Section
from approvals.models import Attendance, Body, Decision, Interest, Office, Rule, SeatTerm, Substitution, Vote
from approvals.operations.membership import give_proxy, name_substitute
from tests.procedure import (
    acts,
    attended,
    brought_to,
    called,
    drafted,
    lower_estimate,
    opened,
    placed,
    polled,
    recorded,
    rename,
    secretary_of,
    silent,
    someone,
    submitted,
)

pytestmark = pytest.mark.django_db
FAR = ("9999-12-31", "0001-01-01")


@pytest.fixture
def now():
    return timezone.now()


def text_of(response):
    return response.content.decode()


def test_guessed_ids_and_another_readings_poll_are_not_found(client, now):
    poll, other = polled(now), opened(brought_to("council", now, [rename()]), now)
    client.force_login(someone("council-secretary"))
    assert client.get(reverse("meeting", args=[999])).status_code == 404
    for name in ("poll-close", "poll-cancel", "poll-remind"):
        assert client.post(reverse(name, args=[other.pk, poll.pk])).status_code == 404
    for name in ("item-pull", "item-take-off", "interest-take-back"):
        assert client.post(reverse(name, args=[999])).status_code == 404
    assert client.get(reverse("rule", args=["voting", "unheard"])).status_code == 404
    assert client.get(reverse("rule", args=["unheard", "ARTICLE_VIII"])).status_code == 404
    assert client.get(reverse("body", args=["unheard"])).status_code == 404
    assert client.get("/register/review:1/999/").status_code == 404
    assert client.get("/register/nonsense/1/").status_code == 404


def test_an_item_is_placed_and_a_meeting_closed_once(client, now):
    reading = opened(submitted(now), now)
    meeting = called(reading.body, now)
    client.force_login(secretary_of(reading))
    given = {"reading": reading.pk, "section": "decision"}
    for _time in range(2):
        client.post(reverse("meeting-place", args=[meeting.pk]), given)
    assert meeting.items.count() == 1
    assert client.post(reverse("meeting-close", args=[meeting.pk])).status_code == 302
    again = client.post(reverse("meeting-close", args=[meeting.pk]))
    assert (again.status_code, "The meeting was closed on" in text_of(again)) == (409, True)


def test_attendance_of_strangers_is_refused_with_their_codes(client, now):
    meeting = called(Body.objects.get(key="audit_committee"), now)
    client.force_login(someone("audit-secretary"))
    answer = client.post(reverse("meeting-attendance", args=[meeting.pk]), {"present": ["NO", "XX"]})
    assert (answer.status_code, "XX" in text_of(answer)) == (409, True)
    assert not Attendance.objects.exists()


def test_a_stale_consent_agenda_decides_nothing_on_another_text(client, now):
    reading = opened(submitted(now), now)
    meeting = called(reading.body, now)
    item = placed(meeting, reading, now, Section.CONSENT)
    attended(meeting, now, 20)
    client.force_login(secretary_of(reading))
    address = reverse("meeting-consent", args=[meeting.pk])
    client.post(address, {f"shown_{item.pk}": "0" * 64})
    assert not Decision.objects.exists()
    client.post(address, {f"shown_{item.pk}": reading.revision.digest})
    client.post(address, {f"shown_{item.pk}": reading.revision.digest})
    assert Decision.objects.get().way == "consent_agenda"


def test_whoever_was_reminded_is_not_reminded_again_at_once(client, now):
    poll = polled(now)
    client.force_login(someone("council-secretary"))
    address = reverse("poll-remind", args=[poll.reading_id, poll.pk])
    assert client.post(address).status_code == 302
    again = client.post(address)
    assert (again.status_code, "They were reminded on" in text_of(again)) == (409, True)


@pytest.mark.parametrize("day", FAR)
def test_a_day_that_no_term_has_is_refused_in_words(day, client):
    client.force_login(someone("pc-secretary"))
    given = {"body": "1", "substitute": "reader", "starts_on": day, "last_day": day}
    assert client.post(reverse("absences"), given).status_code == 422
    client.force_login(someone("registrar"))
    given = {"what": "office", "office-person": "reader", "office-role": "chair", "office-starts_on": day}
    assert client.post(reverse("body-change", args=["council"]), given).status_code == 422
    answer = client.post(reverse("body-end", args=["council"]), {"what": "office", "pk": 1, "last_day": day})
    assert answer.status_code == 302
    assert not acts().exists()


def test_a_term_that_meets_another_is_refused_and_what_was_typed_stays(client):
    client.force_login(someone("registrar"))
    today = timezone.localdate().isoformat()
    given = {"what": "office", "office-person": "reader", "office-role": "chair", "office-starts_on": today}
    answer = client.post(reverse("body-change", args=["council"]), given)
    assert (answer.status_code, "It is held already" in text_of(answer), 'value="reader"' in text_of(answer)) == (
        409,
        True,
        True,
    )
    assert Office.objects.filter(body__key="council", role="chair").count() == 1


def test_a_seat_is_filled_and_a_delegate_named_on_the_bodys_page(client):
    client.force_login(someone("registrar"))
    council, today = Body.objects.get(key="council"), timezone.localdate().isoformat()
    term = SeatTerm.objects.filter(seat__body=council).first()
    ends = {"what": "seat", "pk": term.pk, "last_day": today}
    assert client.post(reverse("body-end", args=["council"]), ends).status_code == 302
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    fills = {"what": "seat", "seat-seat": term.seat_id, "seat-member": term.member_id, "seat-starts_on": tomorrow}
    assert client.post(reverse("body-change", args=["council"]), fills).status_code == 302
    names = {
        "what": "delegate",
        "delegate-member": term.member_id,
        "delegate-person": "reader",
        "delegate-only_here": "on",
        "delegate-alternate": "on",
        "delegate-starts_on": today,
    }
    assert client.post(reverse("body-change", args=["council"]), names).status_code == 302
    kinds = set(acts().values_list("kind", flat=True))
    assert kinds == {"seat_vacated", "seat_filled", "delegate_named"}
    assert term.seat.terms.count() == 2


def test_a_body_is_founded_and_a_member_admitted_where_the_bodies_are(client):
    client.force_login(someone("registrar"))
    body = {"what": "body", "body-key": "audit_board", "body-name_en": "SYNTHETIC board", "body-name_fr": ""}
    assert client.post(reverse("bodies"), body).status_code == 302
    assert Body.objects.get(key="audit_board").name == {"en": "SYNTHETIC board"}
    answer = client.post(reverse("bodies"), body)
    assert (answer.status_code, "There is a “audit_board” already" in text_of(answer)) == (409, True)
    member = {"what": "member", "member-code": "zz", "member-name_en": "SYNTHETIC", "member-region": "EUR"}
    answer = client.post(reverse("bodies"), member)
    assert (answer.status_code, 'value="zz"' in text_of(answer)) == (422, True)
    assert client.post(reverse("bodies"), member | {"member-code": "ZZ"}).status_code == 302
    seat = {"what": "new_seat", "new_seat-kind": "regional", "new_seat-region": "EUR"}
    assert client.post(reverse("body-change", args=["audit_board"]), seat).status_code == 302
    kinds = list(acts().order_by("pk").values_list("kind", flat=True))
    assert kinds == ["body_founded", "member_admitted", "seat_added"]
    assert "Found a body" in text_of(client.get(reverse("bodies")))
    client.force_login(someone("reader"))
    assert "Found a body" not in text_of(client.get(reverse("bodies")))
    assert client.post(reverse("bodies"), body).status_code == 403


@pytest.mark.parametrize("name", ["\u200b\u202e", "   ", "a\x07b"])
def test_a_name_that_cannot_be_printed_is_refused_in_words(name, client):
    client.force_login(someone("registrar"))
    body = {"what": "body", "body-key": "audit_board", "body-name_en": name}
    assert client.post(reverse("bodies"), body).status_code == 422
    assert not acts().exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"share": "1e9999999"}, 422),
        ({"share": "0.5"}, 422),
        ({"share": "3/2"}, 422),
        ({"share": "3/5"}, 302),
        ({"share": "3/5", "shown": "7"}, 409),
        ({"share": "3/5", "in_force_on": "2001-01-01"}, 409),
        ({"share": "3/5", "casting_vote": "on"}, 409),
        ({}, 409),  # as before
    ],
)
def test_a_voting_rule_is_set_or_refused_in_words(given, status, client):
    client.force_login(someone("registrar"))
    typed = {
        "article": "Convention establishing a Customs Co-operation Council, Article VIII(b)",
        "basis": "present",
        "share": "2/3",
        "quorum": "1/2",
        "proxies": "0",
        "in_force_on": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "shown": "1",
    }
    answer = client.post(reverse("rule", args=["voting", "ARTICLE_VIII"]), typed | given)
    assert answer.status_code == status
    assert Rule.objects.filter(key="ARTICLE_VIII").count() == (2 if status == 302 else 1)


def test_what_is_urgent_and_what_is_a_corrigendum_is_said_on_the_drafters_pages(client, at):
    client.force_login(someone("drafter"))
    amendment = drafted(at)
    posted = {"shown": "1", "title": amendment.title, "rationale": "Missions were cancelled.", "urgent": "on"}
    client.post(reverse("amendment-submit", args=[amendment.number]), posted)
    assert amendment.review.flow.__name__ == "UrgentFlow"
    answer = client.post(reverse("new-amendment"), {"title": "SP2 is misnamed", "corrigendum": "on"})
    assert answer.status_code == 302
    page = text_of(client.get(answer.headers["Location"]))
    assert "A corrigendum goes to the secretary and the chair of the Council" in page


def test_who_stands_in_and_who_holds_a_proxy_is_named_on_the_pages(client, now):
    council = Body.objects.get(key="council")
    delegate = someone("delegate-fr")
    name_substitute(
        by=delegate,
        at=now,
        body=council,
        absent=delegate,
        substitute=someone("reader"),
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=5),
    )
    members = {term.member.code: term.member for term in SeatTerm.objects.filter(seat__body=council)}
    give_proxy(
        by=someone("registrar"),
        at=now,
        body=council,
        giver=members["KE"],
        holder=members["BR"],
        starts_at=now,
        ends_at=now + timedelta(days=5),
    )
    poll = polled(now)
    client.force_login(someone("reader"))
    page = client.get(reverse("amendment", args=[1]))
    assert "Your vote for France" in text_of(page)
    vote = {"shown": poll.revision.digest, "member": "FR", "choice": "for", "reason": ""}
    assert client.post(reverse("amendment", args=[1]), vote).status_code == 302
    assert (Vote.objects.get().cast_for, Vote.objects.get().cast_by) == (delegate, someone("reader"))
    receipt = text_of(client.get(reverse("receipt", args=[1])))
    assert "In the place of" in receipt
    assert "Fanny Renard" in receipt
    shown = text_of(client.get(reverse("body", args=["council"])))
    assert "Rita Reader for Fanny Renard" in shown
    assert "Brazil votes for Kenya" in shown
    assert Substitution.objects.count() == 1


def test_an_objection_and_an_interest_are_refused_in_words(client, now):
    reading = opened(submitted(now), now)
    poll = silent(reading, now)
    term = SeatTerm.objects.filter(seat__body=reading.body).order_by("member__code").first()
    client.force_login(someone(f"delegate-{term.member.code.lower()}"))
    address = reverse("amendment", args=[1])
    given = {"shown": poll.revision.digest, "member": term.member.code}
    answer = client.post(address, given | {"reason": ""})
    assert (answer.status_code, "the meeting that takes it up reads it first" in text_of(answer)) == (422, True)
    answer = client.post(address, given | {"reason": "x", "shown": "0" * 64})
    assert (answer.status_code, Vote.objects.count()) == (409, 0)
    client.post(reverse("interest-declare", args=[reading.pk]), {"member": "ZZ", "statement": "x"})
    assert not Interest.objects.exists()
    client.force_login(someone("reader"))
    answer = client.post(address, given | {"reason": "x"})
    assert (answer.status_code, "Only a delegate whose Member" in text_of(answer)) == (409, True)


def test_a_clock_that_was_set_back_records_nothing(client, now, at):
    """The review began now; the same page answered by a machine in the past is refused."""
    from approvals.exceptions import TimeWentBack

    reading = opened(submitted(now), now)
    with pytest.raises(TimeWentBack):
        recorded(reading, at)
    with pytest.raises(TimeWentBack):
        recorded(reading, now - timedelta(minutes=2))
    assert recorded(reading, now - timedelta(seconds=30)).final


def test_the_bodys_own_text_is_shown_before_the_vote(client, now):
    reading = opened(brought_to("council", now), now)
    submitted(now, [lower_estimate(to="0.8")], title="Another estimate")
    client.force_login(someone("council-secretary"))
    typed = {
        "kpi": "sp7.1",
        "estimate": "85",
        "estimate_from": "2020-07-01",
        "cost_amount": "150000",
        "cost_currency": "EUR",
    }
    page = text_of(client.post(reverse("reading-preview", args=[reading.pk]), typed))
    assert "needed, or expressly waived in the vote" in page
    assert "AM-002" in page
    assert (
        client.post(reverse("reading-preview", args=[reading.pk]), {"kpi": "sp7.1", "estimate": "x"}).status_code == 422
    )
    assert not Decision.objects.filter(reading=reading).exists()
