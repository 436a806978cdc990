"""Signatures that last: the organization's seal, and the timestamps over everything that keep it provable.

PAdES B-LTA: each signature is followed by what proves that its certificates held (the document security store) and by
a timestamp over the whole file. Nothing that was there changes; each step only appends.
"""

import io
import logging

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfTimeStamper,
    SigDSSPlacementPreference,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from plans.exceptions import CannotSeal
from plans.rules.marks import SEAL, time_field

# the page itself says what the field is; a drawing of the library's would bring fonts that are not embedded
NO_DRAWING = StaticStampStyle(
    background=RawContent(b"", box=BoxConstraints(width=1, height=1)), background_opacity=1, border_width=0
)
# What proves the certificates goes in with the signature, and before the timestamp, not after: then nothing follows
# that the timestamp does not cover.
PROOF = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)
PROOF_OF_TIME = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def seal(pdf, sealing, *, at):
    """The PDF with the seal and its archive timestamp appended: certifying, further signatures allowed (DocMDP P=2).

    `sealing` is a Sealing; the given bytes are the beginning of what comes out. Raises CannotSeal: when the certificate
    does not hold or is not trusted, or the timestamp authority does not answer. Then nothing was made: a document is
    never sealed lower than this.
    """
    return _signed(pdf, sealing, at, SEAL, 1, certify=True, reason="Adopted and frozen")


def approve(pdf, sealing, *, field, number, at):
    """A sealed PDF with an approval signature in one of its prepared fields, and the `number`th archive timestamp after
    it. `sealing` is the signer's. Raises CannotSeal as seal() does, and when the field is signed already."""
    return _signed(pdf, sealing, at, field, number, reason="Approved")


def _signed(pdf, sealing, at, field, number, *, reason, certify=False):
    sealing.check_holds(at)
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason=reason,
        embed_validation_info=True,
        validation_context=_context(sealing),
        dss_settings=PROOF,
    )
    signer = signers.PdfSigner(metadata, signer=sealing.signer, timestamper=sealing.timestamper, stamp_style=NO_DRAWING)
    out = io.BytesIO()
    _appended(lambda: signer.sign_pdf(_Appending(io.BytesIO(pdf)), output=out))
    return renew(out.getvalue(), sealing, number=number)


def renew(pdf, sealing, *, number):
    """The PDF with a further archive timestamp, the `number`th, before the last one lapses. It only appends. Raises
    CannotSeal."""
    out = io.BytesIO()
    stamper = PdfTimeStamper(sealing.timestamper, field_name=time_field(number))
    _appended(
        lambda: stamper.timestamp_pdf(
            _Appending(io.BytesIO(pdf)),
            "sha256",
            validation_context=_context(sealing),
            dss_settings=PROOF_OF_TIME,
            output=out,
        )
    )
    return out.getvalue()


def proved_until(pdf):
    """The moment until which a sealed PDF's last archive timestamp proves it: its clock's certificate lapses then."""
    return PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1].signer_cert.not_valid_after


class _Appending(IncrementalPdfFileWriter):
    """Appends what it is given and nothing else. The library would write its name and the time into the metadata each
    time; then anybody's change of the metadata could not be told from a signature's."""

    def _update_meta(self):
        pass


def _context(sealing):
    """By which the library collects what proves the certificates."""
    return ValidationContext(
        trust_roots=list(sealing.roots),
        crls=list(sealing.revocation),
        allow_fetching=sealing.fetches,
        revocation_mode="require",
        moment=sealing.moment,
    )


def _appended(append):
    try:
        append()
    except TimestampRequestError:
        raise CannotSeal("the timestamp authority does not answer") from None
    except (PathError, ValidationError) as fault:
        raise _cannot_prove(fault) from None
    except (SigningError, PdfError, OSError) as fault:
        if isinstance(fault.__cause__, PathError | ValidationError):
            raise _cannot_prove(fault.__cause__) from None
        raise CannotSeal(f"the seal could not be made: {str(fault)[:300]}") from None


def _cannot_prove(fault):
    return CannotSeal(f"a certificate cannot be proved: {str(fault)[:300]}")
