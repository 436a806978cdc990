"""Directorates: who serves what, where nobody does, what each watches."""

from fractions import Fraction
from types import SimpleNamespace as Plain

import pytest
from django.urls import reverse

from approvals.enums import Motion
from cycle.converters import ElementCode
from cycle.enums import State
from cycle.rules.alignment import alignment_of, watched_by
from plans.models import Version
from plans.rules.changes import AddElement, ReplaceText
from plans.rules.content import DirectorateLink, DirectorateObjective, Indicator
from tests.procedure import current, opened, recorded, submitted

CBD = "directorate-capacity-building"


def own(key, code, *serves):
    return DirectorateObjective(key=key, code=code, name={"en": f"SYNTHETIC {code}"}, serves=serves)


def maps():
    """Changes that give one Directorate a map, a board and indicators."""
    objectives = [own("cbd-1", "CBD1", "sp7", "sp8"), own("cbd-2", "CBD2", "ld1"), own("cbd-3", "CBD3")]
    links = [DirectorateLink(key="cbd-link-1", source="cbd-2", target="cbd-1")]
    indicators = [
        Indicator(key="cbd-i1", name={"en": "Missions held"}, objective="cbd-1", kpi="sp7.1"),
        Indicator(key="cbd-i2", name={"en": "Experts trained"}, objective="cbd-1", kpi="sp7.2"),
        Indicator(key="cbd-i3", name={"en": "Days of training"}, objective="cbd-2"),
    ]
    for collection, elements in (("objectives", objectives), ("links", links), ("indicators", indicators)):
        before = None
        for element in elements:
            yield AddElement(collection=collection, parent=CBD, added=element, after=before)
            before = element.key
    yield ReplaceText(element=CBD, field="board", language="en", new="The Director and the heads of branch (SYNTHETIC)")


def with_maps(at):
    """The version that has them."""
    review = submitted(at, list(maps())).review
    for motion in [Motion.FAVOURABLE] * 4 + [Motion.ENDORSE]:
        recorded(opened(current(review), at), at, motion)
    return Version.objects.order_by("number").last()


@pytest.mark.django_db
def test_gaps_orphans_and_who_is_silent_are_listed(at):
    content = with_maps(at).content
    aligned = alignment_of(content)
    served = {key: [(one.code, objective.code) for one, objective in pairs] for key, pairs in aligned.served.items()}
    assert {key: pairs for key, pairs in served.items() if pairs} == {
        "sp7": [("CBD", "CBD1")],
        "sp8": [("CBD", "CBD1")],
        "ld1": [("CBD", "CBD2")],
    }
    assert [objective.code for objective in aligned.gaps] == [
        objective.code for objective in content.objectives if objective.code not in ("SP7", "SP8", "LD1")
    ]
    assert [(one.code, objective.code) for one, objective in aligned.orphans] == [("CBD", "CBD3")]
    assert [one.code for one in aligned.silent] == ["CFD", "TTD"]


@pytest.mark.django_db
def test_indicators_roll_up_to_the_directorate(at):
    content = with_maps(at).content
    directorate = next(one for one in content.directorates if one.code == "CBD")
    standings = {"sp7.1": (State.OFF_TRACK, Fraction(1, 2)), "sp7.2": (State.ON_TRACK, Fraction(1))}
    watched = watched_by(directorate, standings)
    assert [state for _indicator, state in watched.indicators["cbd-1"]] == [State.OFF_TRACK, State.ON_TRACK]
    assert [state for _indicator, state in watched.indicators["cbd-2"]] == [None]
    first, second, third = (watched.objectives[key] for key in ("cbd-1", "cbd-2", "cbd-3"))
    assert (first.state, first.reached) == (State.OFF_TRACK, Fraction(3, 4))
    assert (second.state, third.state) == (State.NO_DATA, State.NO_DATA)
    assert (watched.whole.state, watched.whole.reached, len(watched.whole.parts)) == (
        State.OFF_TRACK,
        Fraction(3, 4),
        1,
    )


@pytest.mark.django_db
def test_the_pages_say_so(at, client):
    with_maps(at)
    page = client.get(reverse("directorates")).content.decode()
    assert ("nobody" in page, "What serves no objective of the plan" in page) == (True, True)
    page = client.get(reverse("directorate", args=["CBD"])).content.decode()
    assert "The Director and the heads of branch" in page
    assert client.get(reverse("directorate", args=["XYZ"])).status_code == 404


def test_a_directorate_rolls_up_by_the_plans_own_rule():
    objective = Plain(key="o1", serves=())
    indicators = [Plain(objective="o1", kpi=key) for key in ("a", "b", "c")]
    directorate = Plain(objectives=[objective], indicators=indicators)
    standings = {
        "a": (State.OFF_TRACK, Fraction(1, 2)),
        "b": (State.ON_TRACK, Fraction(1)),
        "c": (State.ON_TRACK, Fraction(1)),
    }
    assert watched_by(directorate, standings).whole.state is State.AT_RISK
    rule = {"off_from": Fraction(1, 10), "on_from": Fraction(3, 4)}
    assert watched_by(directorate, standings, **rule).whole.state is State.OFF_TRACK


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["AIP-2020/21", "A/B.C-1"])
def test_a_code_with_a_slash_has_an_address(code, client):
    assert ElementCode().to_python(ElementCode().to_url(code)) == code
    assert client.get(reverse("annual-plan-of", args=[code])).status_code == 404
