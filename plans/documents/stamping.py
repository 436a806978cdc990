"""A chair's signature gets its moment: a timestamp of this installation's clock, where its program put none into it."""

import asyncio
import hashlib
import io

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from plans.exceptions import CannotSeal

KIND = "signature_time_stamp_token"


def stamped(pdf, sealing):
    """The PDF with a timestamp inside its last signature, in the room that was left there; nothing that the signature
    covers changes. One that has a timestamp is given back as it is. Raises CannotSeal when the authority does not
    answer or too little room was left."""
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[-1]
    content = cms.ContentInfo.load(signature.pkcs7_content, strict=False)
    (signer,) = content["content"]["signer_infos"]
    unsigned = list(signer["unsigned_attrs"])
    if any(attribute["type"].native == KIND for attribute in unsigned):
        return pdf
    signer["unsigned_attrs"] = cms.CMSAttributes([*unsigned, simple_cms_attribute(KIND, _token(signer, sealing))])
    start, length, following, _rest = (int(number) for number in signature.byte_range)
    if not 0 <= start < start + length < following <= len(pdf):
        raise CannotSeal("the signature does not say what it covers")
    room = following - (start + length) - 2
    written = content.dump(force=True).hex().upper().encode()
    if len(written) > room:
        raise CannotSeal("the signature leaves no room for a timestamp: sign with one, or with plenary-sign")
    return pdf[: start + length] + b"<" + written.ljust(room, b"0") + b">" + pdf[following:]


def _token(signer, sealing):
    digest = hashlib.sha256(signer["signature"].native).digest()
    try:
        return asyncio.run(sealing.timestamper.async_timestamp(digest, "sha256"))
    except TimestampRequestError:
        raise CannotSeal("the timestamp authority does not answer") from None
