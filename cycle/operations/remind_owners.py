"""Owners are told which of their figures are missing, from a week before they are due and once a week after it; whoever
confirms figures, which drafts wait."""

from collections import defaultdict
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cycle.models import Period
from cycle.operations.keep_figures import locked
from cycle.queries.figures import rows
from notifications.models import Notice
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask
from plans.exceptions import NoPlanInForce
from plans.queries.versions import version_in_force

BEFORE = timedelta(days=7)
BETWEEN = timedelta(days=7)
MISSING, WAITING = "cycle.figures_missing", "cycle.figures_to_confirm"


def remind_owners(*, at):
    """A sweep; returns how many people were told."""
    soon = timezone.localdate(at) + BEFORE
    return sum(_remind(period, at) for period in Period.objects.filter(locked_at__isnull=True, due_on__lte=soon))


@transaction.atomic
def _remind(period, at):
    """Two at once are one after the other: they lock the period."""
    period = locked(period)
    try:
        content = version_in_force(period.end).content
    except NoPlanInForce:
        return 0
    lines = rows(period, content, at)
    link = reverse("period", args=[period.edition.key, period.code])
    told = set(
        Notice.objects.filter(kind__in=(MISSING, WAITING), link=link, created_at__gt=at - BETWEEN).values_list(
            "kind", "recipient"
        )
    )
    theirs = defaultdict(list)
    for row in lines:
        if row.newest is None and row.owner is not None and row.owner.is_active:
            theirs[row.owner.pk].append(row.kpi.code)
    shared = {"period": period, "late": timezone.localdate(at) > period.due_on}
    letters = [
        Letter(ask(_person, person=person), MISSING, "cycle/letters/missing.txt", shared | {"codes": codes}, link)
        for person, codes in theirs.items()
        if (MISSING, person) not in told
    ]
    waiting = [row.kpi.code for row in lines if row.draft]
    if waiting and not any(kind == WAITING for kind, _person in told):
        context = shared | {"codes": waiting}
        letters.append(Letter(ask(_who_confirms), WAITING, "cycle/letters/to_confirm.txt", context, link))
    return notify(letters, at=at)


def _person(person):
    return get_user_model().objects.filter(pk=person).values("pk")


def _who_confirms():
    return get_user_model().objects.filter(groups__permissions__codename="confirm_figures").values("pk")
