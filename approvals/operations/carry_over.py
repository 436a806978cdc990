"""What an adoption does to the other open amendments: each is carried over to the new version, or its drafters decide.

A sweep: whatever is to a version that is no longer the newest is pending.
"""

from django.db import transaction

from approvals.enums import ActKind, Closure
from approvals.flows import resumes_at
from approvals.models import Poll, Review
from approvals.operations.chain import call_off, close, go_on, locked, waiting_task
from approvals.operations.end_poll import end_void
from approvals.operations.register import append_act
from approvals.operations.sweeping import each
from approvals.operations.tell import about_amendment, drafters, drafters_and_earlier_secretaries
from notifications.operations.notify import notify
from plans.enums import AmendmentState
from plans.exceptions import InConflict
from plans.models import Amendment
from plans.operations.carry_draft import carry_draft, drop_collisions, find_collision, stand_on
from plans.operations.move_amendment import mark_moot, return_to_drafters
from plans.operations.record_revision import record_carried_revision
from plans.queries.amendments import OPEN, behind
from plans.queries.versions import latest_version
from plans.rules.changes import Changes
from plans.rules.competences import competences_between
from plans.rules.rebase import rebase


def carry_amendments_over(*, at):
    """Carries over every open amendment that is behind, each by itself. Returns how many. Raises what each() raises."""
    return each(behind(), lambda amendment: carry_over(at=at, amendment=amendment))


@transaction.atomic
def carry_over(*, at, amendment):
    """Carries one amendment over to its edition's newest version; whether there was anything to do.

    Where it says the same of the new text it goes on where it is, on a revision of the same digest. Where it replaces
    other values now, that counts as a return: its review resumes at the earliest step whose outcome the difference
    voids. Where it says otherwise than what was adopted, it goes to its drafters; where all of it is adopted, it is
    moot. An open poll ends void in all cases but the first.
    """
    review = Review.objects.select_for_update().filter(amendment=amendment).first()
    amendment = Amendment.objects.select_for_update(of=("self",)).select_related("base__edition").get(pk=amendment.pk)
    onto = latest_version(amendment.base.edition)
    if not behind().filter(pk=amendment.pk).exists() or amendment.state not in OPEN:
        return False
    if amendment.state == AmendmentState.UNDER_REVIEW and review is None:
        return False  # submitted at this moment; the next sweep finds it
    drop_collisions(at=at, amendment=amendment)
    if amendment.state == AmendmentState.UNDER_REVIEW:
        _under_review(at, amendment, review, onto)
    else:
        _with_drafters(at, amendment, review, onto)
    return True


def _with_drafters(at, amendment, review, onto):
    try:
        something_left = carry_draft(at=at, amendment=amendment, onto=onto)
    except InConflict:
        find_collision(at=at, amendment=amendment, version=onto)
        _act(ActKind.IN_CONFLICT, at, review, amendment, onto)
        notify([about_amendment(amendment, "in_conflict", drafters(amendment), version=onto)], at=at)
        return
    if not something_left:
        _act(ActKind.MOOT, at, review, amendment, onto)
        if review is not None:
            call_off(review, at)
        notify([about_amendment(amendment, "moot", drafters(amendment), version=onto)], at=at)


def _under_review(at, amendment, review, onto):
    reading = locked(review.readings.get(closed_at__isnull=True), at)
    revision = reading.revision
    told = drafters_and_earlier_secretaries(reading, at)
    try:
        carried = rebase(Changes(revision.proposal.changes, revision.base.content), onto.content)
    except InConflict:
        _interrupt(at, reading, onto)
        _act(ActKind.IN_CONFLICT, at, review, amendment, onto)
        go_on(reading.task, reading.task.flow_task.desk, review=review, revision=revision, after=reading.number, at=at)
        return_to_drafters(at=at, amendment=amendment)
        find_collision(at=at, amendment=amendment, version=onto)
        notify([about_amendment(amendment, "in_conflict", told, version=onto)], at=at)
        return
    if not carried and revision.proposal.about is None:
        _interrupt(at, reading, onto)
        _act(ActKind.MOOT, at, review, amendment, onto)
        call_off(review, at)
        mark_moot(amendment=amendment)
        notify([about_amendment(amendment, "moot", told, version=onto)], at=at)
        return
    made = record_carried_revision(at=at, revision=revision, changes=carried, onto=onto)
    stand_on(amendment, onto)
    facts = {"revision": made.number, "digest": made.digest, "carried_from": revision.number}
    letter = about_amendment(amendment, "carried_over", told, version=onto, revision=made)
    if made.digest == revision.digest or _stands_on_another(revision.proposal, made.proposal):
        if made.digest != revision.digest:
            _void_polls(at, reading, onto)  # who voted had another version before them
        reading.revision = made
        reading.save(update_fields=["revision"])
        _act(ActKind.CARRIED_OVER, at, review, amendment, onto, **facts)
        notify([letter], at=at)
        return
    touched = competences_between(onto.content, revision.proposal, made.proposal)
    resumes = resumes_at(review.flow, reading.step, touched)
    _interrupt(at, reading, onto)
    _act(ActKind.CARRIED_OVER, at, review, amendment, onto, **facts, touched=sorted(touched), resumes_at=resumes)
    where = {"review": review, "revision": made, "after": reading.number, "at": at}
    go_on(reading.task, reading.task.flow_task.desk, **where)
    waiting = waiting_task(review)
    _reading, arrived = go_on(waiting, waiting.flow_task.successor(resumes), **where)
    notify([letter, arrived], at=at)


def _stands_on_another(before, after):
    """Whether a question about the strategy is the same one, on another version: what was said of it stands, and what
    is decided now is decided on that."""
    return after.about is not None and after.changes == before.changes and after.about.document == before.about.document


def _interrupt(at, reading, onto):
    """The reading ends without an outcome, and its open poll is void; votes cast stay on record."""
    _void_polls(at, reading, onto)
    close(reading, Closure.OVERTAKEN, at)


def _void_polls(at, reading, onto):
    for poll in Poll.objects.select_for_update().filter(reading=reading, closed_at__isnull=True):
        end_void(by=None, at=at, poll=poll, reading=reading, reason="", version=onto.number)


def _act(kind, at, review, amendment, onto, **facts):
    """What nobody decided, but what an adoption did: an act without a person. A draft has no chain yet."""
    if review is not None:
        given = {"amendment": amendment.code, "version": onto.number, "version_digest": onto.digest}
        append_act(chain=review.chain, kind=kind, by=None, at=at, facts=given | facts)
