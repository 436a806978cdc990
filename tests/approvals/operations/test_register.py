"""The register: written with what it records, and verified by a command."""

import io
import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from approvals.exceptions import NotYours, ReasonMissing
from approvals.models import Act, Leaf, Root
from approvals.operations.freeze_version import freeze_version
from approvals.operations.register import correct_act, seal_register
from approvals.operations.send_root import send_register_root
from approvals.queries.register import verify
from approvals.rules import merkle
from approvals.rules.acts import leaf
from approvals.verification.document import verify as verify_document
from notifications.models import Notice
from plans.documents.configured import seal_roots
from plans.models import Version
from tests.procedure import adopted, rename, someone, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_empty_register(db, demonstration):
    """Without what the demonstration's own cycle has in it."""
    forged("DELETE FROM approvals_act")


def verified(*given):
    out = io.StringIO()
    code = 0
    try:
        call_command("verify_register", "--json", *given, stdout=out)
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
    nothing = {"acts": 0, "chains": 0, "size": 0, "root": None, "known_since": None, "breaks": []}
    assert verified() == (0, {"whole": True, **nothing})


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


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE plans_version SET in_force_from = '2019-08-01' WHERE number = 2", "version_differs"),
        ("UPDATE plans_version SET canonical_text = '{}' WHERE number = 1", "version_differs"),
        ("UPDATE plans_revision SET proposal_text = '{}'", "revision_differs"),
        (
            "DELETE FROM approvals_decision WHERE reading_id = (SELECT min(reading_id) FROM approvals_decision)",
            "decision_missing",
        ),
        (
            "INSERT INTO plans_lapse (version_id, lapsed_at, holds_until) "
            "SELECT id, adopted_at, in_force_from FROM plans_version WHERE number = 2",
            "lapse_differs",
        ),
    ],
)
def test_what_stands_beside_the_register_is_compared_with_it(statement, why, at):
    adopted_and_sealed(at)
    forged(statement)
    code, verdict = verified()
    assert (code, {fault["why"] for fault in verdict["breaks"]}) == (1, {why})


def test_a_correction_before_the_freezing_does_not_hold_it_up(at):
    """The head over the adoption is the correction then; the document proves the adoption under it."""
    act = adopted(at).act
    correct_act(by=someone("registrar"), at=at, act=act, statement="It was the 80th session")
    version = Version.objects.get(number=2)
    document = freeze_version(version=version, at=at)
    with default_storage.open(document.reached.file) as file:
        verdict = verify_document(file.read(), [seal_roots().read_bytes()])
    assert (verdict.state, verdict.why) == ("true", "")


def test_a_cut_tail_is_found_by_what_was_sealed(at):
    adopted_and_sealed(at)
    forged("DELETE FROM approvals_act WHERE kind = 'adopted'")
    assert {fault["why"] for fault in verified()[1]["breaks"]} == {"sealed_otherwise", "version_differs"}


def test_no_name_of_a_person_is_in_the_register(at):
    adopted(at)
    text = " ".join(Act.objects.values_list("facts_text", flat=True))
    assert [name for name in ("Dana", "Drafter", "Renard", "Okafor", "delegate-") if name in text] == []


def test_a_root_from_outside_proves_the_past_up_to_its_sealing(at):
    adopted_and_sealed(at)
    outside = Root.objects.get()
    submitted(at, [rename()])
    seal_register(at=at + timedelta(hours=1))
    code, verdict = verified("--root", outside.root.upper(), "--size", "1")
    assert (code, verdict["known_since"], verdict["size"]) == (0, at.isoformat(), 2)
    code, verdict = verified("--root", "0" * 64, "--size", "1")
    assert (code, [fault["why"] for fault in verdict["breaks"]]) == (1, ["not_the_root_from_outside"])
    code, verdict = verified("--root", outside.root, "--size", "9")
    assert (code, [fault["why"] for fault in verdict["breaks"]]) == (1, ["cut"])


@pytest.mark.parametrize("given", [["--root", "0" * 64], ["--size", "1"], ["--root", "zz", "--size", "1"]])
def test_a_root_from_outside_is_given_with_its_size(given):
    with pytest.raises(CommandError):
        call_command("verify_register", *given)


def test_it_says_since_when_it_can_know(at):
    adopted_and_sealed(at)
    out = io.StringIO()
    call_command("verify_register", stdout=out)
    assert "would not show" in out.getvalue()
    root = Root.objects.get()
    out = io.StringIO()
    call_command("verify_register", "--root", root.root, "--size", "1", stdout=out)
    assert "sealed 2020-06-01 11:00 CEST" in out.getvalue()


def proven(tmp_path, *given, root, size=None):
    """What the script that third parties use says of what a command prints: its exit and its words."""
    out = io.StringIO()
    call_command("prove", *given, stdout=out)
    (tmp_path / "proof.json").write_text(out.getvalue())
    sized = [] if size is None else ["--size", str(size)]
    command = [sys.executable, "-I", "docs/check_register.py", str(tmp_path / "proof.json"), "--root", root, *sized]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_third_party_proves_that_an_act_is_in_the_register_with_a_short_script(at, tmp_path):
    adopted_and_sealed(at)
    submitted(at, [rename(new="Paquet « recettes » \u2028 😀")])
    root = seal_register(at=at)
    act = Act.objects.get(kind="adopted")
    for number in (1, act.number):
        code, said = proven(tmp_path, act.chain, str(number), root=root.root, size=root.size)
        assert (code, said.startswith(f"Proven: act {number} of {act.chain}")) == (0, True), said
    code, said = proven(tmp_path, act.chain, "1", root="0" * 64)
    assert (code, said) == (1, "NOT PROVEN: the path does not lead to this root.\n")
    code, said = proven(tmp_path, act.chain, "1", root=root.root, size=7)
    assert code == 1


def test_a_third_party_finds_that_the_past_was_written_anew(at, tmp_path):
    adopted_and_sealed(at)
    outside = Root.objects.get()
    submitted(at, [rename()])
    seal_register(at=at)
    code, said = proven(tmp_path, "--since", "1", root=outside.root, size=1)
    assert (code, said.startswith("Proven: the tree")) == (0, True)
    forged('UPDATE approvals_leaf SET digest = substr(digest, 2) || substr(digest, 1, 1) WHERE "index" = 0')
    anew = merkle.root([leaf(row.chain, row.number, row.digest) for row in Leaf.objects.order_by("index")])
    forged(f"UPDATE approvals_root SET root = '{anew.hex()}' WHERE size = 2")
    code, said = proven(tmp_path, "--since", "1", root=outside.root, size=1)
    assert (code, said.startswith("NOT PROVEN: the later tree")) == (1, True)


@pytest.mark.parametrize("part", ["number", "facts", "previous", "at", "by", "kind", "chain"])
def test_the_script_finds_an_act_that_was_altered(part, at, tmp_path):
    adopted_and_sealed(at)
    root = Root.objects.get()
    act = Act.objects.get(kind="submitted")
    out = io.StringIO()
    call_command("prove", act.chain, "1", stdout=out)
    proof = json.loads(out.getvalue())
    proof["acts"][0][part] = 7 if part in ("number", "by") else {} if part == "facts" else "x"
    (tmp_path / "altered.json").write_text(json.dumps(proof))
    command = [sys.executable, "-I", "docs/check_register.py", str(tmp_path / "altered.json"), "--root", root.root]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_the_script_says_what_it_cannot_read(tmp_path):
    (tmp_path / "no.json").write_text("{}")
    for name in ("no.json", "missing.json"):
        command = [sys.executable, "-I", "docs/check_register.py", str(tmp_path / name), "--root", "0" * 64]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_what_cannot_be_proven_is_refused_with_words(at):
    submitted(at)
    for given in (["review:999", "1"], ["review:1", "999"], ["--since", "3"]):
        with pytest.raises(CommandError):
            call_command("prove", *given)
    with pytest.raises(CommandError, match="not sealed"):
        call_command("prove", Act.objects.get().chain, "1")


def test_a_correction_is_a_further_act(at):
    reading = submitted(at)
    act = Act.objects.get(chain=reading.review.chain)
    with pytest.raises(NotYours):
        correct_act(by=someone("admin"), at=at, act=act, statement="It was another day")
    with pytest.raises(ReasonMissing):
        correct_act(by=someone("registrar"), at=at, act=act, statement=" ")
    made = correct_act(by=someone("registrar"), at=at, act=act, statement="It was another day")
    assert (made.number, made.facts["corrects"], made.kind) == (2, 1, "corrected")
    again = Act.objects.get(pk=act.pk)
    assert (again.digest, again.facts) == (act.digest, act.facts)
    assert verify().whole


def test_the_root_is_sent_to_its_witnesses_once_a_day(at):
    adopted(at)
    early = at.replace(hour=2)
    assert send_register_root(at=early) == 0
    assert send_register_root(at=at) == 1
    assert send_register_root(at=at + timedelta(hours=3)) == 0
    root = Root.objects.get()
    notice = Notice.objects.get(kind="approvals.register_root")
    assert notice.recipient == someone("registrar")
    assert root.root in notice.body
    assert f"--size {root.size}" in notice.body
    assert send_register_root(at=at + timedelta(days=1)) == 1


def test_sealing_reads_only_what_is_recent_and_once_a_day_everything(at):
    adopted_and_sealed(at)
    late = submitted(at - timedelta(days=30), [rename()])  # committed long after its own moment
    assert seal_register(at=at).size == 1
    assert seal_register(at=at, everything=True).size == 2
    assert Leaf.objects.last().chain == late.review.chain
    assert verify().whole


def test_a_root_from_before_frontiers_grows_all_the_same(at):
    adopted_and_sealed(at)
    forged("UPDATE approvals_root SET frontier = '[]'")
    submitted(at, [rename()])
    assert seal_register(at=at).size == 2
    assert verify().whole
