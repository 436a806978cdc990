"""What needs a person: readings to run, polls to vote in, texts that came back. A few queries, at any length."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from approvals.enums import Role
from approvals.models import Office, Poll, Reading, SeatTerm, Vote
from plans.enums import AmendmentState
from plans.models import Amendment

# what a secretary can do for several readings at once
ADVANCED = frozenset({"open_reading", "record_outcome", "close_poll"})


@dataclass(frozen=True)
class Work:
    """One thing that needs the person. `what` names it for wording; `deadline` may be None."""

    what: str
    amendment: Any
    reading: Any
    poll: Any
    deadline: datetime | None

    @property
    def advances(self):
        return self.what in ADVANCED


def work_of(person, at):
    """Everything that needs a person at a moment, as a list by deadline; what has none comes last."""
    found = [*_to_run(person, at), *_to_vote(person, at), *_to_draft(person)]
    return sorted(found, key=lambda work: (work.deadline is None, work.deadline or at, work.amendment.number))


def _to_run(person, at):
    bodies = Office.objects.in_force(at).filter(person=person, role=Role.SECRETARY).values("body")
    readings = (
        Reading.objects.filter(closed_at__isnull=True, body__in=bodies)
        .select_related("review__amendment", "body", "revision")
        .prefetch_related("polls")
    )
    for reading in readings:
        poll = next((poll for poll in reading.polls.all() if poll.closed_at is None), None)
        if reading.opened_at is None:
            what, deadline = "open_reading", reading.deadline_at
        elif poll is None:
            what, deadline = "record_outcome", reading.deadline_at
        else:
            what, deadline = ("close_poll" if at >= poll.closes_at else "follow_poll"), poll.closes_at
        yield Work(what, reading.review.amendment, reading, poll, deadline)


def _to_vote(person, at):
    members = person.delegations.in_force(at).values("member")
    voted = Vote.objects.filter(poll=OuterRef("pk"), member__in=members)
    seated = SeatTerm.objects.in_force(at).filter(seat__body=OuterRef("reading__body"), member__in=members)
    polls = (
        Poll.objects.filter(Exists(seated), ~Exists(voted), closed_at__isnull=True, closes_at__gt=at)
        .exclude(revision__authors=person)
        .select_related("reading__review__amendment", "reading__body", "revision")
    )
    for poll in polls:
        yield Work("vote", poll.reading.review.amendment, poll.reading, poll, poll.closes_at)


def _to_draft(person):
    mine = Amendment.objects.filter(Q(created_by=person) | Q(drafts__saved_by=person)).distinct()
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
