"""People at work in a real Chromium, by mouse and by keyboard alone; every page looked at with axe at two sizes."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import expect

from approvals.enums import Motion
from approvals.models import Decision, Reading, Vote
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.certify_decision import ask_for_certificate
from approvals.operations.freeze_version import freeze_versions
from cycle.demonstration import NAMED
from cycle.operations.open_deviations import open_deviations
from plans.documents.development import make_chair_key
from plans.documents.keys import signer_of
from plans.documents.sealing import approve
from plans.models import Version
from tests.browser.threads import in_a_thread
from tests.cycle.test_loop import decided, proposed
from tests.cycle.test_report import published
from tests.procedure import (
    adopted,
    brought_to,
    current,
    drafted,
    opened,
    polled,
    recorded,
    rename,
    someone,
    submitted,
    voted,
)

pytestmark = pytest.mark.xdist_group("browser")


def test_an_amendment_is_drafted_and_submitted(visit):
    drafter = visit("drafter")
    page = drafter.open("/amendments/")
    drafter.look("amendments-empty")
    drafter.follow(page.get_by_role("link", name="Propose an amendment"))
    drafter.look("amendment-new")
    page.get_by_label("What should change").fill("SP7: assistance as Members ask for it")
    drafter.follow(page.get_by_role("button", name="Start drafting"))
    drafter.look("draft-empty")

    drafter.follow(page.get_by_role("link", name="Add a change"))
    drafter.look("pick")
    drafter.follow(page.locator(".outline").get_by_role("link", name="SP2 Revenue Package", exact=True))
    drafter.look("edit-element")
    drafter.follow(page.get_by_role("link", name="description, English"))
    text = page.get_by_label("New text")
    text.fill(text.input_value().replace("developed", "developed, promoted") + " It is reviewed each year.")
    page.locator("#redline ins", has_text="promoted").wait_for()
    drafter.look("change-text")
    page.get_by_role("button", name="Put it into the draft").click()

    page.get_by_role("link", name="Add a change").click()
    page.get_by_role("link", name="estimate of SP7.1").click()
    page.get_by_label("New estimate, in per cent").fill("75")
    page.get_by_label("Holds from").fill("2020-07-01")
    drafter.look("change-estimate")
    page.get_by_role("button", name="Put it into the draft").click()

    page.get_by_role("link", name="Add a change").click()
    drafter.follow(page.get_by_role("link", name="Add a strategic priority"))
    drafter.look("add-priority")
    page.get_by_label("Name", exact=True).fill("Remote delivery")
    page.get_by_label("Description").fill("Missions held remotely where travel is not possible.")
    page.get_by_role("button", name="Put it into the draft").click()

    page.get_by_label("Why?").fill("61 % of the missions asked for could be delivered.")
    page.get_by_text("Saved at").wait_for()
    page.get_by_label("Cost, in whole units").fill("40000")
    drafter.look("draft")
    # submitting takes along what autosave has not seen yet
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_text("Submitted as revision 1").wait_for()
    drafter.look("amendment-submitted")
    proposal = Reading.objects.get().revision.proposal
    assert [change.change for change in proposal.changes] == ["add_priority", "replace_text", "set_estimate"]
    assert (proposal.cost.amount, proposal.rationale["en"][:4]) == (40000, "61 %")


@pytest.mark.parametrize(
    ("username", "step"),
    [
        ("pc-secretary", "policy_commission_first"),
        ("audit-secretary", "audit"),
        ("finance-secretary", "finance"),
        ("pc-secretary", "policy_commission_second"),
    ],
)
def test_a_secretary_takes_a_reading_up_and_records_it(username, step, visit):
    now = timezone.now()
    brought_to(step, now)
    secretary = visit(username)
    page = secretary.open("/")
    secretary.look(f"home-{step}")
    secretary.follow(page.get_by_role("link", name="Lower the estimate of SP7.1"))
    secretary.look(f"reading-waiting-{step}")
    secretary.follow(page.get_by_role("button", name="Open this reading"))
    secretary.look(f"reading-{step}")
    page.get_by_label("Favourable", exact=True).check()
    page.get_by_label("Meeting", exact=True).fill("SYNTHETIC session, 11-12 February")
    page.get_by_label("Members present").fill("10" if step == "audit" else "25" if "policy" in step else "15")
    page.get_by_role("button", name="Record; the result is computed").click()
    page.get_by_text("Recorded", exact=True).first.wait_for()
    secretary.look(f"reading-closed-{step}")
    assert Decision.objects.get(reading__step=step).outcome == "favourable"


def test_finance_changes_a_text_at_its_meeting(visit):
    now = timezone.now()
    reading = opened(brought_to("finance", now, [rename()]), now)
    secretary = visit("finance-secretary")
    page = secretary.open(f"/readings/{reading.pk}/")
    page.get_by_label("Favourable with changes").check()
    page.get_by_label("Meeting", exact=True).fill("SYNTHETIC session")
    page.get_by_label("Members present").fill("15")
    page.get_by_label("Reason", exact=True).fill("The name says who pays.")
    page.get_by_text("What the body itself changes").click()
    page.get_by_label("Text that the body changes").select_option("sp2/name/en")
    expect(page.get_by_label("What it says from now on")).to_have_value("Package on revenue")
    secretary.look("own-changes")
    page.get_by_label("What it says from now on").fill("Package on fair revenue")
    page.get_by_role("button", name="Record; the result is computed").click()
    page.get_by_text("Favourable with changes").first.wait_for()
    assert Decision.objects.get(reading=reading).made_revision.proposal.changes == (
        rename(new="Package on fair revenue"),
    )


def test_a_secretary_advances_several_by_keyboard(visit):
    now = timezone.now()
    readings = [submitted(now), opened(submitted(now, title="Rename SP2", changes=[rename()]), now)]
    secretary = visit("pc-secretary")
    page = secretary.open("/")
    for key in "jxjx":
        page.keyboard.press(key)
    secretary.look("home-selected")
    page.get_by_role("button", name="Advance selected").press("Enter")
    page.get_by_role("heading", name="Take these a step further?").wait_for()
    secretary.look("advance")
    page.get_by_label("Meeting", exact=True).fill("SYNTHETIC session")
    page.get_by_label("Members present").fill("25")
    page.get_by_role("button", name="Take them further").press("Enter")
    page.get_by_text("AM-002: Favourable").wait_for()
    secretary.look("advanced")
    assert Reading.objects.get(pk=readings[0].pk).opened_at is not None


def test_the_council_votes_and_adopts(visit):
    now = timezone.now()
    reading = brought_to("council", now)
    secretary = visit("council-secretary")
    page = secretary.open(f"/readings/{reading.pk}/")
    page.get_by_role("button", name="Open this reading").click()
    secretary.follow(page.get_by_role("button", name="Open it"))
    secretary.look("poll")

    delegate = visit("delegate-fr", "fr")
    voting = delegate.open("/")
    delegate.look("home-delegate")
    delegate.follow(voting.locator("table a"))
    delegate.look("vote")
    voting.locator("input[value=for]").check()
    voting.locator("form:has(input[value=for]) button").click()
    voting.locator(".digest").first.wait_for()
    delegate.look("receipt")
    poll = reading.polls.get()
    assert Vote.objects.get().digest == poll.revision.digest

    voted(poll, now, votes_for=183)
    page.reload()
    page.get_by_role("button", name="Close the poll").click()
    page.get_by_text("Recorded", exact=True).first.wait_for()
    secretary.look("poll-closed")
    assert Version.objects.count() == 2
    drafter = visit("drafter")
    drafter.open("/amendments/AM-001/")
    drafter.look("amendment-adopted")
    drafter.open("/plan/compare/1..2/")
    drafter.look("comparison")


def test_a_vote_by_keyboard_alone(visit):
    poll = polled(timezone.now())
    delegate = visit("delegate-ke")
    page = delegate.open("/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Do you endorse this").wait_for()
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "choice":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("The estimate is low enough as it is.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What you recorded").wait_for()
    vote = Vote.objects.get(poll=poll)
    assert (vote.choice, vote.reason) == ("against", "The estimate is low enough as it is.")


def test_an_amendment_by_keyboard_alone(visit):
    drafter = visit("drafter")
    page = drafter.open("/amendments/new/")
    page.keyboard.type("A title by keyboard")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Draft: A title by keyboard").wait_for()
    assert page.title().startswith("AM-001")


def test_a_stale_form_is_refused_with_what_is_true_now(visit):
    now = timezone.now()
    reading = opened(brought_to("audit", now), now)
    secretary = visit("audit-secretary")
    page = secretary.open(f"/readings/{reading.pk}/")
    recorded(reading, now)
    page.get_by_label("Favourable", exact=True).check()
    page.get_by_label("Meeting", exact=True).fill("m")
    page.get_by_label("Members present").fill("10")
    page.get_by_role("button", name="Record; the result is computed").click()
    page.get_by_text("This reading was closed on").wait_for()
    secretary.heard.clear()  # the browser says that the answer was a 409
    secretary.look("reading-refused")


def test_a_vote_without_a_choice_says_what_to_do(visit):
    polled(timezone.now())
    delegate = visit("delegate-jp")
    page = delegate.open("/amendments/AM-001/")
    # the browser itself would stop here; whoever gets past it is told by the page
    page.evaluate("document.querySelectorAll('form').forEach((form) => (form.noValidate = true))")
    page.get_by_role("button", name="Record my vote").click()
    page.get_by_role("link", name="Choose one of the three").wait_for()
    delegate.heard.clear()  # the browser says that the answer was a 422
    delegate.look("vote-refused")
    assert not Vote.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pages_for_everybody(language, visit):
    """Arabic stands for right to left: the same pages, mirrored."""
    now = timezone.now() - timedelta(days=1)
    reading = opened(brought_to("finance", now), now)
    recorded(reading, now)
    submitted(now, title="Another one")
    anonymous = visit(None, language)
    for path, name in (("/sign-in/", "sign-in"), ("/plan/", "plan"), ("/plan/versions/", "versions")):
        anonymous.open(path)
        anonymous.look(f"{name}-{language}")
    reader = visit("reader", language)
    for path, name in (
        ("/", "home-nothing"),
        ("/amendments/", "amendments"),
        ("/amendments/AM-001/", "amendment"),
        ("/amendments/AM-001/?text=clean", "amendment-clean"),
        ("/amendments/AM-001/receipt/", "receipt-none"),
        ("/register/", "register"),
        ("/notices/", "notices-none"),
        ("/mailbox/", "mailbox"),
        ("/amendments/new/", "refused"),
        ("/nowhere/", "not-found"),
    ):
        reader.open(path)
        reader.heard.clear() if name in ("refused", "not-found") else None
        reader.look(f"{name}-{language}")
    secretary = visit("pc-secretary", language)
    secretary.open(f"/readings/{current(reading.review).pk}/")
    secretary.look(f"reading-second-{language}")
    secretary.open(f"/amendments/{reading.review.amendment.code}/")
    secretary.look(f"amendment-second-{language}")
    drafter = visit("drafter", language)
    drafter.open("/notices/")
    drafter.look(f"notices-{language}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_in_print(language, visit):
    now = timezone.now()
    brought_to("finance", now)
    decided(now)
    published(now, timezone.localdate(now) - timedelta(days=1))
    reader = visit("reader", language)
    for path, name in (
        ("/amendments/AM-001/", "amendment"),
        ("/objectives/SP7/", "objective"),
        ("/deviations/", "deviations"),
        ("/deviations/DV-003/", "deviation"),
        ("/corrective-actions/CA-001/", "action"),
        ("/directorates/CBD/", "directorate"),
        ("/figures/", "figures"),
        ("/reports/", "reports"),
        ("/reports/RP-001/", "published-report"),
        ("/figures/strategic-plan-2019-2022/2019-2020/allocation/", "allocation"),
        ("/map/", "map"),
        ("/kpis/SP7.1/", "kpi"),
        ("/report/", "report"),
        ("/cycle/", "cycle"),
        ("/annual-plan/", "annual-plan"),
        ("/directorates/", "directorates"),
        ("/figures/strategic-plan-2019-2022/2019-2020/", "period"),
        ("/figures/strategic-plan-2019-2022/2019-2020/kpis/sp7.1/", "figure"),
    ):
        reader.open(path)
        reader.look_in_print(f"{name}-{language}")


def test_from_a_deviation_to_the_amendment_and_back(visit):
    """Staff and evaluator on the pages of the loop."""
    now = timezone.now()
    open_deviations(at=now)
    public = visit(None)
    for path, name in (
        ("/map/", "map"),
        ("/objectives/SP7/", "objective"),
        ("/kpis/SP7.1/", "kpi"),
        ("/verify/", "verify"),
    ):
        public.open(path)
        public.look(name)
    staff = visit("drafter")
    page = staff.open("/cycle/")
    staff.look("cycle")
    staff.follow(page.get_by_role("link", name="Deviations", exact=True).first)
    staff.look("deviations")
    staff.follow(page.get_by_role("row").filter(has_text="SP7.1").get_by_role("link", name="DV-"))
    staff.look("deviation")
    page.get_by_label("Something outside").check()
    page.get_by_label("What happened?").fill("Travel stopped in spring 2020.")
    page.get_by_role("button", name="Record the cause").click()
    page.get_by_label("What should be done?").fill("Lower the estimate, deliver remotely")
    page.get_by_label("Expected effect").fill("The aim can be reached by June 2021")
    page.get_by_label("New estimate, in per cent").fill("75")
    page.get_by_label("Holds from").fill("2020-07-01")
    staff.look("solution")
    page.get_by_role("button", name="Propose it").click()
    evaluator = visit("evaluator")
    choosing = evaluator.open("/corrective-actions/CA-001/")
    evaluator.look("action-choose")
    choosing.get_by_label("Lower the estimate").check()
    choosing.get_by_label("Amend the plan").check()
    choosing.get_by_label("Why this one").fill("Nothing else can be done in time.")
    evaluator.follow(choosing.get_by_role("button", name="Decide"))
    evaluator.look("action-decided")
    page.goto(staff.address + "/corrective-actions/CA-001/")
    staff.follow(page.get_by_role("button", name="Start the amendment"))
    staff.look("draft-prefilled")
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_role("link", name="CA-001").wait_for()
    staff.look("amendment-with-origin")
    # and back again, by the links alone
    page.get_by_role("link", name="CA-001").click()
    page.get_by_role("link", name="DV-").first.click()
    page.get_by_role("link", name="SP7.1 ").click()
    page.get_by_role("heading", name="SP7.1").wait_for()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_of_the_loop_in_other_directions(language, visit):
    now = timezone.now()
    solution = proposed(now)
    staff = visit("drafter", language)
    for path, name in (
        ("/map/", "map"),
        ("/kpis/SP7.1/", "kpi"),
        ("/cycle/", "cycle"),
        ("/deviations/", "deviations"),
        (f"/deviations/{solution.corrective_action.deviation.reference}/", "deviation"),
        ("/corrective-actions/CA-001/", "action"),
        ("/verify/", "verify"),
    ):
        staff.open(path)
        staff.look(f"{name}-{language}")


def test_a_sealed_pdf_is_fetched_and_examined(visit, tmp_path):
    now = timezone.now()
    adopted(now - timedelta(days=15))
    in_a_thread(lambda: freeze_versions(at=now))
    reader = visit("reader")
    page = reader.open("/plan/versions/")
    reader.look("versions-sealed")
    with page.expect_download() as started:
        page.get_by_role("link", name="Sealed PDF").click()
    file = tmp_path / "plan.pdf"
    started.value.save_as(file)
    page.get_by_role("link", name="Verify").click()
    page.get_by_label("A sealed PDF").set_input_files(file)
    page.get_by_role("button", name="Examine it").click()
    page.get_by_role("heading", name="This document is true", exact=True).wait_for()
    reader.look("verified")
    file.write_bytes(file.read_bytes() + b"x")
    page.get_by_label("A sealed PDF").set_input_files(file)
    page.get_by_role("button", name="Examine it").click()
    page.get_by_role("heading", name="This document was altered", exact=True).wait_for()
    reader.look("verified-altered")


def test_each_account_signs_in_with_one_press(visit):
    """Every named person of the demonstration, through the sign-in page, to what needs them, and out again."""
    polled(timezone.now())
    visitor = visit(None)
    for account in NAMED:
        page = visitor.open("/sign-in/")
        page.get_by_role("button", name=account.username).click()
        page.get_by_text(f"{account.first} {account.last}").wait_for()
        needs = not page.get_by_role("heading", level=1).inner_text().startswith("Nothing")
        # the drafter runs the cycle, whose deliverables of 2020 are late and nobody's
        others = ("council-secretary", "drafter")
        assert needs == (bool(account.member) or account.username in others), account.username
        page.goto(visitor.address + "/amendments/AM-001/")
        assert page.get_by_role("button", name="Record my vote").count() == bool(account.member)
        page.get_by_role("button", name="Sign out").click()
    page = visitor.open("/sign-in/")
    page.get_by_role("textbox", name="Name").fill("drafter")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("No active account has this name and password.").wait_for()


def test_an_objective_goes_and_an_arrow_comes(visit):
    number = drafted(timezone.now(), []).number
    drafter = visit("drafter")
    page = drafter.open(f"/amendments/AM-{number:03d}/draft/element/sp4/")
    drafter.look("edit-objective")
    drafter.follow(page.get_by_role("link", name="Take it out of the plan…"))
    drafter.look("remove-element")
    drafter.follow(page.get_by_role("button", name="Take it out"))
    page.get_by_text("Taken out, objective: SP4").wait_for()
    page.goto(page.url + "add/links/")
    page.get_by_label("From").select_option("sp8")
    page.get_by_label("To", exact=True).select_option("so1")
    drafter.look("add-link")
    drafter.follow(page.get_by_role("button", name="Put it into the draft"))
    drafter.look("draft-of-many")
    drafter.open(f"/amendments/AM-{number:03d}/draft/file/")
    page.get_by_label("An annual implementation plan").check()
    page.get_by_label("File (YAML or JSON)").set_input_files(
        {"name": "year.yaml", "mimeType": "text/yaml", "buffer": b"{key: y2, code: Y2, name: {en: 5}}"}
    )
    page.get_by_role("button", name="Put it into the draft").click()
    page.get_by_text("a text was expected (quote it)").wait_for()
    drafter.heard.clear()  # the browser says that the answer was a 422
    drafter.look("file-refused")


def test_two_drafters_change_one_text_and_one_estimate(visit):
    """In two browsers: different sentences of SP2 merge, the same estimate is settled by hand, nothing is lost."""
    colleague = get_user_model().objects.create(username="drafter-two", first_name="Dora", last_name="Drafter")
    colleague.groups.set(someone("drafter").groups.all())
    first, second = visit("drafter"), visit("drafter-two")
    numbers = [
        _proposed_in(first, "first", ("developed", "developed, promoted"), "75"),
        _proposed_in(second, "second", ("They belong", "All of them belong"), "80"),
    ]
    page = first.open(f"/amendments/{numbers[0]}/")
    page.get_by_text("Conflict", exact=False).first.wait_for()
    first.look("clash-flagged")
    _adopted_by_all(numbers[0])
    carry_amendments_over(at=timezone.now())
    page = second.open(f"/amendments/{numbers[1]}/")
    second.look("amendment-in-conflict")
    second.follow(page.get_by_role("link", name="Settle the conflict"))
    second.look("settle")
    page.get_by_label("Keep what this amendment says").check()
    second.follow(page.get_by_role("button", name="Settle it so"))
    second.look("settled")
    page.get_by_label("What did you change since").fill("The other amendment was adopted meanwhile.")
    second.follow(page.get_by_role("button", name="Submit for review"))
    _adopted_by_all(numbers[1])
    content = Version.objects.order_by("number", "corrigendum").last().content
    text = content.element("sp2").description["en"]
    assert ("developed, promoted" in text, "All of them belong" in text) == (True, True)
    assert content.element("sp7.1").aim_on(content.end).ratio == "0.8"
    page = second.open("/plan/versions/3/")
    sp2 = page.locator("#sp2")
    assert "Changed in version 3 by AM-002" in sp2.inner_text()
    second.follow(sp2.get_by_role("link", name="Changed in version 3"))
    assert [name in page.content() for name in ("proposed by Dana Drafter", "proposed by Dora Drafter")] == [True] * 2
    second.look("element-of-two")


def _proposed_in(drafter, title, words, estimate):
    """The code of an amendment that a drafter submits: words of SP2's text, and SP7.1's estimate."""
    page = drafter.open("/amendments/new/")
    page.get_by_label("What should change").fill(title)
    drafter.follow(page.get_by_role("button", name="Start drafting"))
    drafter.follow(page.get_by_role("link", name="Add a change"))
    drafter.follow(page.locator(".outline").get_by_role("link", name="SP2 Revenue Package", exact=True))
    drafter.follow(page.get_by_role("link", name="description, English"))
    text = page.get_by_label("New text")
    assert words[0] in text.input_value()
    text.fill(text.input_value().replace(*words))
    drafter.follow(page.get_by_role("button", name="Put it into the draft"))
    drafter.follow(page.get_by_role("link", name="Add a change"))
    drafter.follow(page.get_by_role("link", name="estimate of SP7.1"))
    page.get_by_label("New estimate, in per cent").fill(estimate)
    page.get_by_label("Holds from").fill("2020-07-01")
    drafter.follow(page.get_by_role("button", name="Put it into the draft"))
    page.get_by_label("Why?").fill("SYNTHETIC reason.")
    drafter.follow(page.get_by_role("button", name="Submit for review"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _adopted_by_all(code):
    """The five bodies decide favourably, and the Council endorses."""
    now = timezone.now()
    while True:
        reading = Reading.objects.select_related("body", "revision", "review").get(
            review__amendment__number=int(code.removeprefix("AM-")), closed_at=None
        )
        council = reading.step == "council"
        recorded(opened(reading, now), now, Motion.ENDORSE if council else Motion.FAVOURABLE)
        if council:
            return


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_code_on_the_cover_leads_to_what_holds_today(language, visit):
    now = timezone.now()
    adopted(now)
    in_a_thread(lambda: freeze_versions(at=now + timedelta(days=15)))
    public = visit(None, language)
    for version in Version.objects.order_by("number"):
        public.open(f"/verify/{version.digest}/")
        public.look(f"look-up-{version.number}-{language}")
    decision = Decision.objects.get(outcome="endorsed")
    ask_for_certificate(decision=decision, at=now)
    public.open(f"/verify/{decision.act.digest}/")
    public.look(f"look-up-decision-{language}")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_chair_downloads_signs_elsewhere_and_gives_the_file(language, visit, settings, tmp_path):
    now = timezone.now()
    adopted(now - timedelta(days=15))
    in_a_thread(lambda: freeze_versions(at=now))
    version = Version.objects.get(number=2)
    chair = visit("council-chair", language)
    page = chair.open(f"/plan/versions/{version.address}/sign/")
    chair.look(f"sign-{language}")
    with page.expect_download() as downloading:
        page.locator(f'a[href="/plan/versions/{version.address}/document/"]').click()
    key = make_chair_key(settings.KEYS_ROOT, organization="SYNTHETIC", name="SYNTHETIC", secret="-", at=now)
    (tmp_path / "key.p12").write_bytes(key)
    signer, _release = in_a_thread(lambda: signer_of(f"pkcs12:{tmp_path / 'key.p12'}", "-"))
    data = downloading.value.path().read_bytes()
    signed = in_a_thread(lambda: approve(data, signer, field="Chair_council"))
    (tmp_path / "signed.pdf").write_bytes(signed)
    page.locator("#id_file").set_input_files(tmp_path / "signed.pdf")
    chair.follow(page.locator("main form button"))
    chair.look(f"signed-{language}")
    assert "✓" in page.locator(".timeline li").first.text_content()
    page.goto(f"{chair.address}/plan/versions/{version.address}/")
    page.locator("details", has=page.locator(".timeline .digest")).locator("summary").first.click()
    chair.look(f"version-stages-{language}")
    with page.expect_download() as downloading:
        page.locator(f'a[href="/plan/versions/{version.address}/document/"]').first.click()
    downloading.value.save_as(tmp_path / "now.pdf")
    page.goto(f"{chair.address}/verify/")
    page.locator("#id_file").set_input_files(tmp_path / "now.pdf")
    chair.follow(page.locator("main form button"))
    assert page.locator("dd .tag.ok").is_visible()
    chair.look(f"verified-signed-{language}")
