"""What follows from a motion and its tally. Only operations that decide call it, under the review's lock."""

from approvals.enums import ActKind, Motion, Outcome
from approvals.exceptions import AdviceMissing
from approvals.flows import flow_of
from approvals.models import Decision
from approvals.nodes import Freezing
from approvals.operations.adopt import adopt, adoption
from approvals.operations.chain import arrive, begin, call_off, close_by, go_on, stop
from approvals.operations.endorse import endorse, endorsement
from approvals.operations.lapse import lapse, lapsing
from approvals.operations.register import append_acts
from approvals.operations.tell import about, drafters, drafters_and_earlier_secretaries
from approvals.queries.amendments import advised_cost, awaits_ratification
from approvals.rules.outcomes import (
    ADOPTING,
    AWAITS_RATIFICATION,
    CHANGING,
    FINAL,
    NO_LONGER_FITS,
    RETURNING,
    needs_advice,
    outcome,
)
from approvals.rules.tally import as_json
from notifications.operations.notify import notify
from plans.enums import AmendmentKind, AmendmentState
from plans.exceptions import ChangeDoesNotFit, InConflict
from plans.operations.adopt_revision import newest_locked, starts_edition_that_is_there
from plans.operations.move_amendment import make_ordinary, mark_rejected, return_to_drafters
from plans.operations.record_revision import record_body_revision
from plans.rules.changes import Changes, with_change
from plans.rules.competences import competences_between
from plans.rules.rebase import rebase

# an officer's words that send a text on the ordinary way
_TO_THE_ORDINARY_WAY = frozenset({Outcome.DECLINED, Outcome.DISPUTED})


def decide(
    *,
    by,
    at,
    reading,
    motion,
    way,
    counted,
    meeting="",
    sitting=None,
    reason="",
    changes=(),
    cost=None,
    waives_advice=False,
    votes=(),
    checked_in=(),
    before=(),
    acting_for=None,
):
    """Writes the decision and its acts, and moves the review on where the outcome is final. Returns the Decision.

    `counted` is the Tally, or None where nobody counts. `votes` are the Members' votes by name, as JSON values for the
    register, `checked_in` the codes of those that said that they are there; `before` are the acts, as pairs of kind and
    facts, that come before the decision's own. `by` is nobody where a sweep closed what was open, `acting_for` the id
    of the absent officer. An adoption whose text no longer fits the newest version of the plan, or that would build on
    one that waits to be ratified, is void: nothing is merged silently. Raises AdviceMissing.
    """
    came = outcome(motion, counted)
    proposal = reading.revision.proposal
    if came in FINAL and motion in CHANGING:
        proposal = _changed(proposal, changes, cost)
    waived = motion is Motion.AMEND and _waived(reading, proposal, waives_advice)
    adopts = _adopts(reading, came)
    newest = newest_locked(reading.revision.base.edition_id) if adopts or came is Outcome.LAPSED else None
    predecessor = newest if adopts else None
    if predecessor is not None:
        void = _void(predecessor, reading, proposal)
        came, reason = (Outcome.VOID, void) if void else (came, reason)
    made = None
    if came in FINAL and motion in CHANGING:
        made = record_body_revision(
            by=by, at=at, revision=reading.revision, proposal=proposal, reason=reason, body=reading.body.key
        )
    endorses = predecessor is not None and came in FINAL and proposal.about is not None and not proposal.changes
    adopts = predecessor is not None and came in FINAL and not endorses
    version = adopt(at=at, reading=reading, revision=made, predecessor=predecessor) if adopts else None
    facts = _facts(reading, motion, way, came, counted, meeting, reason, made, votes)
    facts |= {"for": acting_for} if acting_for else {}
    facts |= {"waives_advice": True} if waived else {}
    facts |= {"checked_in": list(checked_in)} if checked_in else {}
    acts = [*before, (ActKind.DECIDED, facts)]
    acts += [adoption(version, reading.review)] if version else [lapsing(reading)] if came is Outcome.LAPSED else []
    acts += [endorsement(reading, predecessor)] if endorses else []
    acts += [(ActKind.MADE_ORDINARY, {"amendment": facts["amendment"]})] if came in _TO_THE_ORDINARY_WAY else []
    written = append_acts(chain=reading.review.chain, by=by, at=at, acts=acts, head=reading.head)
    decision = Decision.objects.create(
        reading=reading,
        revision=reading.revision,
        digest=reading.revision.digest,
        motion=motion,
        way=way,
        outcome=came,
        final=came in FINAL,
        tally=as_json(counted) if counted else None,
        meeting=meeting,
        sitting=sitting,
        reason=reason,
        made_revision=made,
        recorded_by=by,
        recorded_for_id=acting_for,
        decided_at=at,
        act=written[len(before)],
    )
    if decision.final:
        close_by(reading, came, at)
        if endorses:
            endorse(at=at, decision=decision)
        _move_on(at, reading, decision, version)
    return decision


def _adopts(reading, came):
    """Whether this outcome makes a version: the Council's, or the last confirmation that a corrigendum needs."""
    return came in ADOPTING | {Outcome.CONFIRMED} and isinstance(reading.task.flow_task.onward, Freezing)


def _changed(proposal, changes, cost):
    for change in changes:
        proposal = proposal.model_copy(update={"changes": with_change(proposal.changes, change)})
    return proposal if cost is None else proposal.model_copy(update={"cost": cost if cost.amount else None})


def _waived(reading, proposal, waives_advice):
    """Whether the Council did without Finance's advice on what its own text costs. Raises AdviceMissing where it would
    have to say so and did not."""
    rule, cost = reading.outcome_rule, proposal.cost
    if not needs_advice(rule, cost, None) or not needs_advice(rule, cost, advised_cost(reading.review)):
        return False
    if not waives_advice:
        raise AdviceMissing(cost.amount, rule.advice_above)
    return True


def _void(predecessor, reading, proposal):
    """Why nothing can be adopted now though it was carried, or None."""
    if awaits_ratification(predecessor):
        return AWAITS_RATIFICATION
    return None if _fits(predecessor, reading.revision.base, proposal) else NO_LONGER_FITS


def _fits(version, base, proposal):
    """Whether a version still says what the proposal replaces: where another was adopted since its base, whether it
    would be carried over as it is."""
    if any(starts_edition_that_is_there(change) for change in proposal.changes):
        return False
    if proposal.about is not None and proposal.about.version_digest != version.digest:
        return False
    if version.pk == base.pk:
        return True
    try:
        return rebase(Changes(proposal.changes, base.content), version.content) == proposal.changes
    except (ChangeDoesNotFit, InConflict):
        return False


def _facts(reading, motion, way, came, counted, meeting, reason, made, votes):
    """What the register keeps of a decision."""
    return {
        "amendment": reading.review.amendment.code,
        "step": reading.step,
        "body": reading.body.key,
        "nature": reading.nature,
        "revision": reading.revision.number,
        "digest": reading.revision.digest,
        "motion": motion,
        "way": way,
        "outcome": came,
        "tally": as_json(counted) if counted else None,
        "meeting": meeting,
        "reason": reason,
        "made_revision": {"number": made.number, "digest": made.digest} if made else None,
        "votes": list(votes),
    }


def _move_on(at, reading, decision, version):
    """Takes the review to where this outcome leads, and tells whom it concerns."""
    node, review, amendment = reading.task.flow_task, reading.review, reading.review.amendment
    revision = decision.made_revision or reading.revision
    if decision.outcome == Outcome.REJECTED:
        call_off(review, at)
        mark_rejected(amendment=amendment)
        told = drafters_and_earlier_secretaries(reading, at)
        notify([about(reading, "rejected", told, decision=decision)], at=at)
        return
    if decision.outcome in _TO_THE_ORDINARY_WAY:
        arrived = take_the_ordinary_way(at=at, reading=reading, revision=revision)
        notify([arrived, about(reading, "decided", drafters(amendment), decision=decision)], at=at)
        return
    if decision.outcome in RETURNING:
        return_to_drafters(at=at, amendment=amendment)
        told = drafters_and_earlier_secretaries(reading, at)
        to, letter = node.desk, about(reading, "returned", told, decision=decision)
    elif version is not None:
        told = drafters_and_earlier_secretaries(reading, at)
        to, letter = node.onward, about(reading, "adopted", told, decision=decision, version=version)
    elif amendment.state == AmendmentState.ENDORSED:
        told = drafters_and_earlier_secretaries(reading, at)
        to, letter = node.onward, about(reading, "endorsed", told, decision=decision)
    elif decision.outcome == Outcome.LAPSED:
        to, letter = node.onward, lapse(at=at, reading=reading)
    else:
        to, letter = _next(node, decision), about(reading, "decided", drafters(amendment), decision=decision)
    _reading, arrived = go_on(reading.task, to, review=review, revision=revision, after=reading.number, at=at)
    notify([arrived, letter], at=at)


def take_the_ordinary_way(*, at, reading, revision):
    """The review leaves its exceptional chain and begins the ordinary one. Returns the letter to whom it arrives at."""
    review = reading.review
    stop(review, at)
    make_ordinary(amendment=review.amendment, revision=revision)
    task = begin(review, flow_of(AmendmentKind.PLAN_CHANGE))
    _reading, arrived = arrive(task, review=review, revision=revision, number=reading.number + 1, at=at)
    return arrived


def _next(node, decision):
    """Onward, unless the body itself changed what another body has to be consulted on again."""
    if decision.made_revision is not None:
        touched = competences_between(
            decision.revision.base.content, decision.revision.proposal, decision.made_revision.proposal
        )
        for competence, consulted in node.consulted.items():
            if competence in touched:
                return consulted
    return node.onward
