"""The paper of this installation."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from plans.documents.printing import Paper

STYLE = Path(__file__).with_name("briefing.css")


def paper(language, *, made_at, sealed=True, own_style=""):
    """The Paper that this installation prints on; what is not sealed says nothing of the seal."""
    return Paper(
        language=language,
        organization=settings.ORGANIZATION,
        made_at=made_at.isoformat(timespec="seconds"),
        development=sealed and settings.DEVELOPMENT_SEAL,
        demonstration=settings.DEMONSTRATION,
        own_style=own_style,
    )


def look_up_address(digest):
    """Where anybody learns what holds today of the document with this digest; empty where the installation has no
    address of its own."""
    return settings.SITE_URL and settings.SITE_URL + reverse("look-up", args=[digest])


def sheet(language, *, more_style="", **given):
    """The Paper of what is a page or three, without a cover; `more_style` are rules of its own beside those of every
    sheet."""
    return paper(language, own_style=STYLE.read_text() + more_style, **given)
