"""The embedded default: a key, a clock and a root that an installation makes for itself. They say DEVELOPMENT wherever
they are shown, and production refuses them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import crl, keys, x509
from cryptography import x509 as builder
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from plans.documents.authority import Authority
from plans.documents.keys import Sealing, Signers, certificates, lists
from plans.exceptions import CannotSeal
from plans.rules.marks import DEVELOPMENT

YEARS = 10
EARLIEST = datetime(2018, 1, 1, tzinfo=UTC)
ROOTS = "root.pem"  # the newest first, and those of before, by which older documents are known
SIGNERS, SIGNERS_REVOKED = "signers.pem", "signers.crl"  # of the authorities for chairs' keys


def development_sealing(directory, *, organization, at, until=None):
    """This installation's own development Sealing, whose clock shows `at`; made on the first call, to hold ten years
    from then or `until` another moment, and read on later ones.

    Raises CannotSeal when the directory cannot be used."""
    directory = Path(directory)
    try:
        # the clock's key is written last: while it is missing, the next call makes everything again
        if not (directory / "clock.key").exists():
            _make(directory, organization, at, until or max(at, datetime.now(UTC)) + timedelta(days=365 * YEARS))
        root, seal, clock = (_certificate(directory / f"{name}.pem") for name in ("root", "seal", "clock"))
        seal_key, clock_key = (_key(directory / f"{name}.key") for name in ("seal", "clock"))
        revoked = crl.CertificateList.load((directory / "revoked.crl").read_bytes())
    except OSError as error:
        raise CannotSeal(f"the key in {directory.name}/ cannot be used: {error.strerror}") from None
    store = SimpleCertificateStore()
    store.register(root)
    signer = SimpleSigner(signing_cert=seal, signing_key=seal_key, cert_registry=store)
    timestamper = DummyTimeStamper(clock, clock_key, certs_to_embed=store, fixed_dt=at)
    return Sealing(signer, timestamper, (root,), (revoked,), fetches=False, moment=at)


def development_signers(directory):
    """The development Signers of this installation. Raises CannotSeal when no chair has got a key yet."""
    directory = Path(directory)
    if not (directory / SIGNERS).exists():
        raise CannotSeal("no chair has a development key yet: manage.py make_chair_key makes one")
    roots = certificates(SIGNERS, directory / SIGNERS)
    return Signers(roots, lists(SIGNERS_REVOKED, directory / SIGNERS_REVOKED), fetches=False)


def make_chair_key(directory, *, organization, name, secret, at):
    """A key and certificate for somebody of that name, as the bytes of a PKCS#12 file, by an authority of its own that
    this installation trusts from then on."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = Authority(
        organization, _called(f"root for {name[:20]}"), at - timedelta(days=1), at + timedelta(days=365 * YEARS)
    )
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = authority.issue(
        f"{name[:40]} ({DEVELOPMENT})", key, usage=("digital_signature", "content_commitment")
    )
    for file, more in ((SIGNERS, authority.root), (SIGNERS_REVOKED, authority.revocations())):
        before = (directory / file).read_bytes() if (directory / file).exists() else b""
        _write(directory / file, _pem(more) + before)
    encryption = serialization.BestAvailableEncryption(secret.encode())
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [authority.root], encryption)


def _certificate(path):
    certificate = builder.load_pem_x509_certificates(path.read_bytes())[0]
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _key(path):
    private = serialization.load_pem_private_key(path.read_bytes(), None)
    return keys.PrivateKeyInfo.load(
        private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _make(directory, organization, at, ends):
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    begins = min(at.astimezone(UTC) - timedelta(days=1), EARLIEST)
    authority = Authority(organization, _called("root"), begins, ends)
    seal_key = ec.generate_private_key(ec.SECP256R1())
    clock_key = rsa.generate_private_key(65537, 2048)  # the library's own clock signs with nothing else
    seal = authority.issue(_called("seal"), seal_key, usage=("digital_signature", "content_commitment"))
    clock = authority.issue(_called("timestamps"), clock_key, usage=("digital_signature",), stamps=True)
    before = (directory / ROOTS).read_bytes() if (directory / ROOTS).exists() else b""
    _write(directory / ROOTS, _pem(authority.root) + before)
    _write(directory / "seal.pem", _pem(seal))
    _write(directory / "clock.pem", _pem(clock))
    _write(directory / "revoked.crl", authority.revocations().public_bytes(serialization.Encoding.DER))
    _write(directory / "seal.key", _private(seal_key))
    _write(directory / "clock.key", _private(clock_key))


def _called(what):
    return f"{DEVELOPMENT} {what}, not for use"


def _pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path, data):
    beside = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    beside.replace(path)
