"""Reads across versions."""

from plans.exceptions import NoPlanInForce
from plans.models import Version


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


def latest_version(edition):
    """The newest adopted version of an edition, in force or not yet: what the next amendment is made to."""
    version = edition.versions.select_related("edition").order_by("number", "corrigendum").last()
    if version is None:
        raise NoPlanInForce
    return version
