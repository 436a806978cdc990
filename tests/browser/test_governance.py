"""Meetings, silence, interests, bodies, rules and the register in a real Chromium."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.enums import Motion, Section
from approvals.models import Body, Decision, Interest, Meeting, Rule, SeatTerm, Substitution, Vote
from approvals.operations.certify_decision import certify_decisions
from approvals.operations.register import seal_register
from approvals.operations.submit_amendment import submit_amendment
from tests.approvals.operations.test_membership import with_rule
from tests.browser.threads import in_a_thread
from tests.procedure import (
    attended,
    brought_to,
    called,
    current,
    drafted,
    found,
    lower_estimate,
    opened,
    placed,
    polled,
    recorded,
    rename,
    secretary_of,
    silent,
    someone,
    submitted,
    voted,
)

pytestmark = pytest.mark.xdist_group("browser")


def test_a_secretary_calls_opens_attends_and_closes_a_meeting(visit):
    now = timezone.now()
    reading = opened(submitted(now), now)
    other = opened(submitted(now, [rename()], title="Rename the package"), now)
    secretary = visit("pc-secretary")
    page = secretary.open("/bodies/")
    secretary.look("bodies")
    secretary.follow(page.get_by_role("link", name="Policy Commission"))
    secretary.look("body")
    page.get_by_text("Call a meeting").click()
    page.get_by_label("What the meeting is called").fill("79th session")
    page.get_by_label("Begins at").fill((timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Place").fill("Brussels")
    secretary.follow(page.get_by_role("button", name="Call it"))
    secretary.look("meeting-empty")
    page.get_by_label("Reading", exact=True).select_option(str(reading.pk))
    secretary.follow(page.get_by_role("button", name="Put it on the agenda"))
    page.get_by_label("Reading", exact=True).select_option(str(other.pk))
    page.get_by_label("on the consent agenda").check()
    secretary.follow(page.get_by_role("button", name="Put it on the agenda"))
    secretary.follow(page.get_by_role("button", name="Open the meeting"))
    for box in page.locator("input[name=present]").all()[:20]:
        box.check()
    secretary.follow(page.get_by_role("button", name="Record the attendance"))
    secretary.look("meeting")
    secretary.follow(page.get_by_role("button", name="Adopt 1 item by consent"))
    assert Decision.objects.get().way == "consent_agenda"
    secretary.follow(page.get_by_role("link", name="Record it").first)
    secretary.look("reading-sitting")
    page.get_by_label("Favourable", exact=True).check()
    page.get_by_label("By a vote, with these counts").check()
    for label, number in (("For", "12"), ("Against", "5"), ("Abstaining", "3")):
        page.get_by_label(label, exact=True).fill(number)
    secretary.follow(page.get_by_role("button", name="Record; the result is computed"))
    decision = Decision.objects.order_by("pk").last()
    assert (decision.tally["present"], decision.outcome) == (20, "favourable")
    secretary.open(f"/meetings/{Meeting.objects.get().pk}/")
    secretary.follow(page.get_by_role("button", name="Close the meeting"))
    secretary.look("meeting-closed")
    assert Meeting.objects.get().closed_at is not None


def test_a_delegate_pulls_an_item_out_of_the_consent_agenda(visit):
    now = timezone.now()
    body = Body.objects.get(key="policy_commission")
    meeting = called(body, now)
    reading = opened(submitted(now), now)
    item = placed(meeting, reading, now, Section.CONSENT)
    attended(meeting, now, 20)
    member = SeatTerm.objects.filter(seat__body=body).order_by("member__code").first().member
    delegate = visit(f"delegate-{member.code.lower()}")
    page = delegate.open(f"/meetings/{meeting.pk}/")
    delegate.look("meeting-delegate")
    delegate.follow(page.get_by_role("button", name="Have AM-001 discussed"))
    item.refresh_from_db()
    assert (item.section, item.pulled_for) == ("decision", member)


def test_a_member_is_admitted_and_gets_a_seat(visit):
    registrar = visit("registrar")
    page = registrar.open("/bodies/")
    page.get_by_text("Admit a Member").click()
    page.get_by_text("Found a body").click()
    registrar.look("bodies-kept")
    page.get_by_label("Code").fill("ZZ")
    page.locator("#id_member-name_en").fill("SYNTHETIC Land")
    page.locator("#id_member-region").fill("EUR")
    registrar.follow(page.get_by_role("button", name="Record it").nth(1))
    assert "184 Members belong to the organization" in page.inner_text("main")
    registrar.open("/bodies/council/")
    page.get_by_text("Add a seat").click()
    registrar.look("body-kept")
    page.locator("#id_new_seat-kind").select_option("member")
    registrar.follow(page.locator("details", has_text="Add a seat").get_by_role("button", name="Record it"))
    assert Body.objects.get(key="council").seats.count() == 184


def test_a_delegate_checks_in_and_votes_later(visit):
    now = timezone.now()
    with_rule(now, checked_in=True)
    poll = polled(now)
    delegate = visit("delegate-fr")
    page = delegate.open("/amendments/AM-001/")
    delegate.look("check-in")
    delegate.follow(page.get_by_role("button", name="Check in without voting yet"))
    delegate.look("checked-in")
    assert poll.check_ins.get().member.code == "FR"


def test_a_roll_call_is_recorded_by_name(visit):
    now = timezone.now()
    reading = opened(brought_to("audit", now), now)
    meeting = called(reading.body, now)
    placed(meeting, reading, now)
    codes = attended(meeting, now, 8)
    secretary = visit("audit-secretary")
    page = secretary.open(f"/readings/{reading.pk}/")
    page.get_by_label("Favourable", exact=True).check()
    page.get_by_label("By roll call").check()
    page.get_by_text("Roll call: each Member’s vote by name").click()
    for code in codes[:6]:
        page.locator(f"#id_roll_{code}").select_option("for")
    page.locator(f"#id_roll_{codes[6]}").select_option("against")
    secretary.look("reading-roll-call")
    secretary.follow(page.get_by_role("button", name="Record; the result is computed"))
    decision = Decision.objects.get(reading=reading)
    assert (decision.tally["for"], decision.tally["against"], decision.outcome) == (6, 1, "favourable")


def test_a_silence_procedure_is_opened_and_a_member_objects(visit):
    now = timezone.now()
    reading = opened(submitted(now), now)
    secretary = visit("pc-secretary")
    page = secretary.open(f"/readings/{reading.pk}/")
    page.get_by_label("By silence: adopted unless").check()
    secretary.follow(page.get_by_role("button", name="Open it"))
    secretary.look("silence-secretary")
    member = SeatTerm.objects.filter(seat__body=reading.body).order_by("member__code").first().member
    delegate = visit(f"delegate-{member.code.lower()}")
    page = delegate.open("/")
    delegate.follow(page.get_by_role("link", name="Lower the estimate of SP7.1"))
    delegate.look("silence-delegate")
    page.get_by_text("Object", exact=True).click()
    page.get_by_label("Why you object").fill("It was never discussed")
    delegate.follow(page.get_by_role("button", name="Object to it"))
    delegate.look("objection-receipt")
    assert Vote.objects.get().member == member
    page = secretary.open(f"/readings/{reading.pk}/")
    secretary.look("silence-objected")
    # it goes to a meeting, so nothing offers to ask in writing again
    assert page.get_by_role("button", name="Open it").count() == 0


def test_an_old_session_gives_its_password_again_to_vote(visit, settings):
    settings.FRESH_FOR = timedelta(0)
    polled(timezone.now())
    delegate = visit("delegate-fr")
    page = delegate.open("/amendments/AM-001/")
    page.get_by_label("Endorse", exact=True).check()
    page.get_by_label("Your password again").fill("not it")
    page.get_by_role("button", name="Record my vote").click()
    page.get_by_text("This is not your password").first.wait_for()
    delegate.heard.clear()  # the browser notes the answer 422
    delegate.look("vote-password")
    assert not Vote.objects.exists()
    page.get_by_label("Endorse", exact=True).check()
    page.get_by_label("Your password again").fill("plenary-demo")
    delegate.follow(page.get_by_role("button", name="Record my vote"))
    assert Vote.objects.get().member.code == "FR"


def test_a_delegate_declares_an_interest_and_takes_no_part(visit):
    polled(timezone.now())
    delegate = visit("delegate-fr")
    page = delegate.open("/amendments/AM-001/")
    page.get_by_text("Your Member’s interest in this question").click()
    page.get_by_label("What the interest is").fill("It sells what is proposed (SYNTHETIC)")
    delegate.look("interest")
    delegate.follow(page.get_by_role("button", name="Declare it"))
    page.get_by_text("takes no part in this question").first.wait_for()
    delegate.look("interest-declared")
    assert Interest.objects.get().recuses


def test_a_person_names_who_acts_while_away(visit):
    secretary = visit("pc-secretary")
    page = secretary.open("/absences/")
    page.get_by_label("Who acts in your place").fill("reader")
    page.get_by_label("First day away").fill(timezone.localdate().isoformat())
    page.get_by_label("Last day away").fill((timezone.localdate() + timedelta(days=5)).isoformat())
    secretary.look("absences")
    secretary.follow(page.get_by_role("button", name="Name them"))
    assert Substitution.objects.get().substitute == someone("reader")
    secretary.follow(page.get_by_role("button", name="I am back: end it now"))
    assert Substitution.objects.in_force(timezone.now()).count() == 0
    reader = visit("reader")
    reader.open("/absences/")
    reader.look("absences-nobody")


def test_a_registrar_changes_a_body_and_a_rule(visit):
    registrar = visit("registrar")
    page = registrar.open("/bodies/audit_committee/")
    registrar.look("body-registrar")
    row = page.locator("table tbody tr").first
    row.get_by_text("End it").first.click()
    row.locator("input[name=last_day]").fill((timezone.localdate() + timedelta(days=1)).isoformat())
    registrar.follow(row.get_by_role("button", name="End it"))
    assert SeatTerm.objects.filter(seat__body__key="audit_committee", ends_at__isnull=False).count() == 1
    page.get_by_text("Give an office").click()
    page.locator("#id_office-person").fill("nobody-here")
    page.locator("#id_office-starts_on").fill(timezone.localdate().isoformat())
    page.locator("form", has=page.locator("#id_office-person")).get_by_role("button", name="Record it").click()
    page.get_by_text("Nobody with this name is active here.").first.wait_for()
    registrar.heard.clear()  # the browser notes the answer 422
    registrar.open("/rules/")
    registrar.look("rules")
    registrar.follow(page.get_by_role("link", name="reading", exact=True))
    registrar.look("rule-deadline")
    page.get_by_label("Days by the calendar").fill("21")
    page.get_by_label("In force from").fill((timezone.localdate() + timedelta(days=1)).isoformat())
    registrar.follow(page.get_by_role("button", name="Set it"))
    assert Rule.objects.get(key="reading", version=2).value == {"days": 21}
    for address, name in (("voting/ARTICLE_VIII", "rule-voting"), ("outcomes/COUNCIL", "rule-outcomes")):
        registrar.open(f"/rules/{address}/")
        registrar.look(name)


def test_the_chair_and_the_secretary_general_find_it_urgent(visit):
    now = timezone.now()
    reading = submit_amendment(by=someone("drafter"), at=now, amendment=drafted(now), shown=1, urgent=True)
    chair = visit("council-chair")
    page = chair.open("/")
    chair.look("home-chair")
    chair.follow(page.get_by_role("link", name="Lower the estimate of SP7.1"))
    page.get_by_label("It is urgent").check()
    page.get_by_label("Reason").fill("Missions are cancelled now (SYNTHETIC)")
    chair.look("reading-alone")
    chair.follow(page.get_by_role("button", name="Record it"))
    found(current(reading.review), "secretary-general", now, Motion.JUSTIFY)
    reader = visit("reader")
    reader.open("/amendments/AM-001/")
    reader.look("amendment-urgent")


def test_the_council_sees_what_its_own_text_changes_before_the_vote(visit):
    now = timezone.now()
    reading = opened(brought_to("council", now, [lower_estimate()]), now)
    submitted(now, [lower_estimate(to="0.8")], title="Another estimate")
    secretary = visit("council-secretary")
    page = secretary.open(f"/readings/{reading.pk}/")
    page.get_by_text("What the body itself changes").click()
    page.get_by_label("KPI whose estimate the body sets").select_option("sp7.1")
    page.get_by_label("Its new estimate").fill("85")
    page.get_by_label("Holds from").fill("2020-07-01")
    page.get_by_label("What the body’s own text costs").fill("150000")
    page.get_by_label("Currency").fill("EUR")
    page.get_by_role("button", name="Show what this changes before the vote").click()
    page.get_by_text("needed, or expressly waived in the vote").wait_for()
    page.locator("#own-preview").get_by_text("AM-002").first.wait_for()
    secretary.look("reading-preview")


def test_the_register_shows_an_act_its_proof_and_its_correction(visit):
    now = timezone.now()
    poll = polled(now)
    voted(poll, now, votes_for=20)
    seal_register(at=now)
    registrar = visit("registrar")
    page = registrar.open("/register/")
    registrar.look("register-acts")
    registrar.follow(page.locator("tbody").get_by_role("link", name="1", exact=True).first)
    registrar.look("act")
    with page.expect_download() as download:
        page.get_by_role("link", name="Proof that it is under the newest root").click()
    assert download.value.suggested_filename.startswith("act-review-")
    page.get_by_text("Correct it").click()
    page.get_by_label("What it says wrongly").fill("It was submitted a day before (SYNTHETIC)")
    registrar.follow(page.get_by_role("button", name="Add the correction"))
    page.get_by_text("Corrected by act").wait_for()
    registrar.look("act-corrected")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_new_pages_in_french_and_right_to_left(language, visit):
    now = timezone.now()
    reading = opened(submitted(now), now)
    meeting = called(reading.body, now)
    placed(meeting, reading, now, Section.CONSENT)
    attended(meeting, now, 20)
    other = opened(submitted(now, [rename()]), now)
    silent(other, now)
    secretary = visit("pc-secretary", language)
    for path, name in (
        (f"/meetings/{meeting.pk}/", "meeting"),
        (f"/readings/{reading.pk}/", "reading-sitting"),
        (f"/readings/{other.pk}/", "silence"),
        ("/bodies/policy_commission/", "body"),
        ("/rules/", "rules"),
        ("/absences/", "absences"),
    ):
        secretary.open(path)
        secretary.look(f"{name}-{language}")
    assert secretary_of(reading) == someone("pc-secretary")


def test_a_certificate_is_made_on_a_press_and_the_page_says_when_it_is_there(visit, tmp_path):
    now = timezone.now()
    decision = recorded(opened(submitted(now), now), now, Motion.FAVOURABLE)
    delegate = visit("delegate-fr")
    page = delegate.open(f"/decisions/{decision.pk}/certificate/")
    delegate.look("certificate-none")
    delegate.follow(page.get_by_role("button", name="Make the certificate"))
    delegate.look("certificate-being-made")
    in_a_thread(lambda: certify_decisions(at=now))
    page.get_by_role("link", name="Download the certificate").wait_for(timeout=20_000)
    delegate.look("certificate-made")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the certificate").click()
    downloading.value.save_as(tmp_path / "certificate.pdf")
    page.goto(f"{delegate.address}/verify/")
    page.locator("#id_file").set_input_files(tmp_path / "certificate.pdf")
    delegate.follow(page.locator("main form button"))
    assert "Policy Commission" in page.locator("main dl").inner_text()
    delegate.look("verified-certificate")
