"""Reads through time: the versions that led to one, what each did to an element, and what lags in it."""

import itertools
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from plans.models import Version
from plans.queries.versions import latest_version
from plans.rules.changes import SetEstimate
from plans.rules.content import Kpi
from plans.rules.describing import describe
from plans.rules.history import came_from, changes_by_element, lagging, without_texts


@dataclass(frozen=True)
class Passage:
    """What one version did to an element, or to one that it came from. `changes` are described; at the first version
    of an edition there are none, and `carried_on` are the elements of the old edition that became it."""

    version: Any
    element: Any
    changes: tuple[Any, ...] = ()
    carried_on: tuple[Any, ...] = ()
    first: bool = False


def lineage(version):
    """The versions that led to one, itself the last; they may be of several editions. One query, without the texts."""
    everything = Version.objects.select_related("edition", "revision__amendment__created_by").defer(
        "canonical_text", "revision__proposal_text"
    )
    by_number = {other.pk: other for other in everything}
    found, at = [], by_number[version.pk]
    while at is not None:
        found.append(at)
        at = by_number.get(at.predecessor_id)
    return found[::-1]


def last_with(key):
    """The newest version that an element's history leads to: the newest of all, else the last of the edition that the
    element ended with. None where it has never been."""
    newest = Version.objects.filter(lapse__isnull=True).order_by("number", "corrigendum").last()
    if newest is None:
        return None
    if history_of(key, newest):
        return newest
    for version in Version.objects.select_related("edition").order_by("-number", "-corrigendum"):
        if version.content.element(key) is not None:
            return latest_version(version.edition)
    return None


def history_of(key, version):
    """The Passages of one element up to a version, the newest first, through editions too; empty where the element
    has never been."""
    versions, keys, found = lineage(version), {key}, []
    for place in range(len(versions) - 1, -1, -1):
        at, before = versions[place], versions[place - 1] if place else None
        if before is None or before.edition_id != at.edition_id:
            there = [at.content.element(key) for key in sorted(keys) if at.content.element(key) is not None]
            old = {old for element in there for old in came_from(at.content, element.key)} if before else set()
            carried = tuple(before.content.elements[old] for old in sorted(old) if old in before.content.elements)
            found += [Passage(at, element, carried_on=carried, first=True) for element in there]
            keys = {element.key for element in carried}
            continue
        changed = _changed(before, at)
        for key in sorted(keys & changed.keys()):
            element = at.content.element(key) or before.content.element(key)
            found.append(Passage(at, element, describe(before.content, changed[key])))
    return found


def last_changes(version):
    """The version that last changed each element of a version's content, by key; an element that no version of its
    edition changed is not in it."""
    found = {}
    versions = lineage(version)
    for before, at in itertools.pairwise(versions):
        if before.edition_id == at.edition_id:
            found |= dict.fromkeys(_changed(before, at), at)
        else:
            found = {}
    return {key: at for key, at in found.items() if key in version.content.elements}


def estimates_of(kpi, version):
    """Every aim that a KPI of a version ever had, by the day from which it held, each with the version that set it."""
    found = {}
    for passage in reversed(history_of(kpi.key, version)):
        if passage.first and isinstance(passage.element, Kpi):
            found |= {estimate.holds_from: (estimate.aim, passage.version) for estimate in passage.element.estimates}
        for described in passage.changes:
            if isinstance(described.change, SetEstimate):
                found[described.change.holds_from] = (described.change.new, passage.version)
    return [(day, aim, at) for day, (aim, at) in sorted(found.items())]


def lagging_in(version):
    """The translations that are behind in a version: see rules.history.lagging."""
    return _lagging(_Chain.of(at for at in lineage(version) if at.edition_id == version.edition_id))


def shown(version):
    """What people are shown of a version, and the translations that are left out of it because they are behind."""
    behind = lagging_in(version)
    return without_texts(version.content, behind), behind


def _changed(before, at):
    return _compared(_Chain.of((before, at)))


@dataclass(frozen=True)
class _Chain:
    """Versions as one argument that their digests tell from others: what follows from them is worked out once."""

    digests: tuple[str, ...]
    versions: tuple[Any, ...] = field(compare=False)

    @classmethod
    def of(cls, versions):
        versions = tuple(versions)
        return cls(tuple(version.digest for version in versions), versions)

    @property
    def contents(self):
        return [version.content for version in self.versions]


@lru_cache(maxsize=256)
def _compared(chain):
    return changes_by_element(*chain.contents)


@lru_cache(maxsize=64)
def _lagging(chain):
    return lagging(chain.contents)
