"""What the database's owner can do to the register, in nine kinds; a copy of the root from outside finds them all.

Without such a copy a past that was written anew as a whole, or cut off with its seals, does not show; docs/operations.md
says so."""

import json
import os
from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction

from approvals.enums import Motion
from approvals.models import Act, Decision, Leaf, Root, Vote
from approvals.operations.lapse import lapse_what_was_not_ratified
from approvals.operations.register import seal_register
from approvals.queries.register import verify
from approvals.rules import merkle
from approvals.rules.acts import Entry, leaf
from plans.rules.canonical import canonical
from tests.approvals.operations.test_urgent import adopted as urgently_adopted
from tests.procedure import adopted, opened, recorded, rename, submitted

pytestmark = pytest.mark.django_db
TIMES = 112 if os.environ.get("SOAK") else 3


def sql(statement, *given):
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def without_triggers():
    """Puts the triggers aside, as the owner can, until the savepoint is rolled back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def edited(act, random):
    """The act's facts, changed somewhere."""
    facts = dict(act.facts)
    name = random.choice(sorted(facts))
    facts[name] = f"{facts[name]} " if isinstance(facts[name], str) else "another"
    return facts


def rewritten(act, facts):
    """Writes an act anew, with a digest that is right."""
    old = act.entry
    entry = Entry(old.chain, old.number, old.kind, old.at, old.by, facts, old.previous)
    text = canonical(facts).decode()
    sql("UPDATE approvals_act SET facts_text = %s, digest = %s WHERE id = %s", text, entry.digest, act.pk)
    return entry.digest


def rechained(act, facts):
    """Writes an act anew, and every later one of its chain."""
    previous = rewritten(act, facts)
    for later in Act.objects.filter(chain=act.chain, number__gt=act.number).order_by("number"):
        entry = Entry(*[*vars(later.entry).values()][:-1], previous)
        sql("UPDATE approvals_act SET previous = %s, digest = %s WHERE id = %s", previous, entry.digest, later.pk)
        previous = entry.digest


def resealed():
    """Writes every leaf and every root anew, to fit the acts."""
    for row in Leaf.objects.order_by("index"):
        act = Act.objects.get(chain=row.chain, number=row.number)
        sql('UPDATE approvals_leaf SET digest = %s WHERE "index" = %s', act.digest, row.index)
    hashes = [merkle.leaf_hash(leaf(row.chain, row.number, row.digest)) for row in Leaf.objects.order_by("index")]
    for root in Root.objects.all():
        peaks = merkle.frontier(hashes[: root.size])
        told = json.dumps([peak.hex() for peak in peaks])
        sql("UPDATE approvals_root SET root = %s WHERE size = %s", merkle.root_of_frontier(peaks).hex(), root.size)
        sql("UPDATE approvals_root SET frontier = %s WHERE size = %s", told, root.size)


def facts_edited(act, random):
    sql("UPDATE approvals_act SET facts_text = %s WHERE id = %s", canonical(edited(act, random)).decode(), act.pk)


def facts_edited_and_digested(act, random):
    rewritten(act, edited(act, random))


def chain_written_anew(act, random):
    rechained(act, edited(act, random))


def register_written_anew(act, random):
    # a decision's or a version's own row would have to be altered too; an act of another kind stands alone
    alone = random.choice(list(Act.objects.filter(kind__in=["reading_opened", "submitted", "poll_opened"])))
    rechained(alone, edited(alone, random))
    resealed()


def act_removed(act, random):
    sql("DELETE FROM approvals_decision WHERE act_id = %s", act.pk)
    sql("DELETE FROM approvals_act WHERE id = %s", act.pk)


def tail_cut(act, random):
    for later in Act.objects.filter(chain=act.chain, number__gte=act.number):
        act_removed(later, random)


def register_cut(act, random):
    """An old copy: everything after an earlier root is gone, with its seals and its rows."""
    kept = Root.objects.order_by("size").first()
    sealed = {row.chain: row.number for row in Leaf.objects.filter(index__lt=kept.size).order_by("index")}
    for later in Act.objects.order_by("-number"):
        if later.number > sealed.get(later.chain, 0):
            act_removed(later, random)
    sql("DELETE FROM plans_version WHERE revision_id IS NOT NULL")  # what was adopted is of after that copy
    sql('DELETE FROM approvals_leaf WHERE "index" >= %s', kept.size)
    sql("DELETE FROM approvals_root WHERE size > %s", kept.size)


def decision_altered(act, random):
    decision = random.choice(list(Decision.objects.all()))
    column, value = random.choice(
        [
            ("meeting", "another"),
            ("reason", "another"),
            ("digest", "0" * 64),
            ("outcome", "adverse"),
            ("motion", "return"),
        ]
    )
    if getattr(decision, column) == value:
        column, value = "meeting", "another"
    sql(f"UPDATE approvals_decision SET {column} = %s WHERE id = %s", value, decision.pk)


def vote_altered(act, random):
    vote = random.choice(list(Vote.objects.filter(poll__decision__isnull=False)))
    if random.random() < 0.3:
        sql("DELETE FROM approvals_vote WHERE id = %s", vote.pk)
        return
    sql(
        "UPDATE approvals_vote SET choice = %s WHERE id = %s", "abstain" if vote.choice != "abstain" else "for", vote.pk
    )


KINDS = (
    facts_edited,
    facts_edited_and_digested,
    chain_written_anew,
    register_written_anew,
    act_removed,
    tail_cut,
    register_cut,
    decision_altered,
    vote_altered,
)
# these leave nothing inside that contradicts them
ONLY_FROM_OUTSIDE = {register_written_anew, register_cut}


@pytest.fixture
def sealed(at):
    """A register of several reviews, sealed several times; its newest root, which is known outside."""
    recorded(opened(submitted(at, [rename()]), at), at)
    seal_register(at=at)
    adopted(at)
    seal_register(at=at + timedelta(hours=1))
    recorded(opened(submitted(at, [rename(new="Another package")]), at), at, Motion.RETURN)
    root = seal_register(at=at + timedelta(hours=2))
    assert verify(root.root, root.size).whole
    return root.root, root.size


class _Undone(Exception):
    pass


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_tampering_is_found_with_a_root_from_outside(kind, sealed):
    random = Random(kind.__name__)
    acts = list(Act.objects.order_by("pk"))
    for time in range(TIMES):
        try:
            with transaction.atomic():
                without_triggers()
                kind(random.choice(acts), random)
                inside, outside = verify(), verify(*sealed)
                raise _Undone
        except _Undone:
            pass
        assert not outside.whole, f"{kind.__name__}, time {time}"
        assert inside.whole == (kind in ONLY_FROM_OUTSIDE), f"{kind.__name__}, time {time}: {inside.breaks[:3]}"
    assert verify(*sealed).whole


ANYTHING = (None, True, 5, "", "another", [], ["another"], [[]], [{"member": []}], {}, {"another": []})
UNREADABLE = ("", "null", "5", "[]", "no JSON", '{"version": 1e999}', f'{{"version": {2**60}}}', "[" * 5000)


def test_facts_of_any_form_are_found_and_stop_nothing(sealed, at):
    """Whoever can write the register can put any value into it: the verification says where, and never falls over it."""
    ratification, later = urgently_adopted(at + timedelta(days=1), [rename(new="A package that waits")])
    lapse_what_was_not_ratified(at=max(later, ratification.deadline_at))
    root = seal_register(at=later + timedelta(days=400))
    sealed = root.root, root.size
    acts = {(act.kind, act.facts.get("way")): act for act in Act.objects.order_by("pk")}
    assert {("decided", "poll"), ("adopted", None), ("lapsed", None)} <= set(acts)
    for act in acts.values():
        for name in act.facts:
            for value in ANYTHING:
                if value != act.facts[name]:
                    _found(sealed, rewritten, act, act.facts | {name: value})
        for text in UNREADABLE:
            _found(sealed, sql, "UPDATE approvals_act SET facts_text = %s WHERE id = %s", text, act.pk)


def _found(root, do, *given):
    try:
        with transaction.atomic():
            without_triggers()
            do(*given)
            assert not verify(*root).whole, given
            raise _Undone
    except _Undone:
        pass
