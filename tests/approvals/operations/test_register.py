"""The register: written with what it records, and verified by a command."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connection

from approvals.models import Act, Leaf, Root
from approvals.operations.register import seal_register
from approvals.queries.register import verify
from approvals.rules import merkle
from approvals.rules.acts import leaf
from tests.procedure import adopted, rename, submitted

pytestmark = pytest.mark.django_db


def verified():
    out = io.StringIO()
    code = 0
    try:
        call_command("verify_register", "--json", stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def forged(statement):
    """What the database's owner can do: the triggers put aside, a row changed."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)


def test_an_empty_register_is_whole():
    assert verified() == (0, {"whole": True, "acts": 0, "chains": 0, "size": 0, "root": None, "breaks": []})


def adopted_and_sealed(at):
    decision = adopted(at)
    seal_register(at=at)
    return decision


def test_sealing_takes_the_head_of_a_chain(at):
    decision = adopted_and_sealed(at)
    submitted(at, [rename()])
    act = Act.objects.get(kind="adopted")
    sealed = Leaf.objects.get()
    assert (sealed.chain, sealed.number, sealed.digest) == (act.chain, act.number, act.digest)
    assert Root.objects.get().root == merkle.root([leaf(act.chain, act.number, act.digest)]).hex()
    code, verdict = verified()
    assert (code, verdict["acts"], verdict["chains"], verdict["size"]) == (0, 15, 2, 1)
    assert decision.act.chain == act.chain


def test_sealing_again_adds_only_what_grew(at):
    adopted(at)
    assert seal_register(at=at).size == 1
    submitted(at, [rename()])
    assert seal_register(at=at).size == 2
    assert seal_register(at=at).size == 2
    assert verify().whole


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE approvals_act SET facts_text = '{}' WHERE number = 3", "altered"),
        ("UPDATE approvals_act SET digest = substr(digest, 2) || substr(digest, 1, 1) WHERE number = 3", "altered"),
        ("UPDATE approvals_act SET by_id = NULL WHERE number = 3", "altered"),
        ("UPDATE approvals_act SET kind = 'adopted' WHERE number = 2", "altered"),
        ("UPDATE approvals_leaf SET number = 2", "sealed_otherwise"),
        ("UPDATE approvals_root SET root = substr(root, 2) || substr(root, 1, 1)", "root_differs"),
        ("DELETE FROM approvals_root", "root_missing"),
    ],
)
def test_tampering_is_found_and_named(statement, why, at):
    adopted_and_sealed(at)
    forged(statement)
    code, verdict = verified()
    assert code == 1
    assert why in {fault["why"] for fault in verdict["breaks"]}


def test_a_cut_tail_is_found_by_what_was_sealed(at):
    adopted_and_sealed(at)
    forged("DELETE FROM approvals_act WHERE kind = 'adopted'")
    assert {fault["why"] for fault in verified()[1]["breaks"]} == {"sealed_otherwise"}


def test_no_name_of_a_person_is_in_the_register(at):
    adopted(at)
    text = " ".join(Act.objects.values_list("facts_text", flat=True))
    assert [name for name in ("Dana", "Drafter", "Renard", "Okafor", "delegate-") if name in text] == []
