"""Whoever runs the installation is told in time that the seal's certificate expires: an expired one makes no seal."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from notifications.models import Notice
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask
from plans.documents.configured import sealing_key
from plans.exceptions import CannotSeal

BEFORE = timedelta(days=90)
# how often it is said again
BETWEEN = timedelta(days=7)
KIND = "plans.seal_expires"


@transaction.atomic
def warn_of_expiry(*, at):
    """A sweep: tells the administrators, once a week, when the seal's certificate expires within three months or has
    expired. Returns how many were told. Two at once are one after the other: they lock whom they tell."""
    list(get_user_model().objects.select_for_update().filter(is_superuser=True).order_by("pk").values_list("pk"))
    try:
        with sealing_key(at) as key:
            ends = key.signer.signing_cert.not_valid_after
    except CannotSeal:
        return 0  # said where something awaits its seal
    if ends > at + BEFORE or Notice.objects.filter(kind=KIND, created_at__gt=at - BETWEEN).exists():
        return 0
    letter = Letter(
        recipients=ask(administrators),
        kind=KIND,
        template="plans/letters/seal_expires.txt",
        context={"ends": ends, "expired": ends < at},
        link=reverse("versions"),
    )
    return notify([letter], at=at)


def administrators():
    """The people who run the installation, as a query of their ids."""
    return get_user_model().objects.filter(is_superuser=True).values("pk")
