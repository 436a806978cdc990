"""Files that show figures."""

from plans.documents.storing import keep, kept
from plans.rules.canonical import sha256


def store_evidence(data):
    """Stores a file under its digest. Returns its name and digest."""
    digest = sha256(data)
    return keep(f"evidence/{digest[:2]}/{digest}", data), digest


def evidence_of(measurement):
    """The bytes of the file that shows a measurement; None where there is none, or it is not what was stored."""
    return evidence_bytes(measurement.evidence, measurement.evidence_digest)


def evidence_bytes(name, digest):
    """The bytes of a stored file; None where there is none, or it is not the one of its digest."""
    data = kept(name) if name else None
    return data if data is not None and sha256(data) == digest else None
