"""Archive timestamps are renewed before they lapse; what was not renewed in time cannot be proved any more."""

from datetime import timedelta

from django.db.models import Q

from plans.documents.sealing import proved_until, renew
from plans.exceptions import CannotSeal
from plans.models import SealedDocument
from plans.operations.freeze_document import LEASE, sealing_key, store, stored_bytes
from plans.rules.canonical import sha256

# a year: authorities are renewed too, and may be silent for a while
BEFORE = timedelta(days=365)
# how soon it is tried again where it could not be renewed: the timestamp that it has still holds
AGAIN = timedelta(days=1)


def renew_documents(*, at):
    """A sweep: a further timestamp for every sealed document whose last one lapses within a year. Returns how many.

    One that cannot be renewed notes why, and is tried again the next day.
    """
    due = SealedDocument.objects.filter(timestamps__gt=0, proved_until__lte=at + BEFORE).order_by("proved_until")
    return sum(_renewed(pk, at) for pk in due.values_list("pk", flat=True))


def _renewed(pk, at):
    """Whether a document was renewed. It is claimed for a while, not locked: the authority may take its time."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    mine = SealedDocument.objects.filter(free, pk=pk, proved_until__lte=at + BEFORE)
    if not mine.update(claimed_until=at + LEASE):
        return False
    document = SealedDocument.objects.get(pk=pk)
    try:
        sealed = stored_bytes(document.sealed_file, document.sealed_digest)
        with sealing_key(at) as key:
            renewed = renew(sealed, key, number=document.timestamps + 1)
        until = proved_until(renewed)
        if until <= document.proved_until:
            raise CannotSeal("the certificate of the timestamp authority lapses no later than that of the last one")
    except CannotSeal as refusal:
        document.error, document.claimed_until = refusal.why[:600], at + AGAIN
        document.save(update_fields=["error", "claimed_until"])
        return False
    document.sealed_file, document.sealed_digest = store(document, "renewed", renewed), sha256(renewed)
    document.timestamps, document.proved_until = document.timestamps + 1, until
    document.error, document.claimed_until = "", None
    document.save()
    return True
