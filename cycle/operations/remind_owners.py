"""Owners are told which of their figures are missing, from a week before they are due and once a week after it; of what
nobody owns, whoever runs the cycle; whoever confirms figures, which drafts wait; whoever carries out a corrective
action, that its day is near or over."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cycle.models import CorrectiveAction, Period
from cycle.operations.holding import locked
from cycle.queries.figures import rows
from cycle.queries.people import just, who_carries_out, who_may
from cycle.queries.periods import version_of
from notifications.models import Notice
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask

BEFORE = timedelta(days=7)
BETWEEN = timedelta(days=7)
MISSING, WAITING, DUE = "cycle.figures_missing", "cycle.figures_to_confirm", "cycle.action_due"
NOBODYS = "cycle.figures_of_nobody"


def remind_owners(*, at):
    """A sweep; returns how many people were told."""
    soon = timezone.localdate(at) + BEFORE
    told = sum(_remind(period, at) for period in Period.objects.filter(locked_at__isnull=True, due_on__lte=soon))
    actions = CorrectiveAction.objects.filter(step="carry_out", deadline__lte=soon)
    return told + sum(_remind_of_action(action, at) for action in actions)


@transaction.atomic
def _remind(period, at):
    """Two at once are one after the other: they lock the period."""
    period = locked(period)
    lines = rows(period, version_of(period).content, at)
    link = reverse("period", args=[period.edition.key, period.code])
    told = set(
        Notice.objects.filter(kind__in=(MISSING, NOBODYS, WAITING), link=link, created_at__gt=at - BETWEEN).values_list(
            "kind", "recipient"
        )
    )
    theirs = defaultdict(list)
    for row in lines:
        if row.newest is None:
            theirs[row.owner and row.owner.pk].append(row.kpi.code)
    nobodys = theirs.pop(None, [])
    shared = {"period": period, "late": timezone.localdate(at) > period.due_on}
    letters = [
        Letter(ask(just, person=person), MISSING, "cycle/letters/missing.txt", shared | {"codes": codes}, link)
        for person, codes in theirs.items()
        if (MISSING, person) not in told
    ]
    waiting = [row.kpi.code for row in lines if row.draft]
    for codes, kind, what, template in (
        (nobodys, NOBODYS, "run_cycle", "cycle/letters/nobodys.txt"),
        (waiting, WAITING, "confirm_figures", "cycle/letters/to_confirm.txt"),
    ):
        if codes and not any(one == kind for one, _person in told):
            letters.append(Letter(ask(who_may, what=what), kind, template, shared | {"codes": codes}, link))
    return notify(letters, at=at)


@transaction.atomic
def _remind_of_action(action, at):
    """Tells who carries an action out, and who decided on it, that its day is near or over."""
    action = CorrectiveAction.objects.select_for_update(of=("self",)).select_related("deviation").get(pk=action.pk)
    link = reverse("action", args=[action.number])
    if Notice.objects.filter(kind=DUE, link=link, created_at__gt=at - BETWEEN).exists():
        return 0
    context = {"action": action, "late": timezone.localdate(at) > action.deadline}
    also = action.decided_by_id if context["late"] else action.owner_id
    people = ask(who_carries_out, owner=action.owner_id, also=also)
    return notify([Letter(people, DUE, "cycle/letters/action_due.txt", context, link)], at=at)
