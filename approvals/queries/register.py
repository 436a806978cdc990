"""Reads of the register: whether it is whole, and proofs of what is in it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import F, OuterRef, Subquery

from approvals.enums import ActKind, Way
from approvals.models import Act, CheckIn, Decision, Leaf, Root, Vote
from approvals.rules import merkle
from approvals.rules.acts import Break, breaks, by_name, leaf, same_codes, same_votes, vote_by_name
from plans.models import Revision, Version
from plans.rules.canonical import sha256

# what a decision's row says and its act says too, by the same names
SAME = ("digest", "motion", "way", "outcome", "tally", "meeting", "reason")
SAME_REAFFIRMED = ("digest", "outcome", "reason")


@dataclass(frozen=True)
class Verdict:
    """Whether the register is whole. `breaks` says where it is not; `root` is the newest sealed root, or None.

    `known_since` is the moment up to which an outside root that was given proves everything, None without one.
    """

    acts: int
    chains: int
    leaves: int
    root: str | None
    size: int
    breaks: tuple[Break, ...]
    known_since: datetime | None = None

    @property
    def whole(self):
        return not self.breaks


def verify(root=None, size=None):
    """Recomputes every chain, every sealed head and every root, and compares decisions, votes and versions with their
    acts. `root` (hex) over `size` heads is a copy from outside that the tree must still give. One pass over the
    acts."""
    found, acts, chains = [], 0, 0
    digests, adopted = {}, []
    everything = Act.objects.order_by("chain", "number").iterator(chunk_size=1000)
    for chain, rows in groupby(everything, key=lambda act: act.chain):
        pairs = [(act.entry, act.digest) for act in rows]
        digests.update({(chain, entry.number): digest for entry, digest in pairs})
        adopted += [entry for entry, _digest in pairs if entry.kind == ActKind.ADOPTED]
        found += breaks(pairs)
        acts += len(pairs)
        chains += 1
    leaves = list(Leaf.objects.order_by("index"))
    found += _sealed(leaves, digests)
    hashes = [merkle.leaf_hash(leaf(row.chain, row.number, row.digest)) for row in leaves]
    roots = list(Root.objects.order_by("size"))
    found += _rooted(roots, hashes)
    if root is not None:
        found += _outside(root, size, hashes)
    found += [*_decided(), *_voted(), *_adopted(adopted), *_revised()]
    newest = roots[-1] if roots else None
    known = next((row.sealed_at for row in roots if row.size == size), None) if root is not None else None
    return Verdict(
        acts,
        chains,
        len(leaves),
        newest.root if newest else None,
        newest.size if newest else 0,
        tuple(found),
        known,
    )


def _sealed(leaves, digests):
    for place, row in enumerate(leaves):
        if row.index != place:
            yield Break(row.chain, row.number, "leaf_missing")
            return
        if digests.get((row.chain, row.number)) != row.digest:
            yield Break(row.chain, row.number, "sealed_otherwise")


def _rooted(roots, hashes):
    peaks, size = (), 0
    for row in roots:
        peaks, size = merkle.grown(peaks, size, hashes[size : row.size]), row.size
        if row.size > len(hashes) or merkle.root_of_frontier(peaks).hex() != row.root:
            yield Break("tree", row.size, "root_differs")
    if hashes and size < len(hashes):
        yield Break("tree", len(hashes), "root_missing")


def _outside(root, size, hashes):
    if size > len(hashes):
        yield Break("tree", size, "cut")
    elif merkle.root_of_hashes(hashes[:size]).hex() != root.lower():
        yield Break("tree", size, "not_the_root_from_outside")


def _decided():
    """Decisions whose row says otherwise than their act, and acts of decisions without a row."""
    for decision in Decision.objects.select_related("act").iterator(chunk_size=1000):
        facts = decision.act.facts
        names = SAME_REAFFIRMED if decision.way == Way.REAFFIRMATION else SAME
        if any(facts.get(name) != getattr(decision, name) for name in names):
            yield Break(decision.act.chain, decision.act.number, "decision_differs")
    deciding = Act.objects.filter(kind__in=[ActKind.DECIDED, ActKind.REAFFIRMED], decision__isnull=True)
    for act in deciding.iterator(chunk_size=1000):
        yield Break(act.chain, act.number, "decision_missing")


def _voted():
    """Decisions of polls whose votes, or who was there, say otherwise than their act. Who could not vote at the close
    is not in it."""
    last = Vote.objects.filter(poll=OuterRef("poll"), member=OuterRef("member")).order_by("-number").values("number")
    counting = (
        Vote.objects.filter(poll__decision__isnull=False, poll__way=Way.POLL)
        .annotate(last=Subquery(last[:1]))
        .filter(number=F("last"))
        .order_by("poll_id")
        .values_list("poll__decision", "member__code", "choice", "digest", "number", "held_by__code")
    )
    cast = {
        decision: {member: vote_by_name(member, *rest) for _decision, member, *rest in votes}
        for decision, votes in groupby(counting.iterator(chunk_size=1000), key=lambda vote: vote[0])
    }
    there = {}
    for decision, code in CheckIn.objects.values_list("poll__decision", "member__code").iterator(chunk_size=1000):
        there.setdefault(decision, set()).add(code)
    for decision in Decision.objects.filter(way=Way.POLL).select_related("act").iterator(chunk_size=1000):
        facts = decision.act.facts
        same = same_votes(facts.get("votes"), cast.get(decision.pk, {}))
        if not same or not same_codes(facts.get("checked_in"), there.get(decision.pk, ())):
            yield Break(decision.act.chain, decision.act.number, "votes_differ")


def _adopted(acts):
    """Versions that say otherwise than the act by which they were adopted, or that no act adopted; and those out of
    force without an act of their lapse."""
    versions = {
        _named(version.number, version.corrigendum): version
        for version in Version.objects.select_related("predecessor", "lapse").iterator(chunk_size=100)
    }
    named = set()
    for act in acts:
        facts = by_name(act.facts)
        key = _named(facts.get("version"), facts.get("corrigendum", 0))
        named.add(key)
        if key not in versions or _of_version(versions[key]) != tuple(facts.get(name) for name in OF_VERSION):
            yield Break(act.chain, act.number, "version_differs")
    for key, version in versions.items():
        adopted = key in named or version.revision_id is None
        if not adopted or sha256(version.canonical_text.encode()) != version.digest:
            yield Break("versions", version.number, "version_differs")
    lapses = {str(act.facts.get("version_digest")) for act in Act.objects.filter(kind=ActKind.LAPSED)}
    lapsed = {version.digest for version in versions.values() if hasattr(version, "lapse")}
    for digest in lapses ^ lapsed:
        number = next((version.number for version in versions.values() if version.digest == digest), 0)
        yield Break("versions", number, "lapse_differs")


def _named(version, corrigendum):
    # as text, since facts that somebody altered are any JSON value
    return f"{version} {corrigendum}"


# what an adoption's act says of the version that it made
OF_VERSION = ("version_digest", "predecessor_digest", "in_force_from")


def _of_version(version):
    return version.digest, version.predecessor and version.predecessor.digest, version.in_force_from.isoformat()


def _revised():
    """Revisions whose text is not the one of their digest."""
    for pk, number, digest, text in Revision.objects.values_list("amendment", "number", "digest", "proposal_text"):
        if sha256(text.encode()) != digest:
            yield Break(f"amendment:{pk}", number, "revision_differs")


def report_number(act):
    """The number of the report that an act published."""
    return int(act.chain.partition(":")[2])


def publication_of(digest):
    """The act that published the report with a digest, or None."""
    acts = Act.objects.filter(kind=ActKind.REPORT_PUBLISHED, facts_text__contains=digest).order_by("number")
    return next((act for act in acts if act.facts.get("digest") == digest), None)


def corrections_of(act):
    """The later acts that say what an act says wrongly, the first one first."""
    later = Act.objects.filter(chain=act.chain, kind=ActKind.CORRECTED, number__gt=act.number).order_by("number")
    return [one for one in later if one.facts.get("corrects") == act.number]


@dataclass(frozen=True)
class Proof:
    """That an act is in the register's tree: the acts from it to its chain's sealed head, the head's place, and the
    path to a root. As JSON it is what docs/check_register.py takes."""

    acts: tuple[dict, ...]
    index: int
    size: int
    root: str
    path: tuple[str, ...]

    def as_json(self):
        return {"kind": "inclusion", **vars(self), "acts": list(self.acts), "path": list(self.path)}


def proof_of(act):
    """The Proof of an act under the newest root, or None while no head after it is sealed."""
    sealed = Leaf.objects.filter(chain=act.chain, number__gte=act.number).order_by("number").first()
    newest = Root.objects.order_by("size").last()
    if sealed is None or newest is None or newest.size <= sealed.index:
        return None
    between = Act.objects.filter(chain=act.chain, number__gte=act.number, number__lte=sealed.number).order_by("number")
    path = merkle.inclusion_proof(_hashes(newest.size), sealed.index)
    return Proof(
        tuple(vars(one.entry) for one in between),
        sealed.index,
        newest.size,
        newest.root,
        tuple(part.hex() for part in path),
    )


def consistency_of(old, new):
    """The JSON value that proves of two Roots that the later tree only appended to the earlier."""
    path = merkle.consistency_proof(_hashes(new.size), old.size)
    return {
        "kind": "consistency",
        "old_size": old.size,
        "old_root": old.root,
        "size": new.size,
        "root": new.root,
        "path": [part.hex() for part in path],
    }


def _hashes(size):
    rows = Leaf.objects.filter(index__lt=size).order_by("index").values_list("chain", "number", "digest")
    return [merkle.leaf_hash(leaf(*head)) for head in rows]
