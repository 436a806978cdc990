"""The report in the browser: as of a day, published, corrected, followed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycle.models import Measurement, PublishedReport
from cycle.operations.publish_report import seal_reports
from tests.browser.threads import in_a_thread
from tests.cycle.test_history import year
from tests.cycle.test_loop import decided
from tests.cycle.test_report import contest, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_report_of_a_day_is_read_published_and_corrected(language, visit):
    now = timezone.now()
    decided(now - timedelta(days=3))
    year(now - timedelta(days=3), 2020, 30, 36)
    contest(now - timedelta(days=2), Measurement.objects.filter(kpi="sp7.1").last())
    public = visit(None, language)
    page = public.open("/report/")
    page.locator(".reported details summary").first.click()
    public.look(f"report-{language}")
    page = public.open("/report/?on=2999-01-01")
    public.look(f"report-to-come-{language}")
    public.heard.clear()  # the browser notes the answer 422
    yesterday = (timezone.localdate(now) - timedelta(days=1)).isoformat()
    evaluator = visit("evaluator", language)
    page = evaluator.open(f"/report/?on={yesterday}")
    evaluator.follow(page.locator("form[action*='/publish/'] button"))
    evaluator.look(f"report-published-{language}")
    first = PublishedReport.objects.get()
    in_a_thread(lambda: seal_reports(at=timezone.now()))
    earlier = timezone.localdate(now) - timedelta(days=2)
    in_a_thread(lambda: published(timezone.now(), earlier, corrects=first, reason="SYNTHETIC: SP7.1 was wrong."))
    reader = visit("reader", language)
    page = reader.open("/reports/RP-001/")
    reader.look(f"report-corrected-{language}")
    page = reader.open("/reports/")
    reader.follow(page.locator("form[action='/reports/subscription/'] button"))
    reader.look(f"reports-{language}")
    page.locator("[href$='RP-002/']").first.click()
    reader.look(f"report-correction-{language}")


def test_the_report_is_as_of_the_day_that_is_asked(visit):
    public = visit(None)
    page = public.open("/report/")
    page.locator("[name=on]").fill((timezone.localdate() - timedelta(days=4000)).isoformat())
    public.follow(page.get_by_role("button", name="Show"))
    page.get_by_text("No plan was in force on that day").wait_for()
    public.look("report-before")
