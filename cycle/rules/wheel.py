"""The cycle as a picture: a ring of numbered steps, the phases round it, the current step in its middle. SVG by hand; a
page styles it."""

from dataclasses import dataclass
from math import cos, pi, sin
from xml.etree import ElementTree as Tree

WIDTH, HEIGHT = 600, 430
CENTRE = (300, 215)
RING, ARC, LABEL = 128, 164, 186
DOT = 15
# what is left free between two phases, as a part of the way from step to step
GAP = 0.28
LETTERS = 15


@dataclass(frozen=True)
class Spoke:
    """A step in the ring: its number, its words, its phase's words, whether it is done, current or later, and where it
    leads to."""

    number: int
    title: str
    phase: str
    state: str
    address: str


def draw(spokes, *, title, middle):
    """The ring of some Spokes in order as SVG text; `middle` are the lines in the middle of it."""
    svg = Tree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "wheel",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "role": "group",
        },
    )
    Tree.SubElement(svg, "title").text = title
    for phase in dict.fromkeys(spoke.phase for spoke in spokes):
        _phase(svg, phase, [spoke for spoke in spokes if spoke.phase == phase], len(spokes))
    for spoke in spokes:
        _spoke(svg, spoke, len(spokes))
    for number, line in enumerate(middle):
        top = CENTRE[1] + 6 + (number - (len(middle) - 1) / 2) * 22
        _text(svg, CENTRE[0], top, line, "middle" if number else "middle first", "middle")
    return Tree.tostring(svg, encoding="unicode")


def _angle(place, count):
    """From the top, clockwise."""
    return 2 * pi * place / count - pi / 2


def _at(radius, angle):
    return CENTRE[0] + radius * cos(angle), CENTRE[1] + radius * sin(angle)


def _phase(svg, phase, spokes, count):
    first, last = spokes[0].number - 1 - 0.5 + GAP, spokes[-1].number - 1 + 0.5 - GAP
    (x0, y0), (x1, y1) = _at(ARC, _angle(first, count)), _at(ARC, _angle(last, count))
    large = int((last - first) / count > 0.5)
    states = {spoke.state for spoke in spokes}
    state = "done" if states == {"done"} else "later" if states == {"later"} else "current"
    path = f"M{x0:.1f} {y0:.1f} A{ARC} {ARC} 0 {large} 1 {x1:.1f} {y1:.1f}"
    Tree.SubElement(svg, "path", {"class": f"arc {state}", "d": path})
    angle = _angle((first + last) / 2, count)
    x, y = _at(LABEL, angle)
    anchor = "start" if cos(angle) > 0.25 else "end" if cos(angle) < -0.25 else "middle"
    lines = _lines(phase)
    # above the ring the last line stands by it, below it the first
    up = 1.0 if sin(angle) < -0.6 else 0.0 if sin(angle) > 0.6 else 0.5
    start = y + (12 if sin(angle) > 0.6 else 5) - (len(lines) - 1) * 18 * up
    for number, line in enumerate(lines):
        _text(svg, x, start + number * 18, line, "phase", anchor)


def _spoke(svg, spoke, count):
    x, y = _at(RING, _angle(spoke.number - 1, count))
    link = Tree.SubElement(svg, "a", {"href": spoke.address, "aria-label": f"{spoke.number}. {spoke.title}"})
    Tree.SubElement(link, "circle", {"class": f"dot {spoke.state}", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{DOT}"})
    # done is a sign as well as a colour
    _text(link, x, y + 5, "✓" if spoke.state == "done" else str(spoke.number), f"number {spoke.state}", "middle")


def _text(holder, x, y, words, kind, anchor):
    attributes = {"class": kind, "x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
    Tree.SubElement(holder, "text", attributes).text = words


def _lines(words):
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
