"""What an operation holds, so that others wait for it."""

from cycle.models import Period


def locked(period):
    """The period's row, for whoever changes its figures, alone."""
    return Period.objects.select_for_update(of=("self",)).select_related("edition", "locked_version").get(pk=period.pk)
