from django.utils import timezone

from approvals.enums import ActKind
from approvals.operations.register import append_act, seal_register
from plans.operations.adopt_revision import adopt_revision


def adopt(*, by, at, decision, predecessor):
    """Makes what was decided the next version of the plan, and seals the register's heads. Returns the Version.

    Only from a decision that adopts, in its transaction; `predecessor` is the newest version, locked.
    """
    revision = decision.made_revision or decision.revision
    amendment = decision.reading.review.amendment
    version = adopt_revision(
        revision=revision,
        amendment=amendment,
        predecessor=predecessor,
        at=at,
        today=timezone.localdate(at),
    )
    append_act(
        after=decision.act,
        chain=decision.reading.review.chain,
        kind=ActKind.ADOPTED,
        by=by,
        at=at,
        facts={
            "amendment": amendment.code,
            "revision": revision.number,
            "digest": revision.digest,
            "version": version.number,
            "version_digest": version.digest,
            "predecessor_digest": predecessor.digest,
            "in_force_from": version.in_force_from.isoformat(),
        },
    )
    seal_register(at=at)
    return version
