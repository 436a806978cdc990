"""A chair's approval signature, made elsewhere with a key of the chair's own, goes onto a version's document."""

import logging

from django.db import transaction

from approvals.documents.verifying import verified
from approvals.enums import ActKind
from approvals.exceptions import NotSealedYet, NotYours, SignatureRefused
from approvals.models import Act, Review
from approvals.operations.register import append_act
from approvals.permissions import check_can_sign
from approvals.verification.verdict import State
from plans.documents.configured import chairs_signers, sealing_key
from plans.documents.sealing import archive
from plans.documents.stamping import stamped
from plans.documents.storing import stored_bytes
from plans.enums import Stage
from plans.exceptions import CannotSeal
from plans.models import Lapse, SealedDocument
from plans.operations.reach_stage import claimed, freed, reach
from plans.queries.documents import sealed_document_of

# a signature with its certificates takes some ten thousand bytes
MOST_ADDED = 1024 * 1024

logger = logging.getLogger(__name__)


def sign_document(*, by, at, version, signed):
    """Takes the signed file, as bytes: the version's document as it stands with one signature after it, in the field of
    the chair. It is closed with an archive timestamp, examined as anybody would, and stored; an act says so. Returns
    the Act.

    Raises NotYours, NotSealedYet, SignatureRefused, and CannotSeal while the timestamp authority is silent. Then
    nothing was stored, and the same file can be given again.
    """
    chairs = check_can_sign(by, at)
    found = sealed_document_of(version)
    if found is None or not _is_recorded(version):
        raise NotSealedYet
    if Lapse.objects.filter(version=version).exists():
        raise SignatureRefused("lapsed")
    document = claimed(SealedDocument.objects.filter(pk=found.pk), at=at)
    if document is None:
        raise SignatureRefused("busy")
    with freed(document):
        before = stored_bytes(document.reached)
        if not signed.startswith(before) or not 0 < len(signed) - len(before) <= MOST_ADDED:
            raise SignatureRefused("not_on_this")
        signed, closed = _closed(signed, document, at)
        given = _examined(closed, document)
        if given["field"] not in chairs:
            raise NotYours("sign")
        return _recorded(by, at, version, document, (signed, closed), given | {"for": chairs[given["field"]]})


def _is_recorded(version):
    """Whether the register has the act of its sealing: who seals is a moment from writing it."""
    return Act.objects.filter(kind=ActKind.SEALED, chain=version.revision.amendment.review.chain).exists()


def _closed(signed, document, at):
    """The signed file with a timestamp in its signature, and that with an archive timestamp after it."""
    trusted = chairs_signers()
    with sealing_key(at) as key:
        try:
            signed = stamped(signed, key)
            return signed, archive(signed, key, number=document.timestamps + 1, chairs=trusted)
        except CannotSeal:
            raise
        except Exception as fault:  # whatever a stranger's bytes make the library say
            logger.exception("A signed file could not be closed")
            raise SignatureRefused("unreadable") from fault


def _examined(closed, document):
    """What the one signature says that was added."""
    verdict = verified(closed)
    if verdict.state is not State.TRUE:
        raise SignatureRefused("not_true", verdict.why)
    signatures = verdict.facts["signatures"]
    if len(signatures) != 1 + sum(stage.stage == Stage.APPROVED for stage in document.stages.all()):
        raise SignatureRefused("not_one")
    return signatures[-1]


@transaction.atomic
def _recorded(by, at, version, document, made, given):
    signed, closed = made
    amendment = version.revision.amendment
    review = Review.objects.select_for_update().get(amendment=amendment)
    reach(document, (Stage.APPROVED, signed), (Stage.ARCHIVED, closed), at=at)
    facts = {
        "amendment": amendment.code,
        "version": version.label,
        "field": given["field"],
        "certificate": given["certificate"],
        "sealed_digest": document.reached.digest,
    } | ({"for": given["for"]} if given["for"] else {})
    return append_act(chain=review.chain, kind=ActKind.SIGNED, by=by, at=at, facts=facts)
