"""Sending what is pending. A sweep: it may run twice, be killed anywhere, and run beside itself."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q

from notifications.models import Delivery

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
AT_ONCE = 5  # with the timeout of a mail server, well inside the lease


def send_letters(*, at):
    """Sends up to AT_ONCE pending e-mails; returns how many went out. Who has no address gets none."""
    return sum(_send(delivery, at) for delivery in _claimed(at))


@transaction.atomic
def _claimed(at):
    pending = Delivery.objects.filter(sent_at__isnull=True, given_up_at__isnull=True)
    free = pending.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)).order_by("id")
    skips = connection.features.has_select_for_update_skip_locked
    mine = list(free.select_for_update(skip_locked=skips).values_list("pk", flat=True)[:AT_ONCE])
    Delivery.objects.filter(pk__in=mine).update(claimed_until=at + LEASE)
    return list(Delivery.objects.filter(pk__in=mine).select_related("notice__recipient"))


def _send(delivery, at):
    notice = delivery.notice
    delivery.attempts += 1
    if not notice.recipient.email:
        delivery.given_up_at, delivery.error = at, "no address"
    else:
        try:
            EmailMessage(
                settings.EMAIL_SUBJECT_PREFIX + notice.subject,
                notice.body,
                settings.DEFAULT_FROM_EMAIL,
                [notice.recipient.email],
                # the same letter, sent twice by a worker that was killed in between, is one letter to a mail reader
                headers={"Message-ID": f"<notice-{notice.pk}@plenary>", "Auto-Submitted": "auto-generated"},
            ).send()
            delivery.sent_at, delivery.error = at, ""
        except Exception as failure:  # noqa: BLE001, one bad address must not hold the others up
            delivery.error = f"{type(failure).__name__}: {failure}"[:300]
            if delivery.attempts >= MOST_ATTEMPTS:
                delivery.given_up_at = at
            else:
                delivery.claimed_until = at + LEASE * 2**delivery.attempts
    # only while it is still ours: another worker may have it after our lease
    Delivery.objects.filter(pk=delivery.pk, sent_at__isnull=True).update(
        attempts=delivery.attempts,
        sent_at=delivery.sent_at,
        given_up_at=delivery.given_up_at,
        claimed_until=delivery.claimed_until,
        error=delivery.error,
    )
    return delivery.sent_at is not None
