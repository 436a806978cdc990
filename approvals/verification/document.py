"""A sealed PDF, examined without a database and without trusting anything but the roots that are given."""

import io
import logging

import pikepdf
from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from approvals.verification import record
from approvals.verification.verdict import Finding, State, Verdict
from plans.rules.marks import DEVELOPMENT, FIELDS, PLAN_FILE, RECORD_FILE, SEAL

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def verify(data, roots):
    """The Verdict on a PDF given as bytes; `roots` are PEM certificates as bytes, one or more in each."""
    try:
        anchors = [anchor for root in roots for anchor in certificates(root)]
        if not anchors:
            raise Finding(State.CANNOT_TELL, "no root certificate to trust was given.")
        development = _sealed(data, anchors)
        return Verdict(State.TRUE, development=development, facts=record.check(*_attached(data)))
    except Finding as finding:
        return Verdict(finding.state, finding.why)


def certificates(data):
    """The certificates of a PEM file. Raises Finding when it holds something else."""
    try:
        return [x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(data, multiple=True)]
    except ValueError:
        raise Finding(State.CANNOT_TELL, "the file of root certificates is not in the form PEM.") from None


def _sealed(data, anchors):
    """Whether the seal is a development one; raises Finding unless every signature holds and covers what it must."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        names = [name for name, _value, _reference in enumerate_sig_fields(reader)]
        signatures = list(reader.embedded_signatures)
    except (PdfError, ValueError, KeyError, TypeError, RecursionError, IndexError, AttributeError) as fault:
        if b"/ByteRange" in data:
            raise Finding(
                State.ALTERED, f"it was signed, and its structure is damaged ({type(fault).__name__})."
            ) from None
        if b"%PDF-" not in data[:1024]:
            raise Finding(State.UNREADABLE, "it is no PDF.") from None
        raise Finding(State.UNREADABLE, f"its structure is damaged ({type(fault).__name__}).") from None
    if SEAL not in names or not signatures:
        raise Finding(State.NOT_OURS, "it bears no seal of an installation of this software.")
    if tuple(names) != FIELDS:
        raise Finding(State.ALTERED, "its signature fields are not the ones that it was sealed with.")
    if signatures[0].field_name != SEAL:
        raise Finding(State.ALTERED, "its first signature is not the seal.")
    statuses = [_status(signature, anchors) for signature in signatures]
    _check_statuses(statuses, signatures)
    subject = signatures[0].signer_cert.subject.human_friendly
    return DEVELOPMENT in subject


def _status(signature, anchors):
    context = ValidationContext(trust_roots=anchors, allow_fetching=False, revocation_mode="soft-fail")
    try:
        return validate_pdf_signature(signature, signer_validation_context=context)
    except Exception as fault:  # noqa: BLE001, whatever a forged signature makes the library say, it is no proof
        raise Finding(
            State.ALTERED, f"the signature in {signature.field_name} cannot be examined ({type(fault).__name__})."
        ) from None


def _check_statuses(statuses, signatures):
    for status, signature in zip(statuses, signatures, strict=True):
        if not status.intact or not status.valid:
            raise Finding(State.ALTERED, f"what was signed in {signature.field_name} is no longer what is there.")
    last = statuses[-1]
    if last.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise Finding(State.ALTERED, "something was added after its last signature.")
    for status, signature in zip(statuses, signatures, strict=True):
        if not status.trusted:
            raise Finding(State.NOT_OURS, f"the certificate in {signature.field_name} does not lead to a given root.")
        if not status.docmdp_ok:
            raise Finding(State.ALTERED, "it was changed in a way that its seal does not allow.")
    sealed = signatures[0]
    if sealed.docmdp_level is not MDPPerm.FILL_FORMS:
        raise Finding(State.ALTERED, "its seal does not say what may follow it.")


def _attached(data):
    """The plan and the record inside, as bytes."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            files = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    except (pikepdf.PdfError, ValueError, KeyError) as fault:
        raise Finding(State.ALTERED, f"its attachments cannot be read ({type(fault).__name__}).") from None
    if set(files) != {PLAN_FILE, RECORD_FILE}:
        raise Finding(State.ALTERED, "its attachments are not the plan and the record of approval.")
    return files[PLAN_FILE], files[RECORD_FILE]
