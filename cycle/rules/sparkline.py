"""What a KPI reached of its aim through the periods, as a small SVG with a line for the aim. A page styles it."""

from fractions import Fraction
from xml.etree import ElementTree as Tree

WIDTH, HEIGHT, EDGE = 240, 56, 6


def sparkline(points, *, title):
    """SVG text. `points` are pairs of a tone (ok, warn, bad, na) and what was reached, a Fraction or None, the oldest
    first; `title` says the same in words. Empty where nothing was reached."""
    known = [(place, tone, value) for place, (tone, value) in enumerate(points) if value is not None]
    if not known:
        return ""
    highest = max(Fraction(1), *(value for _place, _tone, value in known))
    step = Fraction(WIDTH - 2 * EDGE, max(len(points) - 1, 1))
    places = [(EDGE + step * place, _height(value, highest), tone) for place, tone, value in known]
    svg = Tree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "spark",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "role": "img",
            "aria-label": title,
        },
    )
    Tree.SubElement(svg, "title").text = title
    aim = _height(Fraction(1), highest)
    Tree.SubElement(svg, "path", {"class": "aim", "d": f"M0 {aim:.1f}H{WIDTH}"})
    line = " ".join(f"{float(x):.1f},{y:.1f}" for x, y, _tone in places)
    Tree.SubElement(svg, "polyline", {"class": "line", "points": line})
    for x, y, tone in places:
        Tree.SubElement(svg, "circle", {"class": f"dot {tone}", "cx": f"{float(x):.1f}", "cy": f"{y:.1f}", "r": "4"})
    return Tree.tostring(svg, encoding="unicode")


def _height(value, highest):
    return float(HEIGHT - EDGE - value / highest * (HEIGHT - 2 * EDGE))
