"""The pages of figures: the grid, one figure with its evidence, confirming, locking, validating, owners."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from approvals.models import Member
from cycle.models import Answer, Measurement, Period, Validation
from cycle.operations.keep_figures import open_period, record_measurements
from cycle.queries.figures import corrections, counting, drafts, newest, overviews, owners
from cycle.queries.periods import version_of
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from tests.conftest import AT as MOMENT
from tests.cycle.test_report import contest
from tests.procedure import another_edition, another_version, someone

pytestmark = pytest.mark.django_db
ADDRESS = ("strategic-plan-2019-2022", "2019-2020")


@pytest.fixture
def period():
    return Period.objects.get()


@pytest.fixture
def visit(client):
    def as_(username):
        client.force_login(someone(username))
        return client

    return as_


def row(kpi, actual, of=None, source="SYNTHETIC count", seen=1, comment=""):
    typed = {"actual": actual, "source": source, "comment": comment, "seen": seen} | ({} if of is None else {"of": of})
    return {f"{kpi}-{name}": value for name, value in typed.items()}


def member(code):
    return Member.objects.get(code=code).pk


def as_shown(period, *, but=()):
    """What the grid sends when nothing was typed."""
    data = {}
    for kpi, entry in newest(period).items():
        if kpi not in but:
            actual = entry.done_on.isoformat() if entry.done_on else "no" if entry.actual is None else entry.actual
            data |= row(kpi, actual, entry.of, entry.source, entry.number)
    return data


def test_the_grid_stores_what_was_changed_and_nothing_else(visit, period):
    changed = row("sp1.1", "20") | row("sp7.1", " 30 ", "40", comment="recounted")
    data = as_shown(period, but=["sp1.1", "sp7.1"]) | changed
    answer = visit("drafter").post(reverse("period", args=ADDRESS), data)
    assert answer.status_code == 302
    made = {one.kpi: (one.actual, one.of, one.number, one.comment) for one in drafts(period)}
    assert made == {"sp1.1": (20, None, 2, ""), "sp7.1": (30, 40, 2, "recounted")}
    visit("drafter").post(reverse("period", args=ADDRESS), as_shown(period))
    assert len(drafts(period)) == 2


def test_every_wrong_cell_says_why_and_nothing_is_stored(visit, period):
    data = row("sp1.1", "12,5") | row("sp7.1", "30", "20") | row("ld3.1", "30/06/2020") | row("sp1.2", "43")
    answer = visit("drafter").post(reverse("period", args=ADDRESS), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("Only whole numbers", "cannot be more than the second", "write it as 2020-06-30"):
        assert sentence in text
    assert 'value="12,5"' in text
    assert drafts(period) == []


def test_what_is_right_is_stored_alone_where_that_is_asked(visit, period):
    data = row("sp1.1", "12,5") | row("sp1.2", "43") | {"partly": "1"}
    answer = visit("drafter").post(reverse("period", args=ADDRESS), data)
    assert answer.status_code == 422
    assert [one.kpi for one in drafts(period)] == ["sp1.2"]
    assert 'value="12,5"' in answer.content.decode()


def test_what_was_entered_meanwhile_is_shown_and_not_overwritten(visit, period):
    record_measurements(by=someone("owner"), at=MOMENT, period=period, entries=[Entry("sp7.1", Figures(29, 40), "x")])
    answer = visit("drafter").post(reverse("period", args=ADDRESS), row("sp7.1", "30", "40"))
    assert answer.status_code == 409
    assert "Entered meanwhile:" in answer.content.decode()
    assert newest(period)["sp7.1"].actual == 29


def test_clearing_a_figure_is_no_figure(visit, period):
    for kpi, sentence in (("sp1.1", "Enter how much was done"), ("ld3.1", "write it as 2020-06-30")):
        answer = visit("drafter").post(reverse("period", args=ADDRESS), row(kpi, ""))
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_an_owner_sees_fields_for_the_own_figures_alone(visit, period):
    text = visit("owner").get(reverse("period", args=ADDRESS)).content.decode()
    assert 'name="sp7.1-actual"' in text
    assert 'name="sp1.1-actual"' not in text
    visit("owner").post(reverse("period", args=ADDRESS), row("sp1.1", "20") | row("sp7.1", "30", "40"))
    assert [one.kpi for one in drafts(period)] == ["sp7.1"]
    assert "-actual" not in visit("reader").get(reverse("period", args=ADDRESS)).content.decode()


def test_a_grid_of_a_large_plan_is_taken(visit, period):
    many = {f"other-{number}": "x" for number in range(3000)}
    assert visit("drafter").post(reverse("period", args=ADDRESS), row("sp1.1", "20") | many).status_code == 302


def test_drafts_are_confirmed_as_shown(visit, period):
    record_measurements(by=someone("owner"), at=MOMENT, period=period, entries=[Entry("sp7.1", Figures(29, 40), "x")])
    page = visit("evaluator").get(reverse("period", args=ADDRESS)).content.decode()
    assert 'value="sp7.1:2"' in page
    confirming = reverse("period-confirm", args=ADDRESS)
    for nothing in ({}, {"entry": "sp7.1:1"}, {"entry": "sp7.1:x"}, {"entry": "nonsense"}):
        visit("evaluator").post(confirming, nothing)
        assert counting(period)["sp7.1"].number == 1
    visit("evaluator").post(confirming, {"entry": "sp7.1:2"})
    assert counting(period)["sp7.1"].number == 2


def test_a_locked_period_refuses_and_offers_a_correction(visit, period):
    visit("evaluator").post(reverse("period-lock", args=ADDRESS))
    period.refresh_from_db()
    assert period.locked_by == someone("evaluator")
    answer = visit("drafter").post(reverse("period", args=ADDRESS), row("sp1.1", "20"))
    assert (answer.status_code, "corrected beside" in answer.content.decode()) == (409, True)
    correcting = reverse("figure", args=[*ADDRESS, "sp1.1"])
    without = visit("drafter").post(correcting, row("sp1.1", "20"))
    assert without.status_code == 422
    visit("drafter").post(correcting, row("sp1.1", "20") | {"sp1.1-reason": "counted twice"})
    visit("evaluator").post(reverse("period-confirm", args=ADDRESS), {"entry": "sp1.1:2"})
    assert (counting(period)["sp1.1"].actual, corrections(period)["sp1.1"].actual) == (19, 20)
    assert "counted twice" in visit("reader").get(correcting).content.decode()
    assert "counted twice" in visit("reader").get(reverse("kpi", args=["SP1.1"])).content.decode()


def test_the_act_of_a_lock_is_read_in_the_register_and_corrected_elsewhere(visit, period):
    visit("evaluator").post(reverse("period-lock", args=ADDRESS))
    act = reverse("act", args=[period.chain, 1])
    text = visit("registrar").get(act).content.decode()
    assert "Figures locked" in text
    assert "Add the correction" not in text
    answer = visit("registrar").post(act, {"statement": "It was another day"})
    assert (answer.status_code, "corrected where it was done" in answer.content.decode()) == (403, True)


def test_evidence_is_kept_with_its_digest_and_given_back_as_it_was(visit, period, settings):
    page = reverse("figure", args=[*ADDRESS, "sp1.1"])
    file = SimpleUploadedFile("../count.html", b"<script>alert(1)</script>", content_type="text/html")
    visit("drafter").post(page, row("sp1.1", "19", source=newest(period)["sp1.1"].source) | {"sp1.1-evidence": file})
    entry = newest(period)["sp1.1"]
    assert (entry.number, entry.actual, entry.evidence_name) == (2, 19, "count.html")
    answer = visit("reader").get(reverse("evidence", args=[entry.pk]))
    assert answer.getvalue() == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    (kept,) = (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    kept.write_bytes(b"another one")
    assert visit("reader").get(reverse("evidence", args=[entry.pk])).status_code == 404
    assert visit("reader").get(reverse("evidence", args=[newest(period)["sp1.2"].pk])).status_code == 404


def test_a_delegate_contests_and_staff_answers(visit, period):
    page = reverse("figure", args=[*ADDRESS, "sp7.1"])
    saying = reverse("figure-validate", args=[*ADDRESS, "sp7.1", 1])
    assert "For your Member" in visit("delegate-fr").get(page).content.decode()
    assert "For your Member" not in visit("drafter").get(page).content.decode()
    visit("delegate-fr").post(saying, {"member": member("FR"), "stance": "contested", "reason": ""})
    assert Validation.objects.count() == 0
    assert visit("delegate-fr").post(saying, {"member": member("JP"), "stance": "confirmed"}).status_code == 422
    visit("delegate-fr").post(
        saying, {"member": member("FR"), "stance": "contested", "reason": "<b>two are missing</b>"}
    )
    contest = Validation.objects.get()
    assert "&lt;b&gt;two are missing" in visit("reader").get(page).content.decode()
    assert "two are missing" in visit("evaluator").get(reverse("period", args=ADDRESS)).content.decode()
    visit("drafter").post(reverse("contest-answer", args=[contest.pk]), {"text": "They were not."})
    assert not Answer.objects.exists()
    visit("evaluator").post(reverse("contest-answer", args=[contest.pk]), {"text": "They were in July."})
    assert "They were in July." in visit("reader").get(page).content.decode()
    assert "two are missing" not in visit("evaluator").get(reverse("period", args=ADDRESS)).content.decode()


def test_periods_are_opened_on_the_page_and_what_is_wrong_is_said(visit):
    days = {"start": "2020-07-01", "end": "2021-06-30", "due_on": "2021-07-31"}
    for code, others, sentence in (
        ("2019-2020", {}, "of this name already"),
        ("x", {"start": "2020-01-01"}, "meet those of 2019-2020"),
        ("a b", {}, "Letters and digits"),
        ("x", {"end": "2020-06-30"}, "ends after it starts"),
        ("x", {"start": "1999-01-01"}, "No plan is in force on this day."),
        ("x", {"end": "2031-06-30", "due_on": "2031-06-30"}, "outside the plan’s own period"),
    ):
        answer = visit("drafter").post(reverse("figures"), days | others | {"code": code})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), code
    assert "Open a period" not in visit("reader").get(reverse("figures")).content.decode()
    visit("drafter").post(reverse("figures"), days | {"code": "2020-2021"})
    assert Period.objects.get(code="2020-2021").end == date(2021, 6, 30)
    assert visit("reader").get(reverse("period", args=["strategic-plan-2019-2022", "2020-2021"])).status_code == 200


def test_the_list_of_periods_says_what_each_lacks_in_as_many_queries_for_many(
    visit, period, at, django_assert_max_num_queries
):
    record_measurements(by=someone("owner"), at=at, period=period, entries=[Entry("sp7.1", Figures(29, 40), "x")])
    text = visit("reader").get(reverse("figures")).content.decode()
    assert "0 of 29" in text
    for number in range(8):
        start = date(2020, 7, 1) + timedelta(days=30 * number)
        end = start + timedelta(days=29)
        open_period(
            by=someone("drafter"), at=at, edition=period.edition, code=f"P{number}", start=start, end=end, due_on=end
        )
    with django_assert_max_num_queries(12):
        text = visit("reader").get(reverse("figures")).content.decode()
    assert text.count("29 of 29") == 8
    (first,) = (one for one in overviews() if one.period == period)
    assert (first.kpis, first.missing, first.drafts) == (29, 0, 1)


def test_the_owner_is_named_on_the_page_of_the_indicator(visit, at):
    naming = reverse("kpi-owner", args=["sp7.1"])
    visit("drafter").post(naming, {"person": someone("reader").pk})
    visit("drafter").post(naming, {"person": someone("delegate-fr").pk})
    visit("owner").post(naming, {"person": someone("owner").pk})
    assert owners(timezone.now())["sp7.1"] == someone("reader")
    for other in ("sp7", "mission", "no-such-key"):
        assert visit("drafter").post(reverse("kpi-owner", args=[other]), {"person": ""}).status_code == 404
    visit("drafter").post(naming, {"person": ""})
    assert "sp7.1" not in owners(timezone.now())


def test_a_period_is_opened_for_another_plan_too(visit, at):
    other = another_edition(at)
    staff = visit("drafter")
    days = {"code": "2020-Q3", "start": "2020-07-01", "end": "2020-09-30", "due_on": "2020-10-15"}
    assert "Of which plan" in staff.get(reverse("figures")).content.decode()
    staff.post(reverse("figures"), days | {"edition": other.edition_id})
    assert Period.objects.get(code="2020-Q3").edition == other.edition


def test_the_page_says_who_is_late_with_what(visit, at):
    edition = Period.objects.get().edition
    days = {"start": date(2020, 7, 1), "end": date(2020, 9, 30), "due_on": date(2020, 10, 15)}
    open_period(by=someone("drafter"), at=at, edition=edition, code="2020-Q3", **days)
    page = visit("reader").get(reverse("period", args=[edition.key, "2020-Q3"]))
    late = {person and person.username: codes for person, codes in page.context["late_by"]}
    assert (late["owner"], len(late[None])) == (["SP7.1", "SP7.2", "SP7.3", "SP7.4", "SP7.5", "SP8.1"], 23)
    assert "Who is late" in page.content.decode()


def test_the_page_of_a_figure_says_who_confirmed_it_and_the_grid_what_is_late(visit, at):
    reader, period = visit("reader"), Period.objects.get()
    page = reader.get(reverse("figure", args=[*ADDRESS, "sp7.1"])).content.decode()
    confirmed = counting(period)["sp7.1"].confirmation
    assert f"confirmed by {confirmed.by.get_full_name()}" in page
    days = {"start": date(2020, 7, 1), "end": date(2020, 9, 30), "due_on": date(2020, 10, 15)}
    open_period(by=someone("drafter"), at=at, edition=period.edition, code="2020-Q3", **days)
    late = reader.get(reverse("period", args=[ADDRESS[0], "2020-Q3"])).content.decode()
    assert (late.count("✕ late"), "29 figures are late" in late) == (29, True)
    assert "✕ late" not in reader.get(reverse("period", args=ADDRESS)).content.decode()


def test_what_members_say_of_an_indicator_that_left_the_plan_is_still_answered(visit, at):
    period = Period.objects.get()
    contest(at, Measurement.objects.get(kpi="sp7.1"))
    content = version_of(period).content
    without = tuple(kpi for kpi in content.kpis if kpi.key != "sp7.1")
    another_version(at, version_of(period), day=date(2020, 3, 1), kpis=without)
    address = reverse("figure", args=[*ADDRESS, "sp7.1"])
    page = visit("evaluator").get(address)
    said = page.content.decode()
    assert (page.status_code, "Answer on record" in said, "Enter a figure" in said) == (200, True, False)
    contested = Validation.objects.get()
    answered = visit("evaluator").post(reverse("contest-answer", args=[contested.pk]), {"text": "Both."}, follow=True)
    assert (answered.status_code, "Both." in answered.content.decode()) == (200, True)
    assert visit("evaluator").get(reverse("figure", args=[*ADDRESS, "no-such"])).status_code == 404
    assert visit("drafter").get(address).content.decode().count("Store as a draft") == 0
