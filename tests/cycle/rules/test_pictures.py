"""The ring of the cycle and the timeline of the annual plan, as SVG."""

from datetime import date
from fractions import Fraction
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.rules import timeline, wheel
from cycle.rules.timeline import Line
from cycle.rules.wheel import Spoke

SVG = "{http://www.w3.org/2000/svg}"
PHASES = (
    ["Planning: defining the strategy"] * 7 + ["Planning: translating it"] * 4 + ["Implementing"] * 2 + ["Learning"] * 2
)


def ring(at, count=15):
    states = ["done" if place < at else "current" if place == at else "later" for place in range(count)]
    spokes = [
        Spoke(place + 1, f"Step {place + 1} <&>", PHASES[place], states[place], f"#step-{place + 1}")
        for place in range(count)
    ]
    return Tree.fromstring(wheel.draw(spokes, title="The cycle", middle=["Now", "Step"]))


@pytest.mark.parametrize("at", [0, 7, 14, 15])
def test_the_ring_has_every_step_in_order_with_its_state_and_where_it_leads(at):
    svg = ring(at)
    links = svg.findall(SVG + "a")
    assert [link.get("href") for link in links] == [f"#step-{number}" for number in range(1, 16)]
    assert links[3].get("aria-label") == "4. Step 4 <&>"
    said = [link.find(SVG + "text").text for link in links]
    assert said == ["✓"] * at + [str(number) for number in range(at + 1, 16)]
    dots = [link.find(SVG + "circle").get("class") for link in links]
    assert dots == ["dot done"] * at + ["dot current"] * (at < 15) + ["dot later"] * max(0, 14 - at)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (0, ["current", "later", "later", "later"]),
        (7, ["done", "current", "later", "later"]),
        (12, ["done", "done", "current", "later"]),
        (15, ["done"] * 4),
    ],
)
def test_a_phase_is_done_with_all_its_steps_and_current_with_one(at, expected):
    assert [path.get("class") for path in ring(at).findall(SVG + "path")] == [f"arc {state}" for state in expected]


def test_nothing_of_the_ring_lies_outside_its_picture():
    svg = ring(7)
    for circle in svg.iter(SVG + "circle"):
        assert 0 < float(circle.get("cx")) < wheel.WIDTH
        assert 0 < float(circle.get("cy")) < wheel.HEIGHT
    for text in svg.iter(SVG + "text"):
        assert 0 < float(text.get("y")) <= wheel.HEIGHT - 4


START, END = date(2019, 7, 1), date(2020, 6, 30)


def chart(*lines, today=date(2020, 1, 1)):
    months = [(date(2019, 9, 1), "Sep 2019")]
    return Tree.fromstring(timeline.draw(lines, start=START, end=END, today=today, months=months, title="Year"))


def line(reached, *marks, code="A01"):
    return Line(code, f"{code} said", START, END, reached, f"#{code}", marks)


def test_a_bar_is_filled_as_far_as_its_action_is_done():
    svg = chart(line(Fraction(1, 4)), line(Fraction(0), code="A02"))
    first, second = svg.findall(SVG + "a")
    bar, filled = first.findall(SVG + "rect")
    assert float(filled.get("width")) * 4 == pytest.approx(float(bar.get("width")), abs=0.3)
    assert [rect.get("class") for rect in second.findall(SVG + "rect")] == ["bar"]
    assert (first.get("href"), first.get("aria-label")) == ("#A01", "A01 said")


def test_what_is_done_is_round_and_what_is_late_has_a_mark_and_another_colour():
    svg = chart(line(Fraction(1, 2), (date(2019, 12, 1), True, False), (END, False, True), (END, False, False)))
    (link,) = svg.findall(SVG + "a")
    assert [circle.get("class") for circle in link.findall(SVG + "circle")] == ["mark ok"]
    assert [path.get("class") for path in link.findall(SVG + "path")] == ["mark bad", "cross", "mark na"]


@pytest.mark.parametrize(("today", "shown"), [(START, 1), (END, 1), (date(2019, 6, 30), 0), (date(2020, 7, 1), 0)])
def test_today_is_drawn_where_it_lies_in_the_year(today, shown):
    assert len(chart(line(None), today=today).findall(f"{SVG}path[@class='today']")) == shown


@given(st.dates(date(2018, 1, 1), date(2022, 1, 1)))
def test_no_mark_lies_outside_the_year_however_it_is_dated(day):
    (circle,) = chart(line(Fraction(1), (day, True, False))).iter(SVG + "circle")
    assert timeline.LEFT <= float(circle.get("cx")) <= timeline.WIDTH - 12
