"""The annual plan in use: who reports how far a deliverable is, and the next year's plan."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from approvals.enums import Motion
from approvals.operations.submit_amendment import submit_amendment
from cycle.exceptions import (
    AfterTheEdition,
    NextYearInHand,
    NextYearThere,
    NoSuchDeliverable,
    NothingLeft,
    NotYours,
    ReasonMissing,
)
from cycle.models import Delivery
from cycle.operations.deliver import draft_next_year, report_delivery
from cycle.operations.name_owner import name_owner, pass_owners_on
from cycle.queries.deliveries import deliveries, progress_of
from cycle.queries.figures import owners
from cycle.queries.report import report_as_of
from plans.enums import AmendmentKind
from plans.models import Amendment, Version
from plans.operations.save_draft import save_draft
from plans.queries.versions import latest_version
from tests.procedure import another_edition, another_version, current, opened, recorded, someone

pytestmark = pytest.mark.django_db


def delivered(at, share, by="drafter", deliverable="a06.1", text="SYNTHETIC"):
    edition = Version.objects.first().edition
    return report_delivery(by=someone(by), at=at, edition=edition, deliverable=deliverable, share=share, text=text)


def test_the_last_report_counts_and_a_report_of_a_day_says_what_was_known_then(at):
    assert progress_of(deliveries(Version.objects.get().edition_id))["a06.1"] == 60
    one = delivered(at, 75)
    assert (one.number, progress_of(deliveries(one.edition_id))["a06.1"]) == (2, 75)
    delivered(at + timedelta(days=1), 100)
    shares = [
        next(
            one.done for action in report_as_of(day).annual.actions for one in action.deliverables if one.key == "a06.1"
        )
        for day in (date(2020, 5, 31), date(2020, 6, 1), date(2020, 6, 2))
    ]
    assert shares == [60, 75, 100]
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.update(share=0)


def test_who_owns_the_action_reports_on_it_and_nobody_else(at):
    with pytest.raises(NotYours):
        delivered(at, 75, by="owner")
    name_owner(by=someone("drafter"), at=at, element="a06", person=someone("owner"))
    assert delivered(at, 75, by="owner").by == someone("owner")
    with pytest.raises(NotYours):
        delivered(at, 75, by="owner", deliverable="a07.1")
    with pytest.raises(ReasonMissing):
        delivered(at, 75, text=" ")
    with pytest.raises(NoSuchDeliverable):
        delivered(at, 75, deliverable="sp7.1")


def test_the_next_year_is_drafted_once_and_adopted_like_any_amendment(at):
    edition = Version.objects.get().edition
    year = latest_version(edition).content.annual_plans[0]
    amendment = draft_next_year(by=someone("drafter"), at=at, edition=edition, plan=year)
    assert (amendment.kind, amendment.title) == (
        AmendmentKind.ANNUAL_PLAN,
        "Annual implementation plan 2020-2021 (SYNTHETIC)",
    )
    draft = save_draft(by=someone("drafter"), at=at, amendment=amendment, shown=1, rationale={"en": "The next year."})
    with pytest.raises(NextYearInHand) as in_hand:
        draft_next_year(by=someone("drafter"), at=at, edition=edition, plan=year)
    assert in_hand.value.amendment == amendment
    reading = submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=draft.number)
    for motion in [Motion.FAVOURABLE] * 4 + [Motion.ENDORSE]:
        recorded(opened(current(reading.review), at), at, motion)
    content = latest_version(edition).content
    drafted = content.annual_plans[1]
    assert [one.code for one in content.annual_plans] == ["AIP-2019-2020", "AIP-2020-2021"]
    assert [(one.code, len(one.deliverables)) for one in drafted.actions] == [
        ("A01-2020", 1),
        ("A05-2020", 1),
        ("A06-2020", 2),
        ("A07-2020", 2),
    ]
    assert {one.due for action in drafted.actions for one in action.deliverables} == {date(2021, 6, 30)}
    with pytest.raises(NextYearThere) as refusal:
        draft_next_year(by=someone("drafter"), at=at, edition=edition, plan=year)
    assert refusal.value.plan == drafted


def test_who_sees_to_an_action_goes_on_with_it_in_the_next_year(at):
    drafter, owner, evaluator = (someone(name) for name in ("drafter", "owner", "evaluator"))
    edition = Version.objects.get().edition
    year = latest_version(edition).content.annual_plans[0]
    for action in ("a01", "a06", "a07"):
        name_owner(by=drafter, at=at, element=action, person=owner)
    amendment = draft_next_year(by=drafter, at=at, edition=edition, plan=year)
    draft = save_draft(by=drafter, at=at, amendment=amendment, shown=1, rationale={"en": "The next year."})
    reading = submit_amendment(by=drafter, at=at, amendment=amendment, shown=draft.number)
    assert pass_owners_on(at=at) == 0
    for motion in [Motion.FAVOURABLE] * 4 + [Motion.ENDORSE]:
        recorded(opened(current(reading.review), at), at, motion)
    keys = {action.code: action.key for action in latest_version(edition).content.annual_plans[1].actions}
    name_owner(by=drafter, at=at, element=keys["A01-2020"], person=evaluator)
    name_owner(by=drafter, at=at, element=keys["A07-2020"], person=owner)
    name_owner(by=drafter, at=at, element=keys["A07-2020"], person=None)
    assert [pass_owners_on(at=at + timedelta(minutes=1)) for _time in range(2)] == [1, 0]
    owning = owners(at + timedelta(minutes=2))
    assert [owning.get(keys[code]) for code in ("A01-2020", "A05-2020", "A06-2020", "A07-2020")] == [
        evaluator,
        None,
        owner,
        None,
    ]
    assert owning["a06"] == owner  # what is late of the last year is theirs too


def test_the_next_year_lies_within_the_edition_and_has_something_to_do(at):
    version = Version.objects.get()
    year = version.content.annual_plans[0]
    last = year.model_copy(update={"start": date(2021, 7, 1), "end": date(2022, 6, 30)})
    given = {"by": someone("drafter"), "at": at, "edition": version.edition}
    with pytest.raises(AfterTheEdition) as refusal:
        draft_next_year(**given, plan=last)
    assert refusal.value.end == date(2022, 6, 30)
    for action in year.actions:
        for one in action.deliverables:
            delivered(at, 100, deliverable=one.key)
    with pytest.raises(NothingLeft):
        draft_next_year(**given, plan=year)
    assert Amendment.objects.count() == 0


def test_the_page_asks_for_the_people_once(at, client, django_assert_max_num_queries):
    client.force_login(someone("drafter"))
    with django_assert_max_num_queries(18):
        page = client.get(reverse("annual-plan"))
    assert page.content.decode().count("Name the owner") > 3


def test_the_page_takes_progress_and_refuses_what_cannot_be(at, client):
    client.force_login(someone("drafter"))
    address = reverse("delivery", args=["AIP-2019-2020", "a06.1"])
    assert client.post(address, {"share": "101", "text": "x"}).status_code == 422
    assert client.post(address, {"share": "80", "text": "SYNTHETIC"}).status_code == 302
    assert Delivery.objects.filter(deliverable="a06.1").last().share == 80
    unknown = client.post(reverse("delivery", args=["AIP-2019-2020", "zz"]), {"share": "1", "text": "x"}, follow=True)
    assert "no such deliverable" in unknown.content.decode()
    client.post(reverse("annual-plan-next", args=["AIP-2019-2020"]))
    assert Amendment.objects.get().kind == AmendmentKind.ANNUAL_PLAN
    page = client.get(reverse("annual-plan")).content.decode()
    assert "AM-001 proposes it already." in page
    assert "Draft the next year’s plan" not in page
    again = client.post(reverse("annual-plan-next", args=["AIP-2019-2020"]), follow=True)
    assert "Go on with that one." in again.content.decode()
    client.force_login(someone("reader"))
    refused = client.post(reverse("annual-plan-next", args=["AIP-2019-2020"]), follow=True)
    assert (Amendment.objects.count(), refused.status_code) == (1, 200)


def test_what_of_a_last_year_is_told_once_another_edition_is_in_force_is_told(client, at):
    first = Version.objects.get()
    (year,) = first.content.annual_plans
    of_next = year.model_copy(update={"key": "aip-next", "code": "AIP-NEXT", "actions": year.actions[:1]})
    another = another_edition(at, day=date(2020, 9, 1), annual_plans=(of_next,))
    client.force_login(someone("drafter"))
    page = client.get(reverse("annual-plan")).content.decode()
    assert (reverse("annual-plan-of", args=[year.code]) in page, "<strong>AIP-NEXT</strong>" in page) == (True, True)
    page = client.get(reverse("annual-plan-of", args=[year.code])).content.decode()
    assert (f"<strong>{year.code}</strong>" in page, "A06" in page) == (True, True)
    client.post(
        reverse("delivery", args=[year.code, "a06.1"]), {"share": "100", "text": "SYNTHETIC: the last mission."}
    )
    told = Delivery.objects.filter(text__contains="last mission").get()
    assert (told.edition, told.deliverable) == (first.edition, "a06.1")
    another_version(at, another, annual_plans=())
    page = client.get(reverse("annual-plan")).content.decode()
    assert ("no annual implementation plan yet" in page, reverse("annual-plan-of", args=[year.code]) in page) == (
        True,
        True,
    )


def test_the_last_year_of_an_edition_has_no_next_one_to_draft(client, at):
    first = Version.objects.get()
    (year,) = first.content.annual_plans
    last = year.model_copy(update={"start": date(2021, 7, 1), "end": first.content.end})
    client.force_login(someone("drafter"))
    assert "Draft the next year’s plan" in client.get(reverse("annual-plan")).content.decode()
    another_version(at, first, annual_plans=(last,))
    assert "Draft the next year’s plan" not in client.get(reverse("annual-plan")).content.decode()
