"""Members confirm or contest published figures; what is contested is answered on record. Each is an act."""

from django.db import transaction

from approvals.enums import ActKind
from approvals.operations.register import append_act
from approvals.queries.rights import represented
from cycle.enums import Stance
from cycle.exceptions import AlreadyAnswered, NotAMember, NothingToAnswer, NotPublished, ReasonMissing
from cycle.models import Answer, Validation
from cycle.operations.holding import locked
from cycle.permissions import check_may
from cycle.queries.figures import corrections, counting


@transaction.atomic
def validate_measurement(*, by, at, measurement, member, stance, reason=""):
    """Says for a Member that a published figure is right, or what is wrong with it. Returns the Validation; the
    Member's last one on a figure counts.

    Raises NotAMember, NotPublished, ReasonMissing when something is contested without one.
    """
    if member not in represented(by, at):
        raise NotAMember
    period = locked(measurement.period)
    published = (counting(period).get(measurement.kpi), corrections(period).get(measurement.kpi))
    if measurement not in published:
        raise NotPublished
    reason = reason.strip()
    if stance == Stance.CONTESTED and not reason:
        raise ReasonMissing
    facts = {"kpi": measurement.kpi, "entry": measurement.number, "member": member.code, "stance": str(stance)}
    append_act(
        chain=period.chain,
        kind=ActKind.FIGURE_VALIDATED,
        by=by,
        at=at,
        facts=facts | ({"reason": reason} if reason else {}),
    )
    number = measurement.validations.count() + 1
    return Validation.objects.create(
        measurement=measurement, member=member, number=number, stance=stance, reason=reason, by=by, at=at
    )


@transaction.atomic
def answer_contest(*, by, at, validation, text):
    """Answers a Member that contests a figure. Returns the Answer. Raises NotYours, NothingToAnswer for what contests
    nothing, AlreadyAnswered, ReasonMissing."""
    check_may(by, "confirm_figures")
    if validation.stance != Stance.CONTESTED:
        raise NothingToAnswer
    measurement = validation.measurement
    period = locked(measurement.period)
    if Answer.objects.filter(validation=validation).exists():
        raise AlreadyAnswered
    if not text.strip():
        raise ReasonMissing
    facts = {
        "kpi": measurement.kpi,
        "entry": measurement.number,
        "member": validation.member.code,
        "validation": validation.number,
        "answer": text.strip(),
    }
    append_act(chain=period.chain, kind=ActKind.CONTEST_ANSWERED, by=by, at=at, facts=facts)
    return Answer.objects.create(validation=validation, text=text.strip(), by=by, at=at)
