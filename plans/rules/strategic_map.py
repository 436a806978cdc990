"""The strategic map as SVG: perspectives as bands, objectives as boxes, links as arrows.

Written by hand: a dozen kilobytes, links for every box, no inline style, and the same picture in a page and in a
PDF. Sizes are in the SVG's own units; a page scales it.
"""

from dataclasses import dataclass
from xml.etree import ElementTree as Tree

from plans.rules.content import Link, Objective
from plans.rules.outline import outline
from plans.rules.texts import in_language

WIDTH = 1120
LABEL = 132
BOX = (228, 96)
GAP = 14
BAND_GAP = 30
PADDING = 14
A_ROW = 4
ARC = 16
LETTERS = 27


@dataclass(frozen=True)
class Mark:
    """What a box says of its objective's state: tone (ok, warn, bad, na), sign (empty for none), word, and a line of
    figures."""

    tone: str
    sign: str
    word: str
    figures: str


@dataclass(frozen=True)
class _Place:
    x: float
    y: float

    @property
    def top(self):
        return self.x + BOX[0] / 2, self.y

    @property
    def bottom(self):
        return self.x + BOX[0] / 2, self.y + BOX[1]


def draw(content, *, language="en", title="", marks=None, addresses=None):
    """The map of a content as SVG text.

    `marks` and `addresses` are given by the objectives' keys; without a mark a box shows code and name only,
    without an address it is no link. A page styles it.
    """
    return Tree.tostring(picture(content, language, title, marks, addresses), encoding="unicode")


def picture(content, language="en", title="", marks=None, addresses=None):
    """The same as an XML element, for whoever draws the words some other way."""
    marks, addresses = marks or {}, addresses or {}
    parts = [part for part in outline(content) if part.objectives]
    bands, places, height = _laid_out(parts)
    svg = Tree.Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "class": "map", "viewBox": f"0 0 {WIDTH} {height:g}", "role": "group"},
    )
    Tree.SubElement(svg, "title").text = title
    for part, (y, band_height) in zip(parts, bands, strict=True):
        _band(svg, part, y, band_height, content, language)
    for link in content.links:
        _arrow(svg, places[link.source], places[link.target])
    for part in parts:
        for objective in part.objectives:
            _box(
                svg,
                objective,
                places[objective.key],
                in_language(objective.name, language, content.authentic),
                marks.get(objective.key),
                addresses.get(objective.key),
            )
    return svg


def of_directorate(content, directorate):
    """A Directorate's own map as a content that can be drawn: its objectives and arrows, without perspectives."""
    own = [
        Objective(key=one.key, code=one.code, name=one.name, description=one.description)
        for one in directorate.objectives
    ]
    links = [Link(key=link.key, source=link.source, target=link.target) for link in directorate.links]
    return content.model_copy(
        update={"perspectives": (), "groups": (), "objectives": tuple(own), "links": tuple(links), "kpis": ()}
    )


def _laid_out(parts):
    """The bands as (y, height), the boxes' places by key, and the height of it all."""
    bands, places, y = [], {}, 0
    for part in parts:
        rows = _rows(part.objectives)
        height = 2 * PADDING + len(rows) * BOX[1] + (len(rows) - 1) * GAP
        for number, row in enumerate(rows):
            used = len(row) * BOX[0] + (len(row) - 1) * GAP
            x = LABEL + (WIDTH - LABEL - PADDING - used) / 2
            for place, objective in enumerate(row):
                places[objective.key] = _Place(x + place * (BOX[0] + GAP), y + PADDING + number * (BOX[1] + GAP))
        bands.append((y, height))
        y += height + BAND_GAP
    return bands, places, max(0, y - BAND_GAP)


def _rows(objectives):
    """Rows of at most A_ROW, as even as can be: eight are four and four, five are three and two."""
    count = -(-len(objectives) // A_ROW)
    size = -(-len(objectives) // count)
    return [objectives[start : start + size] for start in range(0, len(objectives), size)]


def _band(svg, part, y, height, content, language):
    Tree.SubElement(
        svg,
        "rect",
        {"class": "band", "x": "0.5", "y": f"{y + 0.5:g}", "width": f"{WIDTH - 1}", "height": f"{height - 1:g}"},
    )
    if part.perspective is None:
        return
    name = in_language(part.perspective.name, language, content.authentic)
    for number, line in enumerate(_lines(name, 15)):
        _text(svg, 11, y + 28 + number * 16, line, "band-name")


def _arrow(svg, source, target):
    """From the top of the one that serves to the bottom of the one that is served, or the other way about."""
    (x0, y0), (x1, y1) = source.top, target.bottom
    if source.y == target.y:
        _beside(svg, x0, target.top[0], y0)
        return
    if y0 <= y1:
        (x0, y0), (x1, y1) = source.bottom, target.top
    down = 1 if y1 > y0 else -1
    tip = y1 - down * 8
    bend = max(18, abs(tip - y0) * 0.45) * down
    path = f"M{x0:g} {y0:g} C{x0:g} {y0 + bend:g} {x1:g} {tip - bend:g} {x1:g} {tip:g}"
    Tree.SubElement(svg, "path", {"class": "arrow", "d": path})
    head = f"M{x1 - 5:g} {tip:g} L{x1 + 5:g} {tip:g} L{x1:g} {y1:g} Z"
    Tree.SubElement(svg, "path", {"class": "head", "d": head})


def _beside(svg, x0, x1, y):
    """Over the tops of the boxes between two of one row."""
    path = f"M{x0:g} {y:g} C{x0:g} {y - ARC:g} {x1:g} {y - ARC:g} {x1:g} {y - 6:g}"
    Tree.SubElement(svg, "path", {"class": "arrow", "d": path})
    Tree.SubElement(svg, "path", {"class": "head", "d": f"M{x1 - 5:g} {y - 7:g} L{x1 + 5:g} {y - 7:g} L{x1:g} {y:g} Z"})


def _box(svg, objective, place, name, mark, address):
    holder = svg
    if address:
        said = ", ".join(filter(None, [f"{objective.code} {name}", mark and mark.word, mark and mark.figures]))
        holder = Tree.SubElement(svg, "a", {"href": address, "aria-label": said})
    tone = f" {mark.tone}" if mark else ""
    Tree.SubElement(
        holder,
        "rect",
        {
            "class": f"box{tone}",
            "x": f"{place.x:g}",
            "y": f"{place.y:g}",
            "width": f"{BOX[0]}",
            "height": f"{BOX[1]}",
            "rx": "6",
        },
    )
    start = 12
    if mark:
        if mark.sign:
            _text(holder, place.x + 12, place.y + 26, mark.sign, f"sign {mark.tone}")
            start = 32
        _text(holder, place.x + BOX[0] - 10, place.y + 26, mark.word, f"word {mark.tone}", anchor="end")
    _text(holder, place.x + start, place.y + 26, objective.code, "element-code")
    for number, line in enumerate(_lines(name, LETTERS)[: 3 if not mark else 2]):
        _text(holder, place.x + 12, place.y + 46 + number * 17, line, "name")
    if mark:
        _text(holder, place.x + 12, place.y + BOX[1] - 9, mark.figures, "small")


def _text(holder, x, y, words, kind, anchor=None):
    attributes = {"class": kind, "x": f"{x:g}", "y": f"{y:g}"}
    if anchor:
        attributes["text-anchor"] = anchor
    Tree.SubElement(holder, "text", attributes).text = words


def _lines(words, letters):
    """Words in lines of about that many letters; what does not fit the box is cut with an ellipsis by the caller."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        rest = " ".join(lines[1:])
        lines = [lines[0], rest if len(rest) <= letters else rest[: letters - 1].rstrip() + "…"]
    return lines
