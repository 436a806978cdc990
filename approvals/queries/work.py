"""What needs a person: readings to run, polls to vote in, texts that came back. A few queries, at any length."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from approvals.enums import ACT_AS, Role, Way
from approvals.models import Delegate, Interest, Office, Poll, Proxy, Reading, SeatTerm, Substitution, Vote
from approvals.queries.rights import mandates, offices_of
from plans.enums import AmendmentState
from plans.models import Amendment, Draft

HELD_AS = {role: ACT_AS.get(role, (role,)) for role in Role}
# what a secretary can do for several readings at once
ADVANCED = frozenset({"open_reading", "record_outcome", "close_poll"})


@dataclass(frozen=True)
class Work:
    """One thing that needs the person. `what` names it for wording; `deadline` may be None; `chain` is how many steps
    the review has."""

    what: str
    amendment: Any
    reading: Any
    poll: Any
    deadline: datetime | None
    chain: int = 0

    @property
    def advances(self):
        return self.what in ADVANCED


def work_of(person, at):
    """Everything that needs a person at a moment, as a list by deadline; what has none comes last."""
    found = [*_to_run(person, at), *_to_vote(person, at), *_to_draft(person)]
    return sorted(found, key=lambda work: (work.deadline is None, work.deadline or at, work.amendment.number))


def _to_run(person, at):
    offices = Q()
    for body, role in offices_of(person, at):
        offices |= Q(body=body, role__in=[asked for asked, held in HELD_AS.items() if role in held])
    if not offices:
        return
    readings = (
        Reading.objects.filter(offices, closed_at__isnull=True)
        .select_related("review__amendment", "body", "revision", "rule", "outcomes")
        .prefetch_related("polls")
    )
    for reading in readings:
        poll = next((poll for poll in reading.polls.all() if poll.closed_at is None), None)
        if reading.by_officer:
            what, deadline = "decide_alone", reading.deadline_at
        elif reading.opened_at is None:
            what, deadline = "open_reading", reading.deadline_at
        elif poll is None:
            what, deadline = "record_outcome", reading.deadline_at
        else:
            what, deadline = ("close_poll" if at >= poll.closes_at else "follow_poll"), poll.closes_at
        yield _work(what, reading, poll, deadline)


def _work(what, reading, poll, deadline):
    return Work(what, reading.review.amendment, reading, poll, deadline, reading.review.length)


def _to_vote(person, at):
    if not _acts_for_somebody(person, at):
        return
    proxied = _proxied(person, at)
    voted = Vote.objects.filter(poll=OuterRef(OuterRef("pk")))
    recused = Interest.objects.filter(reading=OuterRef(OuterRef("reading")), recuses=True, taken_back_at__isnull=True)
    asked = (
        SeatTerm.objects.in_force(at)
        .filter(seat__body=OuterRef("reading__body"), member__in=_members_of(person, at))
        .exclude(member__in=voted.values("member"))
        .exclude(member__in=recused.values("member"))
    )
    secretaries = Office.objects.in_force(at).filter(person=person, role=Role.SECRETARY)
    polls = (
        Poll.objects.filter(Exists(asked) | Q(reading__body__in=proxied), closed_at__isnull=True, closes_at__gt=at)
        .exclude(revision__authors=person)
        .exclude(reading__body__in=secretaries.values("body"))
        .select_related("reading__review__amendment", "reading__body", "reading__rule", "revision")
    )
    for poll in polls:
        if poll.reading.body_id in proxied and not _has_a_vote_left(person, poll, at):
            continue
        yield _work("object" if poll.way == Way.SILENCE else "vote", poll.reading, poll, poll.closes_at)


def _proxied(person, at):
    """The ids of the bodies in which a Member that the person may act for gave or holds a proxy."""
    standing_in = Substitution.objects.in_force(at).filter(substitute=person).values("absent")
    mine = Delegate.objects.in_force(at).filter(Q(person=person) | Q(person__in=standing_in)).values("member")
    proxies = Proxy.objects.in_force(at).filter(Q(giver__in=mine) | Q(holder__in=mine))
    return set(proxies.values_list("body", flat=True))


def _has_a_vote_left(person, poll, at):
    """Whether the person may vote for some Member that has not voted yet; as the vote itself asks, where proxies may
    have moved it."""
    reading = poll.reading
    proxies = reading.rule.voting_rule.proxies
    mine = mandates(person, reading.body, at, proxies=proxies, revision=poll.revision, reading=reading)
    recused = Interest.objects.filter(reading=reading, recuses=True, taken_back_at__isnull=True)
    done = {member for rows in (poll.votes, recused) for member in rows.values_list("member", flat=True)}
    return any(mandate.member.pk not in done for mandate in mine)


def _members_of(person, at):
    """The Members that the person acts for, itself or for somebody absent, in the body of the seat that asks."""
    standing_in = Substitution.objects.in_force(at).filter(substitute=person, body=OuterRef(OuterRef("seat__body")))
    acting = Delegate.objects.in_force(at).filter(Q(body=None) | Q(body=OuterRef("seat__body")))
    return acting.filter(Q(person=person) | Q(person__in=standing_in.values("absent"))).values("member")


def _acts_for_somebody(person, at):
    """Whether the person is anybody's delegate, or stands in for one: most who run readings are not."""
    standing_in = Substitution.objects.in_force(at).filter(substitute=person).values("absent")
    return Delegate.objects.in_force(at).filter(Q(person=person) | Q(person__in=standing_in)).exists()


def _to_draft(person):
    # who starts an amendment saves its first draft
    mine = Amendment.objects.filter(pk__in=Draft.objects.filter(saved_by=person).values("amendment"))
    for amendment in mine.filter(state__in=[AmendmentState.DRAFT, AmendmentState.RETURNED]):
        yield Work("resubmit" if amendment.state == AmendmentState.RETURNED else "draft", amendment, None, None, None)


def next_deadline(at):
    """The open reading whose deadline comes next, for those with nothing to do; or None."""
    return (
        Reading.objects.filter(closed_at__isnull=True, deadline_at__gte=at)
        .select_related("review__amendment", "body")
        .order_by("deadline_at")
        .first()
    )
