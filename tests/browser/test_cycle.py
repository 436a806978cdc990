"""The cycle, the annual plan, the Directorates and a review of the strategy in the browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycle.models import Cycle, Delivery, Evidence, StrategyReview
from plans.models import Amendment
from tests.browser.threads import in_a_thread
from tests.cycle.operations.test_strategy_review import put
from tests.cycle.test_directorates import with_maps
from tests.cycle.test_report import published
from tests.procedure import someone, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
PLAN = "strategic-plan-2019-2022"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_cycle_is_a_picture_and_its_steps_are_planned_and_shown(language, visit):
    staff = visit("drafter", language)
    page = staff.open("/cycle/")
    staff.look(f"cycle-{language}")
    page.locator("#monitoring summary").click()
    page.locator("#monitoring-due_on").fill("2030-01-31")
    page.locator("#monitoring-owner").select_option(label="Olga Owner")
    staff.follow(page.locator("#monitoring form[action$='/plan/'] button"))
    assert Cycle.objects.get().step_plans.get().owner == someone("owner")
    page.locator("#monitoring summary").click()
    page.locator("#monitoring-text").fill("SYNTHETIC: the figures of the year were looked through.")
    staff.look(f"cycle-step-{language}")
    staff.follow(page.locator("#monitoring form[action$='/evidence/'] button"))
    assert Evidence.objects.filter(step="monitoring").count() == 1


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_annual_plan_is_followed_and_the_next_one_drafted(language, visit):
    public = visit(None, language)
    public.open("/annual-plan/")
    public.look(f"annual-plan-{language}")
    staff = visit("drafter", language)
    page = staff.open("/annual-plan/")
    page.locator("#a06\\.1 summary, [id='a06.1'] summary").first.click()
    page.locator("[id='a06.1-share']").fill("101")
    page.locator("[id='a06.1-text']").fill("SYNTHETIC: nine of twelve missions.")
    page.locator("[id='a06.1-share']").evaluate("field => field.removeAttribute('max')")
    staff.follow(page.locator("form[action$='/deliverables/a06.1/'] button"))
    staff.look(f"annual-plan-wrong-{language}")
    staff.heard.clear()  # the browser notes the answer 422
    page.locator("[id='a06.1-share']").fill("75")
    staff.follow(page.locator("form[action$='/deliverables/a06.1/'] button"))
    assert Delivery.objects.filter(deliverable="a06.1").last().share == 75
    staff.follow(page.locator("form[action$='/next/'] button"))
    staff.look(f"annual-plan-next-{language}")
    assert Amendment.objects.get().kind == "annual_plan"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_directorates_serve_the_strategy_or_do_not(language, visit):
    in_a_thread(lambda: with_maps(timezone.now()))
    public = visit(None, language)
    public.open("/directorates/")
    public.look(f"directorates-{language}")
    public.open("/directorates/CBD/")
    public.look(f"directorate-{language}")
    public.open("/directorates/TTD/")
    public.look(f"directorate-empty-{language}")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_strategy_is_put_to_the_bodies_and_endorsed_as_it_stands(language, visit):
    now = timezone.now()
    report = published(now, timezone.localdate(now) - timedelta(days=1))
    submitted(now)
    staff = visit("drafter", language)
    page = staff.open("/cycle/")
    page.locator("#evaluate_and_adapt summary").first.click()
    page.locator("#id_report").select_option(str(report.pk))
    page.locator("#id_title").fill("The strategy 2019-2022, at its end")
    page.locator("#id_rationale").fill("SYNTHETIC: what was reached, and what is left.")
    page.locator("[name=accompanied_by]").check()
    staff.look(f"strategy-asked-{language}")
    staff.follow(page.locator("form[action$='/review/'] button"))
    staff.look(f"strategy-draft-{language}")
    review = StrategyReview.objects.get()
    in_a_thread(lambda: put(timezone.now(), review))
    delegate = visit("delegate-fr", language)
    delegate.open(f"/amendments/{review.amendment.code}/")
    delegate.page.locator("[data-hx-get] a").first.wait_for()
    delegate.look(f"strategy-review-{language}")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_effort_is_read_from_a_file_and_shown_before_it_is_stored(language, visit, tmp_path):
    path = tmp_path / "hours.csv"
    path.write_text("name,priority,amount\nSYNTHETIC,Integrity,300\nSYNTHETIC,none,100\nSYNTHETIC,Astrology,1\n")
    staff = visit("drafter", language)
    page = staff.open(f"/figures/{PLAN}/2019-2020/allocation/")
    staff.look(f"allocation-{language}")
    page.locator("[name=means]").first.check()
    page.locator("#id_file").set_input_files(path)
    staff.follow(page.locator("form[enctype] button"))
    staff.look(f"allocation-shown-{language}")
    page.locator("#id_source").fill("SYNTHETIC hours")
    staff.follow(page.locator("form[action$='/store/'] button"))
    staff.look(f"allocation-stored-{language}")
    staff.open("/")
    staff.look(f"home-cycle-{language}")
