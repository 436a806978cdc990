"""The pages of a plan as HTML with everything inside: text, picture, style. No page of it fetches anything."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from plans.documents.fields import SignatureField
from plans.documents.map import printed
from plans.rules.marks import FIELDS
from plans.rules.outline import outline
from plans.rules.strategic_map import of_directorate
from plans.rules.texts import in_language

STYLE = Path(__file__).with_name("plan.css")
MAP_STYLE = Path(__file__).with_name("map.css")
# the boxes of the page for signatures, in points from the lower left corner of an A4 page
FIRST, HEIGHT, LEFT, RIGHT = 660, 86, 62, 533
PAGE, TOP_MARGIN = 841.89, 62.36
# what a map may take on a page of its own and among text, in millimetres (width, height)
WIDE, TALL = (261, 150), (166, 200)


@dataclass(frozen=True)
class Heading:
    """A part of the plan under its heading; `level` is the heading's, which follows the level before by at most one."""

    level: int
    code: str
    name: Any
    description: Any = None
    kpis: tuple = ()


@dataclass(frozen=True)
class DirectorateChapter:
    """A Directorate with its map (SVG, or nothing without objectives) and, by objective, what it serves and watches."""

    directorate: Any
    map: str
    rows: tuple


@dataclass(frozen=True)
class Paper:
    """What a printed document stands on, whatever is printed: in which language, by which organization, made when (as
    ISO 8601), and what its pages are marked with. `own_style` are the rules of its own, beside those of every one."""

    language: str
    organization: str
    made_at: str
    development: bool
    demonstration: bool
    own_style: str = ""

    @property
    def direction(self):
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"

    @property
    def style(self):
        return mark_safe(STYLE.read_text() + self.own_style)  # noqa: S308, our own files

    @property
    def mark(self):
        return " · ".join(["DEVELOPMENT"] * self.development + ["SYNTHETIC"] * self.demonstration)


def pages(content, paper, *, facts, annexes, labels):
    """The whole document as HTML, on Paper.

    `facts` are what the cover says of the version (label, in_force_from, digest, the predecessor's label and digest,
    root, and `address`, where its state can be looked up); `annexes` (title, html) are trusted HTML that the app above
    wrote, already escaped; `labels` name the fields of signatures.
    """
    language = paper.language
    with translation.override(language):
        return render_to_string(
            "plans/documents/plan.html",
            {
                "content": content,
                "headings": _headings(content),
                "map": _map(content, language, in_language(content.name, language), WIDE),
                "directorates": [_directorate(content, each, language) for each in content.directorates],
                "code": code_of(facts.get("address")),
                "facts": facts,
                "annexes": annexes,
                "paper": paper,
                "fields": boxes(signature_fields(labels)),
            },
        )


def _headings(content):
    """The outline as a tuple of Heading, under the chapter's own of level 2."""
    found = []
    for part in outline(content):
        level = 3
        if part.perspective:
            found.append(Heading(level, "", part.perspective.name, part.perspective.description))
            level += 1
        for group in part.groups:
            under = level
            if group.group:
                found.append(Heading(level, "", group.group.name, group.group.description))
                under += 1
            for each in group.objectives:
                objective = each.objective
                found.append(Heading(under, objective.code, objective.name, objective.description, each.kpis))
    return tuple(found)


def _directorate(content, directorate, language):
    drawn = ""
    if directorate.objectives:
        name = in_language(directorate.name, language)
        drawn = _map(of_directorate(content, directorate), language, _("Map of %(name)s") % {"name": name}, TALL)
    rows = tuple(
        {
            "objective": objective,
            "serves": [content.elements[key] for key in objective.serves if key in content.elements],
            "indicators": [one for one in directorate.indicators if one.objective == objective.key],
        }
        for objective in directorate.objectives
    )
    return DirectorateChapter(directorate, drawn, rows)


def _map(content, language, title, room):
    width, height = room
    return printed(content, language=language, title=title, width=width, height=height, style=MAP_STYLE.read_text())


def code_of(address):
    """A QR code of an address as SVG, or nothing without one."""
    if not address:
        return ""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=2, dark="#0b3a66", light="#fff", title=address, svgclass="code", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308, the address is ours and the library escapes it


def boxes(fields):
    """The drawn places of signature fields, for the page's template."""
    return [{"label": field.label, "from_top": f"{PAGE - TOP_MARGIN - field.rectangle[3]:.2f}"} for field in fields]


def signature_fields(labels, names=FIELDS):
    """The fields of the last page, in order, from the top: the seal, then a field for each chair. `labels` gives
    what people read, by the field's name."""
    fields = []
    for place, name in enumerate(names):
        top = FIRST - place * (HEIGHT + 24)
        fields.append(SignatureField(name, labels.get(name, name), (LEFT, top - HEIGHT, RIGHT, top)))
    return fields
