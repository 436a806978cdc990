"""Random plans, and random edits of them, for the laws of the algebra. SYNTHETIC throughout."""

import copy
from datetime import date, timedelta

from hypothesis import strategies as st

from plans.exceptions import PlanDoesNotFit
from plans.rules.content import COLLECTIONS, NESTED, TEXT_FIELDS, as_json
from plans.rules.source import content_of

START, END = date(2019, 7, 1), date(2022, 6, 30)
SENTENCES = ("Customs works. ", "Trade flows freely! ", "Who pays? ", "Data help all.\n", "No mark")
KINDS = [
    {"key": "counts", "name": {"en": "Counts"}, "method": "target_ratio", "on_track": "0.9", "at_risk": "0.5"},
    {"key": "shares", "name": {"en": "Shares"}, "method": "share", "on_track": "0.9", "at_risk": "0.5"},
    {"key": "days", "name": {"en": "Days"}, "method": "milestone", "on_track": "1", "at_risk": "1"},
]

prose = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("".join)
texts = st.fixed_dictionaries({"en": prose}, optional={"fr": prose})
days = st.integers(0, 8).map(lambda quarter: (START + timedelta(days=91 * quarter)).isoformat())
AIMS = {
    "counts": st.integers(0, 9).map(lambda count: {"count": count}),
    "shares": st.integers(0, 4).map(lambda part: {"ratio": ("0", "0.25", "0.5", "0.75", "1")[part]}),
    "days": days.map(lambda day: {"by": day}),
}


def several(most):
    return st.integers(0, most)


@st.composite
def estimates(draw, kind):
    held = draw(st.dictionaries(days, AIMS[kind], max_size=3))
    return [{"holds_from": day, "aim": held[day]} for day in sorted(held)]


@st.composite
def contents(draw):
    """A small random Content."""
    perspectives = [f"p{number}" for number in range(draw(several(2)))]
    objectives = [f"o{number}" for number in range(draw(st.integers(1, 5)))]
    kpis = []
    for number in range(draw(several(4))):
        kind = draw(st.sampled_from(sorted(AIMS)))
        kpis.append(
            {"key": f"k{number}", "code": f"K{number}", "objective": draw(st.sampled_from(objectives)), "kind": kind}
            | {"measured": draw(texts), "estimates": draw(estimates(kind))}
        )
    arrows = st.tuples(st.sampled_from(objectives), st.sampled_from(objectives)).filter(lambda ends: ends[0] < ends[1])
    links = draw(st.sets(arrows, max_size=3)) if len(objectives) > 1 else []
    value = {
        "schema": 1,
        "edition": "random",
        "name": {"en": "Random"},
        "start": START.isoformat(),
        "end": END.isoformat(),
        "languages": ["en", "fr"],
        "authentic": ["en"],
        "mission": {"key": "mission", "text": draw(texts)},
        "values": [{"key": f"v{number}", "text": draw(texts)} for number in range(draw(several(3)))],
        "packages": [{"key": "pk0", "code": "PK", "name": {"en": "Package"}}],
        "kinds": KINDS,
        "perspectives": [{"key": key, "name": {"en": key}} for key in perspectives],
        "objectives": [
            {"key": key, "code": key.upper(), "name": draw(texts)}
            | ({"perspective": draw(st.sampled_from(perspectives))} if perspectives else {})
            for key in objectives
        ],
        "links": [
            {"key": f"l-{source}-{target}", "source": source, "target": target} for source, target in sorted(links)
        ],
        "kpis": kpis,
        "priorities": [{"key": f"q{number}", "name": draw(texts)} for number in range(draw(several(3)))],
        "directorates": draw(st.sampled_from([[], [_directorate(objectives[0])]])),
        "annual_plans": draw(st.sampled_from([[], [_annual_plan(objectives[0])]])),
    }
    return content_of(value)


def _directorate(served):
    own = [
        {"key": f"do{number}", "code": f"D.{number}", "name": {"en": "Own"}, "serves": [served]} for number in (1, 2)
    ]
    return {
        "key": "d0",
        "code": "D0",
        "name": {"en": "Directorate"},
        "board": {"en": "A board. It meets."},
        "objectives": own,
        "links": [{"key": "dl", "source": "do1", "target": "do2"}],
        "indicators": [{"key": "di", "name": {"en": "Watched"}, "objective": "do1"}],
    }


def _annual_plan(served):
    deliverables = [{"key": f"t{number}", "name": {"en": "Delivered"}} for number in (1, 2)]
    actions = [
        {"key": "a1", "code": "A1", "name": {"en": "Act"}, "objective": served, "deliverables": deliverables},
        {"key": "a2", "code": "A2", "name": {"en": "Act again"}, "objective": served},
    ]
    year = {"start": "2019-07-01", "end": "2020-06-30"}
    return {"key": "y0", "code": "Y0", "name": {"en": "Year"}, "actions": actions} | year


@st.composite
def edits(draw, content, most=8):
    """A content that differs from the given one by up to so many random edits of any kind."""
    value = as_json(content)
    for _number in range(draw(st.integers(min(3, most), most))):
        other = copy.deepcopy(value)
        _edit(draw, other)
        try:
            value = as_json(content_of(other))
        except PlanDoesNotFit:
            continue
    return content_of(value)


def _edit(draw, value):
    collections = list(_collections(value))
    elements = [element for _kind, held in collections for element in held if isinstance(element, dict)]
    what = draw(st.sampled_from(["text", "text", "estimate", "field", "add", "remove", "move", "plan", "weights"]))
    if what == "plan":
        draw(st.sampled_from([_rename_plan, _call_otherwise, _roll_up_otherwise, _end_sooner, _drop_mission]))(
            value, draw
        )
    elif what == "weights":
        for kpi in value.get("kpis", []):
            kpi["weight"] = 100 if draw(st.booleans()) else 50
    elif what in ("text", "field") and elements:
        (_retext if what == "text" else _refield)(draw, draw(st.sampled_from(elements)), value)
    elif what == "estimate" and value.get("kpis"):
        kpi = draw(st.sampled_from(value["kpis"]))
        held = {estimate["holds_from"]: estimate["aim"] for estimate in kpi.get("estimates", [])}
        day = draw(days)
        held[day] = draw(AIMS[kpi["kind"]])
        if draw(st.booleans()):
            held.pop(draw(st.sampled_from(sorted(held))))
        kpi["estimates"] = [{"holds_from": day, "aim": held[day]} for day in sorted(held)]
    elif collections:
        kind, held = draw(st.sampled_from(collections))
        _restructure(draw, what, kind, held, value)


def _collections(value):
    for name, kind in COLLECTIONS.items():
        if value.get(name):
            yield kind, value[name]
            for element in value[name]:
                yield from _inner(kind, element)


def _inner(kind, element):
    for name, inner in NESTED.get(kind, {}).items():
        if element.get(name):
            yield inner, element[name]
            for part in element[name]:
                yield from _inner(inner, part)


def _rename_plan(value, draw):
    value["name"] = draw(texts)


def _call_otherwise(value, draw):
    value["terms"] = {"objectives": {"en": draw(st.sampled_from(["Goals", "Aims"]))}}


def _roll_up_otherwise(value, draw):
    value["off_from"] = draw(st.sampled_from(["0.4", "0.5"]))
    value["on_from"] = draw(st.sampled_from(["0.75", "0.9"]))
    value["falling"] = draw(st.integers(2, 4))


def _end_sooner(value, draw):
    value["end"] = draw(st.sampled_from(["2022-06-30", "2022-12-31", "2023-06-30"]))


def _drop_mission(value, draw):
    if value.pop("mission", None) is None:
        value["mission"] = {"key": draw(st.sampled_from(["mission", "mission-2"])), "text": draw(texts)}


def _retext(draw, element, _value):
    field = draw(st.sampled_from([name for name in TEXT_FIELDS if name in element] or ["name"]))
    said = element.get(field)
    if not said:
        return
    language = draw(st.sampled_from(["en", "fr"]))
    parts = said.get(language, "").splitlines(keepends=True) or [""]
    words = parts[0].split(" ")
    place = draw(st.integers(0, len(words)))
    words[place : place + draw(st.integers(0, 2))] = draw(
        st.lists(st.sampled_from(["new", "word.", "Other"]), max_size=2)
    )
    said[language] = " ".join(words) + "".join(parts[1:])
    if not said[language].strip():
        del said[language]


def _refield(draw, element, value):
    objectives = [objective["key"] for objective in value.get("objectives", [])] or ["none"]
    if "code" in element:
        element["code"] = draw(st.sampled_from(["X1", "X2", "X3"]))
    elif "source" in element:
        element["target"] = draw(st.sampled_from(objectives))
    if "objective" in element and draw(st.booleans()):
        element["objective"] = draw(st.sampled_from(objectives))
    for field in ("serves", "priorities"):
        known = objectives if field == "serves" else [priority["key"] for priority in value.get("priorities", [])]
        if field in element or ("deliverables" in element and known):
            element[field] = draw(st.lists(st.sampled_from(known), unique=True, max_size=3)) if known else []
    if "kind" in element:
        element["kind"] = draw(st.sampled_from(sorted(AIMS)))
        element["on_track"] = draw(st.sampled_from(["0.8", "0.9"]))
        if draw(st.booleans()):
            element["estimates"] = draw(estimates(element["kind"]))


def _restructure(draw, what, kind, held, value):
    place = draw(st.integers(0, len(held) - 1))
    if what == "move":
        held.insert(draw(st.integers(0, len(held) - 1)), held.pop(place))
    elif what == "remove":
        gone = held.pop(place)["key"]
        for _kind, others in list(_collections(value)):
            others[:] = [
                other
                for other in others
                if gone not in (other.get("objective"), other.get("source"), other.get("target"))
            ]
    else:
        added = copy.deepcopy(held[place])
        suffix = draw(st.sampled_from(["-m", "-a", "-z"]))
        _renew(added, suffix)
        held.insert(draw(st.integers(0, len(held))), added)


def _renew(element, suffix):
    element["key"] += suffix
    if "code" in element:
        element["code"] += suffix.upper()
    for field in ("source", "target", "objective"):
        if field in element and element[field].startswith("do"):
            element[field] += suffix
    for inner in element.values():
        for part in inner if isinstance(inner, list) else ():
            if isinstance(part, dict) and "key" in part:
                _renew(part, suffix)
