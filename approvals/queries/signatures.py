"""Which chairs have signed a version's document."""

from dataclasses import dataclass

from approvals.enums import ActKind
from approvals.models import Act, Body
from plans.rules.marks import CHAIRS, chair_field


@dataclass(frozen=True)
class ChairSignature:
    """The place for a body's chair on a document, and the Act by which it was signed, or None."""

    body: Body
    field: str
    act: Act | None


def recorded_signatures(version, signatures):
    """What a verdict says of chairs' signatures, each as a pair with the Act in this register by which it was added, or
    None: then it was added elsewhere. `version` is the version here, or None."""
    acts = {} if version is None else {one.field: one.act for one in signatures_on(version) if one.act}
    found = []
    for one in signatures:
        act = acts.get(one["field"])
        found.append((one, act if act and act.facts["certificate"] == one["certificate"] else None))
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
