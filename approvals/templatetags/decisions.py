"""Words for the vocabularies of deciding."""

from django import template

from approvals.enums import ActKind, Choice, Nature, Outcome, Way
from approvals.forms.deciding import MOTIONS
from approvals.wording import ACTS, CHOICES, NATURES, OUTCOMES, TONES, WAYS

register = template.Library()


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
    return MOTIONS[value]


@register.filter
def act_word(value):
    return ACTS[ActKind(value)]
