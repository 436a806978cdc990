"""A briefing: one amendment on paper, for whoever may read it, in the reader's language."""

import io
import subprocess

import pikepdf
import pytest
from django.urls import reverse

from approvals.documents import briefing
from approvals.enums import Motion
from approvals.views.amendments import BRIEFINGS
from tests.procedure import drafted, opened, polled, recorded, someone, submitted
from tests.verapdf import conforms

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]
HOSTILE = "<script>x</script><img src=file:///etc/passwd> \u202e{{ 7|add:7 }} {% now %}"


def fetched(client, amendment, who="delegate-fr", **headers):
    client.force_login(someone(who))
    response = client.get(reverse("amendment-briefing", args=[amendment.number]), headers=headers)
    return response.status_code, b"".join(response.streaming_content) if response.streaming else b""


def said(pdf, tmp_path):
    (tmp_path / "briefing.pdf").write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", "-layout", tmp_path / "briefing.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout


def test_it_says_question_redline_impact_and_history(at, client, tmp_path):
    poll = polled(at)
    status, pdf = fetched(client, poll.revision.amendment)
    text = " ".join(said(pdf, tmp_path).split())
    assert status == 200
    for part in (
        "Briefing on AM-001, as it stands on",
        "The question before the Council, open until",
        "From 1 July 2020 the estimate is",
        "Missions were cancelled in spring 2020.",
        "SP7.1 Number of Members supported",
        "4. Policy Commission, Recommendation to the Council: Favourable",
        "A briefing proves nothing",
        poll.revision.digest[:20],
    ):
        assert part in text, part
    assert conforms(tmp_path / "briefing.pdf") == {}


def test_it_is_in_the_readers_language(at, client, tmp_path):
    reading = submitted(at)
    _status, pdf = fetched(client, reading.review.amendment, **{"Accept-Language": "fr"})
    text = said(pdf, tmp_path)
    assert ("Texte proposé" in text, "Aucun organe n’a encore décidé." in text) == (True, True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "fr"


def test_a_draft_has_none_and_who_is_not_signed_in_gets_none(at, client):
    amendment = drafted(at)
    client.force_login(someone("drafter"))
    page = reverse("amendment-briefing", args=[amendment.number])
    assert client.get(page).status_code == 404
    client.logout()
    assert client.get(page).url.startswith(reverse("sign-in"))


def test_untrusted_text_is_text_in_it(at, client, tmp_path):
    reading = submitted(at)
    recorded(opened(reading, at), at, Motion.FAVOURABLE, reason=HOSTILE)
    _status, pdf = fetched(client, reading.review.amendment)
    text = said(pdf, tmp_path)
    assert "<script>x</script><img src=file:///etc/passwd>" in text
    assert "U+202E {{ 7|add:7 }}" in " ".join(text.split()).replace("U+202E{", "U+202E {")


def test_what_takes_too_long_is_refused_in_a_sentence(at, client, monkeypatch):
    monkeypatch.setattr(briefing, "SECONDS", 0.01)
    amendment = submitted(at).review.amendment
    client.force_login(someone("delegate-fr"))
    response = client.get(reverse("amendment-briefing", args=[amendment.number]))
    assert (response.status_code, "It could not be printed" in response.content.decode()) == (503, True)


def test_a_third_at_once_is_asked_to_wait(at, client):
    amendment = submitted(at).review.amendment
    client.force_login(someone("delegate-fr"))
    page = reverse("amendment-briefing", args=[amendment.number])
    with BRIEFINGS, BRIEFINGS:
        response = client.get(page)
    assert (response.status_code, "Two others are being printed" in response.content.decode()) == (503, True)
    assert client.get(page).status_code == 200
