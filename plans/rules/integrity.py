"""What must be true across the elements of a plan: unique keys and codes, references that lead somewhere."""

import itertools
from graphlib import CycleError, TopologicalSorter

from plans.enums import Method
from plans.rules.content import (
    AIM_OF,
    Action,
    AnnualPlan,
    Directorate,
    DirectorateLink,
    DirectorateObjective,
    Group,
    Indicator,
    Kind,
    Kpi,
    Link,
    Objective,
    Package,
    Perspective,
    Priority,
    walk,
)
from plans.rules.faults import Fault
from plans.rules.nouns import NOUNS

# which field of which element names an element of which type
REFERENCES = {
    Group: {"perspective": Perspective},
    Objective: {"perspective": Perspective, "group": Group, "packages": Package},
    Link: {"source": Objective, "target": Objective},
    Kpi: {"objective": Objective, "kind": Kind},
    Action: {"objective": Objective, "priorities": Priority, "directorate": Directorate},
    DirectorateObjective: {"serves": Objective},
    Indicator: {"kpi": Kpi},
}
CODED = (Objective, Kpi, Package, Directorate, DirectorateObjective, AnnualPlan, Action)
# no share of a whole, and no part of what was requested, lies above one
AT_MOST_ONE = frozenset({Method.SHARE, Method.DEMAND_RATIO})
WHOLE = 100


def faults_across(content):
    """The faults of a content whose elements are each well formed, as a list of Fault in the plan's order."""
    return [
        *_period(content),
        *_languages(content),
        *_keys(content),
        *_codes(content),
        *_references(content),
        *_groups(content),
        *_aims(content),
        *_weights(content),
        *_loops(("links",), content.links),
        *_repeated_links(("links",), content.links),
        *_directorates(content),
        *_succession(content),
    ]


def faults_of_succession(content, old):
    """What a content says wrongly of the edition that it succeeds, whose last content is `old`; a list of Fault."""
    if content.succeeds is None:
        return []
    if content.succeeds.edition != old.edition:
        return [Fault(("succeeds", "edition"), f"“{old.edition}” was expected, the edition that it takes the place of")]
    return [
        Fault(
            ("succeeds", "mapping", place, "old"),
            f"the key of an element of “{old.edition}” was expected, not “{carried.old}”",
        )
        for place, carried in enumerate(content.succeeds.mapping)
        if carried.old not in old.elements
    ]


def _period(content):
    if content.end <= content.start:
        yield Fault(("end",), f"a day after {content.start.isoformat()}, the start, was expected")
    for place, plan in enumerate(content.annual_plans):
        if plan.end <= plan.start:
            yield Fault(
                ("annual_plans", place, "end"), f"a day after {plan.start.isoformat()}, the start, was expected"
            )


def _languages(content):
    for language in content.authentic:
        if language not in content.languages:
            yield Fault(("authentic",), f"one of the plan's languages was expected, not “{language}”")
    for path, element in walk(content):
        for field in type(element).model_fields:
            text = getattr(element, field)
            if not isinstance(text, dict):
                continue
            for language in text:
                if language not in content.languages:
                    yield Fault((*path, field, language), "a language that the plan declares in languages was expected")
            if not set(text) & set(content.authentic):
                yield Fault(
                    (*path, field), f"a text in an authentic language ({', '.join(content.authentic)}) was expected"
                )


def _keys(content):
    seen = {}
    for path, element in walk(content):
        if element.key in seen:
            first = Fault(seen[element.key], "").place
            yield Fault((*path, "key"), f"a key of its own was expected; “{element.key}” is the key of {first}")
        seen.setdefault(element.key, path)


def _codes(content):
    seen = {}
    for path, element in walk(content):
        kind = type(element)
        if kind not in CODED:
            continue
        if (kind, element.code) in seen:
            others = NOUNS[kind][1]
            yield Fault((*path, "code"), f"a code that no other of the {others} has was expected, not “{element.code}”")
        seen[kind, element.code] = path


def _references(content):
    for path, element in walk(content):
        for field, wanted in REFERENCES.get(type(element), {}).items():
            value = getattr(element, field)
            for key in (value,) if isinstance(value, str) else value or ():
                if content.element(key, wanted) is None:
                    yield Fault((*path, field), f"the key of one of the {NOUNS[wanted][1]} was expected, not “{key}”")


def _groups(content):
    for place, objective in enumerate(content.objectives):
        group = content.element(objective.group, Group) if objective.group else None
        if group and group.perspective != objective.perspective:
            yield Fault(
                ("objectives", place, "group"), f"a group of the perspective “{objective.perspective}” was expected"
            )


def _aims(content):
    for place, kpi in enumerate(content.kpis):
        kind = content.element(kpi.kind, Kind)
        if kind is None:
            continue
        wanted = AIM_OF[kind.method]
        for number, estimate in enumerate(kpi.estimates):
            if estimate.aim.what != wanted:
                yield Fault(
                    ("kpis", place, "estimates", number, "aim"),
                    f"{wanted} was expected, since {kpi.code} is of the kind “{kind.key}”",
                )
            elif kind.method in AT_MOST_ONE and float(estimate.aim.ratio) > 1:
                yield Fault(
                    ("kpis", place, "estimates", number, "aim", "ratio"),
                    f"at most 1 was expected, since {kpi.code} is of the kind “{kind.key}”",
                )


def _weights(content):
    weighed = {}
    for place, kpi in enumerate(content.kpis):
        weighed.setdefault(kpi.objective, []).append((place, kpi))
    for objective, kpis in weighed.items():
        weights = [kpi.weight for _place, kpi in kpis if kpi.weight is not None]
        if weights and (len(weights) < len(kpis) or sum(weights) != WHOLE):
            place, kpi = next((place, kpi) for place, kpi in kpis if kpi.weight is not None)
            missing = "" if len(weights) == len(kpis) else f", and {len(kpis) - len(weights)} without a weight"
            yield Fault(
                ("kpis", place, "weight"),
                f"weights of all KPIs of “{objective}” that add up to {WHOLE} were expected, "
                f"not {sum(weights)}{missing}",
            )


def _loops(path, links):
    """The first arrow on a way that leads back to where it starts."""
    serves = {}
    for link in links:
        serves.setdefault(link.target, []).append(link.source)
    try:
        TopologicalSorter(serves).prepare()
    except CycleError as loop:
        on_the_way = set(itertools.pairwise(loop.args[1]))
        place, link = next(
            (place, link) for place, link in enumerate(links) if (link.source, link.target) in on_the_way
        )
        yield Fault((*path, place), f"an arrow that does not lead back to “{link.source}” was expected")


def _repeated_links(path, links):
    seen = set()
    for place, link in enumerate(links):
        if (link.source, link.target) in seen:
            yield Fault((*path, place), f"one link from “{link.source}” to “{link.target}” was expected, not two")
        seen.add((link.source, link.target))


def _directorates(content):
    """A Directorate's arrows and indicators stay on its own map."""
    for place, directorate in enumerate(content.directorates):
        path, own = ("directorates", place), {objective.key for objective in directorate.objectives}
        for field, names in ((DirectorateLink, ("source", "target")), (Indicator, ("objective",))):
            collection = "links" if field is DirectorateLink else "indicators"
            for number, element in enumerate(getattr(directorate, collection)):
                for name in names:
                    if getattr(element, name) not in own:
                        yield Fault(
                            (*path, collection, number, name),
                            f"the key of an objective of {directorate.code} was expected, "
                            f"not “{getattr(element, name)}”",
                        )
        yield from _loops((*path, "links"), directorate.links)
        yield from _repeated_links((*path, "links"), directorate.links)


def _succession(content):
    if content.succeeds is None:
        return
    if content.succeeds.edition == content.edition:
        yield Fault(("succeeds", "edition"), "the key of another edition was expected")
    seen = set()
    for place, carried in enumerate(content.succeeds.mapping):
        path = ("succeeds", "mapping", place)
        if carried.old in seen:
            yield Fault((*path, "old"), f"one line for each old element was expected, and “{carried.old}” has two")
        seen.add(carried.old)
        for number, new in enumerate(carried.new):
            if new not in content.elements:
                yield Fault((*path, "new", number), f"the key of an element was expected, not “{new}”")
