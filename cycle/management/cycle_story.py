"""The whole cycle 2018 to 2021: the plan adopted, two years measured, deviations and what was done, the next annual
plan, the strategy endorsed. By the same operations as the pages; what bodies decided and every figure is SYNTHETIC,
dates and attendance follow the public record where there is one."""

from datetime import date, timedelta

from django.core.files.storage import default_storage

from approvals.models import Decision
from approvals.operations.certify_decision import certify_decisions
from approvals.operations.endorse import end_endorsed
from approvals.operations.submit_amendment import submit_amendment
from cycle.enums import Cause, Course, Verdict
from cycle.management.stories import Story, StoryFailed, day_at, person, story_of_integrity
from cycle.models import CorrectiveAction, Cycle, Deviation, Period
from cycle.operations.correct import (
    acknowledge_deviation,
    amend_plan,
    analyse_deviation,
    close_action,
    decide_course,
    follow_amendments,
    link_deviations,
    propose_solution,
    report_progress,
)
from cycle.operations.deliver import report_delivery
from cycle.operations.keep_figures import confirm_measurements, lock_period, open_period, record_measurements
from cycle.operations.load_demonstration import DELIVERIES, FIGURES, STEPS, entry_of
from cycle.operations.open_deviations import open_deviations
from cycle.operations.publish_report import publish_report, seal_reports
from cycle.operations.review_strategy import review_strategy
from cycle.operations.run_cycle import add_evidence, advance_cycle
from cycle.queries.deliveries import deliveries, progress_of
from cycle.queries.report import report_as_of
from cycle.rules.annual import next_year
from cycle.wording import percent
from plans.documents.configured import seal_roots
from plans.enums import DocumentKind
from plans.operations.save_draft import save_draft
from plans.queries.documents import document_about
from plans.queries.versions import latest_version
from plans.rules.canonical import sha256
from plans.rules.changes import AddElement, SetEstimate
from plans.rules.content import Aim
from plans.rules.source import parsed

SECOND_YEAR = FIGURES.with_name("measurements-2020-2021.yaml")
REPORTED = (date(2019, 11, 30), date(2020, 7, 31), date(2020, 12, 31), date(2021, 7, 31), date(2021, 12, 31))
# what the Council lowered for the second year, and from when on
LOWERED = {
    "sp7.1": (Aim(ratio="0.75"), date(2020, 7, 1)),
    "sp7.2": (Aim(ratio="0.75"), date(2020, 7, 1)),
    "sp7.3": (Aim(ratio="0.75"), date(2020, 7, 1)),
    "sp7.4": (Aim(ratio="0.7"), date(2020, 7, 1)),
    "sp7.5": (Aim(ratio="0.75"), date(2020, 7, 1)),
    "sp8.1": (Aim(ratio="0.65"), date(2020, 7, 1)),
    "sp6.2": (Aim(count=60), date(2021, 1, 1)),
    "ld3.2": (Aim(ratio="0.4"), date(2020, 7, 1)),
}


class CycleStory(Story):
    """Tells a cycle; `reports` are the bytes of the report of each day as they were at its end."""

    def __init__(self, say, output):
        super().__init__("cycle", say, output)
        self.reports = {}

    @property
    def cycle(self):
        return Cycle.objects.select_related("edition").get()

    def ends(self, at, *steps):
        """The cycle's steps end, with what shows that they were done."""
        shown = parsed(STEPS.read_bytes())
        for step in steps:
            if step in shown:
                add_evidence(by=person("drafter"), at=at, cycle=self.cycle, step=step, text=shown[step])
            advance_cycle(by=person("drafter"), at=at, cycle=self.cycle, shown=step)
        self.step(at, "drafter", f"ends the steps {', '.join(steps)}")

    def figures(self, at, given, only=None):
        """Figures are entered by one and confirmed by another."""
        period = Period.objects.get(code=given["period"]["code"])
        told = [one for one in given["figures"] if only is None or one["kpi"] in only]
        entries = [entry_of(one, given["source"]) for one in told]
        made = record_measurements(by=person("drafter"), at=at, period=period, entries=entries)
        shown = {one.kpi: one.number for one in made}
        confirm_measurements(by=person("evaluator"), at=at, period=period, shown=shown)
        self.step(at, "drafter, evaluator", f"enter and confirm {len(made)} figures of {period.code}")

    def opens(self, at, given):
        days = {name: date.fromisoformat(given["period"][name]) for name in ("start", "end", "due_on")}
        open_period(by=person("drafter"), at=at, edition=self.cycle.edition, code=given["period"]["code"], **days)

    def locks(self, at, code):
        period = Period.objects.get(code=code)
        lock_period(by=person("evaluator"), at=at, period=period, today=at.date())
        self.step(at, "evaluator", f"locks {code}: its figures never change again")

    def reported(self, day):
        """The report as of a day, asked at its end."""
        report = report_as_of(day)
        self.reports[day] = report.text
        reached = percent(report.whole.reached) if report.whole else "nothing measured"
        self.step(
            day_at(day),
            "anybody",
            f"reads the report: {report.whole.state if report.whole else 'no data'}, {reached} of the aims; "
            f"{len(report.deviations)} deviations, {len(report.pending)} amendments under review",
        )

    def published(self, at, day):
        shown = sha256(report_as_of(day).text)
        published = publish_report(by=person("evaluator"), at=at, day=day, shown=shown)
        seal_reports(at=at)
        path = self.written(DocumentKind.REPORT, published.subject, f"report-{published.code}.pdf")
        self.step(at, "evaluator", f"publishes {published.code} as of {day}, sealed: {path.name}")
        return published

    def written(self, kind, subject, name):
        """The sealed bytes of a document, in the story's directory, verified."""
        document = document_about(kind, subject)
        with default_storage.open(document.reached.file) as file:
            data = file.read()
        self.verified(data, [seal_roots().read_bytes()])
        path = self.output / name
        path.write_bytes(data)
        return path


def story_of_the_cycle(say, output):
    story = CycleStory(say, output)
    _planned(story)
    _first_year(story)
    version = _adapted(story)
    _second_year(story, version)
    path = _endorsed(story)
    for day, text in story.reports.items():
        if report_as_of(day).text != text:
            raise StoryFailed(f"the report of {day} is another one now")
        (story.output / f"report-{day}.json").write_bytes(text)
    story.step(day_at(REPORTED[-1]), "anybody", f"asks for {len(story.reports)} reports again: each the same bytes")
    story.whole(day_at(date(2022, 1, 3)))
    return path


def _planned(story):
    """The strategy is defined, decided on, translated; organization and monitoring begin."""
    story.ends(day_at(date(2018, 12, 2)), "consultation", "foundations", "priorities")
    story.ends(day_at(date(2018, 12, 3)), "internal_analysis", "environmental_scan", "main_goal")
    story_of_integrity(story.say, story.output)
    at = day_at(date(2019, 7, 1))
    story.ends(at, "decision", "objectives", "perspectives", "kpis", "initiatives", "alignment", "implementing_actions")


def _first_year(story):
    given = parsed(FIGURES.read_bytes())
    story.opens(day_at(date(2019, 7, 1)), given)
    story.figures(day_at(date(2019, 11, 20)), given, only={"sg.1", "sp1.1", "ld1.1"})
    story.reported(REPORTED[0])
    told, at = parsed(DELIVERIES.read_bytes()), day_at(date(2020, 6, 30))
    for key, share in told["shares"].items():
        edition = story.cycle.edition
        report_delivery(by=person("drafter"), at=at, edition=edition, deliverable=key, share=share, text=told["text"])
    at = day_at(date(2020, 7, 10))
    story.figures(at, given)
    story.deviations(at)
    story.reported(REPORTED[1])
    story.locks(day_at(date(2020, 8, 5)), "2019-2020")


def _adapted(story):
    """Causes, solutions, choices; the next annual plan and lower estimates, through the chain to a version."""
    drafter, evaluator, at = person("drafter"), person("evaluator"), day_at(date(2020, 8, 10))
    main = Deviation.objects.get(kpi="sp7.1")
    actions = {}
    for deviation in Deviation.objects.order_by("number"):
        acknowledge_deviation(by=drafter, at=at, deviation=deviation)
        analysis = "From March 2020 nobody could travel (SYNTHETIC)."
        analyse_deviation(by=drafter, at=at, deviation=deviation, cause=Cause.EXTERNAL, analysis=analysis)
        if deviation != main:
            reason = "The same cause: travel stopped (SYNTHETIC)."
            link_deviations(by=drafter, at=at, deviation=deviation, other=main, reason=reason)
        aim, holds_from = LOWERED.get(deviation.kpi, (None, None))
        solution = propose_solution(
            by=drafter,
            at=at,
            deviation=deviation,
            text="Deliver remotely, and lower the estimate of the year" if aim else "Publish what is drafted",
            effect="On track again by June 2021 (SYNTHETIC)",
            aim=aim,
            holds_from=holds_from,
            expected="9/10",
            expected_on=date(2021, 6, 30),
        )
        actions[deviation.kpi] = (solution.corrective_action, solution)
    for kpi, (action, solution) in actions.items():
        amends, does = kpi == "sp7.1", kpi == "sp6.1"
        decide_course(
            by=evaluator,
            at=at,
            action=action,
            solution=solution,
            course=Course.AMEND_PLAN if amends else Course.OPERATIONAL if does else Course.NONE,
            evaluation="One amendment lowers them all (SYNTHETIC)." if not does else "It needs no amendment.",
            owner=person("owner") if does else None,
            deadline=date(2020, 12, 31) if does else None,
        )
    story.step(at, evaluator.username, f"decides on {len(actions)} corrective actions")
    operational = actions["sp6.1"][0]
    report_progress(
        by=person("owner"), at=at + timedelta(days=60), action=operational, share=100, text="SYNTHETIC: out"
    )
    review = _submitted(story, actions["sp7.1"][0], day_at(date(2020, 9, 1)))
    story.reading(review, day_at(date(2020, 9, 14)), present=27, meeting="SYNTHETIC session")
    story.reading(review, day_at(date(2020, 10, 6)), present=10, votes=(8, 1, 1), meeting="SYNTHETIC session")
    story.reading(review, day_at(date(2020, 10, 20)), present=17, meeting="SYNTHETIC session")
    story.reading(review, day_at(date(2020, 11, 16)), present=29, votes=(25, 2, 2), meeting="SYNTHETIC session")
    opens, closes = day_at(date(2020, 11, 23)), day_at(date(2020, 12, 10))
    story.council(review, opens, closes, votes_for=112, against=24, abstaining=14)
    story.frozen(day_at(date(2020, 12, 11)))
    follow_amendments(at=day_at(date(2020, 12, 11)))
    story.reported(REPORTED[2])
    return latest_version(story.cycle.edition)


def _submitted(story, action, at):
    """The amendment of a corrective action, with what else was lowered and the next annual plan; its review."""
    amendment = amend_plan(by=person("drafter"), at=at, action=action)
    content = amendment.base.content
    year = content.annual_plans[-1]
    drafted = next_year(year, progress_of(deliveries(amendment.base.edition_id)))
    changes = [
        SetEstimate(element=kpi, holds_from=day, old=content.element(kpi).aim_on(day), new=aim)
        for kpi, (aim, day) in LOWERED.items()
    ]
    changes.append(AddElement(collection="annual_plans", added=drafted, after=year.key))
    draft = save_draft(by=person("drafter"), at=at, amendment=amendment, shown=1, changes=changes)
    reading = submit_amendment(by=person("drafter"), at=at, amendment=amendment, shown=draft.number)
    story.step(
        at,
        "drafter",
        f"submits {amendment.code}: {len(LOWERED)} estimates and {drafted.code} with {len(drafted.actions)} actions",
    )
    return reading.review


def _second_year(story, version):
    given, at = parsed(SECOND_YEAR.read_bytes()), day_at(date(2021, 7, 12))
    story.opens(day_at(date(2020, 12, 15)), given)
    story.figures(at, given)
    if open_deviations(at=at):
        raise StoryFailed("a KPI deviates in the second year")
    year = version.content.annual_plans[-1]
    for action in year.actions:
        for one in action.deliverables:
            edition = story.cycle.edition
            report_delivery(
                by=person("drafter"), at=at, edition=edition, deliverable=one.key, share=100, text="SYNTHETIC"
            )
    for action in CorrectiveAction.objects.order_by("number"):
        verdict = Verdict.HELPED_PARTLY if action.deviation.kpi == "sp6.1" else Verdict.HELPED
        close_action(
            by=person("evaluator"), at=at, action=action, verdict=verdict, follow_up="As the figures of 2020-2021 show."
        )
    story.step(at, "evaluator", f"closes {CorrectiveAction.objects.count()} corrective actions with a verdict")
    story.reported(REPORTED[3])
    story.locks(day_at(date(2021, 8, 5)), "2020-2021")


def _endorsed(story):
    """The strategy itself before the bodies, on a published report; the path of the certificate."""
    at = day_at(date(2021, 9, 6))
    story.ends(at, "monitoring")
    report = story.published(at, date(2021, 8, 31))
    review = review_strategy(
        by=person("drafter"),
        at=at,
        cycle=story.cycle,
        report=report,
        title="The strategy 2019-2022, after two years",
        rationale={"en": "What was reached, and what was changed on the way (SYNTHETIC)."},
    )
    reading = submit_amendment(by=person("drafter"), at=at, amendment=review.amendment, shown=1)
    story.step(at, "drafter", f"puts the strategy to the bodies as {review.amendment.code}, on {report.code}")
    for day, present in ((date(2021, 9, 20), 26), (date(2021, 10, 5), 11), (date(2021, 10, 19), 16)):
        story.reading(reading.review, day_at(day), present=present, meeting="SYNTHETIC session")
    story.reading(reading.review, day_at(date(2021, 11, 8)), present=28, votes=(26, 0, 2), meeting="SYNTHETIC session")
    opens, closes = day_at(date(2021, 11, 15)), day_at(date(2021, 12, 3))
    story.council(reading.review, opens, closes, votes_for=121, against=9, abstaining=12)
    certify_decisions(at=day_at(date(2021, 12, 4)))
    end_endorsed(at=day_at(date(2021, 12, 4)))
    decision = Decision.objects.filter(reading__review=reading.review, final=True).last()
    path = story.written(DocumentKind.CERTIFICATE, decision.subject, "certificate-strategy-2019-2022.pdf")
    story.step(day_at(date(2021, 12, 4)), "worker", "seals the certificate: the strategy stands as it is")
    story.ends(day_at(date(2021, 12, 6)), "evaluate_and_adapt")
    story.reported(REPORTED[4])
    story.told(day_at(date(2021, 12, 31)))
    return path
