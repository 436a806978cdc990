"""By which keys and authorities this installation seals and lets sign, as its settings say."""

from pathlib import Path

from django.conf import settings

from plans.documents.development import ROOTS, SIGNERS, development_sealing, development_signers
from plans.documents.keys import Signers, certificates, lists, sealing
from plans.exceptions import CannotSeal


def sealing_key(at):
    """The Sealing by which this installation seals. Raises CannotSeal; production has no embedded key."""
    if settings.SEAL_KEY:
        return sealing(
            settings.SEAL_KEY,
            secret=settings.SEAL_SECRET,
            roots=settings.SEAL_ROOTS,
            timestamp_url=settings.TIMESTAMP_URL,
            revocation=settings.SEAL_REVOCATION,
        )
    if not settings.DEVELOPMENT_SEAL:
        raise CannotSeal("no key for the seal is configured")
    return development_sealing(settings.KEYS_ROOT, organization=settings.ORGANIZATION, at=at)


def seal_roots():
    """The path of the roots of the seal; the file may not exist yet."""
    return Path(settings.SEAL_ROOTS) if settings.SEAL_KEY else Path(settings.KEYS_ROOT) / ROOTS


def chairs_signers():
    """The Signers by whose certificates chairs sign here. Raises CannotSeal when there are none."""
    if settings.SIGNER_ROOTS:
        roots = certificates("SIGNER_ROOTS", settings.SIGNER_ROOTS)
        return Signers(roots, lists("SIGNER_REVOCATION", settings.SIGNER_REVOCATION))
    if not settings.DEVELOPMENT_SEAL:
        raise CannotSeal("no authority for the certificates of chairs is configured")
    return development_signers(settings.KEYS_ROOT)


def chairs_roots():
    """The path of the roots of the certificates by which chairs sign, or None; the file may not exist."""
    if settings.SIGNER_ROOTS:
        return Path(settings.SIGNER_ROOTS)
    return Path(settings.KEYS_ROOT) / SIGNERS if settings.DEVELOPMENT_SEAL else None


def chairs_can_sign():
    """Whether some authority is trusted for the signatures of chairs."""
    return chairs_roots() is not None and chairs_roots().is_file()
