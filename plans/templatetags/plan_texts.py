"""Showing texts of the plan: in the reader's language, with redlines, safely."""

import unicodedata

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from plans.rules.redline import Fate, redline
from plans.rules.texts import in_language, shortened, shown_in
from plans.wording import amendment_kind_word, collection_word, field_word, noun_word, stage_word

register = template.Library()
register.filter(field_word)
register.filter(noun_word)
register.filter(collection_word)
register.filter(amendment_kind_word)
register.filter(stage_word)


@register.simple_tag(takes_context=True)
def text(context, value, authentic=("en",)):
    """A text in languages, in the reader's, marked with its own language where that is another.

    A page that lets the reader choose the plan's language apart from its own puts it into `text_language`; where texts
    are only proposed, `proposed_here` makes their invisible characters visible.
    """
    if not value:
        return ""
    reading = _reading()
    shown = shown_in(value, context.get("text_language") or reading, authentic)
    said = value[shown]
    said = visible(said) if context.get("proposed_here") else said
    if shown == reading:
        return conditional_escape(said)
    return format_html('<span lang="{}" dir="auto">{}</span>', shown, said)


@register.filter
def plain(value, characters=0):
    """A text in languages as a plain string in the reader's language, cut where `characters` says."""
    said = in_language(value, _reading()) if value else ""
    return shortened(said, int(characters)) if characters else said


@register.filter
def foreign(value):
    """Attributes for the element round a plain text in languages where it is not in the reader's; else nothing."""
    shown = shown_in(value, _reading())
    return "" if shown == _reading() else format_html(' lang="{}" dir="auto"', shown)


def _reading():
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


TERMS = {
    "objectives": gettext_lazy("Objectives"),
    "kpis": gettext_lazy("Indicators"),
    "priorities": gettext_lazy("Strategic priorities"),
    "values": gettext_lazy("Values"),
    "directorates": gettext_lazy("Directorates"),
    "annual_plans": gettext_lazy("Annual implementation plans"),
}


@register.simple_tag(takes_context=True)
def term(context, content, collection):
    """What an edition calls one of its collections, else what everybody calls it."""
    own = content.terms.get(collection)
    return text(context, own, content.authentic) if own else TERMS[collection]


@register.filter
def of(values, key):
    """The value of a key in a dictionary, None without one, or without the dictionary."""
    return values.get(key) if values else None


@register.filter
def aim_on(kpi, day):
    """The aim of a KPI that holds on a day."""
    return kpi.aim_on(day)


_HIDDEN = {
    Fate.INSERTED: lambda: _("added:"),
    Fate.DELETED: lambda: _("removed:"),
    Fate.MOVED_AWAY: lambda: _("moved away:"),
    Fate.MOVED_HERE: lambda: _("moved here:"),
}
_MARKUP = {
    Fate.INSERTED: '<ins><span class="vh" dir="auto">{} </span>{}</ins>',
    Fate.DELETED: '<del><span class="vh" dir="auto">{} </span>{}</del>',
    Fate.MOVED_AWAY: '<del class="moved"><span class="vh" dir="auto">{} </span>{}</del>',
    Fate.MOVED_HERE: '<ins class="moved"><span class="vh" dir="auto">{} </span>{}</ins>',
}


@register.simple_tag
def show_redline(old, new, language="en"):
    """Two texts as one with insertions, deletions and moves marked, for eyes and for screen readers."""
    shown = []
    for run in redline(old, new, language):
        words = visible(run.text)
        shown.append(words if run.fate is Fate.KEPT else format_html(_MARKUP[run.fate], _HIDDEN[run.fate](), words))
    return mark_safe("".join(shown))  # noqa: S308, each part is escaped above


@register.simple_tag
def show_visible(said):
    """A proposed text as it would read, its invisible characters shown."""
    return visible(said)


# letters and marks that show nothing: Hangul fillers, the empty Braille cell, selectors of variants
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5") | {chr(code) for code in range(0xFE00, 0xFE10)}


def visible(said):
    """A proposed text, escaped, with its invisible and direction characters made visible."""
    parts = []
    for character in said:
        if unicodedata.category(character) == "Cf" or character in _UNSEEN:
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            parts.append(format_html('<span class="invisible" title="{}">U+{}</span>', name, f"{ord(character):04X}"))
        else:
            parts.append(conditional_escape(character))
    return mark_safe("".join(parts))  # noqa: S308, each part is escaped above
