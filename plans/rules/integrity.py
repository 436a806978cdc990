"""What must be true across the elements of a plan: unique keys and codes, references that lead somewhere."""

from plans.rules.content import (
    AIM_OF,
    Action,
    AnnualPlan,
    Directorate,
    Group,
    Kind,
    Kpi,
    Link,
    Objective,
    Perspective,
    Priority,
    walk,
)
from plans.rules.faults import Fault

# which field of which element names an element of which type
REFERENCES = {
    Group: {"perspective": Perspective},
    Objective: {"perspective": Perspective, "group": Group},
    Link: {"source": Objective, "target": Objective},
    Kpi: {"objective": Objective, "kind": Kind},
    Action: {"objective": Objective, "priorities": Priority, "directorate": Directorate},
}
CODED_TOGETHER = {Objective: "objectives", Kpi: "kpis", AnnualPlan: "annual plans", Action: "actions"}


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
        *_loops(content),
        *_repeated_links(content),
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
        what = CODED_TOGETHER.get(type(element))
        if what is None:
            continue
        if (what, element.code) in seen:
            yield Fault((*path, "code"), f"a code that no other of the {what} has was expected, not “{element.code}”")
        seen[what, element.code] = path


def _references(content):
    for path, element in walk(content):
        for field, wanted in REFERENCES.get(type(element), {}).items():
            value = getattr(element, field)
            for key in (value,) if isinstance(value, str) else value or ():
                if content.element(key, wanted) is None:
                    yield Fault(
                        (*path, field), f"the key of one of the {wanted.__name__.lower()}s was expected, not “{key}”"
                    )


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


def _loops(content):
    follows = {}
    for link in content.links:
        follows.setdefault(link.source, set()).add(link.target)
    for place, link in enumerate(content.links):
        reached, waiting = set(), [link.target]
        while waiting:
            key = waiting.pop()
            if key not in reached:
                reached.add(key)
                waiting.extend(follows.get(key, ()))
        if link.source in reached:
            yield Fault(("links", place), f"an arrow that does not lead back to “{link.source}” was expected")


def _repeated_links(content):
    seen = set()
    for place, link in enumerate(content.links):
        if (link.source, link.target) in seen:
            yield Fault(("links", place), f"one link from “{link.source}” to “{link.target}” was expected, not two")
        seen.add((link.source, link.target))
