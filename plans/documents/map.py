"""A strategic map for print: the shapes as SVG, the words over them as text of the page.

The layout engine draws the text of an SVG letter by letter, which leaves Arabic letters unjoined and in the wrong
order, on paper and in what is copied out of it. As text of the page they are shaped and stored like all others.
"""

from xml.etree import ElementTree as Tree

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from plans.rules.strategic_map import picture

# from the top of a line of height 1 to its baseline, in ems of Noto Sans
BASELINE = 0.888
LETTERS = 13  # the size of letters in the picture's own units


def printed(content, *, language, title, width, height, style, marks=None):
    """The map of a content as HTML that fits into so many millimetres. `style` is CSS for the shapes, `marks` as for
    the picture."""
    svg = picture(content, language, title, marks)
    _x, _y, wide, high = (float(number) for number in svg.get("viewBox").split())
    scale = min(width / wide, height / high)
    words = _taken_out(svg)
    Tree.SubElement(svg, "style").text = style
    svg.set("width", f"{wide * scale:.2f}mm")
    svg.set("height", f"{high * scale:.2f}mm")
    shapes = mark_safe(Tree.tostring(svg, encoding="unicode"))  # noqa: S308, drawn by us, every text of it escaped
    spans = format_html_join(
        "", '<p class="{}" style="{}:{}mm;top:{}mm">{}</p>', (_placed(each, scale, wide) for each in words)
    )
    return format_html(
        '<div class="map" style="width:{}mm;height:{}mm;font-size:{}mm">{}{}</div>',
        f"{wide * scale:.2f}",
        f"{high * scale:.2f}",
        f"{LETTERS * scale:.3f}",
        shapes,
        spans,
    )


def _taken_out(svg):
    found = []
    for holder in list(svg.iter()):
        for text in holder.findall("text"):
            found.append(text)
            holder.remove(text)
    return found


def _placed(text, scale, wide):
    """From the left, or from the right what ends where it stands."""
    side, from_side = ("right", wide - float(text.get("x"))) if text.get("text-anchor") else ("left", text.get("x"))
    top = (float(text.get("y")) - BASELINE * LETTERS) * scale
    return text.get("class"), side, f"{float(from_side) * scale:.2f}", f"{top:.2f}", text.text
