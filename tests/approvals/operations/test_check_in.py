"""Who counts as present in an electronic vote: whoever votes, and where the rule says so whoever checked in."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from approvals.exceptions import NobodyChecksIn, PollClosed, Recused, SecretaryCannotVote
from approvals.models import CheckIn, Delegate, Member
from approvals.operations.cast_vote import cast_vote
from approvals.operations.check_in import check_in
from approvals.operations.declare_interest import declare_interest
from approvals.queries.register import verify
from tests.approvals.operations.test_membership import DAY, with_rule
from tests.approvals.operations.test_tampering import sql, without_triggers
from tests.procedure import closed, polled, someone, voted

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(at):
    """The Council's, under a rule by which who checks in is present."""
    with_rule(at, checked_in=True)
    return polled(at)


def checked_in(poll, at, count, after=0):
    for delegate in Delegate.objects.select_related("person").order_by("-member__code")[after : after + count]:
        check_in(by=delegate.person, at=at, poll=poll)


@pytest.mark.parametrize(
    ("votes_for", "there", "carried"), [(70, 35, True), (69, 35, False), (91, 0, False), (91, 1, True)]
)
def test_who_checked_in_is_in_the_quorum_and_in_the_denominator(votes_for, there, carried, poll, at):
    voted(poll, at, votes_for=votes_for)
    checked_in(poll, at, there)
    decision = closed(poll)
    assert decision.tally["present"] == votes_for + there
    assert decision.tally["carried"] is carried
    assert len(decision.act.facts.get("checked_in", ())) == there
    assert verify().whole


def test_who_checked_in_and_votes_is_one(poll, at):
    person = someone("delegate-fr")
    assert check_in(by=person, at=at, poll=poll) == check_in(by=person, at=at + DAY, poll=poll)
    voted(poll, at, votes_for=183)
    assert closed(poll).tally["present"] == 183


def test_nobody_checks_in_where_the_rule_does_not_ask(at):
    with pytest.raises(NobodyChecksIn):
        check_in(by=someone("delegate-fr"), at=at, poll=polled(at))


def test_who_may_not_vote_does_not_check_in(poll, at):
    with pytest.raises(SecretaryCannotVote):
        check_in(by=someone("council-secretary"), at=at, poll=poll)
    fr = Member.objects.get(code="FR")
    declare_interest(
        by=someone("delegate-fr"), at=at, reading=poll.reading, member=fr, statement="SYNTHETIC", recuses=True
    )
    with pytest.raises(Recused):
        check_in(by=someone("delegate-fr"), at=at, poll=poll)
    with pytest.raises(PollClosed):
        check_in(by=someone("delegate-jp"), at=poll.closes_at, poll=poll)
    assert not CheckIn.objects.exists()


def test_who_checked_in_and_was_recused_afterwards_is_not_counted(poll, at):
    fr = Member.objects.get(code="FR")
    check_in(by=someone("delegate-fr"), at=at, poll=poll)
    declare_interest(
        by=someone("delegate-fr"), at=at, reading=poll.reading, member=fr, statement="SYNTHETIC", recuses=True
    )
    for delegate in Delegate.objects.exclude(member=fr).select_related("person")[:120]:
        cast_vote(by=delegate.person, at=at, poll=poll, shown=poll.revision.digest, choice="for")
    facts = closed(poll).act.facts
    assert (facts["tally"]["present"], facts["tally"]["entitled"], facts.get("checked_in")) == (120, 182, None)


def test_a_check_in_is_never_taken_out(poll, at):
    checked_in(poll, at, 1)
    for change in ("DELETE FROM approvals_checkin", "UPDATE approvals_checkin SET member_id = member_id"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    voted(poll, at, votes_for=120)
    closed(poll)
    without_triggers()
    sql("DELETE FROM approvals_checkin")
    assert [found.why for found in verify().breaks] == ["votes_differ"]


def test_a_delegate_checks_in_on_the_amendments_page(client):
    now = timezone.now()
    with_rule(now, checked_in=True)
    poll = polled(now)
    client.force_login(someone("delegate-fr"))
    page = reverse("amendment", args=[1])
    assert "Check in without voting yet" in client.get(page).content.decode()
    given = {"member": Member.objects.get(code="FR").pk}
    answer = client.post(reverse("poll-check-in", args=[poll.pk]), given, follow=True)
    said = answer.content.decode()
    assert ("Your Member is counted as present" in said, "Check in without voting yet" in said) == (True, False)
    client.force_login(someone("council-secretary"))
    assert "1 Member has checked in." in client.get(reverse("reading", args=[poll.reading_id])).content.decode()
    client.post(reverse("poll-check-in", args=[poll.pk]), given)
    assert CheckIn.objects.count() == 1
