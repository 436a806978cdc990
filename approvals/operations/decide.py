"""What follows from a motion and its tally. Only record_outcome and close_poll call it, under the review's lock."""

from approvals.enums import ActKind, Outcome
from approvals.models import Decision
from approvals.operations.adopt import adopt, adoption
from approvals.operations.chain import close_by, go_on
from approvals.operations.register import append_acts
from approvals.operations.tell import about, drafters, drafters_and_earlier_secretaries
from approvals.rules.outcomes import ADOPTING, CHANGING, FINAL, NO_LONGER_FITS, outcome
from approvals.rules.tally import as_json
from notifications.operations.notify import notify
from plans.exceptions import ChangeDoesNotFit, InConflict
from plans.operations.adopt_revision import newest_locked, starts_edition_that_is_there
from plans.operations.move_amendment import return_to_drafters
from plans.operations.record_revision import record_body_revision
from plans.rules.changes import Changes, with_change
from plans.rules.competences import competences_between
from plans.rules.rebase import rebase


def decide(*, by, at, reading, motion, way, counted, meeting="", reason="", changes=(), votes=(), before=()):
    """Writes the decision and its acts, and moves the review on where the outcome is final. Returns the Decision.

    `votes` are the Members' votes of a poll, as JSON values for the register; `before` are the acts, as pairs of kind
    and facts, that come before the decision's own. An adoption whose text no longer fits the newest version of the
    plan is void: nothing is merged silently.
    """
    came = outcome(motion, counted)
    proposal = reading.revision.proposal
    if came in FINAL and motion in CHANGING:
        proposal = _changed(proposal, changes)
    predecessor = newest_locked(reading.revision.base.edition_id) if came in ADOPTING else None
    if predecessor is not None and not _fits(predecessor, reading.revision.base, proposal):
        came, reason = Outcome.VOID, NO_LONGER_FITS
    made = None
    if came in FINAL and motion in CHANGING:
        made = record_body_revision(
            by=by, at=at, revision=reading.revision, proposal=proposal, reason=reason, body=reading.body.key
        )
    version = adopt(at=at, reading=reading, revision=made, predecessor=predecessor) if came in ADOPTING else None
    facts = _facts(reading, motion, way, came, counted, meeting, reason, made, votes)
    acts = [*before, (ActKind.DECIDED, facts), *([adoption(version)] if version else [])]
    written = append_acts(chain=reading.review.chain, by=by, at=at, acts=acts, head=reading.head)
    decision = Decision.objects.create(
        reading=reading,
        revision=reading.revision,
        digest=reading.revision.digest,
        motion=motion,
        way=way,
        outcome=came,
        final=came in FINAL,
        tally=as_json(counted),
        meeting=meeting,
        reason=reason,
        made_revision=made,
        recorded_by=by,
        decided_at=at,
        act=written[len(before)],
    )
    if decision.final:
        close_by(reading, came, at)
        _move_on(at, reading, decision, version)
    return decision


def _changed(proposal, changes):
    for change in changes:
        proposal = proposal.model_copy(update={"changes": with_change(proposal.changes, change)})
    return proposal


def _fits(version, base, proposal):
    """Whether a version still says what the proposal replaces: where another was adopted since its base, whether it
    would be carried over as it is."""
    if any(starts_edition_that_is_there(change) for change in proposal.changes):
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
        "tally": as_json(counted),
        "meeting": meeting,
        "reason": reason,
        "made_revision": {"number": made.number, "digest": made.digest} if made else None,
        "votes": list(votes),
    }


def _move_on(at, reading, decision, version):
    """Takes the review to where this outcome leads, and tells whom it concerns."""
    node = reading.task.flow_task
    amendment = reading.review.amendment
    revision = decision.made_revision or reading.revision
    if decision.outcome == Outcome.RETURNED:
        return_to_drafters(at=at, amendment=amendment)
        to = node.desk
        letter = about(reading, "returned", drafters_and_earlier_secretaries(reading, at), decision=decision)
    elif decision.outcome in ADOPTING:
        to = node.onward
        told = drafters_and_earlier_secretaries(reading, at)
        letter = about(reading, "adopted", told, decision=decision, version=version)
    else:
        to = _next(node, decision)
        letter = about(reading, "decided", drafters(amendment), decision=decision)
    _reading, arrived = go_on(reading.task, to, review=reading.review, revision=revision, after=reading.number, at=at)
    notify([arrived, letter], at=at)


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
