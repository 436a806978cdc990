"""The printed plan's words for typst: headings, paragraphs, lists and tables, without map, cover and marks."""

import json
from html.parser import HTMLParser

HEADINGS = {f"h{level}": level for level in range(1, 6)}
PREAMBLE = """
#set document(title: "SYNTHETIC", author: "SYNTHETIC", date: datetime(year: 2020, month: 6, day: 1))
#set page(paper: "a4", margin: 22mm, numbering: "1 / 1")
#set text(font: "Noto Sans", size: 10pt, lang: "en")
#set par(spacing: 0.7em, leading: 0.55em)
#set table(inset: (x: 2mm, y: 1.5mm))
#show table: set text(size: 8.5pt)
#show heading.where(level: 2): it => { pagebreak(weak: true); it }
#outline()
"""


class Words(HTMLParser):
    """Collects what a printed plan says as typst markup, in `said`."""

    def __init__(self):
        super().__init__()
        self.said, self.text, self.row, self.silent = [], [], [], 0

    def handle_starttag(self, tag, attrs):
        if tag in ("style", "title", "svg"):
            self.silent += 1
        elif tag in ("p", "li", "td", "th", *HEADINGS):
            self.text = []
        elif tag == "tr":
            self.row = []
        elif tag == "table":
            self.rows = []

    def handle_endtag(self, tag):
        if tag in ("style", "title", "svg"):
            self.silent -= 1
        elif tag in HEADINGS:
            self.said.append(f"#heading(level: {HEADINGS[tag]}, {self._string()})")
        elif tag in ("p", "li"):
            self.said.append(f"#par[#{self._string()}]")
        elif tag in ("td", "th"):
            self.row.append(f"[#{self._string()}]")
        elif tag == "tr":
            self.rows.append(self.row)
        elif tag == "table":
            columns = max(map(len, self.rows))
            first, *others = (", ".join(row) for row in self.rows)
            cells = ", ".join([f"table.header({first})", *others])
            widths = ["18mm", *["1fr"] * (columns - 2), "40mm"] if columns > 2 else ["46mm", "1fr"]
            self.said.append(f"#table(columns: ({', '.join(widths)}), stroke: none, {cells})")

    def handle_data(self, data):
        if not self.silent:
            self.text.append(data)

    def _string(self):
        return json.dumps(" ".join("".join(self.text).split()), ensure_ascii=False)


def typst_of(html):
    """A printed plan, given as HTML, as a typst document."""
    words = Words()
    words.feed(html)
    return PREAMBLE + "\n\n".join(words.said)
