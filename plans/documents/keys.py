"""The key that seals, and the clock that says when: by configuration.

`SEAL_KEY` names where the key is: `pkcs12:PATH` for a file, `pkcs11:LIBRARY?token=LABEL&certificate=LABEL&key=LABEL`
for a token, `remote:MODULE:CALLABLE` for a signing service. Without one an installation for development seals with a
key of its own (development.py).
"""

import importlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs

from asn1crypto import crl, pem, x509
from pyhanko.config.pkcs11 import PKCS11PinEntryMode, PKCS11SignatureConfig, TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11SigningContext
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from plans.exceptions import CannotSeal


@dataclass(frozen=True)
class Sealing:
    """Everything that a seal takes. `roots` are trusted; `revocation` are the lists (CRLs) that are known here; with
    `fetches` the authorities are asked whether a certificate was revoked. `moment` is what the clock shows, where it is
    not the world's. It is used in a `with`: a token's session lasts that long."""

    signer: Signer
    timestamper: TimeStamper
    roots: tuple[x509.Certificate, ...]
    revocation: tuple = ()
    fetches: bool = True
    moment: datetime | None = None
    release: Callable[[], None] = lambda: None

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        self.release()

    def check_holds(self, at):
        """Raises CannotSeal when the certificate does not hold at a moment: an expired one can sign all the same."""
        certificate = self.signer.signing_cert
        begins, ends = certificate.not_valid_before, certificate.not_valid_after
        if not begins <= at <= ends:
            raise CannotSeal(f"the certificate of the seal holds from {begins:%Y-%m-%d} to {ends:%Y-%m-%d} only")


def sealing(key, *, secret, roots, timestamp_url, revocation=""):
    """The Sealing that the settings name: `key` is SEAL_KEY, `secret` its passphrase or PIN, `roots` the path of a PEM
    file, `timestamp_url` the authority's address, `revocation` the path of a list (CRL) of an authority that publishes
    none. Raises CannotSeal, with a sentence that names what is wrong and tells no secret."""
    kind, _, where = key.partition(":")
    if kind not in _SIGNERS:
        raise CannotSeal("SEAL_KEY names no key: it begins with pkcs12:, pkcs11: or remote:")
    if not timestamp_url:
        raise CannotSeal("TIMESTAMP_URL names no timestamp authority, and a seal without one is not made")
    trusted = certificates(roots)
    store = SimpleCertificateStore()
    store.register_multiple(trusted)
    known = (_list(revocation),) if revocation else ()
    signer, release = _SIGNERS[kind](where, secret, store)
    return Sealing(signer, HTTPTimeStamper(timestamp_url, timeout=30), trusted, known, release=release)


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
    return signer, _nothing_to_release


def _from_pkcs11(where, secret, store):
    library, _, query = where.partition("?")
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    if not {"token", "certificate"} <= asked.keys():
        raise CannotSeal("SEAL_KEY says no token or no certificate: pkcs11:LIBRARY?token=LABEL&certificate=LABEL")
    session = PKCS11SigningContext(
        PKCS11SignatureConfig(
            module_path=library,
            token_criteria=TokenCriteria(label=asked["token"]),
            cert_label=asked["certificate"],
            key_label=asked.get("key"),
            other_certs=list(store),
            prompt_pin=PKCS11PinEntryMode.SKIP,
            raw_mechanism=True,  # digests are made here: not every token makes those that go with its curves
        ),
        user_pin=secret or None,
    )
    opened = ExitStack()
    try:
        signer = opened.enter_context(session)
        signer.signing_cert.dump()  # is read from the token, which may not have it
    except Exception as fault:  # noqa: BLE001, a token's library raises what it likes, and may repeat the secret
        opened.close()
        raise CannotSeal(f"the token of the seal cannot be used ({type(fault).__name__})") from None
    return signer, opened.close


def _nothing_to_release():
    pass


def _from_service(where, secret, store):
    """The one seam for a remote signing service: a callable that is given the secret and the roots' store, and returns
    a pyHanko Signer."""
    module, _, name = where.partition(":")
    try:
        make = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        raise CannotSeal("SEAL_KEY names no callable of a signing service: remote:MODULE:CALLABLE") from None
    return make(secret, store), _nothing_to_release


_SIGNERS = {"pkcs12": _from_pkcs12, "pkcs11": _from_pkcs11, "remote": _from_service}
