"""A briefing for delegates: one amendment on paper, as it stands at a moment. It proves nothing and is not sealed."""

from django.template.loader import render_to_string
from django.utils import translation

from approvals.documents.paper import sheet
from plans.documents.conforming import conformed
from plans.documents.rendering import Printable, render
from plans.rules.canonical import sha256

# it is a page or three, and whoever asked for it waits
SECONDS = 30


def briefing(about, *, at, language):
    """The PDF of a briefing. `about` is what the amendment's page shows, without what one person may do there. Raises
    CannotRender."""
    given = {"paper": sheet(language, made_at=at, sealed=False), "at": at}
    with translation.override(language):
        html = render_to_string("approvals/documents/briefing.html", about | given)
    printable = Printable(html=html, identifier=sha256(html.encode())[:32], created=at)
    return conformed(render(printable, seconds=SECONDS))
