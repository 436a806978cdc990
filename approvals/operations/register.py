"""Writing the register. The caller holds the lock of what the chain is about, in its transaction."""

from datetime import UTC

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from approvals.models import Act, Leaf, Root
from approvals.rules import merkle
from approvals.rules.acts import START, Entry, leaf
from plans.rules.canonical import canonical


def append_act(*, chain, kind, by, at, facts, head=None):
    """Adds an act to a chain and returns it; see append_acts."""
    return append_acts(chain=chain, by=by, at=at, acts=[(kind, facts)], head=head)[0]


def append_acts(*, chain, by, at, acts, head=None):
    """Adds acts of one moment to a chain, in their order, and returns them.

    `acts` are pairs of a kind and its facts: a JSON value without floats and without names of people. `head` is the
    number and digest of the chain's last act, where the caller has read it under the lock.
    """
    assert connection.in_atomic_block, "an act is written with the fact that it records"
    number, previous = head or head_of(chain)
    written = []
    for kind, facts in acts:
        number += 1
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        entry = Entry(chain, number, kind.value, moment, by.pk if by else None, facts, previous)
        previous = entry.digest
        written.append(
            Act(
                chain=chain,
                number=number,
                kind=kind,
                at=at,
                by=by,
                facts_text=canonical(facts).decode(),
                previous=entry.previous,
                digest=entry.digest,
            )
        )
    return Act.objects.bulk_create(written)


def head_of(chain):
    """The number and digest of a chain's last act; of an empty chain, where it starts."""
    newest = Act.objects.filter(chain=chain).order_by("-number")
    return newest.values_list("number", "digest").first() or (0, START)


@transaction.atomic
def seal_register(*, at):
    """Seals the head of every chain that grew since the last time into the tree; returns the newest Root or None.

    Two at once do no harm: the second finds the indexes taken and rolls back whole.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('plenary register'))")
    leaves = list(Leaf.objects.order_by("index").values_list("chain", "number", "digest"))
    sealed = {chain: number for chain, number, _digest in leaves}
    later = Act.objects.filter(chain=OuterRef("chain"), number__gt=OuterRef("number"))
    heads = Act.objects.filter(~Exists(later)).order_by("chain").values_list("chain", "number", "digest")
    grown = [head for head in heads if sealed.get(head[0], 0) < head[1]]
    if not grown:
        return Root.objects.last()
    Leaf.objects.bulk_create(
        Leaf(index=len(leaves) + place, chain=chain, number=number, digest=digest)
        for place, (chain, number, digest) in enumerate(grown)
    )
    hashes = [merkle.leaf_hash(leaf(*sealed_head)) for sealed_head in (*leaves, *grown)]
    return Root.objects.create(size=len(hashes), root=merkle.root_of_hashes(hashes).hex(), sealed_at=at)
