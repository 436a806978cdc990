"""The report on paper: with its value inside and sealed once it is published, else as it stands, proving nothing."""

from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

from approvals.documents.paper import look_up_address, sheet
from plans.documents.conforming import conformed
from plans.documents.printing import boxes, code_of
from plans.documents.rendering import Attached, Printable, render
from plans.rules.canonical import canonical, digest_of, sha256
from plans.rules.marks import RECORD_FILE, REPORT_FILE

STYLE = Path(__file__).with_name("report.css")
# whoever asks for one that is not published waits for it
SECONDS = 60


def printable(published, record, *, fields):
    """The Printable of a PublishedReport, in the authentic language of the plan, with the record of its publication, a
    JSON value."""
    content = published.version.content
    made = _paper(content.authentic[0], made_at=published.published_at)
    inside = (
        Attached(REPORT_FILE, published.text.encode(), "The report in its canonical form (RFC 8785)"),
        Attached(RECORD_FILE, canonical(record), "The record of its publication"),
    )
    code = code_of(look_up_address(published.digest))
    html = _html(published.report, content, made, published=published, fields=boxes(fields), code=code)
    return Printable(
        html=html,
        identifier=digest_of(record)[:32],
        created=published.published_at,
        attached=inside,
        texts=(("the report", published.text),),
    )


def as_it_stands(report, content, *, at, language):
    """The PDF of a report that is not published. `content` is the plan that measures it. Raises CannotRender."""
    html = _html(report, content, _paper(language, made_at=at, sealed=False))
    return conformed(render(Printable(html=html, identifier=sha256(html.encode())[:32], created=at), seconds=SECONDS))


def _paper(language, **given):
    return sheet(language, **given, more_style=STYLE.read_text())


def _html(report, content, paper, **given):
    with translation.override(paper.language):
        given |= {"report": report, "paper": paper, "content": content}
        return render_to_string("cycle/documents/report.html", given)
