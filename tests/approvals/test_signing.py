"""Chairs sign a version's document with keys of their own, each in the field of the chair and nowhere else."""

import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from approvals.documents.verifying import verified
from approvals.enums import ActKind
from approvals.exceptions import NotSealedYet, NotYours, SignatureRefused
from approvals.models import Act, Body
from approvals.operations.freeze_version import freeze_version
from approvals.operations.membership import name_substitute
from approvals.operations.sign_document import sign_document
from approvals.queries.register import verify as verify_register
from approvals.verification.document import verify
from approvals.verification.verdict import State
from notifications.models import Notice
from plans.documents.configured import chairs_signers, seal_roots, sealing_key
from plans.documents.development import make_chair_key
from plans.documents.keys import signer_of
from plans.documents.sealing import NO_DRAWING, approve, archive
from plans.documents.stamping import stamped
from plans.documents.storing import stored_bytes
from plans.exceptions import CannotSeal
from plans.models import Lapse, Version
from plans.operations.renew_documents import renew_documents
from plans.queries.documents import sealed_document_of
from tests.approvals.test_offline_verifier import ROOT, install
from tests.conftest import AT
from tests.keys import SEALED_AT, Keys
from tests.procedure import adopted, rename, someone

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]
LATER = SEALED_AT + timedelta(days=1)


@pytest.fixture
def version(at):
    """Adopted and sealed, where two chairs have keys."""
    adopted(at)
    version = Version.objects.get(number=2)
    freeze_version(version=version, at=SEALED_AT)
    return version


@pytest.fixture
def chair(settings, tmp_path):
    """chair("Name"): a Signer by a development key of that name."""

    def made(name="SYNTHETIC Chair"):
        path = tmp_path / f"{name}.p12"
        given = {"organization": "SYNTHETIC", "name": name, "secret": "SYNTHETIC", "at": AT}
        path.write_bytes(make_chair_key(settings.KEYS_ROOT, **given))
        return signer_of(f"pkcs12:{path}", "SYNTHETIC")[0]

    return made


def as_it_stands(version):
    return stored_bytes(sealed_document_of(version).reached)


def test_a_chair_signs_in_the_chairs_field_once_and_the_register_says_so(version, chair):
    before = as_it_stands(version)
    by = someone("council-chair")
    act = sign_document(by=by, at=LATER, version=version, signed=approve(before, chair(), field="Chair_council"))
    document = sealed_document_of(version)
    after = as_it_stands(version)
    verdict = verified(after)
    assert (verdict.state, after.startswith(before), document.timestamps) == (State.TRUE, True, 2)
    assert [stage.stage for stage in document.stages.all()][4:] == ["approved", "archived"]
    (given,) = verdict.facts["signatures"]
    assert (given["field"], given["signer"]) == ("Chair_council", "SYNTHETIC Chair (DEVELOPMENT)")
    assert act.facts == {
        "amendment": version.revision.amendment.code,
        "version": "2",
        "field": "Chair_council",
        "certificate": given["certificate"],
        "sealed_digest": document.reached.digest,
    }
    assert "by a certificate that names SYNTHETIC Chair (DEVELOPMENT)" in " ".join(verdict.sentences)
    assert verify_register().whole
    with pytest.raises(CannotSeal):
        approve(after, chair("SYNTHETIC Other"), field="Chair_council")


def test_a_second_chair_signs_on_what_the_first_one_left(version, chair):
    first, second = (chair(name) for name in ("SYNTHETIC One", "SYNTHETIC Two"))
    as_of_both = as_it_stands(version)
    sign_document(
        by=someone("council-chair"), at=LATER, version=version, signed=approve(as_of_both, first, field="Chair_council")
    )
    late = {"by": someone("pc-chair"), "at": LATER, "version": version}
    with pytest.raises(SignatureRefused, match="not_on_this"):
        sign_document(signed=approve(as_of_both, second, field="Chair_policy_commission"), **late)
    sign_document(signed=approve(as_it_stands(version), second, field="Chair_policy_commission"), **late)
    verdict = verified(as_it_stands(version))
    assert [one["field"] for one in verdict.facts["signatures"]] == ["Chair_council", "Chair_policy_commission"]
    assert Act.objects.filter(kind=ActKind.SIGNED).count() == 2


def test_a_signed_document_is_renewed_like_any_other(version, chair, settings):
    Keys(Path(settings.KEYS_ROOT))
    signed = approve(as_it_stands(version), chair(), field="Chair_council")
    sign_document(by=someone("council-chair"), at=LATER, version=version, signed=signed)
    document = sealed_document_of(version)
    (Path(settings.KEYS_ROOT) / "clock.key").unlink()
    late = document.proved_until - timedelta(days=100)
    assert renew_documents(at=late) == 1
    assert verified(as_it_stands(version)).state is State.TRUE
    assert sealed_document_of(version).timestamps == 3


@pytest.mark.parametrize(
    ("who", "field"),
    [
        ("council-chair", "Chair_policy_commission"),
        ("council-secretary", "Chair_council"),
        ("drafter", "Chair_council"),
        ("delegate-fr", "Chair_council"),
    ],
)
def test_nobody_signs_for_a_chair_who_is_not_the_one(who, field, version, chair):
    before = as_it_stands(version)
    with pytest.raises(NotYours):
        sign_document(by=someone(who), at=LATER, version=version, signed=approve(before, chair(), field=field))
    assert as_it_stands(version) == before
    assert sealed_document_of(version).claimed_until is None


def refused(version, signed, why, by="council-chair"):
    before = as_it_stands(version)
    with pytest.raises((SignatureRefused, CannotSeal), match=why):
        sign_document(by=someone(by), at=LATER, version=version, signed=signed)
    document = sealed_document_of(version)
    assert (as_it_stands(version), document.claimed_until, document.error) == (before, None, "")


def test_what_is_not_the_document_with_one_signature_is_refused(version, chair):
    before = as_it_stands(version)
    signer = chair()
    one = approve(before, signer, field="Chair_council")
    refused(version, before, "not_on_this")
    refused(version, b"%PDF-1.7 " + before, "not_on_this")
    refused(version, before + b"x" * 400, "a certificate cannot be proved|unreadable")
    refused(version, one[:-300], "not_true|unreadable|cannot be")
    refused(version, one + b"%", "not_true|unreadable")
    refused(version, approve(one, chair("SYNTHETIC Two"), field="Chair_policy_commission"), "not_true|not_one")


def test_a_signature_by_a_certificate_that_nobody_here_trusts_is_not_taken(version, chair, tmp_path):
    chair()
    stranger = Keys(tmp_path / "stranger").at(LATER).signer
    before = as_it_stands(version)
    with pytest.raises(CannotSeal, match="a certificate cannot be proved"):
        sign_document(
            by=someone("council-chair"),
            at=LATER,
            version=version,
            signed=approve(before, stranger, field="Chair_council"),
        )
    assert (as_it_stands(version), sealed_document_of(version).claimed_until) == (before, None)


def test_chairs_are_told_that_they_can_sign_where_signatures_are_taken(at, chair):
    adopted(at)
    freeze_version(version=Version.objects.get(number=2), at=SEALED_AT)
    assert not Notice.objects.filter(kind="approvals.can_be_signed").exists()
    chair()
    adopted(SEALED_AT, [rename()])
    version = Version.objects.get(number=3)
    freeze_version(version=version, at=SEALED_AT + timedelta(days=16))
    told = Notice.objects.filter(kind="approvals.can_be_signed")
    assert {notice.recipient.username for notice in told} == {
        "council-chair",
        "pc-chair",
        "audit-chair",
        "finance-chair",
    }
    assert {(notice.subject, notice.link) for notice in told} == {
        ("You can sign Strategic Plan 2019-2022, version 3", reverse("sign", args=[version]))
    }


def test_who_stands_in_for_a_chair_signs_and_the_act_says_for_whom(version, chair):
    chair_of_council, other = someone("council-chair"), someone("reader")
    name_substitute(
        by=chair_of_council,
        at=LATER,
        absent=chair_of_council,
        substitute=other,
        body=Body.objects.get(key="council"),
        starts_at=LATER,
        ends_at=LATER + timedelta(days=9),
    )
    signed = approve(as_it_stands(version), chair(), field="Chair_council")
    act = sign_document(by=other, at=LATER, version=version, signed=signed)
    assert (act.by_id, act.facts["for"]) == (other.pk, chair_of_council.pk)


def test_a_version_that_lapsed_is_signed_no_more(version, chair):
    Lapse.objects.create(version=version, holds_until=LATER.date(), lapsed_at=LATER)
    refused(version, approve(as_it_stands(version), chair(), field="Chair_council"), "lapsed")


def test_before_it_is_sealed_there_is_nothing_to_sign(at, chair):
    adopted(at)
    with pytest.raises(NotSealedYet):
        sign_document(by=someone("council-chair"), at=LATER, version=Version.objects.get(number=2), signed=b"%PDF")


def test_the_page_says_how_takes_the_file_and_shows_who_signed(version, chair, client):
    page = reverse("sign", args=[version])
    client.force_login(someone("drafter"))
    assert "There is nothing for you to sign here" in client.get(page).content.decode()
    client.force_login(someone("council-chair"))
    said = client.get(page).content.decode()
    assert "plenary-sign strategic-plan-2019-2022-version-2.pdf --as council" in said
    assert (sealed_document_of(version).reached.digest in said, said.count("○ not signed")) == (True, 4)
    assert client.post(page).status_code == 422
    wrong = client.post(page, {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 another")})
    assert (wrong.status_code, "download it again" in wrong.content.decode()) == (409, True)
    signed = approve(as_it_stands(version), chair(), field="Chair_council")
    done = client.post(page, {"file": SimpleUploadedFile("x.pdf", signed)}, follow=True)
    said = done.content.decode()
    assert ("Your signature is on the document" in said, said.count("○ not signed")) == (True, 3)
    assert "There is nothing for you to sign here" in said
    looked_up = client.get(reverse("look-up", args=[version.digest])).content.decode()
    assert looked_up.count("○ not signed") == 3
    file = SimpleUploadedFile("x.pdf", as_it_stands(version))
    said = client.post(reverse("verify"), {"file": file}).content.decode()
    assert ("signed by SYNTHETIC Chair (DEVELOPMENT)" in said, "not in this register" in said) == (True, False)
    assert client.get(reverse("chairs-certificates")).status_code == 200


def test_a_signature_that_was_added_elsewhere_is_marked_on_the_page(version, chair, client, settings):
    """By a trusted certificate and a bought timestamp, without the register."""
    signed = approve(as_it_stands(version), chair(), field="Chair_council")
    with sealing_key(LATER) as key:
        closed = archive(stamped(signed, key), key, number=2, chairs=chairs_signers())
    said = client.post(reverse("verify"), {"file": SimpleUploadedFile("x.pdf", closed)}).content.decode()
    assert ("This document is true" in said, "not in this register" in said) == (True, True)


def test_without_the_chairs_root_a_signed_document_is_still_ours_and_it_is_said_what_was_not_asked(version, chair):
    signed = approve(as_it_stands(version), chair(), field="Chair_council")
    sign_document(by=someone("council-chair"), at=LATER, version=version, signed=signed)
    verdict = verify(as_it_stands(version), [seal_roots().read_bytes()])
    assert (verdict.state, verdict.facts["signatures"][0]["proved"]) == (State.TRUE, False)
    assert "Whose it is was not asked" in " ".join(verdict.sentences)


def test_a_renewal_that_cannot_be_made_keeps_no_chair_from_signing(version, chair):
    document = sealed_document_of(version)
    late = document.proved_until - timedelta(days=100)
    assert renew_documents(at=late) == 0  # the clock's certificate would lapse no later
    assert sealed_document_of(version).error != ""
    assert renew_documents(at=late + timedelta(hours=1)) == 0
    signed = approve(as_it_stands(version), chair(), field="Chair_council")
    act = sign_document(by=someone("council-chair"), at=LATER, version=version, signed=signed)
    assert act.kind == ActKind.SIGNED


LOCK = {
    NameObject("/Type"): NameObject("/SigRef"),
    NameObject("/TransformMethod"): NameObject("/FieldMDP"),
    NameObject("/TransformParams"): FieldMDPSpec(FieldMDPAction.ALL).as_transform_params(),
}


class Locking(IncrementalPdfFileWriter):
    """Stands for a program that locks the document as it signs: the signature refers to a transform of all fields."""

    def write(self, stream):
        for kept in self.objects.values():
            if isinstance(kept, DictionaryObject) and kept.get("/Type") == "/Sig":
                kept["/Reference"] = ArrayObject([DictionaryObject(LOCK)])
        super().write(stream)

    def _update_meta(self):
        pass


def test_a_signature_that_locks_the_others_out_is_refused(version, chair):
    out, writer = io.BytesIO(), Locking(io.BytesIO(as_it_stands(version)))
    metadata = PdfSignatureMetadata(field_name="Chair_council", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    PdfSigner(metadata, signer=chair(), stamp_style=NO_DRAWING).sign_pdf(writer, output=out, bytes_reserved=32768)
    assert b"/Reference" in out.getvalue()[len(as_it_stands(version)) :]
    refused(version, out.getvalue(), "locks the document for the others")


def test_who_is_not_signed_in_is_asked_to(version, client):
    page = reverse("sign", args=[version])
    assert client.get(page).url.startswith(reverse("sign-in"))


PROGRAM = """
import sys
for name in ("django", "viewflow", "guardian", "celery", "weasyprint", "psycopg", "pydantic", "approvals"):
    sys.modules[name] = None
from plans.documents.approving import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_program_for_chairs_stands_by_itself(version, tmp_path, monkeypatch):
    monkeypatch.setenv("PLENARY_SECRET", "SYNTHETIC")
    call_command("make_chair_key", "SYNTHETIC Chair", str(tmp_path / "key.p12"))
    with pytest.raises(CommandError, match="File exists"):
        call_command("make_chair_key", "SYNTHETIC Chair", str(tmp_path / "key.p12"))
    built = subprocess.run([ROOT / "script" / "wheel", tmp_path], capture_output=True, text=True, check=True)
    install(built.stdout.split()[1], tmp_path / "site")
    (tmp_path / "plan.pdf").write_bytes(as_it_stands(version))

    def program(*arguments, secret="SYNTHETIC"):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "site"), "PLENARY_SECRET": secret}
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / "plan.pdf"), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path / "site", env=environment, check=False
        )
        return done.returncode, done.stdout + done.stderr

    key = f"pkcs12:{tmp_path / 'key.p12'}"
    assert program("--as", "council", "--key", key, secret="another")[0] == 1
    code, said = program("--as", "council", "--key", key)
    assert (code, said) == (0, f"Signed: {tmp_path / 'plan-signed.pdf'}\n")
    assert program("--as", "council", "--key", key) == (
        1,
        f"Not signed: {tmp_path / 'plan-signed.pdf'}: File exists.\n",
    )
    signed = (tmp_path / "plan-signed.pdf").read_bytes()
    sign_document(by=someone("council-chair"), at=timezone.now(), version=version, signed=signed)
    assert verified(as_it_stands(version)).state is State.TRUE


def test_development_keys_for_chairs_are_refused_where_the_seal_is_real(settings, tmp_path):
    settings.DEVELOPMENT_SEAL = False
    with pytest.raises(CommandError, match="trusts other authorities"):
        call_command("make_chair_key", "SYNTHETIC Chair", str(tmp_path / "key.p12"))
