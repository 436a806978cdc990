"""The annual implementation plan in use: how much of it is done, and the next one drafted from it. Exact; no clock."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from plans.rules.content import AnnualPlan

WHOLE = 100


@dataclass(frozen=True)
class Share:
    """Of some deliverables: how many there are, how many are done, and how far they are together, each as much as
    another (None where there are none)."""

    count: int
    done: int
    reached: Fraction | None


def share_of(deliverables, progress):
    """The Share of deliverables; `progress` says in hundredths how far each is, by its key; what is not in it has not
    begun."""
    known = [progress.get(one.key, 0) for one in deliverables]
    reached = Fraction(sum(known), WHOLE * len(known)) if known else None
    return Share(len(known), sum(one == WHOLE for one in known), reached)


@dataclass(frozen=True)
class Shares:
    """Of a whole plan, and by the keys of objectives, priorities and Directorates. What serves several priorities
    counts for each; what serves none, or is no Directorate's, counts under None."""

    whole: Share
    objectives: dict
    priorities: dict
    directorates: dict


def shares_of(plan, progress):
    """The Shares of an AnnualPlan."""
    by = {"objectives": defaultdict(list), "priorities": defaultdict(list), "directorates": defaultdict(list)}
    for action in plan.actions:
        by["objectives"][action.objective] += action.deliverables
        by["directorates"][action.directorate] += action.deliverables
        for priority in action.priorities or (None,):
            by["priorities"][priority] += action.deliverables
    everything = [one for action in plan.actions for one in action.deliverables]
    parts = {
        name: {key: share_of(those, progress) for key, those in groups.items() if those} for name, groups in by.items()
    }
    return Shares(share_of(everything, progress), **parts)


def current(plans, day):
    """The annual plan of a day: the one whose year it lies in, else the last that had begun, else the first; None where
    there is none."""
    begun = [plan for plan in plans if plan.start <= day]
    within = [plan for plan in begun if day <= plan.end]
    return (within or begun or list(plans[:1]) or [None])[-1]


def next_year(plan, progress):
    """The next annual plan as a draft: the actions with what is left of their deliverables, a year later. What is done
    is not in it, and no action of which everything is."""
    start, end = _later(plan.start), _later(plan.end)
    before, years = _years(plan.start, plan.end), _years(start, end)
    keys, actions = _keys(plan), []
    for number, action in enumerate(plan.actions, start=1):
        left = [one for one in action.deliverables if progress.get(one.key, 0) < WHOLE]
        if action.deliverables and not left:
            continue
        own = keys[action.key]
        actions.append(
            action.model_copy(
                update={
                    "key": own,
                    "code": f"A{number:02d}-{start.year}",
                    "deliverables": tuple(
                        one.model_copy(update={"key": f"{own}.{place}", "due": one.due and _later(one.due)})
                        for place, one in enumerate(left, start=1)
                    ),
                }
            )
        )
    name = {language: _renamed(said, before, years) for language, said in plan.name.items()}
    return AnnualPlan(key=_key(years), code=f"AIP-{years}", name=name, start=start, end=end, actions=tuple(actions))


def drawn_from(plans):
    """Of which actions those of later plans are the rest, as `next_year` drafts them: a dict of keys by the later key.
    Who renamed one made another of it."""
    found = {}
    for earlier, later in pairwise(plans):
        names = {action.key: action.name for action in later.actions}
        keys = _keys(earlier)
        found |= {keys[one.key]: one.key for one in earlier.actions if names.get(keys[one.key]) == one.name}
    return found


def _keys(plan):
    """The keys that a plan's actions get in the next one, a dict by their own."""
    key = _key(_years(_later(plan.start), _later(plan.end)))
    return {action.key: f"{key}-a{number:02d}" for number, action in enumerate(plan.actions, start=1)}


def _key(years):
    return f"aip-{years}"


def _renamed(said, before, years):
    """A name with other years, whichever dash stands between them."""
    for dash in ("-", "\N{EN DASH}"):
        if before.replace("-", dash) in said:
            return said.replace(before.replace("-", dash), years.replace("-", dash))
    return f"{said} ({years})"


def _years(start, end):
    return f"{start.year}-{end.year}" if start.year != end.year else f"{start.year}"


def _later(day):
    """The same day a year later; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)
