"""The key that seals, and the clock that says when: by configuration.

`SEAL_KEY` names where the key is: `pkcs12:PATH` for a file, `remote:MODULE:CALLABLE` for a signing service. Without one
an installation for development seals with a key of its own (development.py).
"""

import importlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import crl, pem, x509
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from plans.exceptions import CannotSeal


@dataclass(frozen=True)
class Sealing:
    """Everything that a seal takes. `roots` are trusted; `revocation` are the lists (CRLs) that are known here; with
    `fetches` the authorities are asked whether a certificate was revoked. `moment` is what the clock shows, where it is
    not the world's."""

    signer: Signer
    timestamper: TimeStamper
    roots: tuple[x509.Certificate, ...]
    revocation: tuple = ()
    fetches: bool = True
    moment: datetime | None = None

    def check_holds(self, at):
        """Raises CannotSeal when the certificate does not hold at a moment: an expired one can sign all the same."""
        certificate = self.signer.signing_cert
        begins, ends = certificate.not_valid_before, certificate.not_valid_after
        if not begins <= at <= ends:
            raise CannotSeal(f"the certificate of the seal holds from {begins:%Y-%m-%d} to {ends:%Y-%m-%d} only")


@dataclass(frozen=True)
class Configured:
    """Where the seal's key, the roots and the timestamp authority are, as the settings say. `key` is SEAL_KEY, `secret`
    its passphrase, `roots` the path of a PEM file, `timestamp_url` an address; `revocation` the path of a list (CRL) of
    an authority that publishes none."""

    key: str
    secret: str
    roots: str
    timestamp_url: str
    revocation: str = ""


def sealing(configured):
    """The Sealing that is Configured. Raises CannotSeal, with a sentence that names what is wrong and tells no
    secret."""
    kind, _, where = configured.key.partition(":")
    if kind not in _SIGNERS:
        raise CannotSeal("SEAL_KEY names no key: it begins with pkcs12: or remote:")
    if not configured.timestamp_url:
        raise CannotSeal("TIMESTAMP_URL names no timestamp authority, and a seal without one is not made")
    roots = certificates(configured.roots)
    store = SimpleCertificateStore()
    store.register_multiple(roots)
    signer = _SIGNERS[kind](where, configured.secret, store)
    known = (_list(configured.revocation),) if configured.revocation else ()
    return Sealing(signer, HTTPTimeStamper(configured.timestamp_url, timeout=30), roots, known)


def certificates(path):
    """The certificates of a PEM file, as a tuple. Raises CannotSeal."""
    try:
        data = Path(path).read_bytes()
        return tuple(x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(data, multiple=True))
    except (OSError, ValueError):
        raise CannotSeal("SEAL_ROOTS names no file of root certificates in the form PEM") from None


def _list(path):
    try:
        data = Path(path).read_bytes()
        return crl.CertificateList.load(pem.unarmor(data)[2] if pem.detect(data) else data, strict=True)
    except (OSError, ValueError):
        raise CannotSeal("SEAL_REVOCATION names no list of revoked certificates (CRL)") from None


def _from_pkcs12(path, secret, store):
    signer = SimpleSigner.load_pkcs12(path, other_certs=list(store), passphrase=secret.encode() or None)
    if signer is None:
        raise CannotSeal("the PKCS#12 file of the seal cannot be opened: it is missing, or its passphrase is another")
    return signer


def _from_service(where, secret, store):
    """The one seam for a remote signing service: a callable that is given the secret and the roots' store, and returns
    a pyHanko Signer."""
    module, _, name = where.partition(":")
    try:
        make = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        raise CannotSeal("SEAL_KEY names no callable of a signing service: remote:MODULE:CALLABLE") from None
    return make(secret, store)


_SIGNERS = {"pkcs12": _from_pkcs12, "remote": _from_service}
