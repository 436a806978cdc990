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
class Signers:
    """Whose certificates a chair's signature may lead to: `roots` and `revocation` as for a Sealing."""

    roots: tuple[x509.Certificate, ...]
    revocation: tuple = ()
    fetches: bool = True


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
    _check_names_a_key("SEAL_KEY", key)
    if not timestamp_url:
        raise CannotSeal("TIMESTAMP_URL names no timestamp authority, and a seal without one is not made")
    trusted, known = certificates("SEAL_ROOTS", roots), lists("SEAL_REVOCATION", revocation)
    signer, release = signer_of(key, secret, trusted)
    return Sealing(signer, HTTPTimeStamper(timestamp_url, timeout=30), trusted, known, release=release)


def signer_of(key, secret, others=()):
    """A pyHanko Signer with the key of that name, and what releases it; `others` are certificates that go with it.
    Raises CannotSeal."""
    _check_names_a_key("The key", key)
    kind, _, where = key.partition(":")
    store = SimpleCertificateStore()
    store.register_multiple(others)
    return _SIGNERS[kind](where, secret, store)


def _check_names_a_key(what, key):
    if key.partition(":")[0] not in _SIGNERS:
        raise CannotSeal(f"{what} names no key: it begins with pkcs12:, pkcs11: or remote:")


def certificates(what, path):
    """The certificates of a PEM file, as a tuple; `what` names it. Raises CannotSeal."""
    try:
        data = Path(path).read_bytes()
        return tuple(x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(data, multiple=True))
    except (OSError, ValueError):
        raise CannotSeal(f"{what} names no file of root certificates in the form PEM") from None


def lists(what, path):
    """The lists of revoked certificates (CRL) in a file, as a tuple; none without one. `what` names it. Raises
    CannotSeal."""
    if not path:
        return ()
    try:
        data = Path(path).read_bytes()
        parts = [der for _kind, _headers, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        return tuple(crl.CertificateList.load(part, strict=True) for part in parts)
    except (OSError, ValueError):
        raise CannotSeal(f"{what} names no list of revoked certificates (CRL)") from None


def _from_pkcs12(path, secret, store):
    signer = SimpleSigner.load_pkcs12(path, other_certs=list(store), passphrase=secret.encode() or None)
    if signer is None:
        raise CannotSeal("the PKCS#12 file cannot be opened: it is missing, or its passphrase is another")
    return signer, _nothing_to_release


def _from_pkcs11(where, secret, store):
    library, _, query = where.partition("?")
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    if not {"token", "certificate"} <= asked.keys():
        raise CannotSeal("the key says no token or no certificate: pkcs11:LIBRARY?token=LABEL&certificate=LABEL")
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
        raise CannotSeal(f"the token cannot be used ({type(fault).__name__})") from None
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
        raise CannotSeal("the key names no callable of a signing service: remote:MODULE:CALLABLE") from None
    return make(secret, store), _nothing_to_release


_SIGNERS = {"pkcs12": _from_pkcs12, "pkcs11": _from_pkcs11, "remote": _from_service}
