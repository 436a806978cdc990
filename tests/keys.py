"""Keys that seal in tests: an installation's own, and an authority's whose lists of revoked certificates can be made."""

from datetime import UTC, datetime, timedelta

from asn1crypto import crl, keys, x509
from cryptography import x509 as builder
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from plans.documents.authority import Authority
from plans.documents.development import development_sealing
from plans.documents.keys import Sealing
from plans.documents.sealing import archive, seal
from tests.conftest import AT

SEALED_AT = AT + timedelta(days=15)


class Keys:
    """An installation's development keys in a folder, at any moment that its clock shows."""

    def __init__(self, folder, at=SEALED_AT, until=None):
        self.folder = folder
        development_sealing(folder, organization="SYNTHETIC", at=at, until=until)

    def at(self, moment):
        return development_sealing(self.folder, organization="SYNTHETIC", at=moment)

    @property
    def root(self):
        return (self.folder / "root.pem").read_bytes()

    def pkcs12(self, secret="SYNTHETIC"):
        """The seal's key as a file of that form."""
        key = serialization.load_pem_private_key((self.folder / "seal.key").read_bytes(), None)
        certificate = builder.load_pem_x509_certificate((self.folder / "seal.pem").read_bytes())
        path = self.folder / "seal.p12"
        encryption = serialization.BestAvailableEncryption(secret.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, encryption))
        return str(path)


class Revoked:
    """The seal and the clock of an authority that revokes the seal's certificate, since a moment."""

    def __init__(self, since, began):
        self.authority = Authority("SYNTHETIC", "Authority", began, began + timedelta(days=3650))
        self.pairs = {"seal": ec.generate_private_key(ec.SECP256R1()), "clock": rsa.generate_private_key(65537, 2048)}
        seal = self.authority.issue("Seal", self.pairs["seal"], usage=("digital_signature", "content_commitment"))
        clock = self.authority.issue("Clock", self.pairs["clock"], usage=("digital_signature",), stamps=True)
        self.seal, self.clock = _der(x509.Certificate, seal), _der(x509.Certificate, clock)
        self.since, self.revoked = since, seal

    @property
    def root(self):
        return self.authority.root.public_bytes(serialization.Encoding.PEM)

    def at(self, moment, *, known):
        """A Sealing at a moment; `known` is whether the authority's list says that the certificate is revoked."""
        revoked = ((self.revoked, self.since),) if known else ()
        listed = _der(crl.CertificateList, self.authority.revocations(revoked, at=moment))
        root = _der(x509.Certificate, self.authority.root)
        store = SimpleCertificateStore()
        store.register(root)
        signer = SimpleSigner(signing_cert=self.seal, signing_key=self._key("seal"), cert_registry=store)
        clock = DummyTimeStamper(self.clock, self._key("clock"), certs_to_embed=store, fixed_dt=moment)
        return Sealing(signer, clock, (root,), (listed,), fetches=False, moment=moment)

    def _key(self, whose):
        form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return keys.PrivateKeyInfo.load(self.pairs[whose].private_bytes(*form))


def finished(pdf, sealing):
    """A prepared PDF with the seal and its archive timestamp, at the moment that the sealing shows, or now."""
    return archive(seal(pdf, sealing, at=sealing.moment or datetime.now(UTC)), sealing, number=1)


def _der(kind, made):
    return kind.load(made.public_bytes(serialization.Encoding.DER))
