"""Moving a review along its chain. The caller holds the review's lock, in its transaction."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from viewflow.workflow import flow
from viewflow.workflow.status import PROCESS

from approvals.enums import Closure, Nature, RuleKind
from approvals.exceptions import AlreadyDecided, AmendmentNotOpen, TimeWentBack
from approvals.flows import steps
from approvals.models import Act, AgendaItem, Body, Decision, Poll, Reading, Review
from approvals.nodes import BodyStep
from approvals.operations.tell import about
from approvals.queries.bodies import count_of_entitled, officers
from approvals.queries.rules import rules_at
from approvals.rules.deadlines import due
from approvals.rules.outcomes import RETURNING
from approvals.rules.resets import stands
from notifications.queries.compiled import ask, rows
from plans.enums import AmendmentState
from plans.rules.competences import competences_between

# machines' clocks may differ by so much; more than that is a clock that was set back
CLOCKS_DIFFER = timedelta(minutes=1)


def locked(reading, at):
    """The reading as it is now, with its review locked until the transaction ends: one writer at a time.

    Two statements on purpose: rows that a locking statement joins may be older than its lock. `polled` says whether a
    poll is open on it, `on_agenda` whether it is on one and `sits` the id of the meeting that has it and sits,
    `entitled` how many Members may decide at this moment, `head` what the register's chain of the review ends with.
    Raises TimeWentBack where that is of a later moment.
    """
    rows(_locking, review=reading.review_id)
    (found,) = rows(_as_it_is, reading=reading.pk, chain=Review(pk=reading.review_id).chain, at=at)
    if at < found.head_at - CLOCKS_DIFFER:
        raise TimeWentBack(at, found.head_at)
    found.head = found.head_number, found.head_digest
    found.revision.amendment = amendment = found.review.amendment
    if amendment.base_id == found.revision.base_id:
        amendment.base = found.revision.base  # a whole plan, read once
    return found


def _locking(review):
    return Review.objects.select_for_update().filter(pk=review).values_list("pk")


def _as_it_is(reading, chain, at):
    newest = Act.objects.filter(chain=chain).order_by("-number")
    placed = AgendaItem.objects.filter(reading=OuterRef("pk"), left_at__isnull=True)
    return (
        Reading.objects.select_related(
            "review__amendment",
            "body",
            "revision__base__edition",
            "rule",
            "outcomes",
            "task__process",
            "standing",
        )
        .annotate(
            polled=Exists(Poll.objects.filter(reading=OuterRef("pk"), closed_at__isnull=True)),
            on_agenda=Exists(placed),
            sits=Subquery(placed.filter(meeting__opened_at__isnull=False).values("meeting")[:1]),
            entitled=count_of_entitled(OuterRef("body"), at, OuterRef(OuterRef("pk"))),
            head_number=Subquery(newest.values("number")[:1]),
            head_digest=Subquery(newest.values("digest")[:1]),
            head_at=Subquery(newest.values("at")[:1]),
        )
        .filter(pk=reading)
    )


def check_open(reading):
    """Raises AlreadyDecided when the reading is closed, AmendmentNotOpen when its amendment is not under review, or for
    a ratification not adopted."""
    if reading.closed_at is not None:
        raise AlreadyDecided(reading)
    ratifies = reading.nature == Nature.RATIFICATION
    if reading.review.amendment.state != (AmendmentState.ADOPTED if ratifies else AmendmentState.UNDER_REVIEW):
        raise AmendmentNotOpen(AmendmentState(reading.review.amendment.state))


def close(reading, closure, at):
    """Ends a reading that was read by locked(); it leaves the agenda that it is on."""
    reading.closed_at = at
    reading.closure = closure
    reading.save(update_fields=["closed_at", "closure"])
    if reading.on_agenda:
        AgendaItem.objects.filter(reading=reading, left_at__isnull=True).update(left_at=at)


def close_by(reading, outcome, at):
    close(reading, Closure.RETURNED if outcome in RETURNING else Closure.DECIDED, at)


def waiting_task(review):
    """The engine's task that waits: a chain has one at a time. Read it under the review's lock."""
    return review.process.task_set.select_related("process").filter(finished__isnull=True).order_by("-pk").first()


def go_on(task, to, *, review, revision, after, at):
    """Executes the engine's task towards a node. `after` is the number of the review's last reading.

    The review's lock serializes what the engine's own would, and `task` was read under it. Returns the Reading
    that opens at the next step and the letter about it, or (None, None) where no body is next.
    """
    activation = task.flow_task.activation_class(task)
    task.data = {"to": to.name}
    activation.run(None)
    activation.execute()
    led_to = activation.led_to.task
    if not isinstance(led_to.flow_task, flow.End):
        return arrive(led_to, review=review, revision=revision, number=after + 1, at=at)
    _end(review, at)
    return None, None


def begin(review, flow_class):
    """Starts the review's way through a chain, its first or another one, and returns the engine's waiting task."""
    review.process = flow_class.start.run()
    chain = steps(flow_class)
    review.length = len(chain)
    review.to_be_ratified = any(step.nature is Nature.RATIFICATION for step in chain)
    review.save()
    return waiting_task(review)


def _end(review, at):
    review.ended_at = at
    review.save(update_fields=["ended_at"])


def call_off(review, at):
    """The review ends without an adoption."""
    stop(review, at)
    _end(review, at)


def stop(review, at):
    """The engine's open tasks and its process are cancelled; the review may begin on another chain."""
    process = review.process
    for task in process.task_set.filter(finished__isnull=True):
        with task.activation() as activation:
            activation.cancel()
    process.status, process.finished = PROCESS.CANCELED, at
    process.save(update_fields=["status", "finished"])


def arrive(task, *, review, revision, number, at):
    """Opens a Reading for the step that became active. Returns it with the letter to its secretaries, else
    (None, None)."""
    node = task.flow_task
    if not isinstance(node, BodyStep):
        return None, None
    place = [step.name for step in steps(task.process.flow_class)].index(node.name) + 1
    (body,) = rows(_body, key=node.body)
    voting, outcomes, deadline = _rules(node, review.started_at)
    reading = Reading.objects.create(
        review=review,
        number=number,
        step=node.name,
        place=place,
        body=body,
        nature=node.nature,
        competence=node.competence,
        revision=revision,
        role=node.role,
        rule=voting,
        outcomes=outcomes,
        task=task,
        # a chain that never went back has nothing behind it that could stand
        standing=_standing(review, node, revision) if number > place else None,
        arrived_at=at,
        deadline_at=due(at, deadline.term, ZoneInfo(settings.TIME_ZONE)),
    )
    return reading, about(reading, "reading_arrived", ask(officers, body=body.pk, role=node.role, at=at))


def _body(key):
    return Body.objects.filter(key=key)


def _rules(node, started_at):
    """The versions of the step's rules that held when the review began: voting (None where nobody votes), outcomes,
    deadline. Raises RuleMissing."""
    voting, outcomes, deadline = (
        (RuleKind.VOTING, node.voting),
        (RuleKind.OUTCOMES, node.outcomes),
        (RuleKind.DEADLINE, node.deadline),
    )
    found = rules_at(started_at, [pair for pair in (voting, outcomes, deadline) if pair[1] is not None])
    return found.get(voting), found[outcomes], found[deadline]


def _standing(review, node, revision):
    """The last outcome of this step, if it was not a return and no change since has touched its competence.

    Every step from revision to revision counts: what was changed and changed back was touched. Typing errors that
    were corrected touch nothing.
    """
    given = (
        Decision.objects.filter(reading__review=review, reading__step=node.name, final=True)
        .select_related("revision", "made_revision")
        .last()
    )
    if given is None or given.outcome in RETURNING or node.voting is None:
        return None
    seen = given.made_revision or given.revision
    content, touched = review.amendment.base.content, set()
    for later in review.amendment.revisions.filter(number__gt=seen.number).order_by("number"):
        if not later.typing_errors:
            touched |= competences_between(content, seen.proposal, later.proposal)
        seen = later
    return given if stands(node.competence, touched) else None
