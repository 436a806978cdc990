"""What the amendment page shows of a review: few queries, whatever its length."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from approvals.enums import Closure
from approvals.models import Decision, Interest, Poll, Reading, Review
from approvals.rules.outcomes import RETURNING
from plans.enums import Competence
from plans.models import Amendment, Revision, Version
from plans.rules.changes import Cost

NO_COST = Cost(amount=0, currency="XXX")
WROTE = Revision.authors.through.objects


@dataclass(frozen=True)
class StepState:
    """A step of the chain as the stepper shows it. `state` is done, adverse, current, returned, waiting or void."""

    node: Any
    place: int
    state: str
    reading: Any = None
    decision: Any = None


@dataclass(frozen=True)
class ReviewState:
    """A review with its readings and decisions in order, and the state of each step. `review` is None for a
    draft; `current` is the open reading, `poll` its open poll, else None."""

    review: Any
    steps: tuple[StepState, ...]
    readings: tuple[Any, ...]
    decisions: tuple[Any, ...]
    current: Any
    poll: Any


def with_review():
    """Amendments with what review_state needs of them; `followed` says whether another edition follows theirs."""
    followers = Version.objects.filter(predecessor__edition=OuterRef("base__edition"))
    followed = Exists(followers.exclude(edition=OuterRef("base__edition")))
    return Amendment.objects.select_related("base__edition", "created_by", "review__process").annotate(
        followed=followed
    )


def awaits_ratification(version):
    """Whether a version was adopted by the urgent procedure and the Council has not said yet whether it stays."""
    if version.revision_id is None:
        return False
    waiting = Review.objects.filter(to_be_ratified=True, ended_at__isnull=True)
    return waiting.filter(amendment__revisions__adopted_as=version).exists()


def advised_cost(review):
    """What the text cost on which Finance gave its last advice, a Cost; NO_COST where that was nothing, None where
    there was no advice yet."""
    given = (
        Decision.objects.filter(reading__review=review, reading__competence=Competence.FINANCE, final=True)
        .exclude(outcome__in=RETURNING)
        .select_related("revision", "made_revision")
        .last()
    )
    if given is None:
        return None
    return (given.made_revision or given.revision).proposal.cost or NO_COST


def review_state(amendment, chain, person=None):
    """The ReviewState of an amendment read by with_review(); `chain` is its flow's steps in order.

    `poll.wrote` says whether the person wrote the text that is voted on.
    """
    review = getattr(amendment, "review", None)
    if review is None:
        waiting = tuple(StepState(node, place, "waiting") for place, node in enumerate(chain, start=1))
        return ReviewState(None, waiting, (), (), None, None)
    readings = tuple(
        Reading.objects.filter(review=review)
        .select_related("body", "revision", "rule", "outcomes", "opened_by", "standing__revision", "standing__act")
        .annotate(interested=Exists(Interest.objects.filter(reading=OuterRef("pk"))))
        .order_by("number")
    )
    decisions = tuple(
        Decision.objects.filter(reading__review=review)
        .select_related(
            "reading__body", "revision", "made_revision", "recorded_by", "recorded_for", "act", "reaffirms__revision"
        )
        .order_by("decided_at", "pk")
    )
    current = next((reading for reading in readings if reading.closed_at is None), None)
    poll = (
        Poll.objects.filter(reading=current, closed_at__isnull=True)
        .select_related("revision")
        .annotate(wrote=Exists(WROTE.filter(revision=OuterRef("revision"), user=person)))
        .first()
        if current
        else None
    )
    if current is not None:
        current.review = review
        review.amendment = amendment
    return ReviewState(
        review,
        tuple(_step(node, place, readings, decisions) for place, node in enumerate(chain, start=1)),
        readings,
        decisions,
        current,
        poll,
    )


def _step(node, place, readings, decisions):
    of_step = [reading for reading in readings if reading.step == node.name]
    if not of_step:
        return StepState(node, place, "waiting")
    reading = of_step[-1]
    final = next((d for d in reversed(decisions) if d.final and d.reading_id == reading.pk), None)
    if reading.closed_at is None:
        return StepState(node, place, "current", reading, None)
    if reading.closure == Closure.RETURNED:
        return StepState(node, place, "returned", reading, final)
    if final is None or _taken_up_again(reading, readings):
        return StepState(node, place, "waiting", reading, final)
    return StepState(node, place, "adverse" if final.outcome == "adverse" else "done", reading, final)


def _taken_up_again(reading, readings):
    """Whether the chain went back to this step or to one before it after the reading was closed."""
    return any(later.number > reading.number and later.place <= reading.place for later in readings)
