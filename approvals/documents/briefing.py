"""A briefing for delegates: one amendment on paper, as it stands at a moment. It proves nothing and is not sealed."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

from plans.documents.printing import STYLE
from plans.documents.rendering import Printable
from plans.rules.canonical import sha256

OWN_STYLE = Path(__file__).parent / "briefing.css"


def briefing(about, *, at, language):
    """The Printable of a briefing. `about` is what the amendment's page shows, without what one person may do there."""
    given = {
        "organization": settings.ORGANIZATION,
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "style": mark_safe(STYLE.read_text() + OWN_STYLE.read_text()),  # noqa: S308, our own files
        "demonstration": settings.DEMONSTRATION,
        "at": at,
    }
    with translation.override(language):
        html = render_to_string("approvals/documents/briefing.html", about | given)
    return Printable(html=html, identifier=sha256(html.encode())[:32], created=at)
