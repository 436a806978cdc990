"""Reads across versions."""

from plans.exceptions import NoPlanInForce
from plans.models import Edition, Version


def version_in_force(day):
    """The version that holds on a day: the last that came into force by then. Raises NoPlanInForce."""
    version = (
        Version.objects.filter(in_force_from__lte=day)
        .select_related("edition")
        .order_by("in_force_from", "number", "corrigendum")
        .last()
    )
    if version is None:
        raise NoPlanInForce
    return version


def amendable(day):
    """The newest version of every edition that can be amended on a day: the one in force first, then those to come."""
    in_force = version_in_force(day).edition
    coming = (
        Edition.objects.filter(versions__in_force_from__gt=day).exclude(pk=in_force.pk).distinct().order_by("start")
    )
    return [latest_version(edition) for edition in (in_force, *coming.order_by("start"))]


def latest_version(edition):
    """The newest adopted version of an edition, in force or not yet: what the next amendment is made to."""
    version = edition.versions.select_related("edition").order_by("number", "corrigendum").last()
    if version is None:
        raise NoPlanInForce
    return version
