"""The record of an approval: what a sealed plan says of how it was made. Bodies and Members, never people."""

from datetime import UTC

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from approvals.enums import ActKind, Outcome
from approvals.models import Act, Decision, Leaf, Root
from approvals.rules import merkle
from approvals.rules.acts import leaf
from approvals.verification.verdict import label_of
from plans.rules.content import as_json

SCHEMA = 1


def record_of(version):
    """The record as a JSON value: the version, the amendment with its changes, every decision with its working
    and votes, and the register's root with the proof that the adoption is in it."""
    revision = version.revision
    decisions = list(
        Decision.objects.filter(reading__review__amendment=revision.amendment)
        .select_related("reading__body", "revision", "made_revision", "act", "reaffirms__act")
        .order_by("decided_at", "pk")
    )
    return {
        "schema": SCHEMA,
        "document": {
            "kind": "version",
            "edition": version.edition.key,
            "version": version.number,
            "corrigendum": version.corrigendum,
            "digest": version.digest,
            "predecessor": version.predecessor.number,
            "predecessor_digest": version.predecessor.digest,
            "adopted_at": _moment(version.adopted_at),
            "in_force_from": version.in_force_from.isoformat(),
        },
        "amendment": _amendment(revision),
        "decisions": [_decision(decision) for decision in decisions],
        **_in_the_register(Act.objects.get(chain=decisions[-1].act.chain, kind=ActKind.ADOPTED)),
    }


def certificate_of(decision):
    """The record of one decision as a JSON value: as record_of, with the decision and those that it reaffirms."""
    given = [decision]
    while given[0].reaffirms:
        given.insert(0, given[0].reaffirms)
    revision = decision.revision
    return {
        "schema": SCHEMA,
        "document": {"kind": "certificate", "act": decision.act.number},
        "amendment": _amendment(revision),
        "decisions": [_decision(one) for one in given],
        **_in_the_register(decision.act),
    }


def endorsed_by(decision):
    """What the register says stands since a decision that endorsed the strategy as it is: the facts of that act, with
    the version's `label`, or None where it did no such thing."""
    act = Act.objects.filter(
        chain=decision.act.chain, kind=ActKind.STRATEGY_ENDORSED, number__gt=decision.act.number
    ).first()
    return act.facts | {"label": label_of(act.facts)} if act and decision.outcome == Outcome.ENDORSED else None


def published_record(act, digest):
    """The record of a publication as a JSON value: what was published has a digest, which the act names, and the act is
    in the register."""
    return {
        "schema": SCHEMA,
        "document": {"kind": "publication", "act": act.number, "digest": digest},
        **_in_the_register(act),
    }


def _amendment(revision):
    """What was decided on: the amendment in the form of one revision."""
    return {
        "code": revision.amendment.code,
        "title": revision.title,
        "revision": revision.number,
        "digest": revision.digest,
        "proposal": as_json(revision.proposal),
    }


def is_in_the_tree(act):
    """Whether a head that was sealed is over an act, so that its place in the register can be proved."""
    sealed = _sealed(act)
    return sealed is not None and Root.objects.filter(size__gt=sealed.index).exists()


def _sealed(act):
    """The first sealed head of a chain that is over an act, or None."""
    return Leaf.objects.filter(chain=act.chain, number__gte=act.number).order_by("number").first()


def _decision(decision):
    """One decision; the votes are those that its act carries."""
    return {
        "step": decision.reading.step,
        "body": decision.reading.body.key,
        "nature": decision.reading.nature,
        "revision": decision.revision.number,
        "digest": decision.digest,
        "motion": decision.motion,
        "way": decision.way,
        "outcome": decision.outcome,
        "tally": decision.tally,
        "meeting": decision.meeting,
        "reason": decision.reason,
        "made_revision": decision.made_revision.number if decision.made_revision else None,
        "reaffirms_act": decision.reaffirms.act.number if decision.reaffirms else None,
        "decided_at": _moment(decision.decided_at),
        "act": decision.act.number,
        "act_digest": decision.act.digest,
        "votes": decision.act.facts.get("votes", []),
    }


def _in_the_register(act):
    """Every act of a chain to the sealed head over one of them and no further, as the register's digests cover them:
    mostly that one is the head; and the path from the head to the root."""
    acts = Act.objects.filter(chain=act.chain, number__lte=_sealed(act).number).order_by("number")
    return {"acts": [vars(one.entry) for one in acts], "register": _register(act)}


def _register(act):
    """The first root over an act, and the path from its sealed head to it."""
    sealed = _sealed(act)
    root = Root.objects.filter(size__gt=sealed.index).order_by("size").first()
    hashes = [
        merkle.leaf_hash(leaf(row.chain, row.number, row.digest))
        for row in Leaf.objects.filter(index__lt=root.size).order_by("index")
    ]
    return {
        "chain": act.chain,
        "act": act.number,
        "act_digest": act.digest,
        "head": sealed.number,
        "head_digest": sealed.digest,
        "index": sealed.index,
        "size": root.size,
        "root": root.root,
        "proof": [part.hex() for part in merkle.inclusion_proof(hashes, sealed.index)],
    }


def _moment(moment):
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def record_annex(record, decisions, language):
    """The record as a titled piece of HTML for the printed document."""
    with translation.override(language):
        provisional = any(act["facts"].get("to_be_ratified") for act in record["acts"])
        context = {"record": record, "decisions": decisions, "to_be_ratified": provisional}
        html = render_to_string("approvals/documents/record.html", context)
        return {"title": _("Record of approval"), "html": html}


def changes_annex(changes, language):
    """What the version says otherwise than its predecessor, as a titled piece of HTML."""
    with translation.override(language):
        html = render_to_string("approvals/documents/changes.html", {"changes": changes})
        return {"title": _("Changes since the previous version"), "html": html}
