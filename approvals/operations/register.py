"""Writing the register. The caller holds the lock of what the chain is about, in its transaction."""

from datetime import UTC

from django.db import connection, transaction
from django.db.models import Max

from approvals.models import Act, Leaf, Root
from approvals.rules import merkle
from approvals.rules.acts import START, Entry, leaf
from plans.rules.canonical import canonical


def append_act(*, chain, kind, by, at, facts):
    """Adds an act to a chain and returns it. `facts` is a JSON value without floats and without names of people."""
    assert connection.in_atomic_block, "an act is written with the fact that it records"
    last = Act.objects.filter(chain=chain).order_by("-number").values("number", "digest").first()
    entry = Entry(
        chain=chain,
        number=last["number"] + 1 if last else 1,
        kind=kind.value,
        at=at.astimezone(UTC).isoformat(timespec="microseconds"),
        by=by.pk if by else None,
        facts=facts,
        previous=last["digest"] if last else START,
    )
    return Act.objects.create(
        chain=chain,
        number=entry.number,
        kind=kind,
        at=at,
        by=by,
        facts_text=canonical(facts).decode(),
        previous=entry.previous,
        digest=entry.digest,
    )


@transaction.atomic
def seal_register(*, at):
    """Seals the head of every chain that grew since the last time into the tree; returns the newest Root or None.

    Two at once do no harm: the second finds the indexes taken and rolls back whole.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('plenary register'))")
    sealed = dict(Leaf.objects.values_list("chain").annotate(Max("number")))
    heads = dict(Act.objects.values_list("chain").annotate(Max("number")))
    grown = sorted((chain, number) for chain, number in heads.items() if sealed.get(chain, 0) < number)
    newest = Root.objects.last()
    if not grown:
        return newest
    size = newest.size if newest else 0
    digests = {
        (chain, number): digest
        for chain, number, digest in Act.objects.filter(chain__in=[chain for chain, _number in grown]).values_list(
            "chain", "number", "digest"
        )
    }
    Leaf.objects.bulk_create(
        Leaf(index=size + place, chain=chain, number=number, digest=digests[chain, number])
        for place, (chain, number) in enumerate(grown)
    )
    hashes = [
        merkle.leaf_hash(leaf(chain, number, digest))
        for chain, number, digest in Leaf.objects.values_list("chain", "number", "digest")
    ]
    return Root.objects.create(size=len(hashes), root=merkle.root_of_hashes(hashes).hex(), sealed_at=at)
