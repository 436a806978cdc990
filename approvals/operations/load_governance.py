"""Loading members, bodies, seats and rules from a file. Adds what is missing; never changes what is there."""

from datetime import datetime
from typing import Annotated, Literal

from django.db import transaction
from pydantic import (
    AwareDatetime,
    Field,
    NonNegativeInt,
    PositiveInt,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from approvals.enums import RuleKind, SeatKind
from approvals.models import Body, Member, Rule, Seat, SeatTerm
from approvals.rules import outcomes, voting
from approvals.rules.deadlines import Term
from approvals.rules.deadlines import as_json as term_as_json
from plans.exceptions import PlanDoesNotFit
from plans.rules.faults import Fault
from plans.rules.texts import Frozen, Key, Text

MemberCode = Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
BodyKey = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=40)]


OutcomeKey = Literal[
    "COMMITTEE",
    "COUNCIL",
    "COUNCIL_MAY_REJECT",
    "URGENT_COMMITTEE",
    "URGENT_COUNCIL",
    "JUSTIFICATION",
    "CONFIRMATION",
    "RATIFICATION",
]


class MemberGiven(Frozen):
    code: MemberCode
    name: Text
    region: str


class SeatGiven(Frozen):
    member: MemberCode | None = None
    kind: SeatKind
    region: str = ""


class BodyGiven(Frozen):
    key: BodyKey
    name: Text
    seats: tuple[SeatGiven, ...] = ()
    every_member: bool = False


class DeadlineGiven(Frozen):
    key: Key
    version: PositiveInt
    days: NonNegativeInt = 0
    hours: NonNegativeInt = 0

    @model_validator(mode="after")
    def _takes_time(self):
        if not (self.days or self.hours):
            raise ValueError("a deadline of some days or hours was expected")
        return self


class RulesGiven(Frozen):
    voting: tuple[Literal["ARTICLE_VIII", "VOTES_CAST_TWO_THIRDS", "SIMPLE_MAJORITY", "ALL_MEMBERS"], ...]
    deadline: tuple[DeadlineGiven, ...]
    outcomes: tuple[OutcomeKey, ...]


class Governance(Frozen):
    in_force_from: AwareDatetime
    rules: RulesGiven
    members: tuple[MemberGiven, ...]
    bodies: tuple[BodyGiven, ...]


def governance_of(value):
    """The Governance that a JSON value describes. Raises plans' PlanDoesNotFit with the place of each fault."""
    try:
        given = TypeAdapter(Governance).validate_python(value)
    except ValidationError as error:
        raise PlanDoesNotFit([Fault(tuple(fault["loc"]), fault["msg"]) for fault in error.errors()]) from None
    known = {member.code for member in given.members}
    faults = [
        Fault(("bodies", number, "seats", place, "member"), f"one of the members was expected, not “{seat.member}”")
        for number, body in enumerate(given.bodies)
        for place, seat in enumerate(body.seats)
        if seat.member is not None and seat.member not in known
    ]
    if faults:
        raise PlanDoesNotFit(faults)
    return given


@transaction.atomic
def load_governance(*, governance):
    """Stores what the database does not have yet. Returns the bodies by their keys."""
    start = governance.in_force_from
    _rules(governance.rules, start)
    members = _members(governance.members)
    bodies = {}
    for given in governance.bodies:
        body, created = Body.objects.get_or_create(key=given.key, defaults={"name": given.name})
        bodies[body.key] = body
        if created:
            _seats(body, given, {member.code: members[member.code] for member in governance.members}, start)
    return bodies


def _rules(rules, start: datetime):
    ready = {rule.key: rule for rule in voting.READY}
    for key in rules.voting:
        rule = ready[key]
        Rule.objects.get_or_create(
            kind=RuleKind.VOTING,
            key=key,
            version=rule.version,
            defaults={"value": voting.as_json(rule), "in_force_from": start},
        )
    for given in rules.deadline:
        Rule.objects.get_or_create(
            kind=RuleKind.DEADLINE,
            key=given.key,
            version=given.version,
            defaults={"value": term_as_json(Term(given.days, given.hours)), "in_force_from": start},
        )
    ready = {rule.key: rule for rule in outcomes.READY}
    for key in rules.outcomes:
        Rule.objects.get_or_create(
            kind=RuleKind.OUTCOMES,
            key=key,
            version=ready[key].version,
            defaults={"value": outcomes.as_json(ready[key]), "in_force_from": start},
        )


def _members(given):
    there = set(Member.objects.values_list("code", flat=True))
    Member.objects.bulk_create(
        Member(code=member.code, name=member.name, region=member.region) for member in given if member.code not in there
    )
    return {member.code: member for member in Member.objects.all()}


def _seats(body, given, members, start):
    seats = given.seats
    if given.every_member:
        seats = [SeatGiven(member=code, kind=SeatKind.MEMBER, region=members[code].region) for code in sorted(members)]
    rows = Seat.objects.bulk_create(
        Seat(body=body, number=number, kind=seat.kind, region=seat.region) for number, seat in enumerate(seats, start=1)
    )
    SeatTerm.objects.bulk_create(
        SeatTerm(seat=row, member=members[seat.member], starts_at=start)
        for row, seat in zip(rows, seats, strict=True)
        if seat.member is not None
    )
