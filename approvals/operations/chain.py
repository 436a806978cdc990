"""Moving a review along its chain. The caller holds the review's lock, in its transaction."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from viewflow.workflow.status import PROCESS

from approvals.enums import Closure, Outcome, Role, RuleKind
from approvals.exceptions import AlreadyDecided, AmendmentNotOpen
from approvals.flows import steps
from approvals.models import Act, Body, Decision, Poll, Reading, Review, Rule
from approvals.nodes import BodyStep
from approvals.operations.tell import about
from approvals.queries.bodies import count_of_entitled, officers
from approvals.rules.resets import stands
from plans.enums import AmendmentState
from plans.rules.competences import competences_between

CLOSURES = {Outcome.RETURNED: Closure.RETURNED}


def locked(reading, at):
    """The reading as it is now, with its review locked until the transaction ends: one writer at a time.

    Two statements on purpose: rows that a locking statement joins may be older than its lock. `polled` says
    whether a poll is open on it, `entitled` how many Members may decide at this moment, `head` what the register's
    chain of the review ends with.
    """
    Review.objects.select_for_update().filter(pk=reading.review_id).values_list("pk").get()
    newest = Act.objects.filter(chain=Review(pk=reading.review_id).chain).order_by("-number")
    found = (
        Reading.objects.select_related(
            "review__amendment__base__edition", "body", "revision__base", "rule", "task__process", "standing"
        )
        .annotate(
            polled=Exists(Poll.objects.filter(reading=OuterRef("pk"), closed_at__isnull=True)),
            entitled=count_of_entitled(OuterRef("body"), at),
            head_number=Subquery(newest.values("number")[:1]),
            head_digest=Subquery(newest.values("digest")[:1]),
        )
        .get(pk=reading.pk)
    )
    found.head = found.head_number, found.head_digest
    found.revision.amendment = found.review.amendment
    return found


def check_open(reading):
    """Raises AlreadyDecided when the reading is closed, AmendmentNotOpen when its amendment is not under review."""
    if reading.closed_at is not None:
        raise AlreadyDecided(reading)
    if reading.review.amendment.state != AmendmentState.UNDER_REVIEW:
        raise AmendmentNotOpen(AmendmentState(reading.review.amendment.state))


def close(reading, closure, at):
    reading.closed_at = at
    reading.closure = closure
    reading.save(update_fields=["closed_at", "closure"])


def close_by(reading, outcome, at):
    close(reading, CLOSURES.get(outcome, Closure.DECIDED), at)


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
    return arrive(activation.led_to.task, review=review, revision=revision, number=after + 1, at=at)


def end_at_freeze(review, at):
    """The document is sealed, so the engine's last task is done and the review ends."""
    task = waiting_task(review)
    activation = task.flow_task.activation_class(task)
    activation.run(None)
    activation.execute()
    review.ended_at = at
    review.save(update_fields=["ended_at"])


def call_off(review, at):
    """The review ends without an adoption: the engine's open tasks and its process are cancelled."""
    process = review.process
    for task in process.task_set.filter(finished__isnull=True):
        with task.activation() as activation:
            activation.cancel()
    process.status, process.finished = PROCESS.CANCELED, at
    process.save(update_fields=["status", "finished"])
    review.ended_at = at
    review.save(update_fields=["ended_at"])


def arrive(task, *, review, revision, number, at):
    """Opens a Reading for the step that became active. Returns it with the letter to its secretaries, else
    (None, None)."""
    node = task.flow_task
    if not isinstance(node, BodyStep):
        return None, None
    place = [step.name for step in steps(task.process.flow_class)].index(node.name) + 1
    body = Body.objects.get(key=node.body)
    voting, deadline = _rules(node, review.started_at)
    reading = Reading.objects.create(
        review=review,
        number=number,
        step=node.name,
        place=place,
        body=body,
        nature=node.nature,
        competence=node.competence,
        revision=revision,
        rule=voting,
        task=task,
        # a chain that never went back has nothing behind it that could stand
        standing=_standing(review, node, revision) if number > place else None,
        arrived_at=at,
        deadline_at=at + timedelta(days=deadline.value["days"]),
    )
    return reading, about(reading, "reading_arrived", officers([body], Role.SECRETARY, at))


def _rules(node, started_at):
    """The versions of the step's voting rule and deadline that held when the review began."""
    found = {}
    wanted = Q(kind=RuleKind.VOTING, key=node.voting) | Q(kind=RuleKind.DEADLINE, key=node.deadline)
    for rule in Rule.objects.filter(wanted, in_force_from__lte=started_at).order_by("version"):
        found[rule.kind] = rule
    return found[RuleKind.VOTING], found[RuleKind.DEADLINE]


def _standing(review, node, revision):
    """The last outcome of this step, if it was not a return and no change since has touched its competence.

    Every step from revision to revision counts: what was changed and changed back was touched.
    """
    given = (
        Decision.objects.filter(reading__review=review, reading__step=node.name, final=True)
        .select_related("revision", "made_revision")
        .last()
    )
    if given is None or given.outcome == Outcome.RETURNED:
        return None
    seen = given.made_revision or given.revision
    content, touched = review.amendment.base.content, set()
    for later in review.amendment.revisions.filter(number__gt=seen.number).order_by("number"):
        touched |= competences_between(content, seen.proposal, later.proposal)
        seen = later
    return given if stands(node.competence, touched) else None
