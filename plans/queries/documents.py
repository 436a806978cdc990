"""Reads of the documents of versions."""

from plans.enums import DocumentKind
from plans.models import SealedDocument


def _documents():
    return SealedDocument.objects.filter(kind=DocumentKind.VERSION).prefetch_related("stages")


def documents_of_versions():
    """The documents of all versions, sealed or on their way, as a dict by their subjects. Two queries."""
    return {document.subject: document for document in _documents()}


def document_of(version):
    """The document of a version, sealed or on its way, or None."""
    return _documents().filter(subject=version.subject).first()


def certificate_subject(decision):
    """How the certificate of a decision (of the app above) is called."""
    return f"decision:{decision.pk}"


def certificate_document_of(decision):
    """The document of a decision's certificate, sealed or on its way, or None."""
    documents = SealedDocument.objects.filter(kind=DocumentKind.CERTIFICATE).prefetch_related("stages")
    return documents.filter(subject=certificate_subject(decision)).first()


def sealed_document_of(version):
    """The document of a version once it is sealed, or None."""
    document = document_of(version)
    return document if document and document.sealed_at else None
