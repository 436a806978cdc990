"""The map as SVG: a box for every objective, an arrow for every link, nothing that a strict policy forbids."""

from pathlib import Path
from xml.etree import ElementTree as Tree

from plans.rules.apply import rebuilt
from plans.rules.source import read
from plans.rules.strategic_map import Mark, draw

CONTENT = read(Path("plans/demo/strategic-plan-2019-2022.yaml").read_bytes())
SVG = "{http://www.w3.org/2000/svg}"


def parts(svg, tag, kind):
    return [part for part in Tree.fromstring(svg).iter(SVG + tag) if part.get("class", "").split()[:1] == [kind]]


def test_every_objective_and_link_is_drawn():
    svg = draw(CONTENT, title="Map")
    counts = [len(parts(svg, "rect", "box")), len(parts(svg, "path", "arrow")), len(parts(svg, "rect", "band"))]
    assert counts == [17, 20, 5]
    assert Tree.fromstring(svg).find(SVG + "title").text == "Map"


def test_boxes_do_not_overlap_and_stay_inside():
    root = Tree.fromstring(draw(CONTENT))
    width, height = map(float, root.get("viewBox").split()[2:])
    boxes = [
        tuple(float(box.get(name)) for name in ("x", "y", "width", "height"))
        for box in parts(draw(CONTENT), "rect", "box")
    ]
    for place, (x, y, w, h) in enumerate(boxes):
        assert (x >= 0, y >= 0, x + w <= width, y + h <= height) == (True,) * 4
        for other_x, other_y, *_size in boxes[place + 1 :]:
            assert abs(other_x - x) >= w or abs(other_y - y) >= h


def test_a_mark_shows_word_and_figures_and_an_address_makes_a_link():
    svg = draw(CONTENT, marks={"sp7": Mark("bad", "✕", "Off track", "61 %")}, addresses={"sp7": "/objectives/SP7/"})
    link = next(Tree.fromstring(svg).iter(SVG + "a"))
    assert link.get("href") == "/objectives/SP7/"
    assert link.get("aria-label").endswith("Off track, 61 %")
    assert {"Off track", "61 %", "✕"} <= {text.text for text in link.iter(SVG + "text")}


def test_hostile_text_stays_text_and_nothing_is_inline():
    objective = CONTENT.objectives[0].model_copy(update={"name": {"en": "<script>alert(1)</script> & more"}})
    svg = draw(rebuilt(CONTENT, objectives=(objective, *CONTENT.objectives[1:])))
    assert "<script" not in svg
    assert "style" not in svg


def test_an_edition_without_perspectives_has_a_map():
    bare = [objective.model_copy(update={"perspective": None, "group": None}) for objective in CONTENT.objectives]
    svg = draw(rebuilt(CONTENT, objectives=tuple(bare), perspectives=(), groups=()))
    assert (len(parts(svg, "rect", "box")), len(parts(svg, "rect", "band"))) == (17, 1)


def test_an_arrow_between_two_of_one_row_goes_over_their_tops():
    svg = draw(read(Path("plans/demo/strategic-goals.yaml").read_bytes()))
    paths = [[float(part.lstrip("MC")) for part in arrow.get("d").split()] for arrow in parts(svg, "path", "arrow")]
    over = [path for path in paths if max(path[3], path[5]) < path[1] and abs(path[-1] - path[1]) < 10]
    assert len(over) == 4  # from goal 4 to 1, 2 and 3, and from 7 to 6
