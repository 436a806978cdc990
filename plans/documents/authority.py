"""An authority for certificates: it issues those that PDF readers accept, and lists which of them it revoked."""

from cryptography import x509 as builder
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FLAGS = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class Authority:
    """Its key is kept nowhere: it can issue and revoke only as long as the object lives.

    `root` is its own certificate; what it issues holds between the same two moments."""

    def __init__(self, organization, name, begins, ends):
        self.organization, self.name, self.begins, self.ends = organization, name, begins, ends
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = self.issue(name, self.key, usage=("key_cert_sign", "crl_sign"), authority=True)

    def issue(self, name, key, *, usage, authority=False, stamps=False):
        """A certificate for a key pair, by the names of its uses; `stamps` makes it a clock's."""
        made = (
            builder.CertificateBuilder()
            .subject_name(self._named(name))
            .issuer_name(self._named(self.name))
            .public_key(key.public_key())
            .serial_number(builder.random_serial_number())
            .not_valid_before(self.begins)
            .not_valid_after(self.ends)
            .add_extension(builder.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
            .add_extension(builder.KeyUsage(**{flag: flag in usage for flag in FLAGS}), critical=True)
            .add_extension(builder.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(self._identifier(), critical=False)
        )
        if stamps:
            made = made.add_extension(builder.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return made.sign(self.key, hashes.SHA256())

    def revocations(self, revoked=(), *, at=None):
        """A list (CRL) of the revoked, pairs of a certificate and the moment from which it is; made at a moment, or
        when the authority began, and good until it ends."""
        made = builder.CertificateRevocationListBuilder().issuer_name(self._named(self.name))
        made = made.last_update(at or self.begins).next_update(self.ends)
        made = made.add_extension(builder.CRLNumber(1 + len(revoked)), critical=False)
        made = made.add_extension(self._identifier(), critical=False)
        for certificate, since in revoked:
            one = builder.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(since)
            made = made.add_revoked_certificate(one.build())
        return made.sign(self.key, hashes.SHA256())

    def _identifier(self):
        return builder.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())

    def _named(self, name):
        return builder.Name(
            [
                builder.NameAttribute(NameOID.ORGANIZATION_NAME, self.organization[:64]),
                builder.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
