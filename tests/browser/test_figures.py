"""Figures in the browser: the grid by keyboard, what is wrong at its cell, confirming, contesting, locking."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycle.models import Period
from cycle.operations.keep_figures import lock_period, record_measurements
from cycle.operations.take_figures import store_files
from cycle.queries.figures import counting, drafts, newest
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from tests.browser.threads import in_a_thread
from tests.cycle.operations.test_operational import deciding, two_solutions
from tests.cycle.test_history import year
from tests.procedure import someone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
GRID = "/figures/strategic-plan-2019-2022/2019-2020/"


def test_a_grid_of_figures_by_keyboard_alone(visit):
    staff = visit("drafter")
    page = staff.open(GRID)
    staff.look("period")
    page.locator("[name='sp1.1-actual']").focus()
    page.keyboard.type("12,5")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "sp1.2-actual"
    page.keyboard.type("43")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "sp1.1-actual"
    page.get_by_role("button", name="Store as drafts").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="1 row cannot be stored").wait_for()
    staff.look("period-wrong")
    staff.heard.clear()  # the browser notes the answer 422
    page.get_by_role("link", name="SP1.1").first.click()
    assert page.evaluate("document.activeElement.name") == "sp1.1-actual"
    page.keyboard.press("Control+A")
    page.keyboard.type("20")
    staff.follow(page.get_by_role("button", name="Store as drafts"))
    assert {one.kpi: one.actual for one in drafts(Period.objects.get())} == {"sp1.1": 20, "sp1.2": 43}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_figures_are_confirmed_contested_and_locked(language, visit):
    period, now = Period.objects.get(), timezone.now()
    entries = [Entry("sp7.1", Figures(29, 36), "SYNTHETIC recount"), Entry("sp1.1", Figures(20), "SYNTHETIC recount")]
    record_measurements(by=someone("drafter"), at=now, period=period, entries=entries)
    evaluator = visit("evaluator", language)
    page = evaluator.open("/figures/")
    evaluator.look(f"figures-{language}")
    page = evaluator.open(GRID)
    evaluator.look(f"period-drafts-{language}")
    for tick in page.locator("[name=entry]").all():
        tick.check()
    evaluator.follow(page.locator("form[action$='/confirm/'] button"))
    assert drafts(period) == []
    delegate = visit("delegate-fr", language)
    page = delegate.open(f"{GRID}kpis/sp7.1/")
    page.locator("[value=contested]").check()
    page.locator("#id_reason").fill("Two of the missions that we asked for are not among these.")
    delegate.follow(page.locator("form[action$='/sp7.1/2/'] button"))
    delegate.look(f"figure-contested-{language}")
    page = evaluator.open(f"{GRID}kpis/sp7.1/")
    page.locator("form[action*='/validations/'] textarea").fill("They were held in July, and count there.")
    evaluator.look(f"figure-to-answer-{language}")
    evaluator.follow(page.locator("form[action*='/validations/'] button"))
    page = evaluator.open(GRID)
    evaluator.follow(page.locator("form[action$='/lock/'] button"))
    evaluator.look(f"period-locked-{language}")
    staff = visit("drafter", language)
    page = staff.open(f"{GRID}kpis/sp7.1/")
    staff.look(f"figure-locked-{language}")
    page.locator("[name='sp7.1-actual']").fill("31")
    page.locator("[name='sp7.1-reason']").fill("Two reports came in after the lock.")
    staff.follow(page.locator("form[enctype] button"))
    assert newest(period)["sp7.1"].reason == "Two reports came in after the lock."
    assert counting(period)["sp7.1"].actual == 29


def test_a_locked_figure_with_its_correction_is_read_by_anybody(visit):
    period, now = Period.objects.get(), timezone.now()
    lock_period(by=someone("evaluator"), at=now, period=period, today=now.date())
    public = visit(None)
    public.open("/kpis/SP7.1/")
    public.look("kpi-public")
    staff = visit("drafter")
    page = staff.open("/kpis/SP7.1/")
    page.locator("summary").last.click()
    staff.look("kpi-owner")
    page = staff.open("/figures/")
    page.locator("summary").click()
    staff.look("figures-open")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_figures_come_from_a_file_with_its_progress(language, visit, tmp_path):
    path = tmp_path / "figures.csv"
    rows = [
        ("kpi", "actual", "of", "source", "note"),
        ("SP1.1", 20, "", "SYNTHETIC recount"),
        ("SP7.1", 29, 36, "SYNTHETIC recount"),
        ("SP7.2", "1.234", 36, "SYNTHETIC recount"),
        ("LD3.1", "30/06/2020", "", "SYNTHETIC recount"),
        ("SP9.9", 5, "", "SYNTHETIC recount"),
        ("SP1.2", "=SUM(A1:A9)", "", "SYNTHETIC recount"),
    ]
    path.write_text("\n".join(",".join(map(str, row)) for row in rows))
    staff = visit("drafter", language)
    page = staff.open(f"{GRID}file/")
    staff.look(f"give-file-{language}")
    page.locator("#id_file").set_input_files(path)
    staff.follow(page.locator("form[enctype] button"))
    staff.look(f"figures-file-{language}")
    staff.follow(page.locator("form[action$='/accept/'] button"))
    staff.look(f"figures-file-waiting-{language}")
    in_a_thread(lambda: store_files(at=timezone.now()))
    page.locator("#progress .tag.ok").wait_for(timeout=10_000)
    staff.look(f"figures-file-stored-{language}")
    assert {one.kpi for one in drafts(Period.objects.get())} == {"sp1.1", "sp7.1"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_indicator_through_the_periods(language, visit):
    for start, actual in ((2020, 30), (2021, 25)):
        year(timezone.now(), start, actual, 36)
    public = visit(None, language)
    public.open("/kpis/SP7.1/")
    public.look(f"kpi-history-{language}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_map_and_an_objective_show_how_they_are_computed(language, visit):
    public = visit(None, language)
    for path, name in (("/map/", "map-working"), ("/objectives/SP7/", "objective-working")):
        page = public.open(path)
        page.locator("details:has(.working) summary").first.click()
        public.look(f"{name}-{language}")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_something_is_done_and_compared_with_what_was_expected(language, visit):
    now = timezone.now()
    action = two_solutions(now)
    evaluator = visit("evaluator", language)
    evaluator.open("/corrective-actions/CA-001/")
    evaluator.look(f"action-two-{language}")
    deciding(now, action, deadline=(now + timedelta(days=30)).date())
    owner = visit("owner", language)
    page = owner.open("/corrective-actions/CA-001/")
    page.locator("#id_share").fill("40")
    page.locator("#id_text").fill("SYNTHETIC: twelve of thirty were held.")
    owner.follow(page.locator("form[action$='/progress/'] button"))
    year(now, 2020, 25, 36)
    owner.open("/corrective-actions/CA-001/")
    owner.look(f"action-operational-{language}")
