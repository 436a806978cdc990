"""Words, shapes and colours for where things stand."""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cycle import wording
from cycle.enums import Cause, Course, Direction, Means, State, Trigger, Verdict
from cycle.wording import CAUSES, COURSES, DIRECTIONS, LACKS, MEANS, TRIGGERS, VERDICTS, WORDS
from plans.documents.map import printed
from plans.documents.printing import MAP_STYLE, WIDE
from plans.templatetags.plan_texts import plain

register = template.Library()
register.filter("percent", wording.percent)


@register.filter
def hundredths(count):
    """A number of hundredths as people read it."""
    return f"{count}\N{NO-BREAK SPACE}%"


@register.filter
def at(mapping, key):
    """What a mapping holds at a key."""
    return mapping.get(key, key)


@register.filter
def tone(state):
    return WORDS[State(state)][0]


@register.filter
def sign(state):
    return WORDS[State(state)][1]


@register.filter
def word(state):
    return WORDS[State(state)][2]


@register.filter
def cause_word(value):
    return CAUSES[Cause(value)]


@register.filter
def trigger_word(value):
    return TRIGGERS[Trigger(value)]


@register.filter
def direction_word(value):
    return DIRECTIONS[Direction(value)][2]


@register.filter
def means_word(value):
    return MEANS[Means(value)]


@register.filter
def course_word(value):
    return COURSES[Course(value)]


@register.filter
def verdict_word(value):
    return VERDICTS[Verdict(value)]


@register.filter
def lack_word(value):
    return LACKS[value]


@register.filter
def identified(field, prefix):
    """A field of one of several forms of a page, with identifiers of its own."""
    return field.as_widget(attrs={"id": f"{prefix}-{field.name}"})


@register.simple_tag
def printed_map(report, content):
    """The map of a content for print, with where a report says that each objective stands; nothing without any."""
    if not report.objectives:
        return ""
    width, height = WIDE
    return printed(
        content,
        language=get_language(),
        title=_("Strategic map of %(name)s") % {"name": plain(content.name)},
        width=width,
        height=height,
        style=MAP_STYLE.read_text(),
        marks={objective.key: wording.mark_of(objective.rolled, sign="") for objective in report.objectives},
    )
