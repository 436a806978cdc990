"""Which plan, which period and which moment a report is told by."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import make_aware

from approvals.enums import Motion
from approvals.models import Review
from approvals.operations.submit_amendment import submit_amendment
from approvals.verification.document import verify
from cycle.enums import Course, Verdict
from cycle.exceptions import ReportOfAnotherPeriod
from cycle.models import Deviation, Period
from cycle.operations.correct import close_action
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.open_deviations import open_deviations
from cycle.operations.publish_report import seal_reports
from cycle.queries.periods import judged_periods
from cycle.queries.published import published_reports
from cycle.queries.report import report_as_of
from cycle.rules.entries import Entry
from cycle.rules.report import Report
from cycle.rules.status import Figures
from cycle.rules.workings import workings
from plans.documents.configured import seal_roots
from plans.documents.storing import stored_bytes
from plans.enums import DocumentKind
from plans.operations.save_draft import save_draft
from plans.queries.documents import document_about
from plans.rules.content import Aim, Estimate
from tests.approvals.operations.test_urgent import adopted as urgently_adopted
from tests.cycle.test_loop import decided
from tests.cycle.test_report import contest, kpi_of, measured, published
from tests.procedure import another_edition, another_version, brought_to, opened, recorded, rename, someone, submitted
from tests.verapdf import conforms

pytestmark = pytest.mark.django_db
PLAN = "strategic-plan-2019-2022"


def noon(day):
    return make_aware(datetime.combine(day, time(12)))


def with_estimate(content, key, *estimates):
    """A content's KPIs with other estimates for one of them."""
    return tuple(kpi.model_copy(update={"estimates": estimates}) if kpi.key == key else kpi for kpi in content.kpis)


def year(at, edition, start, *figures, kpi="sp7.1"):
    days = {"start": date(start, 7, 1), "end": date(start + 1, 6, 30), "due_on": date(start + 1, 7, 31)}
    period = open_period(by=someone("drafter"), at=at, edition=edition, code=f"{start}-{start + 1}", **days)
    if figures:
        entered(at, period, kpi, *figures)
    return period


def entered(at, period, kpi, *figures):
    entry = Entry(kpi, Figures(*figures), "SYNTHETIC")
    (one,) = record_measurements(by=someone("drafter"), at=at, period=period, entries=[entry])
    confirm_measurements(by=someone("evaluator"), at=at, period=period, shown={kpi: one.number})
    return one


def test_the_original_estimate_is_the_one_of_when_the_period_began(at):
    """Although the amended plan names the first day of the period for the new one."""
    version = Period.objects.get().edition.versions.get()
    lower = Estimate(holds_from=date(2019, 7, 1), aim=Aim(ratio="0.5"))
    another_version(at, version, day=at.date(), kpis=with_estimate(version.content, "sp7.1", lower))
    before, after = (kpi_of(report_as_of(day), "SP7.1") for day in (date(2020, 5, 31), date(2020, 6, 1)))
    assert (before.aim.ratio, before.original) == ("0.9", None)
    assert (after.aim.ratio, after.original.ratio) == ("0.5", "0.9")
    assert (after.judged.state, after.by_original.state) == ("on_track", "off_track")


def test_a_kpi_that_came_within_the_period_has_no_original_estimate(at):
    version = Period.objects.get().edition.versions.get()
    new = version.content.kpis[0].model_copy(update={"key": "new", "code": "N.1"})
    another_version(at, version, day=at.date(), kpis=(*version.content.kpis, new))
    assert kpi_of(report_as_of(at.date()), "N.1").original is None


def test_what_holds_only_later_in_the_period_is_not_told_before(at):
    """A version and an estimate that were known, but hold from a day after the one that is asked for."""
    version = Period.objects.get().edition.versions.get()
    steps = (
        Estimate(holds_from=date(2019, 7, 1), aim=Aim(ratio="0.9")),
        Estimate(holds_from=date(2020, 6, 15), aim=Aim(ratio="0.4")),
    )
    another_version(at, version, day=date(2020, 6, 10), kpis=with_estimate(version.content, "sp7.1", *steps))
    days = [date(2020, 6, 9), date(2020, 6, 10), date(2020, 6, 15)]
    told = [report_as_of(day) for day in days]
    assert [report.period.version for report in told] == ["1", "2", "2"]
    assert [kpi_of(report, "SP7.1").aim.ratio for report in told] == ["0.9", "0.9", "0.4"]


def test_the_newest_period_that_is_over_is_told_rather_than_one_that_has_begun(at):
    edition = Period.objects.get().edition
    july = noon(date(2020, 7, 20))
    second = year(july, edition, 2020, 30, 36)
    report = report_as_of(july.date())
    assert report.period.code == "2019-2020"
    asked = report_as_of(july.date(), (PLAN, "2020-2021"))
    assert (asked.period.code, len(asked.judged), len(asked.kpis)) == ("2020-2021", 1, 29)
    assert report_as_of(second.end + timedelta(days=1)).period.code == "2020-2021"


def test_a_period_that_has_begun_is_told_once_a_figure_counts(at):
    edition, july = Period.objects.get().edition, noon(date(2020, 7, 20))
    period = year(july, edition, 2020)
    known = july + timedelta(hours=1)
    assert [one.code for one in judged_periods(july.date(), known)] == ["2019-2020"]
    entered(july, period, "sp7.1", 30, 36)
    assert [one.code for one in judged_periods(july.date(), known)] == ["2020-2021", "2019-2020"]


def test_the_page_says_by_how_many_indicators_the_whole_is_told(at, client):
    july = noon(date(2020, 7, 20))
    year(july, Period.objects.get().edition, 2020, 36, 36)
    page = client.get(reverse("report"), {"on": "2020-07-20", "period": f"{PLAN}/2020-2021"}).content.decode()
    assert "100 % of the aims is reached, by 1 of 29 indicators that can be judged." in page.replace("\xa0", " ")


def test_what_members_say_of_a_correction_is_told(at, client):
    period = Period.objects.get()
    lock_period(by=someone("evaluator"), at=at, period=period, today=period.due_on)
    contest(at, measured(at, "sp7.1", 19, 36, reason="A mission was counted twice."))
    report = report_as_of(at.date())
    kpi = kpi_of(report, "SP7.1")
    assert (kpi.validations, [one.member for one in kpi.corrected_validations]) == ((), ["FR"])
    assert report.contested == (kpi,)
    assert "FR contests it" in client.get(reverse("report"), {"on": "2020-06-01"}).content.decode()


def test_a_version_by_urgency_is_told_as_waiting_until_it_is_ratified(at, client):
    reading, later = urgently_adopted(at, [rename()])
    version = report_as_of(later.date()).plan.version
    report = report_as_of(later.date())
    assert (version, report.to_be_ratified.amendment) == ("2", "AM-001")
    assert "waits to be ratified" in client.get(reverse("report"), {"on": later.date()}).content.decode()
    recorded(opened(reading, later + timedelta(days=1)), later + timedelta(days=1), Motion.RATIFY)
    assert report_as_of(later.date()).text == report.text
    ratified = report_as_of((later + timedelta(days=1)).date())
    assert (ratified.plan.version, ratified.to_be_ratified, ratified.pending) == ("2", None, ())


def test_what_lapsed_waits_for_nothing(at):
    reading, later = urgently_adopted(at, [rename()])
    recorded(opened(reading, later), later, Motion.RATIFY, votes=(1, 140, 0))
    assert report_as_of(later.date()).plan.version == "1"


def test_each_of_two_overlapping_plans_is_told_alone(at, client):
    decided(at)
    brought_to("council", at)
    other = another_edition(at, day=date(2019, 7, 1))
    year(at, other.edition, 2019, 1, kpi="sp1.1")
    open_deviations(at=at)
    # the newer one took the older one's place
    mine = report_as_of(at.date(), (PLAN, "2019-2020"))
    theirs = report_as_of(at.date(), ("another-plan", "2019-2020"))
    assert {one.edition for one in mine.deviations} == {PLAN}
    assert {one.edition for one in theirs.deviations} == {"another-plan"}
    assert ([one.amendment for one in mine.pending], theirs.pending) == (["AM-001"], ())
    assert (len(mine.decisions) > 0, theirs.decisions) == (True, ())
    away = mine if mine.of_another_plan else theirs
    page = client.get(
        reverse("report"), {"on": "2020-06-01", "period": f"{away.period.edition}/{away.period.code}"}
    ).content.decode()
    assert (away.of_another_plan, "not of the plan that was in force" in page) == (True, True)
    for edition in (PLAN, "another-plan"):
        assert f"2019-2020, {edition}</option>" in page


def test_a_report_is_corrected_by_one_on_the_same_period_of_the_same_plan(at, client):
    first = published(at + timedelta(days=1), at.date())
    other = another_edition(at, day=date(2019, 7, 1))
    year(at, other.edition, 2019, 10, 36)
    july = noon(date(2020, 7, 20))
    year(july, first.version.edition, 2020, 30, 36)
    later, day = july + timedelta(days=1), july.date()
    for asked in (("another-plan", "2019-2020"), (PLAN, "2020-2021")):
        with pytest.raises(ReportOfAnotherPeriod):
            published(later, day, period=asked, corrects=first, reason="Wrong.")
    client.force_login(someone("evaluator"))
    offered = {}
    for code in ("2019-2020", "2020-2021"):
        page = client.get(reverse("report"), {"on": "2020-07-20", "period": f"{PLAN}/{code}"})
        offered[code] = [one.code for one in page.context["publishing"].fields["corrects"].queryset]
    assert offered == {"2019-2020": ["RP-001"], "2020-2021": []}
    second = published(later, day, period=(PLAN, "2019-2020"), corrects=first, reason="Wrong.")
    assert [(one.code, one.edition, one.period) for one in published_reports()] == [
        (second.code, PLAN, "2019-2020"),
        (first.code, PLAN, "2019-2020"),
    ]
    page = client.get(reverse("published-reports")).content.decode()
    assert (PLAN in page, "2019-2020" in page) == (True, True)
    assert "on the period 2019-2020" in client.get(reverse("reports-feed")).content.decode()


def test_the_lists_of_published_reports_do_not_read_their_texts(at, client, django_assert_num_queries):
    first = published(at + timedelta(days=1), at.date())
    measured(at + timedelta(days=1), "sp7.1", 20, 36)
    published(at + timedelta(days=2), at.date() + timedelta(days=1), corrects=first, reason="Wrong.")
    with django_assert_num_queries(1) as asked:
        assert [(one.corrects, getattr(one, "corrected_by", None)) != (None, None) for one in published_reports()]
    selected = asked.captured_queries[0]["sql"].partition(" FROM ")[0]
    assert not [part for part in selected.split(", ") if part.endswith('"text"')]


def test_what_was_submitted_decided_opened_and_closed_by_a_day_is_told_of_that_day(at):
    """One step a day; each report knows those up to its day and no other."""
    days = [at.date() + timedelta(days=number) for number in range(8)]
    reading = None
    for number, day in enumerate(days[1:6], start=1):
        moment = noon(day)
        if number == 1:
            reading = submitted(moment, [rename()])
        elif number == 2:
            opened(reading, moment)
        else:
            reading.refresh_from_db()
            if reading.opened_at is None:
                opened(reading, moment)
            recorded(reading, moment)
            reading = reading.review.readings.get(closed_at=None)
    told = [report_as_of(day) for day in days]
    assert [len(report.pending) for report in told] == [0, 1, 1, 1, 1, 1, 1, 1]
    assert [report.pending and report.pending[0].step for report in told[1:]] == [
        "policy_commission_first",
        "policy_commission_first",
        "audit",
        "finance",
        "policy_commission_second",
        "policy_commission_second",
        "policy_commission_second",
    ]
    assert [len(report.decisions) for report in told] == [0, 0, 0, 1, 2, 3, 3, 3]


def test_a_title_is_the_one_that_was_submitted_by_then(at):
    first, second = noon(at.date()), noon(at.date() + timedelta(days=2))
    reading = submitted(first, [rename()], title="The first title")
    recorded(opened(reading, first), first, Motion.RETURN)
    amendment = Review.objects.get().amendment
    save_draft(
        by=someone("drafter"),
        at=second,
        amendment=amendment,
        shown=1,
        title="The second title",
        changes=[rename(new="Ours")],
    )
    submit_amendment(by=someone("drafter"), at=second, amendment=amendment, shown=2, reason="Clearer.")
    told = [report_as_of(at.date() + timedelta(days=number)).pending[0].title for number in range(3)]
    assert told == ["The first title", "The first title", "The second title"]


def test_a_period_is_told_from_when_it_was_opened(at):
    later = noon(at.date() + timedelta(days=40))
    other = another_edition(at, day=date(2019, 7, 1))
    year(later, other.edition, 2019, 10, 36)
    edition = report_as_of(later.date()).period.edition
    assert edition in (PLAN, "another-plan")
    before = report_as_of(later.date() - timedelta(days=1))
    assert before.period is None or before.period.edition == PLAN


def test_deviations_are_told_until_the_period_after_the_one_in_which_they_were_closed(at):
    action = decided(at, Course.NONE)
    close_action(by=someone("evaluator"), at=at, action=action, verdict=Verdict.HELPED, follow_up="Reached.")
    july = noon(date(2020, 7, 20))
    year(july, Period.objects.get().edition, 2020, 30, 36)
    codes = [
        [one.code for one in report_as_of(july.date(), (PLAN, code)).deviations] for code in ("2019-2020", "2020-2021")
    ]
    assert ("SP7.1" in codes[0], "SP7.1" in codes[1]) == (True, False)
    assert len(codes[0]) == len(codes[1]) + 1


def test_the_working_of_each_roll_up_follows_from_the_report_alone(at):
    report = Report.model_validate_json(report_as_of(at.date()).text)
    found = workings(report)
    stands = {one.key: one.rolled for one in report.objectives}
    stands |= {part.key: part.rolled for part in report.perspectives if part.key} | {"whole": report.whole}
    assert len(found) == len(stands)
    for key, rolled in stands.items():
        said = None if rolled.reached is None else str(found[key].reached)
        assert (found[key].state, said) == (rolled.state, rolled.reached), key


def test_no_deviation_is_without_its_edition(at):
    open_deviations(at=at)
    assert {one.edition for one in report_as_of(at.date()).deviations} == {PLAN}
    assert Deviation.objects.count() == len(report_as_of(at.date()).deviations)


def test_lines_on_paper_conform(at, tmp_path):
    july = noon(date(2020, 7, 20))
    year(july, Period.objects.get().edition, 2020, 30, 36)
    one = published(july + timedelta(days=1), july.date(), period=(PLAN, "2020-2021"))
    seal_reports(at=july + timedelta(days=1))
    data = stored_bytes(document_about(DocumentKind.REPORT, one.subject).reached)
    (tmp_path / "report.pdf").write_bytes(data)
    assert conforms(tmp_path / "report.pdf") == {}
    assert verify(data, [seal_roots().read_bytes()]).exit_code == 0
