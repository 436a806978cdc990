"""The pages of a plan as HTML with everything inside: text, picture, style. No page of it fetches anything."""

from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from plans.documents.fields import SignatureField
from plans.rules.marks import FIELDS
from plans.rules.outline import outline
from plans.rules.strategic_map import draw
from plans.rules.texts import in_language

STYLE = Path(__file__).with_name("plan.css")
MAP_STYLE = Path(__file__).with_name("map.css")
# the boxes of the page for signatures, in points from the lower left corner of an A4 page
FIRST, HEIGHT, LEFT, RIGHT = 660, 86, 62, 533
PAGE, TOP_MARGIN = 841.89, 62.36


def pages(content, *, facts, annexes, labels, language, development, demonstration):
    """The whole document as HTML.

    `facts` are what the cover says of the version (label, in_force_from, digest, predecessor's digest, name);
    `annexes` (title, html) are trusted HTML that the app above wrote, already escaped; `labels` name the fields of
    signatures; `development` marks every page.
    """
    with translation.override(language):
        return render_to_string(
            "plans/documents/plan.html",
            {
                "content": content,
                "outline": outline(content),
                "map": mark_safe(_map(content, language)),  # noqa: S308, drawn by us, every text of it escaped
                "style": mark_safe(STYLE.read_text()),  # noqa: S308, our own file
                "facts": facts,
                "annexes": annexes,
                "language": language,
                "development": development,
                "demonstration": demonstration,
                "fields": [
                    {"label": field.label, "from_top": round(PAGE - TOP_MARGIN - field.rectangle[3], 2)}
                    for field in signature_fields(labels)
                ],
            },
        )


def _map(content, language):
    return draw(content, language=language, title=in_language(content.name, language), style=MAP_STYLE.read_text())


def signature_fields(labels):
    """The fields of the last page, in order, from the top: the seal, then a field for each chair. `labels` gives
    what people read, by the field's name."""
    fields = []
    for place, name in enumerate(FIELDS):
        top = FIRST - place * (HEIGHT + 24)
        fields.append(SignatureField(name, labels.get(name, name), (LEFT, top - HEIGHT, RIGHT, top)))
    return fields
