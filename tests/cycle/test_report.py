"""The report: as of a day it says what had been recorded by then, whenever it is asked; published, it stays."""

import io
import json
import subprocess
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from approvals.documents.record import published_record
from approvals.enums import ActKind
from approvals.models import Act, Member
from approvals.operations.register import seal_register
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.withdraw_amendment import withdraw_amendment
from approvals.queries.register import verify as verify_register
from approvals.verification.document import verify
from approvals.verification.record import check_publication
from approvals.verification.verdict import Finding
from cycle.enums import Cause, Course, Stance, State, Verdict
from cycle.exceptions import (
    AlreadyCorrected,
    AlreadyPublished,
    DayNotOver,
    NoSuchPeriod,
    NotYours,
    ReasonMissing,
    ReportMoved,
)
from cycle.models import Deviation, Measurement, Period, PublishedReport, Subscription
from cycle.operations.correct import amend_plan, analyse_deviation, close_action, follow_amendments
from cycle.operations.keep_figures import confirm_measurements, lock_period, record_measurements
from cycle.operations.open_deviations import open_deviations
from cycle.operations.publish_report import publish_report, seal_reports, subscribe
from cycle.operations.register_deviations import register_deviations
from cycle.operations.validate_figures import answer_contest, validate_measurement
from cycle.queries.report import report_as_of
from cycle.rules.entries import Entry
from cycle.rules.report import Report
from cycle.rules.status import Figures
from notifications.models import Notice
from plans.documents.configured import seal_roots
from plans.documents.storing import stored_bytes
from plans.enums import DocumentKind
from plans.queries.documents import document_about
from plans.rules.canonical import canonical, sha256
from tests.approvals.operations.test_tampering import without_triggers
from tests.cycle.test_loop import decided, proposed
from tests.procedure import someone
from tests.verapdf import conforms

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Brussels")


def morning(year, month, day):
    return datetime(year, month, day, 9, tzinfo=ZONE)


def measured(at, kpi, *figures, reason=""):
    period = Period.objects.get()
    entry = Entry(kpi, Figures(*figures), "SYNTHETIC")
    (one,) = record_measurements(by=someone("drafter"), at=at, period=period, entries=[entry], reason=reason)
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown={kpi: one.number})
    return one


def published(at, day, **given):
    shown = sha256(report_as_of(day, given.get("period")).text)
    return publish_report(by=someone("evaluator"), at=at, day=day, **{"shown": shown} | given)


def contest(at, measurement):
    return validate_measurement(
        by=someone("delegate-fr"),
        at=at,
        member=Member.objects.get(code="FR"),
        measurement=measurement,
        stance=Stance.CONTESTED,
        reason="Two missions are missing.",
    )


def kpi_of(report, code):
    return next(one for one in report.kpis if one.code == code)


def test_a_report_is_the_same_bytes_whenever_it_is_asked(at):
    """Whatever happens later, a report of a day that is over does not change: each step is followed by all of them."""
    known = {}

    def day_over(day):
        known[day] = report_as_of(day).text
        for before, text in known.items():
            assert report_as_of(before).text == text, f"the report of {before} changed on {day}"

    day_over(date(2020, 5, 2))
    open_deviations(at=morning(2020, 6, 2))
    day_over(date(2020, 6, 2))
    deviation = Deviation.objects.get(kpi="sp7.1")
    for month, cause in ((3, Cause.EXTERNAL), (4, Cause.PLANNING)):
        analyse_deviation(
            by=someone("drafter"), at=morning(2020, 6, month), deviation=deviation, cause=cause, analysis=f"On {month}."
        )
        day_over(date(2020, 6, month))
    contested = measured(morning(2020, 6, 5), "sp7.1", 20, 36)
    day_over(date(2020, 6, 5))
    said = contest(morning(2020, 6, 6), contested)
    day_over(date(2020, 6, 6))
    answer_contest(by=someone("evaluator"), at=morning(2020, 6, 7), validation=said, text="Counted twice.")
    day_over(date(2020, 6, 7))
    action = decided(morning(2020, 6, 8))
    day_over(date(2020, 6, 8))
    amendment = amend_plan(by=someone("drafter"), at=morning(2020, 6, 9), action=action)
    submit_amendment(by=someone("drafter"), at=morning(2020, 6, 9), amendment=amendment, shown=1)
    day_over(date(2020, 6, 9))
    withdraw_amendment(by=someone("drafter"), at=morning(2020, 6, 10), amendment=amendment)
    follow_amendments(at=morning(2020, 6, 10))
    day_over(date(2020, 6, 10))
    lock_period(by=someone("evaluator"), at=morning(2020, 7, 2), period=Period.objects.get(), today=date(2020, 7, 2))
    day_over(date(2020, 7, 2))
    measured(morning(2020, 7, 3), "sp7.1", 19, 36, reason="A mission was counted twice.")
    day_over(date(2020, 7, 3))
    reports = {day: Report.model_validate(json.loads(text)) for day, text in known.items()}
    assert len(set(known.values())) == len(known)
    told = [next((one for one in report.deviations if one.code == "SP7.1"), None) for report in reports.values()]
    courses = [one and one.action and one.action.course for one in told]
    assert [one and one.cause for one in told[:4]] == [None, None, "external", "planning"]
    assert courses == [None] * 7 + ["amend_plan", "amend_plan", None, None, None]
    assert [len(report.pending) for report in reports.values()] == [0] * 8 + [1, 0, 0, 0]
    assert [one.amendment for one in reports[date(2020, 6, 9)].pending] == [amendment.code]
    figures = [kpi_of(report, "SP7.1").figure.actual for report in reports.values()]
    assert figures == [22] * 4 + [20] * 8
    assert kpi_of(reports[date(2020, 7, 3)], "SP7.1").corrected.actual == 19
    assert (reports[date(2020, 6, 10)].period.locked_on, reports[date(2020, 7, 3)].period.locked_on) == (
        None,
        date(2020, 7, 2),
    )


def test_the_page_of_a_report_asks_ten_queries_at_most(at, client, django_assert_max_num_queries):
    open_deviations(at=at)
    with django_assert_max_num_queries(10):
        assert client.get(reverse("report"), {"on": "2020-06-01"}).context["report"].kpis


def test_a_published_report_is_sealed_in_the_register_and_true_by_itself(at, tmp_path):
    decided(at)
    contest(at, Measurement.objects.get(kpi="sp7.1"))
    subscribe(by=someone("delegate-fr"), at=at, wanted=True)
    one = published(at + timedelta(days=1), at.date())
    assert (one.code, one.corrects, one.digest) == ("RP-001", None, sha256(report_as_of(at.date()).text))
    act = Act.objects.get(chain="report:1")
    assert (act.kind, act.facts["digest"], act.facts["as_of"]) == (ActKind.REPORT_PUBLISHED, one.digest, "2020-06-01")
    notice = Notice.objects.get(kind="cycle.report_published")
    assert (notice.recipient.username, notice.subject) == ("delegate-fr", "Rapport RP-001, au 1 juin 2020")
    assert seal_reports(at=at + timedelta(days=1)) == 1
    assert seal_reports(at=at + timedelta(days=1)) == 0
    data = stored_bytes(document_about(DocumentKind.REPORT, one.subject).reached)
    verdict = verify(data, [seal_roots().read_bytes()])
    assert verdict.exit_code == 0, verdict.why
    (tmp_path / "report.pdf").write_bytes(data)
    assert conforms(tmp_path / "report.pdf") == {}
    assert verdict.sentences[1:3] == (
        "It is the report RP-001 as of 2020-06-01, on version 1 of strategic-plan-2019-2022, published 2020-06-02.",
        f"The attached report has the digest {one.digest}, which the act of its publication names.",
    )
    assert verify_register().whole


@pytest.mark.parametrize(
    "change", ["PublishedReport.objects.update(reason='x')", "PublishedReport.objects.all().delete()"]
)
def test_a_published_report_never_changes(change, at):
    published(at + timedelta(days=1), at.date())
    with pytest.raises(DatabaseError), transaction.atomic():
        eval(change)


def test_a_correction_is_another_report_that_names_the_first(at):
    day, later = at.date(), at + timedelta(days=2)
    first = published(at + timedelta(days=1), day)
    with pytest.raises(AlreadyPublished):
        published(later, day)
    measured(at + timedelta(days=1), "sp7.1", 20, 36)
    corrected = {"period": ("strategic-plan-2019-2022", "2019-2020"), "corrects": first}
    with pytest.raises(ReasonMissing):
        published(later, day + timedelta(days=1), **corrected)
    second = published(later, day + timedelta(days=1), **corrected, reason="SP7.1 was counted twice.")
    assert (second.corrects, second.reason) == (first, "SP7.1 was counted twice.")
    assert Act.objects.get(chain="report:2").facts["corrects"] == "RP-001"
    measured(at + timedelta(days=2), "sp7.1", 19, 36)
    with pytest.raises(AlreadyCorrected) as refusal:
        published(at + timedelta(days=3), day + timedelta(days=2), corrects=first, reason="Again.")
    assert refusal.value.published == second
    assert (PublishedReport.objects.count(), kpi_of(first.report, "SP7.1").figure.actual) == (2, 22)


def test_publishing_is_refused_to_others_before_the_day_is_over_and_when_it_moved(at):
    shown = sha256(report_as_of(at.date()).text)
    given = {"at": at + timedelta(days=1), "day": at.date(), "shown": shown}
    with pytest.raises(NotYours):
        publish_report(by=someone("drafter"), **given)
    with pytest.raises(DayNotOver):
        publish_report(by=someone("evaluator"), **given | {"at": at})
    with pytest.raises(ReportMoved):
        publish_report(by=someone("evaluator"), **given | {"shown": sha256(b"")})
    assert PublishedReport.objects.count() == 0
    assert publish_report(by=someone("evaluator"), **given).code == "RP-001"


def test_an_operational_course_is_told_to_its_verdict(at):
    action = decided(at, Course.NONE)
    close_action(by=someone("evaluator"), at=at, action=action, verdict=Verdict.HELPED_PARTLY, follow_up="Half.")
    one = next(one for one in report_as_of(at.date()).deviations if one.code == "SP7.1")
    assert (one.action.code, one.action.course, one.action.choice.text) == ("CA-001", "none", "Lower the estimate")
    assert (one.action.decided_on, [solution.solution for solution in one.action.solutions]) == (at.date(), [1])
    assert (one.action.verdict, one.action.follow_up, one.action.closed_on) == ("helped_partly", "Half.", at.date())


def test_deviations_of_before_the_register_kept_them_are_entered_once(at):
    closed = decided(at, Course.NONE)
    close_action(by=someone("evaluator"), at=at, action=closed, verdict=Verdict.HELPED, follow_up="Reached.")
    before = report_as_of(at.date()).deviations
    without_triggers()
    Act.objects.filter(chain__startswith="deviation:").delete()
    assert report_as_of(at.date()).deviations == ()
    assert register_deviations(at=at) == len(before)
    assert register_deviations(at=at) == 0
    assert report_as_of(at.date()).deviations == before


def test_the_page_is_public_and_says_when_nothing_was_in_force(client, at):
    at_first = client.get(reverse("report"), {"on": "2019-01-01"})
    assert "No plan was in force on that day" in at_first.content.decode()
    page = client.get(reverse("report"), {"on": "2020-06-01"})
    assert (page.status_code, page.context["report"].as_of) == (200, date(2020, 6, 1))
    assert client.get(reverse("report"), {"on": "2999-01-01"}).status_code == 422
    assert client.get(reverse("report"), {"on": "yesterday"}).status_code == 422
    assert client.get(reverse("report"), {"period": "x"}).status_code == 422
    unknown = client.get(reverse("report"), {"period": "x/y", "on": "2020-06-01"})
    assert (unknown.status_code, "There is no reporting period y" in unknown.content.decode()) == (422, True)
    assert client.get(reverse("report-file", args=["json"]), {"period": "x/y"}).status_code == 404
    with pytest.raises(NoSuchPeriod):
        report_as_of(date(2020, 6, 1), ("x", "y"))


def test_the_report_can_be_for_those_who_are_signed_in(client, at, settings):
    settings.REPORT_IS_PUBLIC = False
    pages = [
        reverse("report"),
        reverse("report-file", args=["json"]),
        reverse("published-reports"),
        reverse("reports-feed"),
        reverse("published-report", args=[1]),
        reverse("published-report-file", args=[1, "json"]),
        reverse("map"),
        reverse("objective", args=["SP7"]),
        reverse("kpi", args=["SP7.1"]),
        reverse("directorates"),
        reverse("directorate", args=["CBD"]),
        reverse("annual-plan"),
    ]
    published(at + timedelta(days=1), at.date())
    assert [client.get(page).status_code for page in pages] == [302] * len(pages)
    client.force_login(someone("reader"))
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


def test_a_report_that_is_not_published_is_printed_for_whoever_is_signed_in(client, at):
    address = reverse("report-file", args=["pdf"])
    assert client.get(address).status_code == 302
    client.force_login(someone("reader"))
    assert b"".join(client.get(address, {"on": "2020-06-01"}).streaming_content).startswith(b"%PDF")


def test_the_files_say_what_the_report_says(client, at):
    open_deviations(at=at)
    asked = {"on": "2020-06-01"}
    said = client.get(reverse("report-file", args=["json"]), asked)
    assert b"".join(said.streaming_content) == report_as_of(date(2020, 6, 1)).text
    sheet = client.get(reverse("report-file", args=["xlsx"]), asked)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    line = dict(zip(rows[0], next(row for row in rows if row[1] == "SP7.1"), strict=True))
    assert (line["objective"], line["actual"], line["of"], line["ratio"], line["reached"], line["state"]) == (
        "SP7",
        22,
        36,
        0.6111,
        0.679,
        State.OFF_TRACK,
    )
    assert len(rows) == 30
    assert book.sheetnames[:3] == ["indicators", "objectives", "deviations"]
    assert [row[1].value for row in book["deviations"].iter_rows(min_row=2)].count("SP7.1") == 1
    assert [row[3].value for row in book["objectives"].iter_rows(min_row=2) if row[1].value == "SP7"] == ["off_track"]
    text = b"".join(client.get(reverse("report-file", args=["csv"]), asked).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].startswith('"objective","kpi","indicator"')
    assert client.get(reverse("report-file", args=["xml"]), asked).status_code == 404


def test_a_report_is_published_from_its_page(client, at):
    client.force_login(someone("evaluator"))
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    page = client.get(reverse("report"), {"on": yesterday}).content.decode()
    assert "Publish it for good" in page
    shown = {"shown": sha256(report_as_of(date.fromisoformat(yesterday)).text)}
    address = f"{reverse('report-publish')}?on={yesterday}"
    answer = client.post(address, {"shown": sha256(b"")}, follow=True).content.decode()
    assert "no longer the report that you were shown" in answer
    answer = client.post(address, shown, follow=True)
    assert answer.redirect_chain == [(reverse("published-report", args=[1]), 302)]
    assert "its sealed document is being made" in answer.content.decode()
    assert (
        "The very same report is published already: RP-001."
        in client.post(address, shown, follow=True).content.decode()
    )
    assert client.get(reverse("published-report-file", args=[1, "pdf"])).status_code == 404
    assert b"".join(client.get(reverse("published-report-file", args=[1, "json"])).streaming_content).startswith(b"{")
    assert "RP-001, as of" in client.get(reverse("reports-feed")).content.decode()
    client.force_login(someone("drafter"))
    assert "Your account may not do this" in client.post(address, shown, follow=True).content.decode()


def test_whoever_subscribes_is_told_until_they_do_not_want_it(client, at):
    client.force_login(someone("reader"))
    client.post(reverse("reports-subscription"), {"wanted": "yes"})
    client.post(reverse("reports-subscription"), {"wanted": "yes"})
    assert Subscription.objects.count() == 1
    client.post(reverse("reports-subscription"), {"wanted": "no"})
    assert Subscription.objects.count() == 0


def test_what_is_still_weighed_is_not_in_the_report(at):
    proposed(at)
    one = next(one for one in report_as_of(at.date()).deviations if one.code == "SP7.1")
    assert (one.action.code, one.action.solutions, one.action.course) == ("CA-001", (), None)


@pytest.mark.parametrize("forged", ["report", "report and its digest", "the act", "another act"])
def test_a_report_that_was_made_up_is_found(forged, at):
    decided(at)
    one = published(at + timedelta(days=1), at.date())
    act = Act.objects.get(chain=one.chain)
    seal_register(at=at + timedelta(days=1))
    record = published_record(act, one.digest)
    assert check_publication(one.text.encode(), canonical(record))["report"] == "RP-001"
    text = one.text.encode()
    if forged.startswith("report"):
        text = canonical(json.loads(one.text) | {"as_of": "2020-06-02"})
    if forged == "report and its digest":
        record["document"]["digest"] = sha256(text)
    if forged == "the act":
        record["acts"][0]["facts"]["report"] = "RP-009"
    if forged == "another act":
        deviation = Act.objects.filter(chain__startswith="deviation:").first()
        record = published_record(deviation, one.digest)
    with pytest.raises(Finding):
        check_publication(text, canonical(record))


def test_publishing_waits_a_quarter_of_an_hour_after_midnight(at):
    given = {"day": at.date(), "shown": sha256(report_as_of(at.date()).text)}
    midnight = datetime(2020, 6, 2, tzinfo=ZONE)
    with pytest.raises(DayNotOver):
        publish_report(by=someone("evaluator"), at=midnight + timedelta(minutes=14), **given)
    assert publish_report(by=someone("evaluator"), at=midnight + timedelta(minutes=15), **given).code == "RP-001"


def test_what_cannot_be_published_is_said_on_the_page(client, at):
    client.force_login(someone("evaluator"))
    gone = client.post(f"{reverse('report-publish')}?on=1990-01-01", {"shown": "x"}, follow=True)
    assert (gone.status_code, "No plan was in force" in gone.content.decode()) == (200, True)
    first = published(at + timedelta(days=1), at.date())
    odd = {"shown": "x", "corrects": first.pk, "reason": "a\x0bb"}
    answer = client.post(f"{reverse('report-publish')}?on=2020-06-02", odd)
    assert (answer.status_code, "characters that cannot be printed" in answer.content.decode()) == (422, True)


def test_a_feed_can_be_read_whatever_a_reason_holds(client, at):
    first = published(at + timedelta(days=1), at.date())
    measured(at + timedelta(days=1), "sp7.1", 20, 36)
    published(at + timedelta(days=2), date(2020, 6, 2), corrects=first, reason="a\x0bb")
    assert client.get(reverse("reports-feed")).status_code == 200


def test_a_deviation_of_before_is_entered_before_anything_is_written_about_it(at):
    open_deviations(at=at)
    without_triggers()
    Act.objects.filter(chain__startswith="deviation:").delete()
    deviation = Deviation.objects.get(kpi="sp7.1")
    analyse_deviation(by=someone("drafter"), at=at, deviation=deviation, cause=Cause.EXTERNAL, analysis="Travel.")
    kinds = [act.kind for act in Act.objects.filter(chain=deviation.chain).order_by("number")]
    assert kinds == [ActKind.DEVIATION_OPENED, ActKind.DEVIATION_ANALYSED]
    assert register_deviations(at=at) == 6


def test_the_page_that_verifies_knows_a_report(at, client):
    one = published(at + timedelta(days=1), at.date())
    seal_reports(at=at + timedelta(days=1))
    data = stored_bytes(document_about(DocumentKind.REPORT, one.subject).reached)
    page = client.post(reverse("verify"), {"file": SimpleUploadedFile("r.pdf", data)}).content.decode()
    assert ("This document is true" in page, "the report as of 1 June 2020" in page) == (True, True)
    assert reverse("published-report", args=[1]) in page


def test_the_code_on_a_sealed_report_leads_to_its_page(at, client, settings, tmp_path):
    settings.SITE_URL = "https://plan.example.org"
    one = published(at + timedelta(days=1), at.date())
    seal_reports(at=at + timedelta(days=1))
    path = tmp_path / "report.pdf"
    path.write_bytes(stored_bytes(document_about(DocumentKind.REPORT, one.subject).reached))
    assert conforms(path) == {}
    said = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Whether it was corrected since" in " ".join(said.split())
    day = at + timedelta(days=1)
    another = published(day + timedelta(days=1), day.date(), corrects=one, reason="SYNTHETIC: a source was wrong.")
    assert client.get(reverse("look-up", args=["f" * 64])).status_code == 404
    page = client.get(reverse("look-up", args=[one.digest]), follow=True)
    assert page.redirect_chain == [(reverse("published-report", args=[1]), 302)]
    assert (one.digest in page.content.decode(), another.code in page.content.decode()) == (True, True)
