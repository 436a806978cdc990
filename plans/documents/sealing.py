"""Signatures that last: the organization's seal, and the timestamps over everything that keep it provable.

PAdES B-LTA: each signature is followed by what proves that its certificates held (the document security store) and by
a timestamp over the whole file. Nothing that was there changes; each step only appends.
"""

import asyncio
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
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
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
# for a chair's signature, in hexadecimal digits: its timestamp comes later, and has to find room
ROOM = 32768
PROOF_OF_TIME = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def seal(pdf, sealing, *, at):
    """The PDF with the seal appended: certifying, further signatures allowed (DocMDP P=2). An archive timestamp has to
    follow it.

    `sealing` is a Sealing; the given bytes are the beginning of what comes out. Raises CannotSeal: when the certificate
    does not hold or is not trusted, or the timestamp authority does not answer. Then nothing was made: a document is
    never sealed lower than this.
    """
    sealing.check_holds(at)
    return _signed(
        pdf,
        sealing.signer,
        timestamper=sealing.timestamper,
        field_name=SEAL,
        reason="Adopted and frozen",
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=True,
        validation_context=_context(sealing, sealing.moment),
        dss_settings=PROOF,
    )


def approve(pdf, signer, *, field):
    """A sealed PDF with an approval signature in one of its prepared fields, by a pyHanko Signer. What proves its
    certificate comes with the archive timestamp that has to follow it. Raises CannotSeal, also when the field is signed
    already or is not there."""
    return _signed(pdf, signer, room=ROOM, field_name=field, reason="Approved")


def _signed(pdf, signer, *, timestamper=None, room=None, **said):
    metadata = signers.PdfSignatureMetadata(subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", **said)
    signing = signers.PdfSigner(metadata, signer=signer, timestamper=timestamper, stamp_style=NO_DRAWING)
    out = io.BytesIO()
    _appended(
        lambda: signing.sign_pdf(
            _Appending(io.BytesIO(pdf)), output=out, bytes_reserved=room, existing_fields_only=True
        )
    )
    return out.getvalue()


def archive(pdf, sealing, *, number, chairs=None):
    """The PDF with an archive timestamp over everything, its `number`th: after each signature, and again before the
    last one lapses. It only appends.

    With Signers as `chairs` it follows a chair's signature: that has to lead to one of their roots, and what proves it
    goes in. Raises CannotSeal.
    """
    out = io.BytesIO()
    stamper = PdfTimeStamper(sealing.timestamper, field_name=time_field(number))

    def append():
        writer = _Appending(io.BytesIO(pdf))
        if chairs:
            _prove(writer, chairs, sealing.moment)
        stamper.timestamp_pdf(
            writer,
            "sha256",
            validation_context=_context(sealing, sealing.moment),
            dss_settings=PROOF_OF_TIME,
            output=out,
        )

    _appended(append)
    return out.getvalue()


def _prove(writer, chairs, moment):
    """Puts in what proves the certificate of the last signature, by the chairs' roots and no others."""
    context, signature = _context(chairs, moment), writer.prev.embedded_regular_signatures[-1]
    paths = asyncio.run(collect_validation_info(signature, context, skip_timestamp=True))
    DocumentSecurityStore.supply_dss_in_writer(writer, None, validation_context=context, paths=paths)


def proved_until(pdf):
    """The moment until which a sealed PDF's last archive timestamp proves it: its clock's certificate lapses then."""
    return PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1].signer_cert.not_valid_after


class _Appending(IncrementalPdfFileWriter):
    """Appends what it is given and nothing else. The library would write its name and the time into the metadata each
    time; then anybody's change of the metadata could not be told from a signature's."""

    def _update_meta(self):
        pass


def _context(trusted, moment):
    """By which the library collects what proves the certificates: a Sealing or Signers, and the moment or now."""
    return ValidationContext(
        trust_roots=list(trusted.roots),
        crls=list(trusted.revocation),
        allow_fetching=trusted.fetches,
        revocation_mode="require",
        moment=moment,
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
        raise CannotSeal(f"the signature could not be made: {str(fault)[:300]}") from None


def _cannot_prove(fault):
    return CannotSeal(f"a certificate cannot be proved: {str(fault)[:300]}")
