"""The organization's seal: a certification signature in the prepared field, after which only signatures may follow."""

import io
import logging

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from plans.rules.marks import SEAL

# the page itself says what the field is; a drawing of the library's would bring fonts that are not embedded
NO_DRAWING = StaticStampStyle(
    background=RawContent(b"", box=BoxConstraints(width=1, height=1)), background_opacity=1, border_width=0
)

logging.getLogger("pyhanko").setLevel(logging.ERROR)


def seal(pdf, key, *, at):
    """The PDF with the seal appended: PAdES, certifying, further signatures allowed (DocMDP P=2).

    `key` is a SealingKey; the given bytes are the beginning of what comes out.
    """
    store = SimpleCertificateStore()
    store.register(key.root)
    signer = signers.SimpleSigner(signing_cert=key.certificate, signing_key=key.key, cert_registry=store)
    metadata = signers.PdfSignatureMetadata(
        field_name=SEAL,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason="Adopted and frozen",
    )
    out = io.BytesIO()
    signers.PdfSigner(metadata, signer=signer, stamp_style=NO_DRAWING).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out
    )
    return out.getvalue()
