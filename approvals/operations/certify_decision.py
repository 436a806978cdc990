"""Certificates of single decisions: asked for once by anybody who may read the decision, made by a sweep, kept."""

from django.db import transaction
from django.utils.translation import gettext, override

from approvals.documents.certificate import certificate
from approvals.documents.record import is_in_the_tree
from approvals.models import Decision
from approvals.operations.register import seal_register
from approvals.operations.sweeping import each
from plans.documents.printing import signature_fields
from plans.enums import DocumentKind
from plans.exceptions import CannotRender, CannotSeal
from plans.models import SealedDocument
from plans.operations.freeze_document import claim_document, freeze_document
from plans.rules.marks import CERTIFICATE_FIELDS, SEAL


@transaction.atomic
def ask_for_certificate(*, decision, at):
    """The document of a decision's certificate; who asks first makes it pending. A decision is never changed, so its
    certificate is made once."""
    document, _new = SealedDocument.objects.get_or_create(
        kind=DocumentKind.CERTIFICATE, subject=decision.subject, defaults={"created_at": at}
    )
    return document


def certify_decisions(*, at):
    """A sweep: makes and seals what was asked for. One that cannot be made stays pending, with the reason. Returns how
    many. Raises what each() raises."""
    pending = SealedDocument.objects.filter(kind=DocumentKind.CERTIFICATE, sealed_at__isnull=True).order_by("pk")
    return each(pending.values_list("subject", flat=True), lambda subject: _certified(subject, at))


def _certified(subject, at):
    decisions = Decision.objects.select_related("act", "reading__body", "revision__base", "revision__amendment")
    decision = decisions.get(pk=subject.partition(":")[2])
    document = claim_document(kind=DocumentKind.CERTIFICATE, subject=subject, at=at)
    if document is None:
        return False
    if not is_in_the_tree(decision.act):
        seal_register(at=at)
    with override(decision.revision.base.content.authentic[0]):
        fields = signature_fields({SEAL: gettext("Seal of the organization")}, CERTIFICATE_FIELDS)
    try:
        freeze_document(document=document, printable=certificate(decision, fields=fields), fields=fields, at=at)
    except (CannotRender, CannotSeal):
        return False
    return True
