"""The certificate of one decision: sealed, true by itself, and made once."""

import copy
import json
import subprocess
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals.documents.record import certificate_of
from approvals.documents.verifying import verified
from approvals.enums import Motion
from approvals.models import Act, Decision
from approvals.operations.certify_decision import ask_for_certificate, certify_decisions
from approvals.operations.register import correct_act, seal_register
from approvals.verification.command import examined
from approvals.verification.record import check_certificate
from approvals.verification.verdict import Finding, State
from plans.documents.configured import seal_roots
from plans.documents.storing import stored_bytes
from plans.models import SealedDocument
from plans.rules.canonical import canonical
from tests.procedure import adopted, opened, recorded, someone, submitted
from tests.verapdf import conforms

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]


def certified(decision, at):
    """The bytes of a decision's certificate."""
    document = ask_for_certificate(decision=decision, at=at)
    assert certify_decisions(at=at) == 1
    return stored_bytes(SealedDocument.objects.get(pk=document.pk).reached)


def test_a_certificate_is_true_by_itself_and_says_which_decision_it_is_of(at, tmp_path):
    decision = recorded(opened(submitted(at), at), at, Motion.FAVOURABLE)
    data = certified(decision, at + timedelta(hours=1))
    verdict = verified(data)
    assert (verdict.state, verdict.development) == (State.TRUE, True)
    facts = verdict.facts
    assert (facts["kind"], facts["amendment"], facts["body"], facts["outcome"], facts["act"], facts["digest"]) == (
        "certificate",
        "AM-001",
        "policy_commission",
        "favourable",
        decision.act.number,
        decision.digest,
    )
    assert "It is the certificate of one decision: policy_commission on AM-001" in verdict.sentences[1]
    (tmp_path / "certificate.pdf").write_bytes(data)
    assert conforms(tmp_path / "certificate.pdf") == {}
    (one,) = examined([tmp_path / "certificate.pdf"], [seal_roots()])
    assert (one.verdict.state, one.superseded_by) == (State.TRUE, ())


def test_a_decision_by_poll_is_certified_with_its_votes(at):
    adopted(at)
    decision = Decision.objects.get(outcome="endorsed")
    verdict = verified(certified(decision, at + timedelta(days=15)))
    assert (verdict.state, verdict.facts["outcome"]) == (State.TRUE, "endorsed")
    seal_register(at=at + timedelta(days=15))
    value = certificate_of(decision)
    assert len(value["decisions"][0]["votes"]) == 150


def test_it_is_asked_for_and_made_once(at):
    decision = recorded(opened(submitted(at), at), at, Motion.FAVOURABLE)
    first = certified(decision, at)
    again = ask_for_certificate(decision=decision, at=at + timedelta(days=1))
    assert certify_decisions(at=at + timedelta(days=1)) == 0
    assert (SealedDocument.objects.count(), stored_bytes(again.reached)) == (1, first)


def test_without_a_key_it_waits_with_the_reason_and_is_made_later(at, settings):
    settings.DEVELOPMENT_SEAL = False
    decision = recorded(opened(submitted(at), at), at, Motion.FAVOURABLE)
    ask_for_certificate(decision=decision, at=at)
    assert certify_decisions(at=at) == 0
    assert SealedDocument.objects.get().error == "no key for the seal is configured"
    settings.DEVELOPMENT_SEAL = True
    assert certify_decisions(at=at + timedelta(hours=1)) == 1


def _with(value, edit):
    value = copy.deepcopy(value)
    edit(value)
    return canonical(value)


def _set(*path):
    *path, last, new = path

    def edit(value):
        for step in path:
            value = value[step]
        value[last] = new

    return edit


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (_set("decisions", 0, "outcome", "adverse"), "not the one that its vote gives"),
        (_set("decisions", 0, "motion", "adverse"), "not the one that its vote gives"),
        (_set("decisions", 0, "tally", "present", 12), "does not follow from its counts"),
        (_set("decisions", 0, "tally", "entitled", 90), "does not follow from its counts"),
        (_set("decisions", 0, "reason", "SYNTHETIC other"), "not the one that its act says"),
        (_set("decisions", 0, "body", "council"), "not the one that its act says"),
        (_set("amendment", "proposal", "cost", None), "not the one of its digest"),
        (_set("amendment", "digest", "0" * 64), "not the one of its digest"),
        (_set("document", "act", 1), "not of the form"),
        (_set("acts", 0, "facts", {}), "do not follow each other"),
        (_set("register", "root", "0" * 64), "does not lead to its root"),
        (_set("register", "act", 1), "what is certified is another decision"),
        (lambda value: value["acts"].pop(), "not the head that the register sealed"),
        (lambda value: value["decisions"].clear(), "not of the form"),
    ],
)
def test_a_certificate_that_was_made_up_is_found(edit, why, at):
    decision = recorded(opened(submitted(at), at), at, Motion.FAVOURABLE)
    seal_register(at=at)
    value = certificate_of(decision)
    assert check_certificate(canonical(value))["outcome"] == "favourable"
    with pytest.raises(Finding, match=why) as finding:
        check_certificate(_with(value, edit))
    assert finding.value.state is State.ALTERED


def test_what_is_no_canonical_json_is_no_certificate(at):
    for data in (b"", b"[]x", b'{"a": 1}', json.dumps({"a": 1}).encode()):
        with pytest.raises(Finding):
            check_certificate(data)


def test_the_page_makes_it_on_a_press_and_hands_it_out(at, client):
    decision = recorded(opened(submitted(at), at), at, Motion.FAVOURABLE)
    page, file = (reverse(name, args=[decision.pk]) for name in ("certificate", "certificate-document"))
    client.force_login(someone("delegate-fr"))
    assert page in client.get(reverse("amendment", args=[1])).content.decode()
    assert "Make the certificate" in client.get(page).content.decode()
    assert (SealedDocument.objects.count(), client.get(file).status_code) == (0, 404)
    assert "being made" in client.post(page, follow=True).content.decode()
    assert certify_decisions(at=at) == 1
    assert "Download the certificate" in client.get(page).content.decode()
    data = b"".join(client.get(file).streaming_content)
    said = client.post(reverse("verify"), {"file": SimpleUploadedFile("x.pdf", data)}).content.decode()
    assert ("the certificate of one decision" in said, "This document is true" in said) == (True, True)


def test_the_code_on_a_certificate_leads_to_what_became_of_its_act(at, client, settings, tmp_path):
    settings.SITE_URL = "https://plan.example.org"
    decision = recorded(opened(submitted(at), at), at, Motion.FAVOURABLE)
    address = reverse("look-up", args=[decision.act.digest])
    assert client.get(address).status_code == 404  # nobody asked for its certificate
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certified(decision, at + timedelta(hours=1)))
    assert conforms(path) == {}
    said = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Whether it was corrected since" in " ".join(said.split())
    another = Act.objects.filter(chain=decision.act.chain).exclude(pk=decision.act.pk).first()
    correct_act(by=someone("registrar"), at=at, act=another, statement="SYNTHETIC: of another act.")
    page = client.get(address).content.decode()
    assert [words in page for words in ("Nothing has corrected it since.", "AM-001", decision.digest)] == [True] * 3
    correct_act(by=someone("registrar"), at=at, act=decision.act, statement="SYNTHETIC: the session was the 80th.")
    page = client.get(address).content.decode()
    assert ("Nothing has corrected it since." in page, "the session was the 80th" in page) == (False, True)
