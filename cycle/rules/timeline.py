"""An annual implementation plan as a timeline: a bar for each action, filled as far as it is done, and a mark for each
deliverable at its day. SVG by hand; a page styles it."""

from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as Tree

WIDTH, ROW, TOP, LEFT = 960, 34, 30, 110
BAR = 14


@dataclass(frozen=True)
class Line:
    """An action: its code, what is said of it to who cannot see, its first and last day, how much of it is done (a
    Fraction), where it leads to, and its deliverables as triples of a day, whether it is done, and whether it is
    late."""

    code: str
    said: str
    start: date
    end: date
    reached: object
    address: str
    marks: tuple


def draw(lines, *, start, end, today, months, title):
    """SVG text of Lines between two days. `months` are pairs of a first day and what it is called; `today` is drawn
    where it lies between them."""
    height = TOP + ROW * len(lines) + 12
    svg = Tree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "timeline-chart",
            "viewBox": f"0 0 {WIDTH} {height}",
            "role": "group",
        },
    )
    Tree.SubElement(svg, "title").text = title

    def x(day):
        whole = max((end - start).days, 1)
        return LEFT + (WIDTH - LEFT - 12) * min(max((day - start).days, 0), whole) / whole

    for day, called in months:
        Tree.SubElement(svg, "path", {"class": "month", "d": f"M{x(day):.1f} {TOP - 8}V{height - 8}"})
        _text(svg, x(day) + 4, TOP - 12, called, "month-name")
    for place, line in enumerate(lines):
        _line(svg, line, TOP + ROW * place, x)
    if start <= today <= end:
        Tree.SubElement(svg, "path", {"class": "today", "d": f"M{x(today):.1f} {TOP - 8}V{height - 8}"})
    return Tree.tostring(svg, encoding="unicode")


def _line(svg, line, top, x):
    middle = top + ROW / 2
    link = Tree.SubElement(svg, "a", {"href": line.address, "aria-label": line.said})
    _text(link, 8, middle + 5, line.code, "code")
    left, right = x(line.start), x(line.end)
    box = {"x": f"{left:.1f}", "y": f"{middle - BAR / 2:.1f}", "height": str(BAR), "rx": "3"}
    Tree.SubElement(link, "rect", box | {"class": "bar", "width": f"{right - left:.1f}"})
    if line.reached:
        width = (right - left) * float(line.reached)
        Tree.SubElement(link, "rect", box | {"class": "filled", "width": f"{width:.1f}"})
    for day, done, late in line.marks:
        tone = "ok" if done else "bad" if late else "na"
        at, half = x(day), 6
        # done is round, what is left has corners
        if done:
            Tree.SubElement(link, "circle", {"class": f"mark {tone}", "cx": f"{at:.1f}", "cy": f"{middle}", "r": "6"})
        else:
            path = (
                f"M{at:.1f} {middle - half}L{at + half:.1f} {middle}L{at:.1f} {middle + half}L{at - half:.1f} {middle}Z"
            )
            Tree.SubElement(link, "path", {"class": f"mark {tone}", "d": path})
            if late:
                Tree.SubElement(link, "path", {"class": "cross", "d": f"M{at:.1f} {middle - 3}v3m0 2v1"})


def _text(holder, x, y, words, kind):
    Tree.SubElement(holder, "text", {"class": kind, "x": f"{x:.1f}", "y": f"{y:.1f}"}).text = words
