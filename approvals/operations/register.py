"""Writing the register. The caller holds the lock of what the chain is about, in its transaction."""

from datetime import UTC, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from approvals.enums import ActKind
from approvals.exceptions import CorrectedElsewhere, ReasonMissing
from approvals.models import Act, Body, Leaf, Member, Review, Root, Rule
from approvals.permissions import check_can_keep_bodies
from approvals.rules import merkle
from approvals.rules.acts import START, Entry, leaf
from plans.rules.canonical import canonical

# how long before the last sealing an act may have begun that was committed after it
LATE = timedelta(days=2)
# what chains of this app are about, beside the rules
SUBJECTS = {"review": Review, "body": Body, "member": Member}


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
def correct_act(*, by, at, act, statement):
    """Says what an earlier act says wrongly, as a further act of its chain; the act itself stays. Returns the Act.

    Raises NotYours, ReasonMissing, and CorrectedElsewhere for a chain of what this app does not know."""
    check_can_keep_bodies(by)
    if not can_be_corrected_here(act.chain):
        raise CorrectedElsewhere
    if not statement.strip():
        raise ReasonMissing
    _lock_subject(act.chain)
    facts = {"corrects": act.number, "kind": act.kind, "statement": statement.strip()}
    return append_act(chain=act.chain, kind=ActKind.CORRECTED, by=by, at=at, facts=facts)


def can_be_corrected_here(chain):
    """Whether a chain is about something of this app, which can be locked here."""
    return chain.partition(":")[0] in ("rules", *SUBJECTS)


def _lock_subject(chain):
    """Locks what a chain is about, as everybody who writes it does."""
    kind, key = chain.split(":")
    if kind == "rules":
        list(Rule.objects.select_for_update().values_list("pk"))
        return
    SUBJECTS[kind].objects.select_for_update().filter(pk=key).values_list("pk").get()


@transaction.atomic
def seal_register(*, at, everything=False):
    """Seals the head of every chain that grew since the last time into the tree; returns the newest Root or None.

    Looks at chains with an act of the last days, or with `everything` at all of them. Two at once do no harm: the
    second waits, or finds the indexes taken and rolls back whole.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('plenary register'))")
    newest = Root.objects.order_by("size").last()
    size = newest.size if newest else 0
    grown = _grown(None if everything or newest is None else newest.sealed_at - LATE)
    if not grown:
        return newest
    Leaf.objects.bulk_create(
        Leaf(index=size + place, chain=chain, number=number, digest=digest)
        for place, (chain, number, digest) in enumerate(grown)
    )
    peaks = merkle.grown(_frontier(newest), size, [merkle.leaf_hash(leaf(*head)) for head in grown])
    return Root.objects.create(
        size=size + len(grown),
        root=merkle.root_of_frontier(peaks).hex(),
        frontier=[peak.hex() for peak in peaks],
        sealed_at=at,
    )


def _grown(since):
    """The heads (chain, number, digest) of the chains that have an act since a moment, or of all, and are not
    sealed."""
    acts = Act.objects.all()
    if since is not None:
        acts = acts.filter(chain__in=Act.objects.filter(at__gte=since).values("chain"))
    later = Act.objects.filter(chain=OuterRef("chain"), number__gt=OuterRef("number"))
    sealed = Leaf.objects.filter(chain=OuterRef("chain"), number=OuterRef("number"))
    heads = acts.filter(~Exists(later), ~Exists(sealed)).order_by("chain")
    return list(heads.values_list("chain", "number", "digest"))


def _frontier(root):
    """The tree's frontier, from its leaves where an older row does not hold it."""
    if root is None:
        return ()
    if root.frontier:
        return tuple(bytes.fromhex(peak) for peak in root.frontier)
    leaves = Leaf.objects.filter(index__lt=root.size).order_by("index").values_list("chain", "number", "digest")
    return merkle.frontier([merkle.leaf_hash(leaf(*head)) for head in leaves])
