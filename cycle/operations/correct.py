"""The loop: a deviation's cause, solutions, a choice among them, an amendment, and whether it helped."""

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from approvals.enums import ActKind
from cycle.enums import Course
from cycle.exceptions import (
    CannotLink,
    DeadlineOver,
    OutOfOrder,
    OwnerAndDeadlineMissing,
    ProposerCannotEvaluate,
    ReasonMissing,
)
from cycle.flows import CorrectiveActionFlow
from cycle.models import Assessment, CorrectiveAction, Deviation, DeviationLink, Progress, Solution
from cycle.operations import acts
from cycle.operations.run_cycle import current_task
from cycle.permissions import check_may, check_may_measure
from cycle.queries.history import history_of
from cycle.queries.people import just
from cycle.rules.report import POINTS
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask
from plans.enums import AmendmentState
from plans.exceptions import TextCannotBeStored
from plans.operations.numbering import take_number
from plans.operations.start_amendment import start_amendment
from plans.queries.versions import latest_version
from plans.rules.changes import SetEstimate
from plans.rules.content import Kpi
from plans.rules.texts import PROSE

AFTER = {Course.AMEND_PLAN: "amend", Course.OPERATIONAL: "carry_out", Course.NONE: "follow_up"}
CAME_TO_NOTHING = (
    AmendmentState.WITHDRAWN,
    AmendmentState.MOOT,
    AmendmentState.REJECTED,
    AmendmentState.LAPSED,
)


@transaction.atomic
def acknowledge_deviation(*, by, at, deviation):
    """Says that somebody looks at a deviation; who said so first stays. Returns it. Raises NotYours for whoever neither
    runs the cycle nor owns the KPI."""
    check_may_measure(by, {deviation.kpi}, at)
    deviation = Deviation.objects.select_for_update().get(pk=deviation.pk)
    if deviation.acknowledged_at is None:
        deviation.acknowledged_by, deviation.acknowledged_at = by, at
        deviation.save(update_fields=["acknowledged_by", "acknowledged_at"])
    return deviation


@transaction.atomic
def link_deviations(*, by, at, deviation, other, reason):
    """Says what two deviations have in common. Returns the DeviationLink. Raises NotYours, ReasonMissing, and
    CannotLink where they are one or linked already."""
    check_may_measure(by, {deviation.kpi}, at)
    if not reason.strip():
        raise ReasonMissing
    first, second = sorted((deviation, other), key=lambda one: one.pk)
    # whoever links does so one after the other
    list(Deviation.objects.select_for_update().filter(pk__in=(first.pk, second.pk)).order_by("pk"))
    if first == second or DeviationLink.objects.filter(first=first, second=second).exists():
        raise CannotLink
    return DeviationLink.objects.create(first=first, second=second, reason=reason.strip(), by=by, at=at)


@transaction.atomic
def analyse_deviation(*, by, at, deviation, cause, analysis):
    """Says why a KPI deviates. Can be said again until a solution is proposed. Raises NotYours, OutOfOrder, and plans'
    TextCannotBeStored for what no amendment could be made of."""
    check_may(by, "run_cycle")
    deviation = acts.held(deviation.pk, at)
    if CorrectiveAction.objects.filter(deviation=deviation).exists():
        raise OutOfOrder("evaluate")
    deviation.cause, deviation.analysis = cause, _prose(analysis)
    deviation.analysed_by, deviation.analysed_at = by, at
    deviation.save(update_fields=["cause", "analysis", "analysed_by", "analysed_at"])
    acts.register(deviation, ActKind.DEVIATION_ANALYSED, acts.of_analysis(deviation), by=by, at=at)
    return deviation


@transaction.atomic
def propose_solution(
    *, by, at, deviation, text, effect, cost=None, aim=None, holds_from=None, expected=None, expected_on=None
):
    """Proposes a solution; the first one opens the corrective action. Returns the Solution.

    `aim` is a new Aim for the KPI from a day on, where the solution is to amend its estimate; `expected` the part of
    its aim, a Fraction, that the KPI is expected to reach by the day `expected_on`.
    Raises NotYours, OutOfOrder while the cause is unknown or once the choice is made, and plans' TextCannotBeStored for
    what no amendment could be made of.
    """
    check_may(by, "run_cycle")
    deviation = acts.held(deviation.pk, at)
    if not deviation.cause:
        raise OutOfOrder("analyse")
    action = CorrectiveAction.objects.filter(deviation=deviation).first()
    if action is None:
        action = CorrectiveAction.objects.create(
            number=take_number("corrective action"),
            deviation=deviation,
            process=CorrectiveActionFlow.start.run(),
            step="evaluate",
            started_at=at,
        )
    if action.step != "evaluate":
        raise OutOfOrder(action.step)
    solution = Solution.objects.create(
        corrective_action=action,
        number=action.solutions.count() + 1,
        text=_prose(text),
        effect=_prose(effect),
        cost_amount=cost.amount if cost else None,
        cost_currency=cost.currency if cost else "",
        expected="" if expected is None else str(expected),
        expected_on=expected_on,
        new_aim=aim.model_dump(mode="json", exclude_none=True) if aim else None,
        holds_from=holds_from,
        proposed_by=by,
        proposed_at=at,
    )
    acts.register(deviation, ActKind.SOLUTION_PROPOSED, acts.of_solution(solution), by=by, at=at)
    return solution


def _prose(text):
    text = text.strip()
    try:
        return PROSE.validate_python(text) if text else ""
    except ValueError:
        raise TextCannotBeStored from None


@transaction.atomic
def decide_course(*, by, at, action, solution, course, evaluation, remarks=None, owner=None, deadline=None):
    """Chooses a solution and a course: amend the plan, do something that leaves it as it is, or change nothing. Returns
    the CorrectiveAction. `remarks` says what there is to say of each solution, by its number; `owner` and `deadline` (a
    day) who does it and until when, where something is done.

    Raises NotYours, OutOfOrder, OwnerAndDeadlineMissing, DeadlineOver, and ProposerCannotEvaluate for whoever proposed
    one of the solutions.
    """
    check_may(by, "evaluate")
    action = _locked(action, "evaluate", at)
    if action.solutions.filter(proposed_by=by).exists():
        raise ProposerCannotEvaluate
    if course == Course.OPERATIONAL:
        if owner is None or deadline is None:
            raise OwnerAndDeadlineMissing
        if deadline < timezone.localdate(at):
            raise DeadlineOver(deadline)
        action.owner, action.deadline = owner, deadline
    action.course, action.chosen, action.evaluation = course, solution, evaluation.strip()
    action.decided_by, action.decided_at = by, at
    said = {number: remark.strip() for number, remark in (remarks or {}).items() if remark.strip()}
    Assessment.objects.bulk_create(
        Assessment(solution=one, remark=said[one.number], by=by, at=at)
        for one in action.solutions.filter(number__in=said)
    )
    acts.register(action.deviation, ActKind.COURSE_DECIDED, acts.of_course(action, said), by=by, at=at)
    _go_on(action, AFTER[course])
    if action.owner is not None:
        letter = Letter(
            recipients=ask(just, person=action.owner.pk),
            kind="cycle.action_is_yours",
            template="cycle/letters/action_is_yours.txt",
            context={"action": action},
            link=reverse("action", args=[action.number]),
        )
        notify([letter], at=at)
    return action


@transaction.atomic
def choose_again(*, by, at, action, reason):
    """Takes back the choice to amend the plan while no amendment was started: the solutions are weighed again. Returns
    the CorrectiveAction. Raises NotYours, OutOfOrder, ReasonMissing."""
    check_may(by, "evaluate")
    action = _locked(action, "amend", at)
    if not reason.strip():
        raise ReasonMissing
    _open_again(action, {"reason": reason.strip()}, by=by, at=at)
    _go_on(action, "evaluate")
    return action


def _open_again(action, facts, *, by, at):
    """What was chosen stays readable in the register, and in the origin of its amendment."""
    action.course, action.chosen = "", None
    action.decided_by = action.decided_at = None
    acts.register(action.deviation, ActKind.COURSE_REOPENED, facts, by=by, at=at)


@transaction.atomic
def report_progress(*, by, at, action, share, text):
    """Says how far an operational corrective action is, in hundredths; with all of it done it goes on to the follow-up.
    Returns the Progress. Raises NotYours for whoever neither owns it nor runs the cycle, OutOfOrder, ReasonMissing."""
    action = _locked(action, "carry_out", at)
    if action.owner_id != by.pk:
        check_may(by, "run_cycle")
    if not text.strip():
        raise ReasonMissing
    progress = Progress.objects.create(
        corrective_action=action, number=action.progress.count() + 1, share=share, text=text.strip(), by=by, at=at
    )
    acts.register(action.deviation, ActKind.PROGRESS_REPORTED, {"share": share, "text": progress.text}, by=by, at=at)
    if share == 100:
        _go_on(action, "follow_up")
    return progress


@transaction.atomic
def amend_plan(*, by, at, action):
    """Starts the amendment that the chosen solution asks for, prefilled with the KPI, how it stood through the periods,
    the cause and the solution. Returns the Amendment.

    Raises plans' NotAllowed, OutOfOrder.
    """
    action = _locked(action, "amend", at)
    deviation, chosen = action.deviation, action.chosen
    base = latest_version(deviation.version.edition)
    kpi = base.content.element(deviation.kpi, Kpi)
    changes = []
    if chosen.aim is not None and kpi is not None:
        changes = [
            SetEstimate(
                element=kpi.key, holds_from=chosen.holds_from, old=kpi.aim_on(chosen.holds_from), new=chosen.aim
            )
        ]
    language = base.content.authentic[0]
    amendment = start_amendment(
        by=by,
        at=at,
        base=base,
        title=" ".join(f"{deviation.code}: {chosen.text}".split())[:200],
        changes=changes,
        rationale={language: _rationale(deviation, kpi, chosen, language, timezone.localdate(at))},
        origin=action.code,
    )
    action.amendment = amendment
    acts.register(deviation, ActKind.AMENDMENT_STARTED, {"amendment": amendment.code}, by=by, at=at)
    _go_on(action, "review")
    return amendment


def _rationale(deviation, kpi, chosen, language, day):
    context = {
        "deviation": deviation,
        "kpi": kpi,
        "history": history_of(deviation.kpi, day, deviation.period.edition_id)[-POINTS:],
        "chosen": chosen,
    }
    with override(language):
        return render_to_string("cycle/drafts/rationale.txt", context).strip()


def follow_amendments(*, at):
    """Takes corrective actions on whose amendment was adopted, or came to nothing: withdrawn, moot, rejected, or lapsed
    after it had been adopted. A sweep; returns how many."""
    over = [AmendmentState.ADOPTED, *CAME_TO_NOTHING]
    # chosen again since, it does not go back for what lapsed before
    lapsed = Q(step="follow_up", course=Course.AMEND_PLAN, amendment__state=AmendmentState.LAPSED)
    waiting = CorrectiveAction.objects.filter(Q(step="review", amendment__state__in=over) | lapsed)
    count = 0
    for action in waiting:
        with transaction.atomic():
            acts.held(action.deviation_id, at)
            locked = (
                waiting.select_for_update(of=("self",))
                .select_related("amendment", "deviation")
                .filter(pk=action.pk)
                .first()
            )
            if locked is None:
                continue  # another sweep took it on meanwhile
            adopted = locked.amendment.state == AmendmentState.ADOPTED
            if not adopted:
                facts = {"amendment": locked.amendment.code, "state": locked.amendment.state}
                _open_again(locked, facts, by=None, at=at)
            _go_on(locked, "follow_up" if adopted else "evaluate")
            count += 1
    return count


@transaction.atomic
def close_action(*, by, at, action, verdict, follow_up):
    """Closes a corrective action with a verdict on what it did. Raises NotYours, OutOfOrder."""
    check_may(by, "evaluate")
    action = _locked(action, "follow_up", at)
    action.verdict, action.follow_up = verdict, follow_up.strip()
    action.closed_by, action.closed_at = by, at
    acts.register(action.deviation, ActKind.ACTION_CLOSED, acts.of_closing(action), by=by, at=at)
    _go_on(action, "end")
    return action


def _locked(action, step, at):
    """The action's row, after that of its deviation, which orders whoever writes about either."""
    acts.held(action.deviation_id, at)
    action = (
        CorrectiveAction.objects.select_for_update(of=("self",))
        .select_related("deviation__version__edition", "chosen", "process")
        .get(pk=action.pk)
    )
    if action.step != step:
        raise OutOfOrder(action.step)
    return action


def _go_on(action, to):
    task = current_task(action)
    activation = task.flow_task.activation_class(task)
    task.data = {"to": to}
    activation.run(None)
    activation.execute()
    action.step = to
    action.save()
