"""Which text a document cannot be rendered for: each is tried by itself, by halves."""

from datetime import UTC, datetime

from django.utils.html import escape

from plans.documents.rendering import Printable, render
from plans.exceptions import CannotRender

# how long a part may take: a whole plan takes less
SECONDS = 20
NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


def texts_of(content):
    """Every text of a plan, as pairs of where it stands (code or key, field, language) and what it says."""
    return tuple(
        (f"{getattr(element, 'code', '') or key} ({field}, {language})", said)
        for key, element in content.elements.items()
        for field in type(element).model_fields
        if isinstance(value := getattr(element, field), dict)
        for language, said in value.items()
        if isinstance(said, str)
    )


def to_blame(texts):
    """Where the one text stands that cannot be rendered even by itself, or None: where nothing can be, everything can,
    or only all together cannot."""
    if _fails(()) or not _fails(texts):
        return None
    while len(texts) > 1:
        half = len(texts) // 2
        texts = texts[:half] if _fails(texts[:half]) else texts[half:]
    return texts[0][0] if _fails(texts) else None


def _fails(texts):
    said = "".join(f"<p>{escape(text)}</p>" for _where, text in texts)
    try:
        render(Printable(f"<html lang=en><title>t</title>{said}", "0" * 32, NO_MOMENT), seconds=SECONDS)
    except CannotRender:
        return True
    return False
