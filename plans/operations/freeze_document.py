"""Fixing a document's bytes, stage by stage: rendered, prepared for signatures, sealed, archived. A stage that is done
stays."""

from plans.documents.blame import to_blame
from plans.documents.configured import sealing_key
from plans.documents.fields import placed
from plans.documents.rendering import render
from plans.documents.sealing import archive, seal
from plans.documents.storing import stored_bytes
from plans.enums import Stage
from plans.exceptions import CannotRender
from plans.models import SealedDocument
from plans.operations.reach_stage import LEASE, claimed, due, noted, reach

FREEZING = (Stage.RENDERED, Stage.PREPARED, Stage.SEALED, Stage.ARCHIVED)


def claim_document(*, kind, subject, at):
    """The document of a subject for this worker alone, for a while; None when it is sealed or somebody else's."""
    document, _created = SealedDocument.objects.get_or_create(kind=kind, subject=subject, defaults={"created_at": at})
    return claimed(SealedDocument.objects.filter(due(at), pk=document.pk, sealed_at__isnull=True), at=at)


def freeze_document(*, document, printable, fields, at):
    """Takes a claimed document through the stages that it lacks, and stores each one's bytes. Returns it.

    A killed worker's successor goes on where it stopped. Raises CannotRender or CannotSeal after noting why on the
    document, which stays pending.
    """
    ways = {
        Stage.RENDERED: lambda _nothing: _rendered(printable, document),
        Stage.PREPARED: lambda rendered: placed(rendered, fields),
        Stage.SEALED: lambda prepared: _by_key(at, lambda key: seal(prepared, key, at=at)),
        Stage.ARCHIVED: lambda sealed: _by_key(at, lambda key: archive(sealed, key, number=1)),
    }
    with noted(document, at=at, again=LEASE * min(document.attempts, 6)):
        last = document.reached
        data = stored_bytes(last) if last else b""
        for stage in FREEZING[FREEZING.index(last.stage) + 1 if last else 0 :]:
            data = ways[stage](data)
            reach(document, (stage, data), at=at)
    return document


def _rendered(printable, document):
    """The pages. Which text is to blame is looked for once: it takes a while."""
    try:
        return render(printable)
    except CannotRender as refusal:
        if document.error.startswith(refusal.why):
            raise CannotRender(document.error) from None
        where = to_blame(printable.texts)
        if where is None:
            raise
        raise CannotRender(f"{refusal.why}; the text that cannot be printed is that of {where}") from None


def _by_key(at, made):
    with sealing_key(at) as key:
        return made(key)
