"""What a body itself changes, recorded on its reading's page."""

from datetime import date

import pytest
from django.urls import reverse

from approvals.models import Decision
from plans.rules.changes import AddPriority, ReplaceText, SetEstimate
from plans.rules.content import Aim, Priority
from tests.procedure import brought_to, current, lower_estimate, opened, rename, someone, submitted

pytestmark = pytest.mark.django_db
MEETING = {"motion": "favourable_with_changes", "meeting": "SYNTHETIC session", "present": 15, "way": "consensus"}


def posted(client, reading, **fields):
    given = MEETING | {"shown": reading.revision.digest, "reason": "as discussed"} | fields
    return client.post(reverse("reading-outcome", args=[reading.pk]), given)


def made(reading):
    """The changes of the revision that the body made."""
    return Decision.objects.get(reading=reading).made_revision.proposal.changes


@pytest.fixture
def finance(client, at):
    """Finance's open reading of an amendment that renames SP2, its secretary signed in."""
    reading = opened(brought_to("finance", at, [rename()]), at)
    client.force_login(someone("finance-secretary"))
    return reading


def test_finance_sets_an_estimate_and_audit_is_consulted_again(client, finance):
    assert posted(client, finance, kpi="sp7.1", estimate="80", estimate_from="2020-07-01").status_code == 302
    aim = SetEstimate(element="sp7.1", holds_from=date(2020, 7, 1), old=Aim(ratio="0.9"), new=Aim(ratio="0.8"))
    assert made(finance) == (rename(), aim)
    assert current(finance.review).step == "audit"


def test_an_estimate_that_was_proposed_is_replaced_not_doubled(client, at):
    reading = opened(brought_to("finance", at), at)
    client.force_login(someone("finance-secretary"))
    posted(client, reading, kpi="sp7.1", estimate="80", estimate_from="2020-07-01")
    assert made(reading) == (lower_estimate("0.8"),)


def test_a_text_is_loaded_as_it_is_proposed_and_changed(client, finance):
    address = reverse("reading-text", args=[finance.pk])
    assert "Package on revenue" in client.get(address, {"text": "sp2/name/en"}).content.decode()
    posted(client, finance, text="sp2/name/en", text_new="Package on fair revenue")
    assert made(finance) == (rename(new="Package on fair revenue"),)


def test_all_three_at_once(client, finance):
    posted(
        client,
        finance,
        text="mission/text/en",
        text_new="SYNTHETIC mission.",
        kpi="sp1.1",
        estimate="7",
        estimate_from="2021-01-01",
        priority_name="Remote delivery",
        priority_description="Held remotely.",
    )
    _rename, text, estimate, priority = made(finance)
    assert isinstance(text, ReplaceText)
    assert (text.element, text.new) == ("mission", "SYNTHETIC mission.")
    assert estimate.new == Aim(count=7)
    added = Priority(
        key=f"priority-reading{finance.pk}",
        name={"en": "Remote delivery"},
        description={"en": "Held remotely."},
    )
    assert (isinstance(priority, AddPriority), priority.priority) == (True, added)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text_new": "for nothing"}, "text_new"),
        ({"text": "sp2/name/en", "text_new": "Package on revenue"}, "text_new"),
        ({"text": "sp2/name/en", "text_new": ""}, "text_new"),
        ({"text": "sp2/name/en", "text_new": "\x00"}, "text_new"),
        ({"text": "sp2/key/en", "text_new": "x"}, "text"),
        ({"estimate": "5"}, "estimate"),
        ({"kpi": "sp7.1", "estimate": "many", "estimate_from": "2020-07-01"}, "estimate"),
        ({"kpi": "sp7.1", "estimate": "80"}, "estimate"),
        ({"kpi": "sp7.1", "estimate": "80", "estimate_from": "2035-01-01"}, "estimate"),
        ({"priority_description": "of what?"}, "priority_name"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(given, field, client, finance):
    response = posted(client, finance, **given)
    assert response.status_code == 422
    assert list(response.context["own_form"].errors) == [field]
    assert Decision.objects.filter(reading=finance).count() == 0


@pytest.mark.parametrize("target", ["sp2", "sp2/key/en", "nothing/name/en", "a/b/c/d"])
def test_a_text_that_is_none_is_not_found(target, client, finance):
    assert client.get(reverse("reading-text", args=[finance.pk]), {"text": target}).status_code == 404


def test_a_change_needs_the_motion_with_changes(client, at):
    reading = opened(submitted(at), at)
    client.force_login(someone("pc-secretary"))
    response = posted(client, reading, motion="favourable", present=25, priority_name="Remote delivery")
    assert response.status_code == 409
    assert "does not change the text" in response.content.decode()
