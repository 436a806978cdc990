from django.db import transaction

from approvals.enums import ActKind
from approvals.exceptions import NotPresent, NotYours, ReasonMissing, Recused
from approvals.models import Interest
from approvals.operations.chain import check_open, locked
from approvals.operations.register import append_act
from approvals.permissions import can_run, check_can_run
from approvals.queries.bodies import entitled_members
from approvals.queries.rights import mandates


@transaction.atomic
def declare_interest(*, by, at, reading, member, statement, recuses):
    """Puts a Member's interest in the reading's question on the record; with `recuses` it leaves both denominators for
    this question. Its own delegate declares it, or the body's secretary records that it was declared. Returns the
    Interest.

    Raises NotYours, AlreadyDecided, ReasonMissing, NotPresent for a Member without a seat, Recused where it is already.
    """
    reading = locked(reading, at)
    _check_acts_for(by, reading, member, at)
    check_open(reading)
    if not statement.strip():
        raise ReasonMissing
    if not entitled_members(reading.body, at).filter(pk=member.pk).exists():
        raise NotPresent([member.code])
    if reading.interests.filter(member=member, taken_back_at__isnull=True).exists():
        raise Recused(member)
    interest = Interest.objects.create(
        reading=reading,
        member=member,
        statement=statement.strip(),
        recuses=recuses,
        declared_by=by,
        declared_at=at,
    )
    _act(ActKind.INTEREST_DECLARED, by, at, reading, interest)
    return interest


@transaction.atomic
def take_back_interest(*, by, at, interest):
    """The Member takes part again; what was declared stays on the record. Returns the Interest.

    Raises NotYours, AlreadyDecided, NotPresent when it was taken back before."""
    reading = locked(interest.reading, at)
    _check_acts_for(by, reading, interest.member, at)
    check_open(reading)
    interest = Interest.objects.select_related("member").get(pk=interest.pk)
    if interest.taken_back_at is not None:
        raise NotPresent([interest.member.code])
    interest.taken_back_at = at
    interest.save(update_fields=["taken_back_at"])
    _act(ActKind.INTEREST_TAKEN_BACK, by, at, reading, interest)
    return interest


def _check_acts_for(by, reading, member, at):
    """Raises NotYours unless the person acts for the Member in the body, or is its secretary; AuthorCannotDecide when
    that secretary wrote the text."""
    if any(mandate.member == member for mandate in mandates(by, reading.body, at)):
        return
    if not can_run(by, reading.body, at):
        raise NotYours("declare_interest", reading.body.key)
    check_can_run(by, reading, at)


def _act(kind, by, at, reading, interest):
    facts = {
        "amendment": reading.review.amendment.code,
        "step": reading.step,
        "member": interest.member.code,
        "recuses": interest.recuses,
        "statement": interest.statement,
    }
    append_act(chain=reading.review.chain, kind=kind, by=by, at=at, facts=facts, head=reading.head)
