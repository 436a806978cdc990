"""Archive timestamps are renewed before they lapse; what was not renewed in time cannot be proved any more."""

from datetime import timedelta

from plans.documents.configured import sealing_key
from plans.documents.sealing import archive, proved_until
from plans.documents.storing import stored_bytes
from plans.enums import Stage
from plans.exceptions import CannotSeal
from plans.models import SealedDocument
from plans.operations.reach_stage import claimed, due, noted, reach

# a year: authorities are renewed too, and may be silent for a while
BEFORE = timedelta(days=365)
# how soon it is tried again where it could not be renewed: the timestamp that it has still holds
AGAIN = timedelta(days=1)


def renew_documents(*, at):
    """A sweep: a further timestamp for every sealed document whose last one lapses within a year. Returns how many.

    One that cannot be renewed notes why, and is tried again the next day.
    """
    lapsing = SealedDocument.objects.filter(proved_until__lte=at + BEFORE).order_by("proved_until")
    return sum(_renewed(pk, at) for pk in lapsing.values_list("pk", flat=True))


def _renewed(pk, at):
    """Whether a document was renewed. It is claimed for a while, not locked: the authority may take its time."""
    document = claimed(SealedDocument.objects.filter(due(at), pk=pk, proved_until__lte=at + BEFORE), at=at)
    if document is None:
        return False
    try:
        with noted(document, at=at, again=AGAIN), sealing_key(at) as key:
            renewed = archive(stored_bytes(document.reached), key, number=document.timestamps + 1)
            if proved_until(renewed) <= document.proved_until:
                raise CannotSeal("the certificate of the timestamp authority lapses no later than that of the last one")
            reach(document, (Stage.ARCHIVED, renewed), at=at)
    except CannotSeal:
        return False
    return True
