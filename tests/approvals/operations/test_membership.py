"""Who sits, who acts, who stands in: dated, never erased, and in force or not at the moment of the act."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from approvals.enums import Choice, Role
from approvals.exceptions import (
    AuthorCannotDecide,
    MandateMissing,
    NotYours,
    Recused,
    SecretaryCannotVote,
    TermDoesNotFit,
)
from approvals.models import Act, Body, Decision, Delegate, Member, Office, Proxy, Rule, SeatTerm, Substitution
from approvals.operations.cast_vote import cast_vote
from approvals.operations.declare_interest import declare_interest, take_back_interest
from approvals.operations.membership import (
    appoint,
    end_delegation,
    end_office,
    end_proxy,
    end_substitution,
    fill_seat,
    give_proxy,
    name_delegate,
    name_substitute,
    vacate_seat,
)
from approvals.operations.open_reading import open_reading
from approvals.operations.record_outcome import record_outcome
from approvals.operations.remind import remind_missing
from approvals.operations.sit import record_attendance
from approvals.queries.bodies import entitled_members
from approvals.queries.composition import composition_of
from approvals.queries.register import verify
from approvals.queries.work import work_of
from notifications.models import Notice
from tests.procedure import (
    brought_to,
    called,
    closed,
    opened,
    placed,
    polled,
    recorded,
    rename,
    sat,
    someone,
    submitted,
    voted,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def body(key="audit_committee"):
    return Body.objects.get(key=key)


def member(code):
    return Member.objects.get(code=code)


def cast(poll, username, at, choice=Choice.FOR, **given):
    return cast_vote(by=someone(username), at=at, poll=poll, shown=poll.revision.digest, choice=choice, **given)


@pytest.fixture
def registrar():
    return someone("registrar")


def test_the_right_ends_with_the_term_to_the_second(at, registrar):
    poll = polled(at)
    term = SeatTerm.objects.get(seat__body__key="council", member__code="FR")
    vacate_seat(by=registrar, at=at, term=term, ends_at=at + DAY)
    cast(poll, "delegate-fr", at + DAY - timedelta(seconds=1))
    with pytest.raises(NotYours):
        cast(poll, "delegate-fr", at + DAY)
    voted(poll, at, votes_for=140)
    assert closed(poll).tally["entitled"] == 182


def test_a_term_is_not_made_longer_by_ending_it(at, registrar):
    term = SeatTerm.objects.filter(seat__body=body()).first()
    stale = SeatTerm.objects.get(pk=term.pk)
    vacate_seat(by=registrar, at=at, term=term, ends_at=at + DAY)
    fill_seat(by=registrar, at=at, seat=term.seat, member=member("FR"), starts_at=at + DAY)
    with pytest.raises(TermDoesNotFit, match="ends_sooner"):
        vacate_seat(by=registrar, at=at, term=stale, ends_at=at + 30 * DAY)
    assert entitled_members(body(), at + 2 * DAY).count() == 12


def test_a_vacant_seat_is_filled_and_a_filled_one_is_not(at, registrar):
    audit = body()
    term = SeatTerm.objects.filter(seat__body=audit).first()
    with pytest.raises(TermDoesNotFit, match="held_already"):
        fill_seat(by=registrar, at=at, seat=term.seat, member=member("FR"), starts_at=at)
    vacate_seat(by=registrar, at=at, term=term, ends_at=at + DAY)
    assert entitled_members(audit, at + DAY).count() == 11
    assert composition_of(audit, at + DAY).filled == 11
    fill_seat(by=registrar, at=at, seat=term.seat, member=member("FR"), starts_at=at + DAY)
    assert entitled_members(audit, at + DAY).filter(code="FR").exists()
    assert not entitled_members(audit, at).filter(code="FR").exists()
    kinds = list(Act.objects.filter(chain=audit.chain).values_list("kind", flat=True))
    assert kinds == ["seat_vacated", "seat_filled"]


def test_nothing_ends_in_the_past_or_before_it_begins(at, registrar):
    term = SeatTerm.objects.filter(seat__body=body()).first()
    with pytest.raises(TermDoesNotFit, match="ends_in_the_past"):
        vacate_seat(by=registrar, at=at, term=term, ends_at=at - DAY)
    with pytest.raises(TermDoesNotFit, match="ends_before_it_starts"):
        fill_seat(by=registrar, at=at, seat=term.seat, member=member("FR"), starts_at=at, ends_at=at)
    vacate_seat(by=registrar, at=at, term=term, ends_at=at)
    with pytest.raises(TermDoesNotFit, match="ended_already"):
        vacate_seat(by=registrar, at=at + DAY, term=term, ends_at=at + DAY)


@pytest.mark.parametrize("username", ["admin", "drafter", "audit-secretary", "audit-chair", "delegate-fr"])
def test_only_who_keeps_the_bodies_records_it(username, at):
    audit, by = body(), someone(username)
    term = SeatTerm.objects.filter(seat__body=audit).first()
    office = Office.objects.get(body=audit, role=Role.SECRETARY)
    delegate = Delegate.objects.get(member__code="FR")
    for act in (
        lambda: fill_seat(by=by, at=at, seat=term.seat, member=member("FR"), starts_at=at),
        lambda: vacate_seat(by=by, at=at, term=term, ends_at=at + DAY),
        lambda: appoint(by=by, at=at, body=audit, person=by, role=Role.CHAIR, starts_at=at),
        lambda: end_office(by=by, at=at, office=office, ends_at=at + DAY),
        lambda: name_delegate(by=by, at=at, member=member("FR"), person=by, starts_at=at),
        lambda: end_delegation(by=by, at=at, delegate=delegate, ends_at=at + DAY),
    ):
        with pytest.raises(NotYours):
            act()


@pytest.mark.parametrize("table", ["seatterm", "office", "delegate", "substitution", "proxy", "interest"])
def test_the_database_refuses_to_erase_a_term(table, at, registrar):
    audit, first, second = body(), *Member.objects.filter(seat_terms__seat__body=body()).order_by("code")[:2]
    name_substitute(
        by=registrar,
        at=at,
        body=audit,
        absent=someone("audit-secretary"),
        substitute=registrar,
        starts_at=at,
        ends_at=at + DAY,
    )
    give_proxy(by=registrar, at=at, body=audit, giver=first, holder=second, starts_at=at, ends_at=at + DAY)
    reading = opened(brought_to("audit", at), at)
    declare_interest(
        by=someone("audit-secretary"), at=at, reading=reading, member=first, statement="It sells it", recuses=False
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM approvals_{table}")


def test_an_office_is_held_for_a_term_and_its_right_ends(at, registrar):
    office = Office.objects.get(body__key="policy_commission", role=Role.SECRETARY)
    end_office(by=registrar, at=at, office=office, ends_at=at + DAY)
    reading = submitted(at)
    with pytest.raises(NotYours):
        open_reading(by=office.person, at=at + DAY, reading=reading)
    new = someone("reader")
    appoint(by=registrar, at=at, body=office.body, person=new, role=Role.SECRETARY, starts_at=at + DAY)
    with pytest.raises(NotYours):  # without the group's permission an office is not enough
        open_reading(by=new, at=at + DAY, reading=reading)
    new.groups.add(office.person.groups.get())
    assert open_reading(by=new, at=at + DAY, reading=reading).opened_by == new


def test_one_chair_at_a_time(at, registrar):
    audit = body()
    with pytest.raises(TermDoesNotFit, match="held_already"):
        appoint(by=registrar, at=at, body=audit, person=someone("reader"), role=Role.CHAIR, starts_at=at)
    for username in ("reader", "drafter"):
        appoint(by=registrar, at=at, body=audit, person=someone(username), role=Role.VICE_CHAIR, starts_at=at)


def test_an_alternate_acts_in_the_body_that_it_is_named_for(at, registrar):
    poll = polled(at)
    reader = someone("reader")
    reader.groups.add(someone("delegate-fr").groups.get())
    france = member("FR")
    name_delegate(by=registrar, at=at, member=france, person=reader, starts_at=at, body=body(), alternate=True)
    with pytest.raises(NotYours):
        cast(poll, "reader", at)
    name_delegate(by=registrar, at=at, member=france, person=reader, starts_at=at, body=body("council"), alternate=True)
    assert cast(poll, "reader", at).member == france
    with pytest.raises(TermDoesNotFit):
        name_delegate(by=registrar, at=at, member=france, person=reader, starts_at=at, body=body("council"))


def test_a_secretary_never_votes_even_as_a_delegate(at):
    poll = polled(at)
    secretary = someone("council-secretary")
    Delegate.objects.create(member=member("FR"), person=secretary, starts_at=at - DAY)
    secretary.groups.add(someone("delegate-fr").groups.get())
    with pytest.raises(SecretaryCannotVote):
        cast(poll, "council-secretary", at)


def absent(username, by, at, substitute="reader", key="council", **given):
    given = {"starts_at": at, "ends_at": at + 10 * DAY} | given
    return name_substitute(
        by=someone(by), at=at, body=body(key), absent=someone(username), substitute=someone(substitute), **given
    )


def test_a_substitute_votes_for_an_absent_delegate_and_both_names_are_kept(at):
    poll = polled(at)
    absent("delegate-fr", "delegate-fr", at)
    assert [work.what for work in work_of(someone("reader"), at)] == ["vote"]
    vote = cast(poll, "reader", at)
    assert (vote.member.code, vote.cast_by, vote.cast_for) == ("FR", someone("reader"), someone("delegate-fr"))
    with pytest.raises(NotYours):
        cast(poll, "reader", at + 10 * DAY)


def test_a_substitute_runs_an_absent_secretarys_reading_and_both_are_kept(at):
    absent("pc-secretary", "pc-secretary", at, key="policy_commission")
    reading = submitted(at)
    reader = someone("reader")
    assert [work.what for work in work_of(reader, at)] == ["open_reading"]
    open_reading(by=reader, at=at, reading=reading)
    decision = record_outcome(
        by=reader, at=at, reading=reading, shown=reading.revision.digest, motion="favourable", present=25
    )
    assert (decision.recorded_by, decision.recorded_for) == (reader, someone("pc-secretary"))
    assert decision.act.facts["for"] == someone("pc-secretary").pk


def test_a_substitute_has_no_more_than_the_absent_one(at, registrar):
    poll = polled(at)
    absent("delegate-fr", "delegate-fr", at)
    someone("delegate-fr").groups.clear()
    with pytest.raises(NotYours):
        cast(poll, "reader", at)


def test_who_wrote_it_neither_stands_in_nor_is_stood_in_for(at):
    poll = polled(at)
    absent("delegate-fr", "delegate-fr", at, substitute="drafter")
    with pytest.raises(AuthorCannotDecide):
        cast(poll, "drafter", at)
    drafter = someone("drafter")
    Delegate.objects.create(member=member("JP"), person=drafter, starts_at=at - DAY)
    drafter.groups.add(someone("delegate-fr").groups.get())
    absent("drafter", "drafter", at, substitute="reader")
    with pytest.raises(AuthorCannotDecide):
        cast(poll, "reader", at)


def test_who_stands_in_for_the_secretary_does_not_vote(at):
    poll = polled(at)
    absent("council-secretary", "council-secretary", at, substitute="delegate-fr")
    with pytest.raises(SecretaryCannotVote):
        cast(poll, "delegate-fr", at)


def test_substitution_is_named_by_the_absent_one_for_somebody_else_once(at, registrar):
    with pytest.raises(NotYours):
        absent("delegate-fr", "delegate-jp", at)
    with pytest.raises(TermDoesNotFit, match="nothing_to_stand_in_for"):
        absent("reader", "reader", at, substitute="drafter")
    with pytest.raises(TermDoesNotFit, match="cannot_stand_in"):
        absent("delegate-fr", "delegate-fr", at, substitute="delegate-fr")
    named = absent("delegate-fr", "registrar", at)
    with pytest.raises(TermDoesNotFit, match="held_already"):
        absent("delegate-fr", "delegate-fr", at, substitute="drafter")
    with pytest.raises(TermDoesNotFit, match="substitute_is_away"):
        absent("delegate-jp", "delegate-jp", at, substitute="delegate-fr")
    with pytest.raises(NotYours):
        end_substitution(by=someone("reader"), at=at, substitution=named, ends_at=at + DAY)
    end_substitution(by=someone("delegate-fr"), at=at, substitution=named, ends_at=at + DAY)
    assert Substitution.objects.in_force(at + DAY).count() == 0
    assert verify().whole


def with_proxies(at, most=1, key="ARTICLE_VIII"):
    with_rule(at, key, proxies=most)


def with_rule(at, key="ARTICLE_VIII", **said):
    """A voting rule that says otherwise in something, in force before the review begins."""
    value = Rule.objects.get(kind="voting", key=key).value | {"version": 2, **said}
    Rule.objects.create(kind="voting", key=key, version=2, value=value, in_force_from=at - DAY)


def proxied(giver, holder, at, by="registrar"):
    return give_proxy(
        by=someone(by),
        at=at,
        body=body("council"),
        giver=member(giver),
        holder=member(holder),
        starts_at=at,
        ends_at=at + 20 * DAY,
    )


def test_a_proxy_votes_where_the_rule_allows_it_and_the_giver_does_not(at):
    with_proxies(at)
    proxied("FR", "JP", at, by="delegate-fr")
    poll = polled(at)
    with pytest.raises(NotYours):
        cast(poll, "delegate-fr", at)
    vote = cast(poll, "delegate-jp", at, member=member("FR"))
    assert (vote.member.code, vote.held_by.code) == ("FR", "JP")
    cast(poll, "delegate-jp", at)
    voted_for = {"FR": "JP", "JP": None}
    assert {vote.member.code: vote.held_by and vote.held_by.code for vote in poll.votes.all()} == voted_for
    everybody = Delegate.objects.exclude(member__code__in=["FR", "JP"]).order_by("member__code")[:100]
    for delegate in everybody:
        cast(poll, delegate.person.username, at)
    facts = closed(poll).act.facts["votes"]
    assert [vote for vote in facts if "held_by" in vote] == [
        {"member": "FR", "choice": "for", "digest": poll.revision.digest, "number": 1, "held_by": "JP"}
    ]


def test_who_holds_a_proxy_is_asked_and_who_gave_it_is_not(at):
    with_proxies(at)
    proxied("FR", "JP", at, by="delegate-fr")
    poll = polled(at)

    def told(kind):
        notices = Notice.objects.filter(
            kind=f"approvals.{kind}", recipient__username__in=["delegate-fr", "delegate-jp"]
        )
        return set(notices.values_list("recipient__username", flat=True))

    def asked(username):
        return [work.what for work in work_of(someone(username), at)]

    assert told("poll_opened") == {"delegate-jp"}
    assert (asked("delegate-fr"), asked("delegate-jp"), asked("delegate-br")) == ([], ["vote"], ["vote"])
    cast(poll, "delegate-jp", at)
    assert asked("delegate-jp") == ["vote"]
    remind_missing(by=someone("council-secretary"), at=at, poll=poll)
    assert told("vote_missing") == {"delegate-jp"}
    cast(poll, "delegate-jp", at, member=member("FR"))
    assert asked("delegate-jp") == []
    remind_missing(by=someone("council-secretary"), at=at + DAY, poll=poll)
    assert Notice.objects.filter(kind="approvals.vote_missing", recipient__username="delegate-jp").count() == 1


def test_a_proxy_beyond_what_the_rule_allows_leaves_the_vote_where_it_was(at):
    with_proxies(at, most=1)
    proxied("FR", "JP", at)
    proxied("BR", "JP", at)
    poll = polled(at)
    assert [work.what for work in work_of(someone("delegate-br"), at)] == ["vote"]
    assert Notice.objects.filter(kind="approvals.poll_opened", recipient__username="delegate-br").exists()
    cast(poll, "delegate-br", at)
    assert work_of(someone("delegate-br"), at) == []


def test_who_acts_for_a_member_elsewhere_only_is_not_asked(at):
    registrar, audit = someone("registrar"), body()
    asked = entitled_members(audit, at).order_by("code").first()
    name_delegate(by=registrar, at=at, member=asked, person=someone("reader"), body=audit, starts_at=at)
    poll = polled(at)
    assert not Notice.objects.filter(kind="approvals.poll_opened", recipient__username="reader").exists()
    remind_missing(by=someone("council-secretary"), at=at, poll=poll)
    assert not Notice.objects.filter(kind="approvals.vote_missing", recipient__username="reader").exists()


def test_a_roll_call_keeps_both_names_of_a_proxy(at):
    with_proxies(at, key="SIMPLE_MAJORITY")
    audit = body()
    codes = list(entitled_members(audit, at).order_by("code").values_list("code", flat=True))
    give_proxy(
        by=someone("registrar"),
        at=at,
        body=audit,
        giver=member(codes[0]),
        holder=member(codes[1]),
        starts_at=at,
        ends_at=at + DAY,
    )
    reading = opened(brought_to("audit", at), at)
    meeting = called(audit, at)
    placed(meeting, reading, at)
    there = codes[1:8]
    record_attendance(by=someone("audit-secretary"), at=at, meeting=meeting, present=there)
    decision = sat(meeting, reading, at, roll=dict.fromkeys([codes[0], *there], Choice.FOR))
    assert decision.tally["present"] == 8
    assert [vote.get("held_by") for vote in decision.act.facts["votes"]] == [codes[1], *[None] * 7]


def test_a_proxy_that_does_not_count_leaves_the_giver_its_vote(at):
    with_proxies(at)
    proxied("FR", "JP", at)
    proxied("KE", "JP", at)
    poll = polled(at)
    assert cast(poll, "delegate-ke", at).held_by is None


def test_a_recused_member_votes_for_nobody(at):
    with_proxies(at)
    proxied("FR", "JP", at)
    poll = polled(at)
    interested(poll.reading, "JP", at)
    with pytest.raises((MandateMissing, Recused)):
        cast(poll, "delegate-jp", at, member=member("FR"))
    assert cast(poll, "delegate-fr", at).member.code == "FR"


def test_where_the_rule_has_no_proxies_they_count_for_nothing(at):
    proxied("FR", "JP", at)
    poll = polled(at)
    with pytest.raises(MandateMissing):
        cast(poll, "delegate-jp", at, member=member("FR"))
    assert cast(poll, "delegate-fr", at).member.code == "FR"


def test_one_holds_as_many_proxies_as_the_rule_says(at):
    with_proxies(at)
    proxied("FR", "JP", at)
    proxied("KE", "JP", at)
    poll = polled(at)
    cast(poll, "delegate-jp", at, member=member("FR"))
    with pytest.raises(MandateMissing):
        cast(poll, "delegate-jp", at, member=member("KE"))


def test_proxies_are_between_two_seated_members_and_not_in_a_row(at):
    proxied("FR", "JP", at)
    for giver, holder in (("JP", "KE"), ("KE", "FR")):
        with pytest.raises(TermDoesNotFit, match="proxy_in_a_row"):
            proxied(giver, holder, at)
    with pytest.raises(TermDoesNotFit, match="held_already"):
        proxied("FR", "KE", at)
    with pytest.raises(TermDoesNotFit, match="proxy_needs_seats"):
        proxied("KE", "KE", at)
    with pytest.raises(NotYours):
        proxied("KE", "BR", at, by="delegate-fr")
    with pytest.raises(NotYours):
        end_proxy(by=someone("delegate-jp"), at=at, proxy=Proxy.objects.get(), ends_at=at + DAY)
    end_proxy(by=someone("delegate-fr"), at=at, proxy=Proxy.objects.get(), ends_at=at + DAY)


def interested(reading, code, at, by="council-secretary", recuses=True, statement="It sells what is proposed"):
    return declare_interest(
        by=someone(by), at=at, reading=reading, member=member(code), statement=statement, recuses=recuses
    )


def test_recusal_leaves_both_denominators_for_this_question_only(at):
    poll = polled(at)
    voted(poll, at, votes_for=150)
    interested(poll.reading, "AD", at)  # it has voted; its vote is not counted
    with pytest.raises(Recused):
        cast(poll, "delegate-ad", at)
    decision = closed(poll)
    assert (decision.tally["entitled"], decision.tally["present"], decision.tally["for"]) == (182, 149, 149)
    assert "AD" not in {vote["member"] for vote in decision.act.facts["votes"]}
    other = polled(at, [rename()])
    cast(other, "delegate-ad", at)
    assert Act.objects.get(kind="interest_declared").facts["member"] == "AD"


def test_a_declared_interest_without_recusal_is_on_the_record_and_the_member_votes(at):
    poll = polled(at)
    interested(poll.reading, "FR", at, by="delegate-fr", recuses=False)
    assert cast(poll, "delegate-fr", at).member.code == "FR"
    with pytest.raises(Recused):
        interested(poll.reading, "FR", at)


def test_what_was_declared_can_be_taken_back_and_stays_on_record(at):
    poll = polled(at)
    interest = interested(poll.reading, "FR", at, by="delegate-fr")
    with pytest.raises(NotYours):
        take_back_interest(by=someone("delegate-jp"), at=at, interest=interest)
    take_back_interest(by=someone("delegate-fr"), at=at, interest=interest)
    assert cast(poll, "delegate-fr", at).member.code == "FR"
    kinds = Act.objects.filter(kind__startswith="interest").order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["interest_declared", "interest_taken_back"]


def test_a_secretary_who_wrote_the_text_records_no_interest(at):
    poll = polled(at)
    Office.objects.create(body=body("council"), person=someone("drafter"), role=Role.SECRETARY, starts_at=at - DAY)
    someone("drafter").groups.add(someone("council-secretary").groups.get())
    with pytest.raises(AuthorCannotDecide):
        interested(poll.reading, "JP", at, by="drafter")


def test_nobody_declares_anothers_interest(at):
    reading = opened(submitted(at), at)
    with pytest.raises(NotYours):
        interested(reading, "FR", at, by="delegate-jp")
    with pytest.raises(NotYours):
        interested(reading, "FR", at, by="reader")


def test_a_counted_meeting_leaves_out_who_is_recused(at):
    reading = opened(brought_to("audit", at), at)
    seated = entitled_members(reading.body, at).order_by("code").values_list("code", flat=True)[:2]
    for code in seated:
        interested(reading, code, at, by="audit-secretary")
    decision = recorded(reading, at, present=6)
    assert (decision.tally["entitled"], decision.outcome) == (10, "favourable")
    assert Decision.objects.filter(reading=reading).count() == 1
