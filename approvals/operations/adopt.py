from django.utils import timezone

from approvals.enums import ActKind
from plans.operations.adopt_revision import adopt_revision


def adopt(*, at, reading, revision, predecessor):
    """Makes what was decided the next version of the plan: the body's own `revision`, or without one what was read.
    Returns the Version. Only from a decision that adopts, in its transaction; `predecessor` is the newest version,
    locked. The register's root over it is closed by the freezing, which comes next (ADR 8)."""
    return adopt_revision(
        revision=revision or reading.revision,
        amendment=reading.review.amendment,
        predecessor=predecessor,
        at=at,
        today=timezone.localdate(at),
    )


def adoption(version, review):
    """The act of an adoption, as a pair of its kind and facts."""
    corrigendum = {"corrigendum": version.corrigendum} if version.corrigendum else {}
    provisional = {"to_be_ratified": True} if review.to_be_ratified else {}
    return ActKind.ADOPTED, corrigendum | provisional | {
        "amendment": version.revision.amendment.code,
        "revision": version.revision.number,
        "digest": version.revision.digest,
        "version": version.number,
        "version_digest": version.digest,
        "predecessor_digest": version.predecessor.digest,
        "in_force_from": version.in_force_from.isoformat(),
    }
