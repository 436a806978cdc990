"""Which chairs have signed a version's document."""

from dataclasses import dataclass
from datetime import datetime

from approvals.enums import ActKind
from approvals.models import Act, Body
from plans.rules.marks import CHAIRS, chair_field


@dataclass(frozen=True)
class ChairSignature:
    """The place for a body's chair on a document, and the Act by which it was signed, or None."""

    body: Body
    field: str
    act: Act | None


@dataclass(frozen=True)
class ExaminedSignature:
    """A chair's signature on a file that was examined: in which body's field (None: there is no such body here), whom
    its certificate names, before which moment it was there, and the Act here by which it was added, or None."""

    body: Body | None
    signer: str
    before: datetime
    act: Act | None


def recorded_signatures(version, signatures):
    """What a verdict says of chairs' signatures, as ExaminedSignatures. One without an Act was added elsewhere.
    `version` is the version here, or None."""
    here = {} if version is None else {one.field: one for one in signatures_on(version)}
    found = []
    for one in signatures:
        known = here.get(one["field"])
        act = known.act if known and known.act and known.act.facts["certificate"] == one["certificate"] else None
        before = datetime.fromisoformat(one["before"])
        found.append(ExaminedSignature(known and known.body, one["signer"], before, act))
    return found


def signatures_on(version):
    """The ChairSignatures of a version's document, in the order of its fields."""
    bodies = Body.objects.in_bulk(CHAIRS, field_name="key")
    acts = {}
    if version.revision is not None:
        chain = version.revision.amendment.review.chain
        acts = {act.facts["field"]: act for act in Act.objects.filter(chain=chain, kind=ActKind.SIGNED)}
    fields = [(body, chair_field(body)) for body in CHAIRS if body in bodies]
    return [ChairSignature(bodies[body], field, acts.get(field)) for body, field in fields]
