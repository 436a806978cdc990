"""Words, shapes and colours for where things stand."""

import re

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cycle import wording
from cycle.enums import Cause, Course, Direction, Means, State, Trigger, Verdict
from cycle.rules.sparkline import sparkline
from cycle.wording import CAUSES, COURSES, DIRECTIONS, LACKS, MEANS, TRIGGERS, VERDICTS, WORDS
from plans.documents.map import printed
from plans.documents.printing import MAP_STYLE, WIDE
from plans.templatetags.plan_texts import plain

register = template.Library()
# the layout engine gives a picture no style of the page
LINE_STYLE = (
    ".aim{stroke:#8b949e;stroke-width:1;stroke-dasharray:4 3}.line{fill:none;stroke:#0b5394;stroke-width:2}"
    ".dot.ok{fill:#0f6b34}.dot.warn{fill:#7a4b00}.dot.bad{fill:#a3131f}.dot.na{fill:#4a5560}"
)
register.filter("percent", wording.percent)


@register.filter
def hundredths(count):
    """A number of hundredths as people read it."""
    return f"{count}\N{NO-BREAK SPACE}%"


# codes in a text, and acts as the register names them
_CODE = re.compile(
    r"\b(?:(AM|CA|DV|RP)-(\d{3,9})|((?:review|deviation|period|cycle|report|body|member):\d{1,15}) (\d{1,9}))\b"
)
_PAGES = {"AM": "amendment", "CA": "action", "DV": "deviation", "RP": "published-report"}


@register.filter
def linked(text):
    """A text in which the codes of amendments, corrective actions, deviations and reports, and the acts of the register
    (review:3 12), lead to their pages."""
    parts, place = [], 0
    for found in _CODE.finditer(text):
        prefix, number, chain, act = found.groups()
        address = reverse(_PAGES[prefix], args=[int(number)]) if prefix else reverse("act", args=[chain, int(act)])
        parts += [linebreaksbr(text[place : found.start()]), format_html('<a href="{}">{}</a>', address, found[0])]
        place = found.end()
    return mark_safe("".join([*parts, linebreaksbr(text[place:])]))  # noqa: S308, every part is escaped


@register.filter
def numbered(code):
    """The number in a code such as DV-003."""
    return int(code.rpartition("-")[2])


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


@register.filter
def line(kpi, style=""):
    """A reported KPI's way through the periods as a small picture; nothing with fewer than two points."""
    points = [(WORDS[point.state][0], point.value) for point in kpi.points]
    if sum(value is not None for _tone, value in points) < 2:
        return ""
    said = ", ".join(f"{point.period}: {wording.percent(point.reached)}" for point in kpi.points)
    return mark_safe(sparkline(points, title=said, style=style))  # noqa: S308, drawn and escaped by us


@register.filter
def printed_line(kpi):
    """The same for print, where a picture has its own style."""
    return line(kpi, LINE_STYLE)


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
