"""Reads across versions."""

from django.db.models import OuterRef, Subquery

from plans.enums import Standing
from plans.exceptions import NoPlanInForce
from plans.models import Edition, Version


def version_in_force(day):
    """The version that holds on a day: of the edition that came into force last by then, its last one. So a late change
    of an old edition does not bring that back. Raises NoPlanInForce."""
    first = Version.objects.filter(edition=OuterRef("edition")).order_by("in_force_from")
    version = (
        Version.objects.filter(in_force_from__lte=day)
        .exclude(lapse__holds_until__lte=day)
        .annotate(began=Subquery(first.values("in_force_from")[:1]))
        .select_related("edition")
        .order_by("began", "in_force_from", "number", "corrigendum")
        .last()
    )
    if version is None:
        raise NoPlanInForce
    return version


def versions_in_force(days):
    """The version that holds on each of some days, a dict by the day; None where none does. One query."""
    versions = list(Version.objects.select_related("edition", "lapse"))
    began = {}
    for version in versions:
        first = began.setdefault(version.edition_id, version.in_force_from)
        began[version.edition_id] = min(first, version.in_force_from)

    def order(version):
        return began[version.edition_id], version.in_force_from, version.number, version.corrigendum

    versions.sort(key=order)
    return {day: next((one for one in reversed(versions) if _holds(one, day)), None) for day in days}


def _holds(version, day):
    lapse = getattr(version, "lapse", None)
    return version.in_force_from <= day and (lapse is None or lapse.holds_until > day)


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


def latest_version(edition):
    """The newest adopted version of an edition, in force or not yet: what the next amendment is made to."""
    standing = edition.versions.filter(lapse__isnull=True)
    version = standing.select_related("edition").order_by("number", "corrigendum").last()
    if version is None:
        raise NoPlanInForce
    return version
