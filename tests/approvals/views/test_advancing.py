"""Advancing several readings at once: each by itself, bound to the text that was shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import Decision, Reading
from tests.procedure import brought_to, current, opened, polled, recorded, rename, someone, submitted, voted

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def posted(client, *readings, sitting=None, without=(), **changed):
    """Posts the form as the page shows it for these readings."""
    wanted = [reading.pk for reading in readings]
    agendas = client.get(reverse("advance"), {"reading": wanted}).context["agendas"]
    fields = {"reading": wanted}
    for step in (step for agenda in agendas for step in agenda.steps):
        fields |= {f"{step.form.prefix}-{name}": step.form.initial[name] for name in ("what", "shown")}
        if step.work.reading.pk not in without:
            fields[f"{step.form.prefix}-take"] = "on"
    for agenda in agendas:
        fields |= {f"body{agenda.body.pk}-{name}": value for name, value in (sitting or {}).items()}
    return client.post(reverse("advance"), fields | changed, follow=True)


def said(response):
    return sorted(str(message) for message in response.context["messages"])


def test_two_readings_are_taken_up_and_a_third_is_left(client, now):
    first, second, third = (submitted(now, [rename()]) for _number in range(3))
    client.force_login(someone("pc-secretary"))
    response = posted(client, first, second, third, without=[third.pk])
    assert said(response) == ["AM-001: the reading is taken up", "AM-002: the reading is taken up"]
    assert list(Reading.objects.filter(opened_at__isnull=False).values_list("pk", flat=True)) == [first.pk, second.pk]


def test_one_meeting_records_what_it_settled_by_consensus(client, now):
    first, second = opened(submitted(now), now), opened(submitted(now, [rename()]), now)
    client.force_login(someone("pc-secretary"))
    response = posted(client, first, second, sitting={"meeting": "SYNTHETIC session", "present": 25})
    assert said(response) == ["AM-001: Favourable", "AM-002: Favourable"]
    kept = Decision.objects.order_by("pk").values_list("motion", "way", "meeting", "tally__present")
    assert list(kept) == [("favourable", "consensus", "SYNTHETIC session", 25)] * 2


def test_without_a_quorum_nothing_is_decided(client, now):
    reading = opened(submitted(now), now)
    client.force_login(someone("pc-secretary"))
    response = posted(client, reading, sitting={"meeting": "SYNTHETIC session", "present": 3})
    assert said(response) == ["AM-001: Void"]
    assert current(reading.review).pk == reading.pk


def test_the_meeting_is_asked_for(client, now):
    reading = opened(submitted(now), now)
    client.force_login(someone("pc-secretary"))
    response = posted(client, reading, sitting={"meeting": "", "present": ""})
    assert response.status_code == 422
    assert set(response.context["agendas"][0].sitting.errors) == {"meeting", "present"}
    assert Decision.objects.count() == 0


def test_one_that_is_refused_holds_up_no_other(client, now):
    """The text of the first is another one than was shown: it is refused, the second is recorded."""
    first, second = opened(submitted(now), now), opened(submitted(now, [rename()]), now)
    client.force_login(someone("pc-secretary"))
    stale = {f"reading{first.pk}-shown": "0" * 64}
    response = posted(client, first, second, sitting={"meeting": "SYNTHETIC session", "present": 25}, **stale)
    refused, done = said(response)
    assert refused.startswith("AM-001: The text changed after you opened this page")
    assert done == "AM-002: Favourable"
    assert [decision.reading_id for decision in Decision.objects.all()] == [second.pk]


def test_what_was_recorded_meanwhile_is_not_recorded_again(client, now):
    reading = opened(submitted(now), now)
    client.force_login(someone("pc-secretary"))
    page = client.get(reverse("advance"), {"reading": [reading.pk]})
    step = page.context["agendas"][0].steps[0]
    recorded(reading, now)
    fields = {"reading": reading.pk, f"{step.form.prefix}-what": "record_outcome", f"{step.form.prefix}-take": "on"}
    response = client.post(reverse("advance"), fields, follow=True)
    assert said(response) == ["Some of what you selected no longer waits for you; nothing was done to it."]
    assert Decision.objects.filter(reading=reading).count() == 1


def test_what_was_taken_up_meanwhile_is_refused_with_what_is_true(client, now):
    reading = submitted(now)
    client.force_login(someone("pc-secretary"))
    page = client.get(reverse("advance"), {"reading": [reading.pk]})
    step = page.context["agendas"][0].steps[0]
    opened(reading, now)
    fields = {"reading": reading.pk, f"{step.form.prefix}-take": "on"}
    fields |= {f"{step.form.prefix}-{name}": step.form.initial[name] for name in ("what", "shown")}
    assert said(client.post(reverse("advance"), fields, follow=True)) == [
        "AM-001: It stands at another point now, so nothing was done to it."
    ]


def test_a_poll_that_is_over_is_closed(client, now):
    poll = polled(now - timedelta(days=30))
    voted(poll, now - timedelta(days=29), votes_for=150)
    client.force_login(someone("council-secretary"))
    assert said(posted(client, poll.reading)) == ["AM-001: Endorsed"]


def test_what_is_somebody_elses_is_not_shown(client, now):
    reading = brought_to("audit", now)
    client.force_login(someone("pc-secretary"))
    page = client.get(reverse("advance"), {"reading": [reading.pk, "x", "9" * 30]})
    assert page.context["agendas"] == []


def test_the_worklist_offers_what_can_be_advanced(client, now):
    submitted(now)
    client.force_login(someone("pc-secretary"))
    assert "Advance selected" in client.get("/").content.decode()
    client.force_login(someone("delegate-fr"))
    assert "Advance selected" not in client.get("/").content.decode()
