"""Reads of the register: its acts, and whether it is whole."""

from dataclasses import dataclass
from itertools import groupby

from approvals.models import Act, Leaf, Root
from approvals.rules import merkle
from approvals.rules.acts import Break, breaks, leaf


@dataclass(frozen=True)
class Verdict:
    """Whether the register is whole. `breaks` says where it is not; `root` is the newest sealed root, or None."""

    acts: int
    chains: int
    leaves: int
    root: str | None
    size: int
    breaks: tuple[Break, ...]

    @property
    def whole(self):
        return not self.breaks


def verify():
    """Recomputes every chain, every sealed head and every root. One pass over the acts."""
    found, acts, chains = [], 0, 0
    digests = {}
    everything = Act.objects.order_by("chain", "number").iterator(chunk_size=1000)
    for chain, rows in groupby(everything, key=lambda act: act.chain):
        pairs = [(act.entry, act.digest) for act in rows]
        digests.update({(chain, entry.number): digest for entry, digest in pairs})
        found += breaks(pairs)
        acts += len(pairs)
        chains += 1
    leaves = list(Leaf.objects.order_by("index"))
    for place, row in enumerate(leaves):
        if row.index != place:
            found.append(Break(row.chain, row.number, "leaf_missing"))
            break
        if digests.get((row.chain, row.number)) != row.digest:
            found.append(Break(row.chain, row.number, "sealed_otherwise"))
    hashes = [merkle.leaf_hash(leaf(row.chain, row.number, row.digest)) for row in leaves]
    roots = list(Root.objects.order_by("size"))
    for row in roots:
        if row.size > len(hashes) or merkle.root_of_hashes(hashes[: row.size]).hex() != row.root:
            found.append(Break("tree", row.size, "root_differs"))
    newest = roots[-1] if roots else None
    if leaves and (newest is None or newest.size < len(leaves)):
        found.append(Break("tree", len(leaves), "root_missing"))
    return Verdict(
        acts, chains, len(leaves), newest.root if newest else None, newest.size if newest else 0, tuple(found)
    )
