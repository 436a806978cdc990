"""Seals that last: proved by what is inside, by a clock, and renewed before the clock's own certificate lapses."""

import http.server
import io
import os
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pkcs11
import pytest
from asn1crypto import tsp
from cryptography import x509 as builder
from cryptography.hazmat.primitives import serialization
from django.core.files.storage import default_storage
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from approvals.operations.freeze_version import freeze_version
from approvals.verification.document import verify
from approvals.verification.verdict import State
from notifications.models import Notice
from plans.documents.keys import Signers, sealing
from plans.documents.sealing import NO_DRAWING, approve, archive, seal
from plans.documents.stamping import stamped
from plans.exceptions import CannotSeal
from plans.models import SealedDocument, Version
from plans.operations.renew_documents import renew_documents
from plans.operations.warn_of_expiry import warn_of_expiry
from plans.rules.marks import CHAIRS, FIELDS, FORMER_FIELDS, chair_field
from tests.keys import SEALED_AT, Keys, Revoked, finished
from tests.procedure import adopted
from tests.verapdf import conforms

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]
LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)


def closed(signed, sealing, number, chair):
    """A chair's signature with its timestamps, where the chair's own authority is trusted for it."""
    chairs = Signers(chair.roots, chair.revocation, fetches=False)
    return archive(stamped(signed, sealing), sealing, number=number, chairs=chairs)


def answer(data, *roots, at=None):
    verdict = verify(data, list(roots), at)
    return verdict.state, verdict.why


def test_a_seal_only_appends_and_its_timestamp_is_the_last_thing(rendered, sealed, keys):
    assert sealed.startswith(rendered)
    with pikepdf.open(io.BytesIO(sealed)) as document:
        assert [str(field.T) for field in document.Root.AcroForm.Fields] == [*FIELDS, "Time_1"]
        assert {"/Certs", "/CRLs"} <= set(document.Root.DSS.keys())
    assert answer(sealed, keys.root) == (State.TRUE, "")


def test_what_was_not_renewed_is_no_longer_proved_and_what_was_is(rendered, tmp_path):
    """Sealed in 2012 by keys that hold until 2016, renewed in 2015, examined today."""
    began, ended = datetime(2012, 6, 15, tzinfo=UTC), datetime(2016, 6, 15, tzinfo=UTC)
    old, new = Keys(tmp_path / "old", at=began, until=ended), Keys(tmp_path / "new", at=began)
    made = finished(rendered, old.at(began))
    assert answer(made, old.root, at=ended - timedelta(days=1)) == (State.TRUE, "")
    assert answer(made, old.root)[0] is State.CANNOT_TELL
    renewed = archive(made, new.at(ended - timedelta(days=300)), number=2)
    assert renewed.startswith(made)
    assert answer(renewed, old.root, new.root) == (State.TRUE, "")
    assert answer(renewed, old.root)[0] is not State.TRUE
    too_late = archive(made, new.at(ended + timedelta(days=300)), number=2)
    assert answer(too_late, old.root, new.root)[0] is State.CANNOT_TELL


def test_chairs_approve_in_any_order_each_with_a_key_and_a_timestamp(sealed, keys, tmp_path):
    data, roots = sealed, []
    for number, body in enumerate(reversed(CHAIRS), start=2):
        chair = Keys(tmp_path / body)
        at = SEALED_AT + timedelta(days=number)
        own = chair.at(at)
        signed = approve(data, own.signer, field=chair_field(body))
        before, data = data, closed(signed, keys.at(at), number, own)
        assert data.startswith(before)
        roots.append(chair.root)
    found = verify(data, [keys.root], chairs=roots)
    assert found.state is State.TRUE
    assert [(one["field"], one["signer"]) for one in found.facts["signatures"]] == [
        (chair_field(body), "DEVELOPMENT seal, not for use") for body in reversed(CHAIRS)
    ]
    assert verify(data, [keys.root], chairs=roots[:-1]).state is State.NOT_OURS
    renewed = archive(data, keys.at(SEALED_AT + timedelta(days=400)), number=6)
    assert verify(renewed, [keys.root], chairs=roots).state is State.TRUE
    for name, made in (("five.pdf", data), ("renewed.pdf", renewed)):
        (tmp_path / name).write_bytes(made)
    assert conforms(tmp_path / "five.pdf", tmp_path / "renewed.pdf") == {}
    with pytest.raises(CannotSeal):
        approve(data, keys.at(SEALED_AT).signer, field="Chair_council")


def test_whom_chairs_are_trusted_by_can_seal_nothing_and_make_no_timestamp(rendered, sealed, keys, tmp_path):
    chair = Keys(tmp_path / "chair")
    assert verify(finished(rendered, chair.at(SEALED_AT)), [keys.root], chairs=[chair.root]).state is State.NOT_OURS
    signed = approve(sealed, chair.at(SEALED_AT).signer, field="Chair_council")
    stamped = closed(signed, chair.at(SEALED_AT), 2, chair.at(SEALED_AT))
    assert verify(stamped, [keys.root], chairs=[chair.root]).state is not State.TRUE


def test_the_key_of_the_seal_signs_for_no_chair(sealed, keys, tmp_path):
    chair, own = Keys(tmp_path / "chair"), keys.at(SEALED_AT)
    signed = approve(sealed, own.signer, field="Chair_council")
    with pytest.raises(CannotSeal, match="a certificate cannot be proved"):
        closed(signed, own, 2, chair.at(SEALED_AT))
    stamped_by_its_own = closed(signed, own, 2, own)
    assert verify(stamped_by_its_own, [keys.root], chairs=[chair.root]).state is State.NOT_OURS


def test_a_signature_that_leads_to_no_root_of_the_chairs_is_not_closed(sealed, keys, tmp_path):
    chair, other = Keys(tmp_path / "chair"), Keys(tmp_path / "other")
    signed = approve(sealed, chair.at(SEALED_AT).signer, field="Chair_council")
    with pytest.raises(CannotSeal, match="a certificate cannot be proved"):
        closed(signed, keys.at(SEALED_AT), 2, other.at(SEALED_AT))


def test_a_file_that_ends_before_its_timestamp_is_not_whole(sealed, keys):
    ends = [place + len(b"%%EOF\n") for place in range(len(sealed)) if sealed.startswith(b"%%EOF\n", place)]
    assert len(ends) == 3  # rendered, sealed, what proves it with its timestamp
    states = [answer(sealed[:end], keys.root)[0] for end in ends]
    assert states == [State.NOT_OURS, State.ALTERED, State.TRUE]


def test_what_comes_after_the_last_timestamp_is_found(sealed, keys):
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = TextStringObject("xx")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert answer(out.getvalue(), keys.root)[0] is State.ALTERED
    again = archive(out.getvalue(), keys.at(SEALED_AT), number=2)
    assert answer(again, keys.root)[0] is State.ALTERED


def test_a_certificate_that_does_not_hold_is_refused_before_it_signs(rendered, keys):
    late = keys.at(SEALED_AT).signer.signing_cert.not_valid_after + timedelta(days=1)
    with pytest.raises(CannotSeal, match="holds from 2018-01-01 to"):
        seal(rendered, keys.at(late), at=late)


def test_a_certificate_of_which_nobody_says_that_it_was_not_revoked_makes_no_seal(rendered, keys):
    held = keys.at(SEALED_AT)
    with pytest.raises(CannotSeal, match="cannot be proved"):
        seal(rendered, replace(held, revocation=()), at=SEALED_AT)


def test_a_certificate_that_is_known_to_be_revoked_makes_no_seal(rendered):
    authority = Revoked(SEALED_AT - timedelta(days=1), SEALED_AT - timedelta(days=30))
    with pytest.raises(CannotSeal, match=r"cannot be proved.*revoked"):
        seal(rendered, authority.at(SEALED_AT, known=True), at=SEALED_AT)


@pytest.mark.parametrize(("days", "state"), [(-1, State.NOT_OURS), (0, State.NOT_OURS), (1, State.TRUE)])
def test_a_certificate_that_was_revoked_proves_what_it_sealed_before_and_nothing_after(days, state, rendered):
    """The list that says so came later, and is inside: with the seal's renewal."""
    authority = Revoked(SEALED_AT + timedelta(days=days), SEALED_AT - timedelta(days=30))
    sealed = finished(rendered, authority.at(SEALED_AT, known=False))
    assert answer(sealed, authority.root) == (State.TRUE, "")
    renewed = archive(sealed, authority.at(SEALED_AT + timedelta(days=10), known=True), number=2)
    assert answer(renewed, authority.root)[0] is state


def test_a_document_of_before_stays_true(rendered, keys):
    """Sealed by an earlier release: other names of fields, no timestamp."""
    with pikepdf.open(io.BytesIO(rendered)) as document:
        for field, name in zip(document.Root.AcroForm.Fields, FORMER_FIELDS, strict=True):
            field.T = pikepdf.String(name)
        before = io.BytesIO()
        document.save(before, deterministic_id=True)
    held, out = keys.at(SEALED_AT), io.BytesIO()
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal", certify=True, docmdp_permissions=MDPPerm.FILL_FORMS, subfilter=SigSeedSubFilter.PADES
    )
    signer = signers.PdfSigner(metadata, signer=held.signer, stamp_style=NO_DRAWING)
    signer.sign_pdf(IncrementalPdfFileWriter(before), output=out)
    assert answer(out.getvalue(), keys.root) == (State.TRUE, "")
    assert answer(out.getvalue() + b"\n", keys.root)[0] is State.ALTERED


# Keys and clocks by configuration


@pytest.fixture
def authority(keys):
    """The address of a timestamp authority on this machine."""

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            given = keys.at(datetime.now(UTC)).timestamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(given)))
            self.end_headers()
            self.wfile.write(given)

        def log_message(self, *_said):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_key_in_a_file_and_a_clock_at_an_address_make_the_same_kind_of_seal(rendered, keys, authority):
    root, revoked = (str(keys.folder / name) for name in ("root.pem", "revoked.crl"))
    held = sealing(
        f"pkcs12:{keys.pkcs12()}", secret="SYNTHETIC", roots=root, timestamp_url=authority, revocation=revoked
    )
    assert answer(finished(rendered, held), keys.root) == (State.TRUE, "")


@pytest.fixture(scope="module")
def token(keys, tmp_path_factory):
    """The seal's key and certificate in a token (SoftHSM), and where that is: LIBRARY?token=...&certificate=...&key=..."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    library = next(path for path in LIBRARIES if Path(path).exists())
    made = serialization.load_pem_private_key((keys.folder / "seal.key").read_bytes(), None)
    plain = serialization.NoEncryption()
    (folder / "seal.p8").write_bytes(
        made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    tool = ["softhsm2-util", "--module", library, "--pin", "1234"]
    subprocess.run([*tool, "--init-token", "--free", "--label", "plenary", "--so-pin", "5678"], check=True)
    imported = ["--import", folder / "seal.p8", "--token", "plenary", "--label", "seal", "--id", "01"]
    subprocess.run([*tool, *imported], check=True)
    certificate = builder.load_pem_x509_certificate((keys.folder / "seal.pem").read_bytes())
    with pkcs11.lib(library).get_token(token_label="plenary").open(user_pin="1234", rw=True) as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: "seal",
                pkcs11.Attribute.ID: b"\x01",
                pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )
    return f"{library}?token=plenary&certificate=seal&key=seal"


def test_a_key_that_stays_in_a_token_makes_the_same_kind_of_seal(rendered, keys, token, authority):
    root, revoked = (str(keys.folder / name) for name in ("root.pem", "revoked.crl"))
    for _time in range(2):  # a session is given back
        with sealing(f"pkcs11:{token}", secret="1234", roots=root, timestamp_url=authority, revocation=revoked) as held:
            data = finished(rendered, held)
        assert answer(data, keys.root) == (State.TRUE, "")


@pytest.mark.parametrize(
    ("asked", "secret", "why"),
    [
        (lambda token: token, "4321", "the token cannot be used"),
        (lambda token: token.replace("token=plenary", "token=another"), "1234", "the token cannot be used"),
        (
            lambda token: token.replace("certificate=seal", "certificate=no"),
            "1234",
            "the token cannot be used",
        ),
        (lambda token: "/nowhere.so?" + token.partition("?")[2], "1234", "the token cannot be used"),
        (lambda token: token.partition("?")[0], "1234", "the key says no token or no certificate"),
    ],
)
def test_a_token_that_cannot_be_used_is_said_to_be_one(asked, secret, why, keys, token):
    root = str(keys.folder / "root.pem")
    with pytest.raises(CannotSeal, match=why) as refusal:
        sealing(f"pkcs11:{asked(token)}", secret=secret, roots=root, timestamp_url="http://127.0.0.1:1/")
    assert secret not in str(refusal.value)


@pytest.mark.parametrize(
    ("key", "secret", "roots", "url", "why"),
    [
        ("seal.p12", "SYNTHETIC", "root.pem", "http://127.0.0.1:1/", "SEAL_KEY names no key"),
        ("pkcs12:{}/seal.p12", "SYNTHETIC", "root.pem", "", "TIMESTAMP_URL names no timestamp authority"),
        ("pkcs12:{}/seal.p12", "SYNTHETIC", "none.pem", "http://127.0.0.1:1/", "SEAL_ROOTS names no file"),
        ("pkcs12:{}/seal.p12", "SYNTHETIC", "revoked.crl", "http://127.0.0.1:1/", "SEAL_ROOTS names no file"),
        ("pkcs12:{}/seal.p12", "hunter2", "root.pem", "http://127.0.0.1:1/", "its passphrase is another"),
        ("pkcs12:{}/none.p12", "SYNTHETIC", "root.pem", "http://127.0.0.1:1/", "it is missing"),
        ("remote:nowhere:make", "SYNTHETIC", "root.pem", "http://127.0.0.1:1/", "names no callable"),
    ],
)
def test_what_is_configured_wrongly_is_said_without_the_secret(key, secret, roots, url, why, keys):
    keys.pkcs12()
    with pytest.raises(CannotSeal, match=why) as refusal:
        sealing(key.format(keys.folder), secret=secret, roots=str(keys.folder / roots), timestamp_url=url)
    assert secret not in str(refusal.value)


def service(secret, store):
    """Stands for a signing service's client."""
    return f"signer of {secret}", len(list(store))


def test_a_signing_service_is_one_callable(keys):
    root = str(keys.folder / "root.pem")
    held = sealing(f"remote:{__name__}:service", secret="SYNTHETIC", roots=root, timestamp_url="http://x/")
    assert held.signer == ("signer of SYNTHETIC", 1)


def test_while_the_clock_is_silent_a_version_is_adopted_and_awaits_its_seal(at, settings, keys):
    settings.SEAL_KEY, settings.SEAL_SECRET = f"pkcs12:{keys.pkcs12()}", "SYNTHETIC"
    settings.SEAL_ROOTS, settings.TIMESTAMP_URL = str(keys.folder / "root.pem"), "http://127.0.0.1:1/"
    settings.SEAL_REVOCATION = str(keys.folder / "revoked.crl")
    adopted(at)
    version = Version.objects.get(number=2)
    with pytest.raises(CannotSeal, match="the timestamp authority does not answer"):
        freeze_version(version=version, at=SEALED_AT)
    document = SealedDocument.objects.get()
    assert (document.error, document.sealed_at) == ("the timestamp authority does not answer", None)
    settings.SEAL_KEY = ""
    assert freeze_version(version=version, at=SEALED_AT + timedelta(hours=1)).sealed_at is not None


def test_a_sweep_renews_what_lapses_within_a_year_once(at, settings):
    folder = Path(settings.KEYS_ROOT)
    Keys(folder, at=at, until=at + timedelta(days=100))
    adopted(at)
    version = Version.objects.get(number=2)
    document = freeze_version(version=version, at=SEALED_AT)
    assert (document.timestamps, document.proved_until) == (1, at.replace(microsecond=0) + timedelta(days=100))
    first = default_storage.open(document.reached.file).read()
    day = timedelta(days=1)
    assert renew_documents(at=SEALED_AT + day) == 0
    document.refresh_from_db()
    assert "lapses no later than that of the last one" in document.error
    (folder / "clock.key").unlink()  # new keys are made, and the root of before stays known
    assert renew_documents(at=SEALED_AT + day + timedelta(hours=1)) == 0  # it is tried once a day
    assert renew_documents(at=SEALED_AT + 3 * day) == 1
    assert renew_documents(at=SEALED_AT + 4 * day) == 0
    document.refresh_from_db()
    renewed = default_storage.open(document.reached.file).read()
    assert (document.timestamps, document.error, renewed.startswith(first)) == (2, "", True)
    assert answer(renewed, (folder / "root.pem").read_bytes()) == (State.TRUE, "")
    assert answer(first, (folder / "root.pem").read_bytes())[0] is State.CANNOT_TELL


def test_administrators_are_told_once_a_week_that_the_seal_expires(at, settings):
    Keys(Path(settings.KEYS_ROOT), at=at, until=at + timedelta(days=200))
    day = timedelta(days=1)
    assert warn_of_expiry(at=at + 100 * day) == 0
    assert warn_of_expiry(at=at + 120 * day) == 1
    assert warn_of_expiry(at=at + 121 * day) == 0
    assert warn_of_expiry(at=at + 128 * day) == 1
    assert warn_of_expiry(at=at + 210 * day) == 1
    told = Notice.objects.filter(kind="plans.seal_expires").order_by("created_at")
    assert {notice.recipient.username for notice in told} == {"admin"}
    assert [notice.subject for notice in told] == [
        *["The seal’s certificate expires on 18 December 2020"] * 2,
        "The seal’s certificate has expired",
    ]
    settings.DEVELOPMENT_SEAL = False
    assert warn_of_expiry(at=at + 300 * day) == 0
