"""The contrast of what shows where something stands, in light and dark: computed from the stylesheet (WCAG 2.2)."""

import re
from pathlib import Path

import pytest

STYLE = Path("static/plenary.css").read_text()
ROOTS = re.findall(r":root \{([^}]*)\}", STYLE)
LIGHT, DARK = (dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6});", root)) for root in ROOTS[:2])
TONES = ("ok", "warn", "bad", "na")
# what is drawn, beside words: 3 (1.4.11), and words 4.5 (1.4.3)
SHAPES = [*(f".map .box.{tone}" for tone in TONES), ".map .arrow", ".map .head", ".map .box"]


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def declared(selector, name):
    """The token that the last rule with a selector gives to a property; a rule may have several selectors."""
    found = None
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", STYLE):
        if selector in [one.strip() for one in selectors.split(",")]:
            value = re.search(rf"(?<![a-z-]){name}: var\(--([a-z]+)\)", body)
            found = value[1] if value else found
    assert found, f"{selector} has no {name}"
    return found


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("#000", "#fff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", TONES)
def test_words_on_the_map_can_be_read(tone, colours):
    ground = colours[declared(f".map .box.{tone}", "fill")]
    for selector in (f".map .word.{tone}", f".map .sign.{tone}"):
        assert contrast(colours[declared(selector, "fill")], ground) >= 4.5, selector
    assert contrast(colours[declared(".map text", "fill")], ground) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("selector", SHAPES)
def test_shapes_of_the_map_stand_out_from_their_band(selector, colours):
    band = colours[declared(".map .band", "fill")]
    assert contrast(colours[declared(selector, "stroke" if selector != ".map .head" else "fill")], band) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", TONES)
def test_tags_can_be_read_and_dots_stand_out(tone, colours):
    assert contrast(colours[declared(f".{tone}", "color")], colours[declared(f".{tone}", "background")]) >= 4.5
    assert contrast(colours[declared(f".spark .dot.{tone}", "fill")], colours["bg"]) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_ring_of_the_cycle_and_the_timeline_stand_out(colours):
    ground = colours["bg"]
    assert (
        contrast(colours[declared(".wheel .number.current", "fill")], colours[declared(".wheel .dot.current", "fill")])
        >= 4.5
    )
    assert (
        contrast(colours[declared(".wheel .number.done", "fill")], colours[declared(".wheel .dot.done", "fill")]) >= 4.5
    )
    for selector, name in (
        (".wheel .arc.done", "stroke"),
        (".wheel .arc.current", "stroke"),
        (".wheel .dot", "stroke"),
        (".timeline-chart .filled", "fill"),
        (".timeline-chart .today", "stroke"),
        (".timeline-chart .mark.ok", "fill"),
        (".timeline-chart .mark.bad", "fill"),
    ):
        assert contrast(colours[declared(selector, name)], ground) >= 3, selector
