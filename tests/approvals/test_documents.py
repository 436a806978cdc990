"""The sealed document: made once whatever happens, and true, altered or not ours for anybody who asks."""

import io
import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from approvals.documents.record import record_of
from approvals.enums import Motion
from approvals.models import Act
from approvals.operations import freeze_version as pipeline
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.freeze_version import awaiting_seal, freeze_version, freeze_versions
from approvals.operations.reaffirm_outcome import reaffirm_outcome
from approvals.operations.register import seal_register
from approvals.queries.register import verify as verify_register
from approvals.verification import record as record_check
from approvals.verification.document import verify
from approvals.verification.verdict import Finding, State
from plans.documents import blame, worker
from plans.documents.rendering import Printable, render
from plans.documents.storing import stored_bytes
from plans.enums import DocumentKind, Stage
from plans.exceptions import CannotRender, CannotSeal
from plans.models import SealedDocument, Version
from plans.operations.freeze_document import claim_document, freeze_document
from plans.operations.reach_stage import noted, reach
from plans.rules.canonical import canonical, sha256
from plans.rules.changes import ReplaceText, StartEdition
from plans.rules.marks import FIELDS
from plans.rules.source import read
from tests.conftest import AT
from tests.procedure import (
    adopted,
    closed,
    current,
    lower_estimate,
    opened,
    polled,
    recorded,
    rename,
    secretary_of,
    voted,
)
from tests.scratch import scratch

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]
HOSTILE = "<img src='file:///etc/passwd'><script>x</script> {{ secret }} \\ ﻿ Ünïcödé ملك"


@pytest.fixture(scope="module")
def sealed(django_db_setup, django_db_blocker, tmp_path_factory):
    """One sealed document for the whole module: its bytes, the root's, and the record. Rolled back afterwards."""
    folder = tmp_path_factory.mktemp("sealed")
    with scratch(django_db_blocker, folder):
        hostile = ReplaceText(element="sp6", field="description", language="fr", new=HOSTILE)
        adopted(AT, [lower_estimate(), hostile])
        version = Version.objects.get(number=2)
        document = freeze_version(version=version, at=AT + timedelta(days=15))
        with default_storage.open(document.reached.file) as file:
            data = file.read()
        root = (folder / "keys" / "root.pem").read_bytes()
        return (data, root, record_of(version), version.canonical_text.encode())


def state(data, root):
    verdict = verify(data, [root])
    return verdict.state, verdict.why


def test_the_document_is_true_and_named_a_development_one(sealed):
    data, root, record, _plan = sealed
    verdict = verify(data, [root])
    assert (verdict.state, verdict.exit_code, verdict.development) == (State.TRUE, 0, True)
    assert verdict.facts["digest"] == record["document"]["digest"]
    assert any("DEVELOPMENT" in sentence for sentence in verdict.sentences)


def test_independent_tools_accept_it(sealed, tmp_path):
    file = tmp_path / "plan.pdf"
    file.write_bytes(sealed[0])
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    assert (checked.returncode, "No syntax or stream encoding errors" in checked.stdout) == (0, True)
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said


def test_openssl_finds_its_signatures_right_by_the_root_alone(sealed, tmp_path):
    """The seal as a signature (CMS), the archive timestamp as a timestamp (RFC 3161), over the bytes that they name."""
    data, root, _record, _plan = sealed
    (tmp_path / "root.pem").write_bytes(root)
    signatures = PdfFileReader(io.BytesIO(data)).embedded_signatures
    for signature in signatures:
        start, length, following, rest = (int(number) for number in signature.byte_range)
        (tmp_path / "signed").write_bytes(data[start : start + length] + data[following : following + rest])
        (tmp_path / "signature").write_bytes(cms.ContentInfo.load(signature.pkcs7_content, strict=False).dump())
        checks = {
            "Seal": "cms -verify -binary -inform DER -in signature -content signed -CAfile root.pem -purpose any -out out",
            "Time_1": "ts -verify -token_in -in signature -data signed -CAfile root.pem",
        }
        command = ["openssl", *checks[signature.field_name].split()]
        assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0, signature.field_name
        (tmp_path / "signed").write_bytes(b"SYNTHETIC other bytes")
        assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode != 0


def test_pdfdetach_gives_the_plan_whose_digest_the_register_holds_and_it_loads_as_the_same(at, tmp_path):
    adopted(at)
    version = Version.objects.get(number=2)
    document = freeze_version(version=version, at=at + timedelta(days=15))
    (tmp_path / "plan.pdf").write_bytes(stored_bytes(document.reached))
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, tmp_path / "plan.pdf"], check=True, capture_output=True)
    plan = (tmp_path / "plan.json").read_bytes()
    act = Act.objects.get(kind="adopted", chain=version.revision.amendment.review.chain)
    assert sha256(plan) == act.facts["version_digest"] == version.digest
    assert read(plan) == version.content
    assert canonical(json.loads(plan)) == plan


def test_the_fields_are_there_before_the_seal_and_the_attachments_inside(sealed):
    with pikepdf.open(io.BytesIO(sealed[0])) as document:
        assert tuple(str(field.T) for field in document.Root.AcroForm.Fields) == (*FIELDS, "Time_1")
        assert sorted(document.attachments) == ["plan.json", "record.json"]
        assert len(document.Root.AF) == 2
        assert str(document.Root.Lang) == "en"


def test_names_of_people_are_not_in_the_record(sealed):
    text = json.dumps(sealed[2])
    assert [name for name in ("Drafter", "Dana", "Okafor", "delegate-", "secretary") if name in text] == []


@pytest.mark.parametrize("share", [0, 0.01, 0.2, 0.4, 0.6, 0.8, 0.97, 0.99999])
def test_a_flipped_byte_is_found(share, sealed):
    data, root, *_ = sealed
    place = int(len(data) * share)
    altered = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    assert verify(altered, [root]).exit_code == 1


@pytest.mark.parametrize("added", [b"\n", b"%%EOF\n", b"\x00" * 100])
def test_appended_bytes_are_found(added, sealed):
    data, root, *_ = sealed
    assert state(data + added, root)[0] is State.ALTERED


def test_an_added_page_is_found(sealed):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    data, root, *_ = sealed
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert state(out.getvalue(), root)[0] is State.ALTERED


def test_another_installations_seal_is_not_ours(sealed, tmp_path):
    from plans.documents.development import development_sealing
    from tests.conftest import AT

    development_sealing(tmp_path, organization="Somebody else", at=AT)
    assert state(sealed[0], (tmp_path / "root.pem").read_bytes()) == (
        State.NOT_OURS,
        "the certificate in Seal does not lead to a given root.",
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", State.UNREADABLE),
        (b"not a PDF", State.UNREADABLE),
        (b"%PDF-1.7\nnothing", State.UNREADABLE),
    ],
)
def test_what_is_no_pdf_cannot_be_read(data, expected, sealed):
    assert state(data, sealed[1])[0] is expected
    assert verify(data, [sealed[1]]).exit_code == 2


def test_a_pdf_without_a_seal_is_not_ours(sealed, at):
    plain = render(Printable("<html lang=en><title>t</title><p>Hello", "0" * 32, at))
    assert state(plain, sealed[1]) == (State.NOT_OURS, "it bears no seal of an installation of this software.")
    assert verify(plain, [sealed[1]]).exit_code == 1


def test_without_a_root_it_cannot_be_told(sealed):
    assert state(sealed[0], b"not PEM")[0] is State.CANNOT_TELL
    assert verify(sealed[0], []).exit_code == 2


def _altered(record, how):
    record = json.loads(json.dumps(record))
    how(record)
    return canonical(record)


def _set(value, *path):
    def alter(record):
        holder = record
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = value

    return alter


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (_set("0" * 64, "document", "digest"), "the attached plan is not the one that the record of approval names."),
        (
            _set("x", "amendment", "proposal", "rationale", "en"),
            "the amendment in the record is not the one of its digest.",
        ),
        (
            _set(99, "decisions", 4, "tally", "for"),
            "the result of the decision at council does not follow from its counts and its rule.",
        ),
        (_set(200, "decisions", 4, "tally", "present"), "the counts of the decision at council cannot be."),
        (
            _set("adverse", "decisions", 0, "outcome"),
            "the outcome of the decision at policy_commission_first is not the one that its vote gives.",
        ),
        (
            _set([], "decisions", 4, "votes"),
            "the votes by Member of the decision at council do not add up to its counts.",
        ),
        (_set([], "decisions"), "its record holds no decision that adopts it."),
        (_set("0" * 64, "register", "act_digest"), "its acts do not hold the adoption that the register holds."),
        (lambda record: record["decisions"].pop(0), "its record does not hold every decision of its approval."),
        (
            _set("0" * 64, "decisions", 0, "digest"),
            "the decision at policy_commission_first is not the one that its act says.",
        ),
        (_set("otherwise", "decisions", 1, "reason"), "the decision at audit is not the one that its act says."),
        (_set(9, "acts", 3, "by"), "the acts of its approval do not follow each other."),
        (_set("0" * 64, "register", "head_digest"), "its last act is not the head that the register sealed."),
        (_set(2, "register", "head"), "its last act is not the head that the register sealed."),
        (lambda record: record["acts"].pop(), "its acts do not hold the adoption that the register holds."),
        (_set("0" * 64, "document", "predecessor_digest"), "what was adopted is another text."),
        (
            _set("void", "decisions", 0, "outcome"),
            "the outcome of the decision at policy_commission_first is not the one that its vote gives.",
        ),
        (
            _set("0" * 64, "decisions", 4, "votes", 3, "digest"),
            "votes of the decision at council were cast on another text.",
        ),
        (
            _set("f" * 64, "register", "root"),
            "the proof that the adoption is in the register does not lead to its root.",
        ),
        (
            _set("another", "document", "edition"),
            "the attached plan is of another edition than the record of approval.",
        ),
        (_set(None, "register"), None),
    ],
)
def test_a_record_that_does_not_hold_together_is_found(how, why, sealed):
    _data, _root, record, plan = sealed
    with pytest.raises(Finding) as finding:
        record_check.check(plan, _altered(record, how))
    assert finding.value.state is State.ALTERED
    assert why is None or finding.value.why == why


def test_another_plan_with_the_proofs_of_this_one_is_found(sealed):
    """Plan and digest changed together: what the register holds is still the plan that was adopted."""
    _data, _root, record, plan = sealed
    other = plan.replace(b"Facilitation", b"Falsification")
    with pytest.raises(Finding, match="what was adopted is another text"):
        record_check.check(other, _altered(record, _set(sha256(other), "document", "digest")))


def test_a_document_with_a_reaffirmed_outcome_is_true(at):
    """Reaffirmed as it was given, also where it was given by consensus."""
    from tests.approvals.operations.test_chain import returned_from

    reading = returned_from("policy_commission_second", at, [lower_estimate(), rename()])
    recorded(opened(reading, at), at)
    for _step in ("audit", "finance"):
        standing = current(reading.review)
        reaffirm_outcome(
            by=secretary_of(standing), at=at, reading=standing, shown=standing.revision.digest, reason="not touched"
        )
    recorded(opened(current(reading.review), at), at)
    recorded(opened(current(reading.review), at), at, Motion.ENDORSE)
    seal_register(at=at)
    version = Version.objects.get(number=2)
    facts = record_check.check(version.canonical_text.encode(), canonical(record_of(version)))
    assert (facts["version"], facts["decisions"]) == (2, 9)


def frozen(number, at):
    """A version's sealed bytes, and the root of the installation."""
    document = freeze_version(version=Version.objects.get(number=number), at=at)
    with default_storage.open(document.reached.file) as file:
        return file.read(), (Path(settings.KEYS_ROOT) / "root.pem").read_bytes()


def test_a_document_whose_poll_went_on_over_another_adoption_is_true(at):
    """Its votes were cast on an earlier revision of the same digest; the record holds, and so does the proof."""
    poll = polled(at, [rename()])
    voted(poll, at, votes_for=100)
    adopted(at)
    carry_amendments_over(at=at)
    voted(poll, at, votes_for=150)
    closed(poll)
    data, root = frozen(3, poll.closes_at)
    assert state(data, root) == (State.TRUE, "")


def test_a_new_edition_is_sealed_like_any_other_version(at):
    successor = read(Path("plans/demo/strategic-plan-2022-2025.yaml").read_bytes())
    adopted(at, [StartEdition(old="strategic-plan-2019-2022", content=successor)], title="The next plan")
    data, root = frozen(2, at + timedelta(days=15))
    assert state(data, root) == (State.TRUE, "")


def test_a_plan_that_is_not_canonical_is_found(sealed):
    _data, _root, record, plan = sealed
    with pytest.raises(Finding, match="not in its canonical form"):
        record_check.check(plan + b" ", canonical(record))


def run(*arguments):
    out, code = io.StringIO(), 0
    try:
        call_command("verify_document", *arguments, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue()


def test_the_command_answers_by_its_exit_code(sealed, tmp_path):
    file, root = tmp_path / "plan.pdf", tmp_path / "root.pem"
    file.write_bytes(sealed[0])
    root.write_bytes(sealed[1])
    code, said = run(str(file), "--trust", str(root), "--json")
    assert (code, json.loads(said)["state"]) == (0, "true")
    file.write_bytes(sealed[0] + b"x")
    assert run(str(file), "--trust", str(root))[0] == 1
    assert run(str(tmp_path / "none.pdf"), "--trust", str(root)) == (
        2,
        "This document cannot be read: No such file or directory.\n",
    )
    code, said = run(str(file), "--trust", str(tmp_path / "none.pem"))
    assert (code, "cannot be told" in said) == (2, True)


def test_the_page_examines_a_file_in_another_process(sealed, client):
    from pathlib import Path

    Path(settings.KEYS_ROOT).mkdir(exist_ok=True, parents=True)
    (Path(settings.KEYS_ROOT) / "root.pem").write_bytes(sealed[1])
    from django.core.files.uploadedfile import SimpleUploadedFile

    answers = {}
    for name, data in (
        ("true.pdf", sealed[0]),
        ("altered.pdf", sealed[0] + b"x"),
        ("none.pdf", b"hello"),
        ("empty.pdf", b""),
    ):
        response = client.post(reverse("verify"), {"file": SimpleUploadedFile(name, data)})
        verdict = response.context["verdict"]
        answers[name] = (response.status_code, verdict and verdict.state.value)
    shutil.rmtree(settings.KEYS_ROOT)
    assert answers == {
        "true.pdf": (200, "true"),
        "altered.pdf": (200, "altered"),
        "none.pdf": (200, "unreadable"),
        "empty.pdf": (422, None),
    }


def test_a_file_that_is_too_large_is_refused(client, monkeypatch):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from approvals.forms import files as page

    monkeypatch.setattr(page, "MOST_BYTES", 10)
    response = client.post(reverse("verify"), {"file": SimpleUploadedFile("large.pdf", b"x" * 11)})
    assert (response.status_code, response.context["verdict"]) == (422, None)


def test_one_address_waits_after_many_files_and_another_does_not(client, settings):
    from django.core.cache import cache
    from django.core.files.uploadedfile import SimpleUploadedFile

    cache.clear()
    settings.EXAMINED_AT_MOST = (2, 600)

    def examined(address):
        file = SimpleUploadedFile("x.pdf", b"no PDF")
        return client.post(reverse("verify"), {"file": file}, REMOTE_ADDR=address)

    assert [examined("192.0.2.1").status_code for _time in range(3)] == [200, 200, 429]
    assert "Please wait some minutes" in examined("192.0.2.1").content.decode()
    assert examined("192.0.2.2").status_code == 200
    cache.clear()


def test_behind_a_proxy_the_address_is_the_one_that_it_added_and_not_one_that_was_written_before_it(client, settings):
    from django.core.cache import cache
    from django.core.files.uploadedfile import SimpleUploadedFile

    cache.clear()
    settings.EXAMINED_AT_MOST, settings.BEHIND_PROXY = (1, 600), True

    def examined(through):
        file = SimpleUploadedFile("x.pdf", b"no PDF")
        return client.post(reverse("verify"), {"file": file}, HTTP_X_FORWARDED_FOR=through)

    assert examined("192.0.2.1").status_code == 200
    assert examined("203.0.113.9, 192.0.2.1").status_code == 429
    assert examined("192.0.2.1, 192.0.2.2").status_code == 200
    cache.clear()


def test_adopted_is_pending_until_it_is_sealed_and_sealed_once(at, client):
    adopted(at)
    version = Version.objects.get(number=2)
    assert [pending.number for pending in awaiting_seal()] == [2]
    assert freeze_versions(at=at + timedelta(days=15)) == 1
    assert freeze_versions(at=at + timedelta(days=15)) == 0
    review = version.revision.amendment.review
    assert (awaiting_seal(), review.ended_at is not None, review.process.status) == ([], True, "DONE")
    assert list(Act.objects.filter(kind="sealed").values_list("chain", flat=True)) == [review.chain]
    assert verify_register().whole
    response = client.get(reverse("document", args=[2]))
    assert b"".join(response.streaming_content).startswith(b"%PDF-2.0") or response.status_code == 200


def test_how_far_a_document_has_come_is_on_the_pages(at, client, settings):
    settings.DEVELOPMENT_SEAL = False
    adopted(at)
    with pytest.raises(CannotSeal):
        freeze_version(version=Version.objects.get(number=2), at=at)
    for page in (reverse("versions"), reverse("version", args=[Version.objects.get(number=2)])):
        said = client.get(page).content.decode()
        assert ("awaiting seal" in said, "its fields for signatures are in place" in said) == (True, True)
    settings.DEVELOPMENT_SEAL = True
    document = freeze_version(version=Version.objects.get(number=2), at=at + timedelta(hours=1))
    said = client.get(reverse("version", args=[Version.objects.get(number=2)])).content.decode()
    assert [stage.digest in said for stage in document.stages.all()] == [True] * 4
    assert "A timestamp covers everything before" in said


def test_the_rendering_is_the_beginning_of_what_is_sealed(at):
    adopted(at)
    document = freeze_version(version=Version.objects.get(number=2), at=at + timedelta(days=15))
    rendered, sealed = (default_storage.open(name).read() for name in (document.prepared.file, document.reached.file))
    assert sealed.startswith(rendered)


def test_the_same_version_renders_to_the_same_bytes(at):
    adopted(at)
    seal_register(at=at)
    version = Version.objects.get(number=2)
    labels = pipeline._labels("en")
    printable = pipeline._printable(version, labels)
    assert printable == pipeline._printable(Version.objects.get(number=2), labels)
    assert render(printable) == render(printable)


def test_two_workers_do_not_make_one_document_twice(at):
    first = claim_document(kind=DocumentKind.VERSION, subject="version:2", at=at)
    assert first.attempts == 1
    assert claim_document(kind=DocumentKind.VERSION, subject="version:2", at=at) is None
    assert claim_document(kind=DocumentKind.VERSION, subject="version:2", at=at + timedelta(minutes=11)).attempts == 2


def test_a_worker_that_was_overtaken_stores_nothing_and_disturbs_nobody(at):
    first = claim_document(kind=DocumentKind.VERSION, subject="version:2", at=at)
    second = claim_document(kind=DocumentKind.VERSION, subject="version:2", at=at + timedelta(minutes=11))
    with (
        pytest.raises(CannotSeal, match="another worker went on with it"),
        noted(first, at=at + timedelta(minutes=12), again=timedelta(days=1)),
    ):
        reach(first, (Stage.RENDERED, b"SYNTHETIC"), at=at + timedelta(minutes=12))
    reach(second, (Stage.RENDERED, b"SYNTHETIC"), at=at + timedelta(minutes=12))
    assert [stage.number for stage in second.stages.all()] == [1]
    assert (second.error, second.claimed_until) == ("", at + timedelta(minutes=21))


def test_a_file_that_a_killed_worker_left_unfinished_is_not_taken_for_whole(at):
    adopted(at)
    version = Version.objects.get(number=2)
    with transaction.atomic():
        document = freeze_version(version=version, at=at + timedelta(days=15))
        files = [default_storage.path(stage.file) for stage in document.stages.all()]
        transaction.set_rollback(True)
    for file in files:
        os.truncate(file, 100)
    document = freeze_version(version=version, at=at + timedelta(days=15))
    assert [len(stored_bytes(stage)) > 100 for stage in document.stages.all()] == [True] * 4


def test_without_a_key_it_stays_adopted_and_says_why(at, settings):
    settings.DEVELOPMENT_SEAL = False
    adopted(at)
    version = Version.objects.get(number=2)
    with pytest.raises(CannotSeal):
        freeze_version(version=version, at=at)
    document = SealedDocument.objects.get()
    assert (document.error, document.sealed_at, document.reached.stage) == (
        "no key for the seal is configured",
        None,
        Stage.PREPARED,
    )
    settings.DEVELOPMENT_SEAL = True
    assert freeze_version(version=version, at=at + timedelta(hours=1)).sealed_at is not None


def test_stored_bytes_that_changed_are_not_sealed(at, settings):
    settings.DEVELOPMENT_SEAL = False
    adopted(at)
    with pytest.raises(CannotSeal):
        freeze_version(version=Version.objects.get(number=2), at=at)
    document = SealedDocument.objects.get()
    with open(default_storage.path(document.prepared.file), "ab") as file:
        file.write(b"x")
    settings.DEVELOPMENT_SEAL = True
    with pytest.raises(CannotSeal, match="not the ones that were made"):
        freeze_version(version=Version.objects.get(number=2), at=at + timedelta(hours=1))


def test_nothing_is_read_and_nothing_is_fetched_while_rendering(at, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of this machine")
    html = f"""<html lang=en><title>t</title><p>before <img src="file://{secret}"><object data="file://{secret}"></object>
    <link rel=stylesheet href="http://127.0.0.1:1/x.css"><style>@import url(file://{secret}); p {{ background: url(file://{secret}) }}</style>
    <link rel=attachment href="file://{secret}"> after</p>"""
    pdf = render(Printable(html, "0" * 32, at))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == []
    assert b"the secret" not in pdf


def test_a_layout_bomb_ends_with_a_sentence(at, monkeypatch):
    from plans.documents import rendering

    monkeypatch.setattr(rendering, "SECONDS", 5)
    bomb = "<html lang=en><title>t</title><table><tr><td colspan=1000000>x</td></tr></table>" + "<div>" * 3000
    with pytest.raises(CannotRender):
        render(Printable(bomb, "0" * 32, at))


def test_without_fonts_there_is_a_clear_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(worker, "FONTS", tmp_path)
    monkeypatch.setattr(
        "sys.stdin", io.StringIO(json.dumps({"html": "", "identifier": "", "created": "", "attached": []}))
    )
    monkeypatch.setattr(worker.resource, "setrlimit", lambda *_limits: None)
    with pytest.raises(SystemExit, match="The fonts are missing"):
        worker.main()


def test_without_pango_there_is_a_clear_sentence(monkeypatch):
    def missing(_asked):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(worker, "printed", missing)
    monkeypatch.setattr(
        "sys.stdin", io.StringIO(json.dumps({"html": "", "identifier": "", "created": "", "attached": []}))
    )
    monkeypatch.setattr(worker.resource, "setrlimit", lambda *_limits: None)
    with pytest.raises(SystemExit, match="apt-get install -y libpango"):
        worker.main()


def test_the_text_that_cannot_be_printed_is_named_and_the_document_stays_pending(at, monkeypatch):
    monkeypatch.setattr(blame, "SECONDS", 5)
    bomb = "e" + "\u0301" * 100_000  # five times what a plan may hold
    texts = [(f"SP{number} (name, en)", "SYNTHETIC") for number in range(9)]
    texts.insert(6, ("SP6 (description, fr)", bomb))
    monkeypatch.setattr("plans.documents.rendering.SECONDS", 5)
    document = claim_document(kind=DocumentKind.VERSION, subject="version:2", at=at)
    printable = Printable(f"<html lang=en><title>t</title><p>{bomb}</p>", "0" * 32, at, texts=tuple(texts))
    with pytest.raises(CannotRender):
        freeze_document(document=document, printable=printable, fields=[], at=at)
    document.refresh_from_db()
    assert document.error == (
        "it took longer than 5 seconds; the text that cannot be printed is that of SP6 (description, fr)"
    )
    assert (document.reached, document.sealed_at) == (None, None)


def test_nobody_is_blamed_where_nothing_can_be_rendered_or_everything_can(monkeypatch):
    assert blame.to_blame((("SP1 (name, en)", "SYNTHETIC"), ("SP2 (name, en)", "SYNTHETIC"))) is None
    monkeypatch.setattr(blame, "SECONDS", 0.01)
    assert blame.to_blame((("SP1 (name, en)", "SYNTHETIC"),)) is None


def test_every_text_of_a_plan_can_be_blamed(at):
    adopted(at)
    content = Version.objects.get(number=2).content
    texts = dict(blame.texts_of(content))
    assert texts["SP2 (name, en)"] == "Revenue Package"
    assert len(texts) == len(blame.texts_of(content)) > 150
