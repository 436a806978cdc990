"""Reads across versions."""

from collections import defaultdict

from django.db.models import OuterRef, Q, Subquery

from plans.enums import Standing
from plans.exceptions import NoPlanInForce
from plans.models import Edition, Version


def version_in_force(day, known=None):
    """The version that holds on a day: of the edition that came into force last by then, its last one. So a late change
    of an old edition does not bring that back. With `known`, a moment, as it was known then: by what had been adopted,
    or had lapsed, until then. Raises NoPlanInForce."""
    first = Version.objects.filter(edition=OuterRef("edition")).order_by("in_force_from")
    lapsed = {"lapse__holds_until__lte": day} | ({"lapse__lapsed_at__lte": known} if known else {})
    version = (
        Version.objects.filter(in_force_from__lte=day, **({"adopted_at__lte": known} if known else {}))
        .exclude(**lapsed)
        .annotate(began=Subquery(first.values("in_force_from")[:1]))
        .select_related("edition")
        .order_by("began", "in_force_from", "number", "corrigendum")
        .last()
    )
    if version is None:
        raise NoPlanInForce
    return version


def versions_of_editions(asked, beside=()):
    """The versions of editions that hold on days as far as their own versions go, whichever edition is in force then: a
    dict by triples of an edition's id, a day, and the moment as of whose knowledge (None: now). Of a day on which none
    holds, the edition's first. With the versions of the ids `beside`, by their ids. One query. Raises NoPlanInForce for
    an edition without any."""
    versions, others = defaultdict(list), {}
    of_these = Q(edition__in={edition for edition, _day, _known in asked}) | Q(pk__in=beside)
    found = Version.objects.filter(of_these).select_related("edition", "lapse")
    for version in found.order_by("in_force_from", "number", "corrigendum"):
        versions[version.edition_id].append(version)
        others[version.pk] = version
    return {one: _last_that_holds(versions[one[0]], *one[1:]) for one in asked} | {pk: others[pk] for pk in beside}


def _last_that_holds(versions, day, known):
    versions = [one for one in versions if known is None or one.adopted_at <= known]
    for version in reversed(versions):
        if version.in_force_from <= day and not _has_lapsed(version, day, known):
            return version
    if not versions:
        raise NoPlanInForce
    return versions[0]


def _has_lapsed(version, day, known):
    lapse = getattr(version, "lapse", None)
    return lapse is not None and lapse.holds_until <= day and (known is None or lapse.lapsed_at <= known)


def standing_on(version, day):
    """What holds of a version on a day, as a Standing, and the version that holds then, or None where none does."""
    try:
        holds = version_in_force(day)
    except NoPlanInForce:
        holds = None
    lapse = getattr(version, "lapse", None)
    if lapse is not None and lapse.holds_until <= day:
        return Standing.LAPSED, holds
    if version == holds:
        return Standing.IN_FORCE, holds
    return Standing.TO_COME if version.in_force_from > day else Standing.SUPERSEDED, holds


def amendable(day):
    """The newest version of every edition that can be amended on a day: the one in force first, then those to come."""
    in_force = version_in_force(day).edition
    coming = (
        Edition.objects.filter(versions__in_force_from__gt=day, versions__lapse__isnull=True)
        .exclude(pk=in_force.pk)
        .distinct()
        .order_by("start")
    )
    return [latest_version(edition) for edition in (in_force, *coming.order_by("start"))]


def successor_of(edition):
    """The first version of an edition that takes the place of this one, or None."""
    follows = Version.objects.filter(predecessor__edition=edition, lapse__isnull=True).exclude(edition=edition)
    return follows.select_related("edition").order_by("number").first()


def last_version_with(name, found, versions=None):
    """The version adopted last, of some or of all, in whose content `found` finds what is called by a name, with that:
    a pair, or None. The database looks for the name first: what never was does not make every plan be read."""
    versions = Version.objects.all() if versions is None else versions
    for version in versions.filter(canonical_text__contains=f'"{name}"').order_by("-adopted_at", "-pk"):
        there = found(version.content)
        if there is not None:
            return version, there
    return None


def latest_versions():
    """The newest adopted version of every edition, the edition that begins last first. One query."""
    newest = Version.objects.filter(edition=OuterRef("edition"), lapse__isnull=True).order_by("-number", "-corrigendum")
    versions = Version.objects.filter(pk=Subquery(newest.values("pk")[:1])).select_related("edition")
    return versions.order_by("-edition__start", "-edition")


def latest_version(edition):
    """The newest adopted version of an edition, in force or not yet: what the next amendment is made to."""
    standing = edition.versions.filter(lapse__isnull=True)
    version = standing.select_related("edition").order_by("number", "corrigendum").last()
    if version is None:
        raise NoPlanInForce
    return version
