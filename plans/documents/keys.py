"""The key that seals. The embedded default makes its own, which says DEVELOPMENT wherever it is shown."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import keys, x509
from cryptography import x509 as builder
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from plans.exceptions import CannotSeal
from plans.rules.marks import DEVELOPMENT

YEARS = 10


@dataclass(frozen=True)
class SealingKey:
    """A signing key with its certificate and the root that it leads to."""

    certificate: x509.Certificate
    key: keys.PrivateKeyInfo
    root: x509.Certificate


def development_key(directory, *, organization, at):
    """This installation's own development key; made on the first call, read on later ones.

    Raises CannotSeal when the directory cannot be used or the certificate does not hold at the moment.
    """
    directory = Path(directory)
    try:
        if not (directory / "seal.key").exists():
            _make(directory, organization, at)
        found = SealingKey(
            certificate=x509.Certificate.load(_der(directory / "seal.pem")),
            key=_key(directory / "seal.key"),
            root=x509.Certificate.load(_der(directory / "root.pem")),
        )
    except OSError as error:
        raise CannotSeal(f"the key in {directory.name}/ cannot be used: {error.strerror}") from None
    if not found.certificate.not_valid_before <= at <= found.certificate.not_valid_after:
        raise CannotSeal("the certificate of the seal does not hold at this moment")
    return found


def _der(path):
    return builder.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)


def _key(path):
    private = serialization.load_pem_private_key(path.read_bytes(), None)
    return keys.PrivateKeyInfo.load(
        private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _make(directory, organization, at):
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key, seal_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = _name(organization, f"{DEVELOPMENT} root, not for use")
    seal_name = _name(organization, f"{DEVELOPMENT} seal, not for use")
    root = _certificate(root_name, root_key, root_name, root_key, at, authority=True)
    seal = _certificate(seal_name, seal_key, root_name, root_key, at, authority=False)
    _write(directory / "root.pem", root.public_bytes(serialization.Encoding.PEM))
    _write(directory / "seal.pem", seal.public_bytes(serialization.Encoding.PEM))
    # the key last: while it is missing, the next call makes everything again
    _write(
        directory / "seal.key",
        seal_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )


def _write(path, data):
    beside = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    beside.replace(path)


def _name(organization, common):
    return builder.Name(
        [
            builder.NameAttribute(NameOID.ORGANIZATION_NAME, organization[:64]),
            builder.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(subject, key, issuer, issuer_key, at, *, authority):
    """A certificate that PDF readers accept: key identifiers, signature and non-repudiation, no extended use."""
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    usage |= (
        {"key_cert_sign": True, "crl_sign": True}
        if authority
        else {"digital_signature": True, "content_commitment": True}
    )
    begins = at.astimezone(UTC) - timedelta(days=1)
    return (
        builder.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(builder.random_serial_number())
        .not_valid_before(min(begins, datetime(2018, 1, 1, tzinfo=UTC)))
        .not_valid_after(begins + timedelta(days=365 * YEARS))
        .add_extension(builder.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(builder.KeyUsage(**usage), critical=True)
        .add_extension(builder.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(builder.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
