"""Where a plan stands by what the plan itself says: its weights, its thresholds, its rule; for every KPI of it in every
period."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from django.urls import reverse

from cycle.enums import State
from cycle.models import Confirmation, Measurement, Period
from cycle.operations.keep_figures import open_period
from cycle.operations.open_deviations import open_deviations
from cycle.queries.history import history_of
from cycle.queries.periods import version_of
from cycle.queries.report import report_as_of
from cycle.queries.standing import standings
from plans.enums import Method
from plans.rules.content import Aim, Estimate
from tests.cycle.test_report_value import entered, noon
from tests.procedure import another_version, someone

pytestmark = pytest.mark.django_db
PLAN = "strategic-plan-2019-2022"


def with_kpi(content, key, **others):
    return tuple(kpi.model_copy(update=others) if kpi.key == key else kpi for kpi in content.kpis)


def amended(at, **others):
    """The period measured by a further version with other values."""
    period = Period.objects.get()
    another_version(at, version_of(period), **others)
    return period


def test_the_weights_of_the_plan_count(at):
    """SP7: of five indicators SP7.2 and SP7.3 are not off track."""
    period = Period.objects.get()
    content = version_of(period).content
    before = standings(period).objectives["sp7"]
    assert before.state is State.OFF_TRACK
    heavy = content
    for key in ("sp7.2", "sp7.3"):
        heavy = heavy.model_copy(update={"kpis": with_kpi(heavy, key, weight=100)})
    after = standings(amended(at, kpis=heavy.kpis)).objectives["sp7"]
    shares = {part.key: part.weight for part in after.parts}
    assert (after.state, shares["sp7.2"], shares["sp7.1"]) == (State.AT_RISK, 100, 1)
    weighed = sum(part.weight * min(part.reached, 1) for part in after.parts)
    assert after.reached == Fraction(weighed) / sum(part.weight for part in after.parts) != before.reached


def test_an_indicator_has_thresholds_of_its_own(at, client):
    period = Period.objects.get()
    content = version_of(period).content
    assert standings(period).kpis["sp7.1"].standing.state is State.OFF_TRACK
    period = amended(at, kpis=with_kpi(content, "sp7.1", on_track="0.6", at_risk="0.5"))
    one = standings(period).kpis["sp7.1"]
    assert (one.standing.state, one.on_track, one.at_risk) == (State.ON_TRACK, "0.6", "0.5")
    page = client.get(reverse("kpi", args=["SP7.1"])).content.decode().replace("\xa0", " ")
    assert "on track from 60 %, at risk from 50 % of the aim" in page
    seen = next(kpi for kpi in report_as_of(at.date()).kpis if kpi.code == "SP7.1")
    assert (seen.on_track, seen.at_risk, seen.judged.state) == ("0.6", "0.5", "on_track")


@pytest.mark.parametrize(
    ("kind", "estimates", "state"),
    [
        ("milestone", (), State.NO_DATA),
        ("milestone", (Estimate(holds_from=date(2019, 7, 1), aim=Aim(by=date(2020, 3, 1))),), State.NO_DATA),
        ("demand", (Estimate(holds_from=date(2019, 7, 1), aim=Aim(ratio="0.9")),), State.NO_DATA),
    ],
)
def test_what_was_measured_and_estimated_before_another_kind_says_nothing(kind, estimates, state, at):
    """A count becomes a milestone or a ratio within the period: its count, and its first estimate, have no meaning."""
    period = Period.objects.get()
    first = version_of(period)
    kinds = {Method(one.method): one.key for one in first.content.kinds}
    method = {"milestone": Method.MILESTONE, "demand": Method.DEMAND_RATIO}[kind]
    changed = with_kpi(first.content, "sp1.1", kind=kinds[method], estimates=estimates)
    another_version(at, first, day=date(2020, 3, 1), kpis=changed)
    one = standings(period).kpis["sp1.1"]
    assert (one.standing.state, one.original, one.amended) == (state, None, False)
    assert next(kpi for kpi in report_as_of(date(2020, 6, 20)).kpis if kpi.code == "SP1.1").judged.state == "no_data"
    assert "SP1.1" not in [deviation.code for deviation in open_deviations(at=at)]


def test_the_plan_says_from_when_a_whole_is_off_track_or_on_track(at):
    states = []
    for rule in ({}, {"off_from": "0.01"}, {"off_from": "1", "on_from": "0.01"}):
        period = amended(at, **rule) if rule else Period.objects.get()
        whole = standings(period)
        report = report_as_of(at.date())
        assert (report.off_from, report.on_from) == (str(whole.plan.off_from), str(whole.plan.on_from))
        states.append((whole.objectives["sp6"].state, whole.plan.state, str(whole.plan.off_from)))
        if rule:
            assert str(whole.plan.off_from) == str(Fraction(rule["off_from"]))
    assert states[1][1] is State.OFF_TRACK
    assert states[2][1] is State.AT_RISK


@pytest.mark.parametrize(("falling", "found"), [(2, ["LD2.1"]), (3, [])])
def test_the_plan_says_after_how_many_falls_a_deviation_opens(falling, found, at):
    period = Period.objects.get()
    another_version(at, version_of(period), falling=falling)
    open_deviations(at=at)
    for number, actual in enumerate((100, 99, 98)):
        start = date(2020, 7, 1) + timedelta(days=90 * number)
        end = start + timedelta(days=89)
        moment = noon(end + timedelta(days=1))
        following = open_period(
            by=someone("drafter"), at=at, edition=period.edition, code=f"F{number}", start=start, end=end, due_on=end
        )
        entered(moment, following, "ld2.1", actual)
        opened = [one.code for one in open_deviations(at=moment) if one.trigger == "falling"]
    assert opened == found


@pytest.mark.parametrize("seed", range(6))
def test_every_indicator_of_every_kind_has_a_status_in_every_period(seed, at):
    """Whatever was measured, entered or left out, and whichever version a period is measured by."""
    random, first = Random(seed), Period.objects.get()
    edition, content = first.edition, version_of(first).content
    left = {kpi.key for kpi in random.sample(content.kpis, 3)}
    another_version(
        at, version_of(first), day=date(2020, 12, 1), kpis=tuple(kpi for kpi in content.kpis if kpi.key not in left)
    )
    for number in range(4):
        start = date(2020, 7, 1) + timedelta(days=90 * number)
        end = start + timedelta(days=89)
        given = {"by": someone("drafter"), "at": at, "edition": edition}
        period = open_period(**given, code=f"Q{number}", start=start, end=end, due_on=end)
        plan = version_of(period).content
        made = [_figure(random, plan, kpi, period, at) for kpi in plan.kpis if random.random() < 0.6]
        Measurement.objects.bulk_create(made)
        Confirmation.objects.bulk_create(
            Confirmation(measurement=one, by=someone("evaluator"), at=at)
            for one in Measurement.objects.filter(period=period)
            if random.random() < 0.8
        )
    day = date(2021, 8, 1)
    for period in Period.objects.all():
        whole = standings(period, day)
        assert set(whole.kpis) == {kpi.key for kpi in version_of(period).content.kpis}
        assert {one.standing.state for one in whole.kpis.values()} <= set(State)
        assert {one.state for one in (*whole.objectives.values(), *whole.perspectives.values())} <= set(State)
        report = report_as_of(day, (PLAN, period.code))
        assert {kpi.key: kpi.judged.state for kpi in report.kpis} == {
            key: one.standing.state for key, one in whole.kpis.items()
        }
    # what left the plan has its past, and no later period
    gone = sorted(left)[0]
    assert [period.code for period, _one in history_of(gone, day)] == ["2019-2020", "Q0"]


def _figure(random, plan, kpi, period, at):
    method, figures = plan.kind_of(kpi).method, {}
    if method == Method.MILESTONE:
        figures["done_on"] = random.choice([None, period.start])
    else:
        figures["actual"] = random.choice([0, 1, 7, 40])
        if method != Method.TARGET_RATIO:
            figures["of"] = random.choice([0, 40, 50])
            figures["actual"] = min(figures["actual"], figures["of"])
    return Measurement(
        period=period,
        kpi=kpi.key,
        number=1,
        source="SYNTHETIC",
        entered_by=someone("drafter"),
        entered_at=at,
        **figures,
    )
