"""What a KPI reached of its aim through the periods, as a small SVG with a line for the aim. A page styles it."""

from fractions import Fraction
from xml.etree import ElementTree as Tree

WIDTH, HEIGHT, EDGE = 240, 56, 6
SHAPES = {
    "warn": "M{x:.1f} {y:.1f}m0 -5l5 9h-10z",
    "bad": "M{x:.1f} {y:.1f}m-4 -4h8v8h-8z",
}


def sparkline(points, *, title, style=""):
    """SVG text. `points` are pairs of a tone (ok, warn, bad, na) and what was reached, a Fraction or None, the oldest
    first; `title` says the same in words; `style` is CSS of its own, for paper. Empty where nothing was reached."""
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
    if style:
        Tree.SubElement(svg, "style").text = style
    aim = _height(Fraction(1), highest)
    Tree.SubElement(svg, "path", {"class": "aim", "d": f"M0 {aim:.1f}H{WIDTH}"})
    line = " ".join(f"{float(x):.1f},{y:.1f}" for x, y, _tone in places)
    Tree.SubElement(svg, "polyline", {"class": "line", "points": line})
    for x, y, tone in places:
        _dot(svg, float(x), y, tone)
    return Tree.tostring(svg, encoding="unicode")


def _dot(svg, x, y, tone):
    """A point in the shape of its state: round on track, a triangle at risk, a square off track, hollow otherwise."""
    if tone in SHAPES:
        Tree.SubElement(svg, "path", {"class": f"dot {tone}", "d": SHAPES[tone].format(x=x, y=y)})
    else:
        Tree.SubElement(svg, "circle", {"class": f"dot {tone}", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "4"})


def _height(value, highest):
    return float(HEIGHT - EDGE - value / highest * (HEIGHT - 2 * EDGE))
