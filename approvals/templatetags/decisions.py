"""Words for the vocabularies of deciding."""

from datetime import date, datetime

from django import template

from approvals.enums import ActKind, Basis, Choice, Motion, Nature, Outcome, Role, RuleKind, SeatKind, Way
from approvals.wording import ACTS, BASES, CHOICES, MOTIONS, NATURES, OUTCOMES, ROLES, RULE_KINDS, SEATS, TONES, WAYS

register = template.Library()


@register.filter
def as_day(written):
    """The day that a document says in figures."""
    return date.fromisoformat(written)


@register.filter
def as_moment(written):
    """The moment that a document says in figures."""
    return datetime.fromisoformat(written)


@register.filter
def outcome_word(value):
    return OUTCOMES[Outcome(value)]


@register.filter
def outcome_tone(value):
    return TONES[Outcome(value)][0]


@register.filter
def outcome_sign(value):
    return TONES[Outcome(value)][1]


@register.filter
def nature_word(value):
    return NATURES[Nature(value)]


@register.filter
def way_word(value):
    return WAYS[Way(value)]


@register.filter
def choice_word(value):
    return CHOICES[Choice(value)]


@register.filter
def motion_word(value):
    return MOTIONS[Motion(value)]


@register.filter
def act_word(value):
    return ACTS[ActKind(value)]


@register.filter
def role_word(value):
    return ROLES[Role(value)]


@register.filter
def seat_word(value):
    return SEATS[SeatKind(value)]


@register.filter
def basis_word(value):
    return BASES[Basis(value)]


@register.filter
def rule_kind_word(value):
    return RULE_KINDS[RuleKind(value)]
