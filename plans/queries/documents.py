"""Reads of sealed documents, and of those on their way."""

from plans.enums import DocumentKind
from plans.models import SealedDocument


def document_about(kind, subject):
    """The document of a kind about a subject, sealed or on its way, with its stages; or None."""
    return SealedDocument.objects.filter(kind=kind, subject=subject).prefetch_related("stages").first()


def documents_of_versions():
    """The documents of all versions, sealed or on their way, as a dict by their subjects. Two queries."""
    documents = SealedDocument.objects.filter(kind=DocumentKind.VERSION).prefetch_related("stages")
    return {document.subject: document for document in documents}


def document_of(version):
    """The document of a version, sealed or on its way, or None."""
    return document_about(DocumentKind.VERSION, version.subject)


def sealed_document_of(version):
    """The document of a version once it is sealed, or None."""
    document = document_of(version)
    return document if document and document.sealed_at else None
