"""Files that a browser keeps."""

import io

from django.http import FileResponse, Http404

from plans.documents.storing import stored_bytes
from plans.exceptions import CannotSeal

PDF, PEM = "application/pdf", "application/x-pem-file"


def download(data, name, content_type):
    """Bytes as a file that the browser keeps under a name."""
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=content_type)


def sealed_pdf(document, name):
    """A document as it stands now. Raises Http404 where there is none that is sealed, or its bytes are gone."""
    if document is None or not document.sealed_at:
        raise Http404
    try:
        return download(stored_bytes(document.reached), name, PDF)
    except CannotSeal:
        raise Http404 from None
