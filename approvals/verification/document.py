"""A sealed PDF, examined without a database and without trusting anything but the roots that are given."""

import asyncio
import io
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import pikepdf
from asn1crypto import cms, parser, pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
from pyhanko_certvalidator.registry import SimpleTrustManager

from approvals.verification import record
from approvals.verification.verdict import Finding, State, Verdict
from plans.rules.marks import (
    CERTIFICATE_FIELDS,
    CERTIFICATE_FILE,
    DEVELOPMENT,
    FIELDS,
    FORMER_FIELDS,
    PLAN_FILE,
    RECORD_FILE,
    REPORT_FILE,
    SEAL,
    time_field,
)

# What may be appended to a sealed file: signatures in its fields, timestamps, and what proves them. The library's own
# policy lets the metadata be rewritten as well, and a timestamp over that can be bought by anybody.
WHAT_MAY_FOLLOW = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys={"/AcroForm", "/DSS", "/Extensions"}),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def verify(data, roots, at=None, *, chairs=()):
    """The Verdict on a PDF given as bytes, at a moment or now; `roots` are PEM certificates as bytes, one or more in
    each, for the seal and the timestamps, and `chairs` those for the chairs' signatures: without any, whose those are
    is not asked. Nothing is fetched: what proves the certificates is in the document."""
    try:
        trusted = Trusted(*(tuple(one for file in files for one in certificates(file)) for files in (roots, chairs)))
        if not trusted.roots:
            raise Finding(State.CANNOT_TELL, "no root certificate to trust was given.")
        signatures, names = _sealed(data, trusted, at or datetime.now(UTC))
        facts = _facts(_attached(data), names) | {"signatures": _given(signatures, proved=bool(trusted.chairs))}
        development = any(_is_of(signature, DEVELOPMENT) for signature in signatures)
        return Verdict(State.TRUE, development=development, facts=facts)
    except Finding as finding:
        return Verdict(finding.state, finding.why)


@dataclass(frozen=True)
class Trusted:
    """The certificates of roots: for the seal and the timestamps, and those for the chairs' signatures, none of which
    does for the other."""

    roots: tuple[x509.Certificate, ...]
    chairs: tuple[x509.Certificate, ...] = ()


def _is_of(signature, word):
    return word in signature.signer_cert.subject.human_friendly


def _given(signatures, *, proved):
    """What the approval signatures say, in order: field, whom the certificate names and its digest, the moment before
    which the timestamp after it proves it, and whether it was proved to lead to a root for chairs."""
    given = []
    for signature, stamp in pairwise(signatures):
        if signature.field_name in FIELDS[1:]:
            certificate = signature.signer_cert
            moment = stamp.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
            given.append(
                {
                    "field": signature.field_name,
                    "signer": _printable(certificate.subject.native.get("common_name", "")),
                    "certificate": certificate.sha256.hex(),
                    "before": moment.isoformat(timespec="seconds"),
                    "proved": proved,
                }
            )
    return given


def _printable(name):
    return "".join(character if character.isprintable() else "?" for character in str(name))[:120]


def certificates(data):
    """The certificates of a PEM file. Raises Finding when it holds something else."""
    try:
        return [x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(data, multiple=True)]
    except ValueError:
        raise Finding(State.CANNOT_TELL, "the file of root certificates is not in the form PEM.") from None


def _sealed(data, trusted, at):
    """The signatures in order, and the names of the fields; raises Finding unless every one holds and covers what it
    must."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        names = tuple(name for name, _value, _reference in enumerate_sig_fields(reader))
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
    if signatures[0].field_name != SEAL:
        raise Finding(State.ALTERED, "its first signature is not the seal.")
    try:
        _check_signatures(data, reader, names, signatures, trusted, at)
        return signatures, names
    except Finding:
        raise
    except Exception as fault:  # noqa: BLE001, whatever a forged signature makes the libraries say, it is no proof
        raise Finding(State.ALTERED, f"its signatures cannot be examined ({type(fault).__name__}).") from None


def _check_signatures(data, reader, names, signatures, trusted, at):
    if names == FORMER_FIELDS:
        _check_former(signatures, trusted.roots)
    else:
        _check_order(names, [signature.field_name for signature in signatures])
        for signature in signatures:
            _check_whole(signature, last=signature is signatures[-1])
        _check_nothing_between(data, signatures)
        _check_place(data, signatures[-1])
        _check_form(signatures[-1], reader, trusted.roots)
        _check_proved(signatures[0], trusted.roots, trusted.roots, at)
        for signature in signatures[1:]:
            if not _is_timestamp(signature):
                _check_locks_nothing(signature)
                if trusted.chairs:
                    _check_proved(signature, trusted.chairs, trusted.roots, at)
        _check_not_lapsed(signatures[-1], at)
    if signatures[0].docmdp_level is not MDPPerm.FILL_FORMS:
        raise Finding(State.ALTERED, "its seal does not say what may follow it.")


def _is_timestamp(signature):
    return signature.sig_object.get("/Type") == "/DocTimeStamp"


def _check_order(names, signed):
    """The prepared fields, then the archive timestamps in order and nothing else; each signature with one after it."""
    prepared = FIELDS if names[: len(FIELDS)] == FIELDS else CERTIFICATE_FIELDS
    stamps = tuple(time_field(number) for number in range(1, len(names) - len(prepared) + 1))
    if not stamps or names != prepared + stamps:
        raise Finding(State.ALTERED, "its signature fields are not the ones that it was sealed with.")
    if tuple(name for name in signed if name not in FIELDS) != stamps or signed[-1] not in stamps:
        raise Finding(State.ALTERED, "its archive timestamps are not where they were put.")
    if any(one in FIELDS and other in FIELDS for one, other in pairwise(signed)):
        raise Finding(State.ALTERED, "a signature has no archive timestamp after it.")


def _check_whole(signature, last):
    """That what was signed is there, and that nothing came after the last signature."""
    if _is_timestamp(signature):
        status, permitted = validate_pdf_timestamp(signature, validation_context=_nobody()), True
    else:
        status = validate_pdf_signature(signature, signer_validation_context=_nobody(), diff_policy=WHAT_MAY_FOLLOW)
        permitted = status.docmdp_ok
    if not status.intact or not status.valid:
        raise Finding(State.ALTERED, f"what was signed in {signature.field_name} is no longer what is there.")
    if last and status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise Finding(State.ALTERED, "something was added after its last signature.")
    if not permitted:
        raise Finding(State.ALTERED, "it was changed in a way that its seal does not allow.")


def _check_nothing_between(data, signatures):
    """That what follows a signature begins where the signature's file ends."""
    for signature in signatures[:-1]:
        _start, _length, following, rest = (int(number) for number in signature.byte_range)
        if not re.match(rb"\d+ 0 obj", data[following + rest : following + rest + 20]):
            raise Finding(State.ALTERED, f"something was put between {signature.field_name} and what follows it.")


def _check_place(data, timestamp):
    """That the place of the last timestamp holds it as we write it and nothing more. No signature covers these bytes:
    those of the others are covered by the timestamps after them."""
    start, length, following, _rest = (int(number) for number in timestamp.byte_range)
    content = timestamp.pkcs7_content
    held = len(cms.ContentInfo.load(content, strict=False).dump())
    written = data[start + length : following] == b"<" + content.hex().upper().encode() + b">"
    if not written or content[held:].strip(b"\0"):
        raise Finding(State.ALTERED, "the place of its last timestamp holds something else beside it.")


def _check_form(timestamp, reader, anchors):
    """That the last timestamp holds no more than it takes: nothing that its own signature does not cover but what is
    given otherwise too, by a root or in what proves the document."""
    signed, signer = timestamp.signed_data, timestamp.signer_info
    known = {certificate.dump() for certificate in anchors} | {timestamp.signer_cert.dump()}
    known |= {certificate.dump() for certificate in DocumentSecurityStore.read_dss(reader).load_certs()}
    algorithms = [algorithm.dump() for algorithm in signed["digest_algorithms"]]
    plain = (
        signed["version"].native == "v3"
        and signer["version"].native == "v1"
        and algorithms == [signer["digest_algorithm"].dump()]
        and not len(signed["crls"])
        and not len(signer["unsigned_attrs"])
        and all(held.chosen.dump() in known for held in signed["certificates"])
        and _names(signer, timestamp.signer_cert)
        and _two_parts(timestamp.pkcs7_content)
    )
    if not plain:
        raise Finding(State.ALTERED, "its last timestamp is not of the form that ours have.")


def _names(signer, certificate):
    """Whether a signature names its certificate as it is written: libraries compare names without regard to case."""
    named = signer["sid"].chosen
    return (
        signer["sid"].name == "issuer_and_serial_number"
        and named["issuer"].dump() == certificate.issuer.dump()
        and named["serial_number"].native == certificate.serial_number
    )


def _two_parts(content):
    """Whether a signature's outermost value has its two parts and nothing after them."""
    body, parts = parser.parse(content, strict=False)[4], 0
    while body:
        body, parts = body[parser.peek(body) :], parts + 1
    return parts == 2


def _nobody():
    """Trusts nobody: here it is asked what is whole, not whose it is."""
    return ValidationContext(trust_roots=[], allow_fetching=False, revocation_mode="soft-fail")


def _check_locks_nothing(signature):
    """That a chair's signature does not lock the fields of the others."""
    if "/Reference" in signature.sig_object:
        raise Finding(State.ALTERED, f"the signature in {signature.field_name} locks the document for the others.")


def _check_proved(signature, anchors, clocks, at):
    """That a signature's certificate led to a root and was not revoked when its timestamp was made, by what the
    document itself holds and by timestamps that held each other ever since (ETSI EN 319 102-1, 5.6.3). `clocks` are
    the roots for timestamps."""
    timing = ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=True)
    result = asyncio.run(ades_lta_validation(signature, _policy(anchors, clocks), timing))
    name, found = signature.field_name, result.ades_subindic
    revoked = result.api_status.revocation_details if result.api_status else None
    if revoked and revoked.revocation_date <= result.best_signature_time:
        raise Finding(State.NOT_OURS, f"the certificate in {name} was revoked before it signed.")
    if found == AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        raise Finding(State.NOT_OURS, f"the certificate in {name} does not lead to a given root.")
    if found != AdESPassed.OK:
        raise Finding(State.CANNOT_TELL, f"the signature in {name} is not proved any more ({found.name}).")


def _policy(anchors, clocks):
    """Every certificate but a root has to be proved by a list or an answer of its authority, from inside the file."""
    required = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
    trust = CertRevTrustPolicy(
        RevocationCheckingPolicy(ee_certificate_rule=required, intermediate_ca_cert_rule=required)
    )
    signers, stamps = (
        CertValidationPolicySpec(trust_manager=SimpleTrustManager.build(roots), revinfo_policy=trust)
        for roots in (anchors, clocks)
    )
    inside = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=signers, ts_cert_validation_policy=stamps, revinfo_gathering_policy=inside
        ),
        diff_policy=None,  # what followed is looked at before, once
    )


def _check_not_lapsed(timestamp, at):
    """That the last archive timestamp still proves those before it."""
    lapses = timestamp.signer_cert.not_valid_after
    if at > lapses:
        raise Finding(
            State.CANNOT_TELL, f"its last archive timestamp lapsed on {lapses:%Y-%m-%d} and was not renewed before."
        )


def _check_former(signatures, anchors):
    """Documents that were sealed before seals had timestamps: whole, and the last signature covers everything."""
    for signature in signatures:
        _check_whole(signature, last=signature is signatures[-1])
    context = ValidationContext(trust_roots=anchors, allow_fetching=False, revocation_mode="soft-fail")
    for signature in signatures:
        if not validate_pdf_signature(signature, signer_validation_context=context).trusted:
            raise Finding(State.NOT_OURS, f"the certificate in {signature.field_name} does not lead to a given root.")


def _attached(data):
    """What is inside, as bytes by its name."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            files = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    except (pikepdf.PdfError, ValueError, KeyError) as fault:
        raise Finding(State.ALTERED, f"its attachments cannot be read ({type(fault).__name__}).") from None
    return files


def _facts(files, names):
    """What is inside, checked: a plan and the record of its approval, the certificate of a decision, or a report and
    the record of its publication; each with the fields that such a document has."""
    if set(files) == {PLAN_FILE, RECORD_FILE} and names[: len(FIELDS)] in (FIELDS, FORMER_FIELDS):
        return record.check(files[PLAN_FILE], files[RECORD_FILE])
    if set(files) == {CERTIFICATE_FILE} and names[: len(FIELDS)] != FIELDS:
        return record.check_certificate(files[CERTIFICATE_FILE])
    if set(files) == {REPORT_FILE, RECORD_FILE} and names[: len(FIELDS)] != FIELDS:
        return record.check_publication(files[REPORT_FILE], files[RECORD_FILE])
    raise Finding(State.ALTERED, "its attachments are not the plan and the record of approval.")
