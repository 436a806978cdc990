from datetime import time

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from approvals.models import RootLetter
from approvals.operations.register import seal_register
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask

# the day's letter leaves at this hour of the installation's zone, or when a worker runs again after it
HOUR = time(6)


def send_register_root(*, at):
    """Seals the register and sends its newest root to its witnesses, once a day. A sweep; returns how many letters."""
    local = timezone.localtime(at)
    if local.time() < HOUR or RootLetter.objects.filter(day=local.date()).exists():
        return 0
    root = seal_register(at=at, everything=True)
    if root is None:
        return 0
    try:
        return _sent(root, local.date(), at)
    except IntegrityError:
        return 0  # another worker's


@transaction.atomic
def _sent(root, day, at):
    RootLetter.objects.create(day=day, root=root, sent_at=at)
    letter = Letter(
        recipients=ask(witnesses),
        kind="approvals.register_root",
        template="approvals/letters/register_root.txt",
        context={"root": root, "day": day},
        link=reverse("register"),
    )
    return notify([letter], at=at)


def witnesses():
    """The people who are sent the root, as a query of their ids: of a group that may witness the register."""
    people = get_user_model().objects
    groups = people.filter(groups__permissions__codename="witness_register", pk=OuterRef("pk"))
    return people.filter(Exists(groups), is_active=True).values("pk")
