"""Figures: entered, confirmed by somebody else, locked, corrected beside what was locked; contested and answered."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from approvals.models import Act, Member
from approvals.queries.register import verify
from cycle.enums import Stance, State
from cycle.exceptions import (
    AlreadyAnswered,
    DraftsLeft,
    EnteredMeanwhile,
    MeasurementDoesNotFit,
    NotAMember,
    NotAnOwner,
    NothingToAnswer,
    NotPublished,
    NotYours,
    OwnEntry,
    PeriodDoesNotFit,
    PeriodLocked,
    PeriodNotLocked,
    PeriodNotOver,
    ReasonMissing,
)
from cycle.models import Confirmation, Measurement, Ownership, Period, Validation
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.name_owner import name_owner
from cycle.operations.validate_figures import answer_contest, validate_measurement
from cycle.queries.figures import (
    corrections,
    counting,
    drafts,
    figures_digest,
    missing,
    newest,
    owners,
    rows,
    unanswered,
)
from cycle.queries.history import history_of
from cycle.queries.periods import version_of
from cycle.queries.standing import standings
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from plans.models import Edition, Version
from plans.queries.versions import version_in_force
from plans.rules.canonical import canonical, sha256
from plans.rules.content import Aim, Estimate, as_json
from tests.procedure import another_edition, another_version, someone

pytestmark = pytest.mark.django_db
AFTER = date(2020, 7, 1)


@pytest.fixture
def period():
    return Period.objects.get()


def entered(at, period, *entries, by="drafter", **others):
    return record_measurements(by=someone(by), at=at, period=period, entries=entries, **others)


def confirmed(at, period, by="evaluator", **shown):
    keys = {key.replace("_", "."): number for key, number in shown.items()}
    return confirm_measurements(by=someone(by), at=at, period=period, shown=keys)


def locked(at, period, today=AFTER, by="evaluator"):
    return lock_period(by=someone(by), at=at, period=period, today=today)


def entry(kpi="sp1.1", actual=20, of=None, **others):
    return Entry(kpi, Figures(actual, of), "SYNTHETIC", **others)


def test_a_draft_counts_once_somebody_else_confirmed_it(at, period):
    (draft,) = entered(at, period, entry())
    assert (draft.number, counting(period)["sp1.1"].actual) == (2, 19)
    assert drafts(period) == [draft]
    with pytest.raises(NotYours):
        confirmed(at, period, by="drafter", sp1_1=2)
    confirmed(at, period, sp1_1=2)
    assert (counting(period)["sp1.1"], drafts(period)) == (draft, [])


def test_who_entered_a_figure_does_not_confirm_it(at, period):
    someone("evaluator").groups.add(*someone("drafter").groups.all())
    entered(at, period, entry(), by="evaluator")
    with pytest.raises(OwnEntry) as refusal:
        confirmed(at, period, sp1_1=2)
    assert refusal.value.kpis == ["sp1.1"]
    assert Confirmation.objects.filter(measurement__number=2).count() == 0


def test_only_the_newest_entry_as_it_was_shown_is_confirmed_and_once(at, period):
    entered(at, period, entry())
    entered(at, period, entry(actual=21))
    for shown in ({"sp1_1": 2}, {"sp1_1": 1}, {"sp9_9": 1}, {"sp1_1": 4}):
        with pytest.raises(EnteredMeanwhile):
            confirmed(at, period, **shown)
    confirmed(at, period, sp1_1=3)
    with pytest.raises(EnteredMeanwhile):
        confirmed(at, period, sp1_1=3)
    assert counting(period)["sp1.1"].actual == 21


def test_what_was_entered_meanwhile_is_not_overtaken_unseen(at, period):
    entered(at, period, entry(seen=1))
    with pytest.raises(EnteredMeanwhile) as refusal:
        entered(at, period, entry(actual=7, seen=1), entry("sp1.2", seen=1))
    assert list(refusal.value.entries) == ["sp1.1"]
    assert newest(period)["sp1.2"].number == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (entry("sp7.1", 5), "two_counts_were_expected"),
        (entry("sp7.1", 6, 5), "more_than_the_whole"),
        (entry("sp1.1", 6, 5), "one_count_was_expected"),
        (entry("ld3.1", 6), "a_date_was_expected"),
        (entry("sp1.1", None), "a_count_was_expected"),
        (entry("sp1.1", -1), "negative"),
        (entry("sp1.1", 10**15 + 1), "too_large"),
        (entry("sp9.9"), "no_such_kpi"),
        (entry("sp7"), "no_such_kpi"),
        (Entry("sp1.1", Figures(1), " "), "no_source"),
        (Entry("sp1.1", Figures(1), "x" * 201), "too_long"),
        (Entry("sp1.1", Figures(1), "x", "x" * 2001), "too_long"),
        (Entry("sp1.1", Figures(1), "a\x07b"), "unprintable"),
        (Entry("sp1.1", Figures(1), "x", "a\x00b"), "unprintable"),
        (Entry("sp1.1", Figures(done_on=date(2020, 1, 1)), "x"), "a_count_was_expected"),
        (Entry("ld3.1", Figures(done_on=date(2020, 7, 1)), "x"), "done_after_the_period"),
    ],
)
def test_figures_that_do_not_fit_are_refused_with_all_that_came_with_them(at, period, wrong, why):
    with pytest.raises(MeasurementDoesNotFit) as refusal:
        entered(at, period, entry("sp1.2"), wrong)
    assert (refusal.value.why, refusal.value.kpi) == (why, wrong.kpi)
    assert Measurement.objects.count() == 29


def test_owners_enter_their_own_figures_and_no_others(at, period):
    entered(at, period, entry("sp7.1", 20, 30), by="owner")
    for foreign in ([entry()], [entry("sp7.2", 1, 2), entry()]):
        with pytest.raises(NotYours):
            entered(at, period, *foreign, by="owner")
    name_owner(by=someone("drafter"), at=at, element="sp7.1", person=None)
    with pytest.raises(NotYours):
        entered(at, period, entry("sp7.1", 21, 30), by="owner")
    with pytest.raises(NotYours):
        entered(at, period, entry(), by="reader")


@pytest.mark.parametrize(("username", "kpi"), [("drafter", "sp1.1"), ("owner", "sp7.1")])
def test_who_has_left_enters_and_confirms_nothing(username, kpi, at, period):
    person = someone(username)
    person.is_active = False
    person.save()
    given = entry(kpi, 5, 9) if kpi == "sp7.1" else entry(kpi, 5)
    with pytest.raises(NotYours):
        entered(at, period, given, by=username)


def test_an_owner_follows_another_and_what_was_stays(at):
    drafter, owner, reader = someone("drafter"), someone("owner"), someone("reader")
    later = at + timedelta(days=1)
    assert name_owner(by=drafter, at=later, element="sp7.1", person=owner).starts_at < later
    name_owner(by=drafter, at=later, element="sp7.1", person=reader)
    assert (owners(at)["sp7.1"], owners(later)["sp7.1"]) == (owner, reader)
    with pytest.raises(NotYours):
        name_owner(by=owner, at=later, element="sp7.2", person=owner)
    reader.is_active = False
    with pytest.raises(NotAnOwner):
        name_owner(by=drafter, at=later, element="sp7.2", person=reader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ownership.objects.all().delete()


def test_a_locked_period_keeps_its_figures_and_takes_corrections_beside_them(at, period):
    digest = figures_digest(period)
    locked(at, period)
    period.refresh_from_db()
    act = Act.objects.get(chain=period.chain)
    assert (act.kind, act.facts["figures"], act.facts["figures_digest"]) == ("figures_locked", 29, digest)
    with pytest.raises(PeriodLocked):
        entered(at, period, entry())
    (correction,) = entered(at, period, entry("sp7.1", 36, 36), reason="Two missions were counted twice.")
    assert "sp7.1" not in corrections(period)
    confirmed(at, period, sp7_1=2)
    assert (figures_digest(period), corrections(period)) == (digest, {"sp7.1": correction})
    one = standings(period).kpis["sp7.1"]
    assert (one.standing.state, one.measurement.number, one.corrected) == (State.OFF_TRACK, 1, correction)
    assert Act.objects.get(chain=period.chain, number=2).facts == {
        "kpi": "sp7.1",
        "entry": 2,
        "figures": {"actual": 36, "of": 36},
        "reason": "Two missions were counted twice.",
    }
    assert verify().whole


def test_locking_waits_for_the_end_for_drafts_and_for_who_may(at, period):
    with pytest.raises(PeriodNotOver):
        locked(at, period, today=period.end)
    with pytest.raises(NotYours):
        locked(at, period, by="drafter")
    entered(at, period, entry())
    with pytest.raises(DraftsLeft) as refusal:
        locked(at, period)
    assert refusal.value.kpis == ["sp1.1"]
    with pytest.raises(PeriodNotLocked):
        entered(at, period, entry("sp1.2"), reason="for nothing")
    confirmed(at, period, sp1_1=2)
    locked(at, period)
    with pytest.raises(PeriodLocked):
        locked(at, period)


def test_a_locked_period_stands_by_the_plan_that_held_when_it_was_locked(at, period):
    before = standings(period)
    locked(at, period)
    first = Version.objects.get()
    assert Act.objects.get(chain=period.chain).facts["version_digest"] == first.digest
    # as a corrigendum does: another text of the same day on which the first one came into force
    content = first.content.model_copy(
        update={
            "kpis": tuple(
                kpi.model_copy(update={"estimates": (Estimate(holds_from=date(2019, 7, 1), aim=Aim(ratio="0.1")),)})
                if kpi.key == "sp7.1"
                else kpi
                for kpi in first.content.kpis
            )
        }
    )
    text = canonical(as_json(content))
    Version.objects.create(
        edition=first.edition,
        number=1,
        corrigendum=1,
        canonical_text=text.decode(),
        digest=sha256(text),
        predecessor=first,
        adopted_at=at + timedelta(hours=1),
        in_force_from=first.in_force_from,
    )
    period = Period.objects.get()
    assert standings(period) == before
    ((_period, one),) = history_of("sp7.1", date(2020, 7, 1))
    assert one == before.kpis["sp7.1"]
    assert [row.aim for row in rows(period, version_of(period).content, at)] == [
        one.aim for one in before.kpis.values()
    ]


def test_a_period_is_measured_by_its_own_edition(at, period):
    """Another edition that comes into force within the period has its own periods."""
    other = Edition.objects.create(key="other", name={"en": "SYNTHETIC"}, start=date(2020, 1, 1), end=date(2024, 1, 1))
    first = Version.objects.get()
    Version.objects.create(
        edition=other,
        number=2,
        canonical_text=first.canonical_text,
        digest=first.digest,
        adopted_at=at,
        in_force_from=date(2020, 1, 1),
    )
    assert version_in_force(period.end).number == 2
    assert version_of(period) == first
    assert standings(period).version == first
    ((_period, one),) = history_of("sp7.1", date(2020, 7, 1))
    assert one == standings(period).kpis["sp7.1"]


def test_a_draft_of_what_went_out_of_the_plan_does_not_keep_a_period_open(at, period):
    Measurement.objects.create(
        period=period, kpi="gone", number=1, actual=1, source="SYNTHETIC", entered_by=someone("drafter"), entered_at=at
    )
    assert [one.kpi for one in drafts(period)] == ["gone"]
    assert locked(at, period).locked_at == at


def test_an_entry_and_its_confirmation_are_never_changed(at, period):
    for change in (
        lambda: Measurement.objects.update(actual=1),
        lambda: Measurement.objects.first().delete(),
        lambda: Confirmation.objects.all().delete(),
        lambda: Confirmation.objects.update(at=at),
        lambda: Period.objects.all().delete(),
    ):
        with pytest.raises(Exception, match=r"append-only|referenced|protected"), transaction.atomic():
            change()


def test_what_counted_at_a_moment_is_what_was_confirmed_by_then(at, period):
    later = at + timedelta(hours=1)
    entered(at, period, entry())
    confirmed(later, period, sp1_1=2)
    assert (counting(period, at)["sp1.1"].number, counting(period, later)["sp1.1"].number) == (1, 2)
    assert counting(period, at - timedelta(days=365)) == {}


def test_periods_follow_each_other(at, period):
    edition = period.edition
    opening = {"by": someone("drafter"), "at": at, "edition": edition}
    days = {"start": date(2020, 7, 1), "end": date(2021, 6, 30), "due_on": date(2021, 7, 31)}
    for wrong, why in (
        ({"code": "2020-2021", **days, "end": date(2020, 7, 1)}, "days_in_order"),
        ({"code": "2020-2021", **days, "due_on": date(2021, 6, 29)}, "days_in_order"),
        ({"code": "2019-2020", **days}, "code_taken"),
        ({"code": "x", **days, "start": date(2020, 6, 30)}, "meets_another"),
        ({"code": "x", **days, "start": date(2019, 7, 1)}, "meets_another"),
        ({"code": "x", **days, "start": date(2018, 1, 1)}, "outside_the_edition"),
        ({"code": "x", **days, "end": date(2022, 7, 1), "due_on": date(2022, 7, 1)}, "outside_the_edition"),
    ):
        with pytest.raises(PeriodDoesNotFit) as refusal:
            open_period(**opening, **wrong)
        assert refusal.value.why == why
    with pytest.raises(NotYours):
        open_period(**(opening | {"by": someone("reader")}), code="2020-2021", **days)
    new = open_period(**opening, code="2020-2021", **days)
    assert [period.code for period in Period.objects.all()] == ["2019-2020", "2020-2021"]
    assert len(missing(new, standings(period).version.content)) == 29


def test_a_period_ends_when_a_version_holds_and_is_measured_by_the_first_if_none_did(at, period):
    version = another_edition(at, day=date(2020, 9, 1))
    opening = {"by": someone("drafter"), "at": at, "edition": version.edition, "start": date(2020, 7, 1)}
    with pytest.raises(PeriodDoesNotFit) as refusal:
        open_period(**opening, code="Q1", end=date(2020, 8, 31), due_on=date(2020, 9, 30))
    assert refusal.value.why == "before_any_version"
    later = open_period(**opening, code="Q1", end=date(2020, 9, 1), due_on=date(2020, 9, 30))
    # one of before this rule, or whose version lapsed since
    Period.objects.filter(pk=later.pk).update(end=date(2020, 8, 31))
    later.refresh_from_db()
    assert version_of(later) == version


def test_what_was_a_draft_of_a_kpi_that_left_the_plan_is_never_confirmed_once_it_is_locked(at, period):
    entered(at, period, entry("sp7.1", 3, 4))
    version = version_of(period)
    another_version(at, version, kpis=tuple(kpi for kpi in version.content.kpis if kpi.key != "sp7.1"))
    lock_period(by=someone("evaluator"), at=at, period=period, today=AFTER)
    digest = figures_digest(period)
    with pytest.raises(PeriodLocked):
        confirm_measurements(
            by=someone("evaluator"), at=at, period=period, shown={"sp7.1": newest(period)["sp7.1"].number}
        )
    assert (figures_digest(period), Act.objects.filter(kind="figure_corrected").exists()) == (digest, False)


def test_a_member_confirms_contests_and_is_answered_on_record(at, period):
    delegate, france = someone("delegate-fr"), Member.objects.get(code="FR")
    figure = counting(period)["sp7.1"]
    says = {"by": delegate, "at": at, "measurement": figure, "member": france}
    validate_measurement(**says, stance=Stance.CONFIRMED)
    with pytest.raises(ReasonMissing):
        validate_measurement(**says, stance=Stance.CONTESTED, reason=" ")
    contest = validate_measurement(**says, stance=Stance.CONTESTED, reason="Two of ours are missing.")
    with pytest.raises(NotYours):
        answer_contest(by=delegate, at=at, validation=contest, text="no")
    with pytest.raises(ReasonMissing):
        answer_contest(by=someone("evaluator"), at=at, validation=contest, text="")
    with pytest.raises(NothingToAnswer):
        answer_contest(by=someone("evaluator"), at=at, validation=Validation.objects.get(number=1), text="thanks")
    assert unanswered(period) == [contest]
    answer_contest(by=someone("evaluator"), at=at, validation=contest, text="They were held in July.")
    assert unanswered(period) == []
    with pytest.raises(AlreadyAnswered):
        answer_contest(by=someone("evaluator"), at=at, validation=contest, text="again")
    acts = [
        (act.kind, act.facts.get("reason") or act.facts.get("answer")) for act in Act.objects.filter(chain=period.chain)
    ]
    assert acts == [
        ("figure_validated", None),
        ("figure_validated", "Two of ours are missing."),
        ("contest_answered", "They were held in July."),
    ]
    assert verify().whole


def test_only_who_speaks_for_a_member_validates_and_only_what_is_published(at, period):
    figure, france = counting(period)["sp1.1"], Member.objects.get(code="FR")
    (draft,) = entered(at, period, entry())
    for by, measurement, refused in (
        ("delegate-jp", figure, NotAMember),
        ("evaluator", figure, NotAMember),
        ("delegate-fr", draft, NotPublished),
    ):
        with pytest.raises(refused):
            validate_measurement(by=someone(by), at=at, measurement=measurement, member=france, stance=Stance.CONFIRMED)
    confirmed(at, period, sp1_1=2)
    with pytest.raises(NotPublished):
        validate_measurement(
            by=someone("delegate-fr"), at=at, measurement=figure, member=france, stance=Stance.CONFIRMED
        )
