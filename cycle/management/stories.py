"""Two stories that take an amendment through the whole chain, by the same operations as the pages.

What bodies decided and how Members voted is SYNTHETIC; dates and attendance follow the public record where there is
one.
"""

from datetime import UTC, date, datetime

from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage

from approvals.enums import Choice, Motion
from approvals.models import Delegate, Reading
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.operations.freeze_version import awaiting_seal, freeze_version
from approvals.operations.open_poll import open_poll
from approvals.operations.open_reading import open_reading
from approvals.operations.record_outcome import record_outcome
from approvals.operations.submit_amendment import submit_amendment
from approvals.queries.register import verify as verify_register
from approvals.verification.document import verify
from cycle.enums import Cause, Course
from cycle.models import CorrectiveAction, Deviation
from cycle.operations.correct import (
    amend_plan,
    analyse_deviation,
    decide_course,
    follow_amendments,
    propose_solution,
)
from cycle.operations.open_deviations import open_deviations
from cycle.wording import percent
from notifications.models import Letter
from notifications.operations.send_letters import send_letters
from plans.documents.configured import seal_roots
from plans.models import Version
from plans.operations.save_draft import save_draft
from plans.operations.start_amendment import start_amendment
from plans.rules.changes import AddPriority, ReplaceText, SetEstimate
from plans.rules.content import Aim, Priority

SECRETARIES = {
    "policy_commission": "pc-secretary",
    "audit_committee": "audit-secretary",
    "finance_committee": "finance-secretary",
    "council": "council-secretary",
}


class StoryFailed(Exception):
    """A step did not lead to what the story says."""


class Story:
    """Tells what happens, a line a step: when, who, what."""

    def __init__(self, name, say, output):
        self.name = name
        self.say = say
        self.output = output

    def step(self, at, who, what):
        self.say(f"{at:%Y-%m-%d}  {who:<18} {what}")

    def reading(self, review, at, *, present, votes=None, motion=Motion.FAVOURABLE, reason="", changes=(), meeting=""):
        """One body takes the open reading up and decides at a meeting."""
        reading = _open_reading(review)
        secretary = person(SECRETARIES[reading.body.key])
        open_reading(by=secretary, at=at, reading=reading)
        decision = record_outcome(
            by=secretary,
            at=at,
            reading=reading,
            shown=reading.revision.digest,
            motion=motion,
            present=present,
            votes=votes,
            meeting=meeting,
            reason=reason,
            changes=changes,
        )
        how = "by consensus" if votes is None else f"{votes[0]} for, {votes[1]} against, {votes[2]} abstaining"
        self.step(
            at,
            secretary.username,
            f"{reading.task.flow_task.task_title}: {decision.outcome} ({how}; "
            f"{present} of {decision.tally['entitled']} present), on revision {decision.revision.number}",
        )
        return decision

    def council(self, review, opens, closes, *, votes_for, against, abstaining):
        """The Council decides by electronic poll; prints the computation."""
        reading = _open_reading(review)
        secretary = person("council-secretary")
        open_reading(by=secretary, at=opens, reading=reading)
        digest = reading.revision.digest
        poll = open_poll(by=secretary, at=opens, reading=reading, shown=digest, motion=Motion.ENDORSE, closes_at=closes)
        self.step(opens, secretary.username, f"opens the Council's poll until {closes:%Y-%m-%d %H:%M %Z}")
        choices = [Choice.FOR] * votes_for + [Choice.AGAINST] * against + [Choice.ABSTAIN] * abstaining
        delegates = Delegate.objects.in_force(opens).select_related("person").order_by("member__code")
        for delegate, choice in zip(delegates, choices, strict=False):
            reason = "SYNTHETIC" if choice is Choice.AGAINST else ""
            cast_vote(by=delegate.person, at=opens, poll=poll, shown=digest, choice=choice, reason=reason)
        self.step(opens, "delegates", f"{len(choices)} Members vote, each by name on the digest {digest[:12]}…")
        decision = close_poll(by=secretary, at=closes, poll=poll)
        self.step(closes, secretary.username, f"closes the poll: {decision.outcome}")
        self.working(decision.tally)
        if not decision.final:
            raise StoryFailed("the Council did not endorse")
        return decision

    def working(self, tally):
        quorum = ">" if tally["quorate"] else "≤"
        for line in (
            f"rule        {tally['rule']['key']}, version {tally['rule']['version']}: {tally['rule']['article']}",
            f"entitled    {tally['entitled']}",
            f"present     {tally['present']}   quorum: {tally['present']} × 2 {quorum} {tally['entitled']}",
            f"votes       {tally['for']} for, {tally['against']} against, {tally['abstaining']} abstaining",
            f"needed      {tally['rule']['share']} × {tally['denominator']} = {tally['threshold']}: {tally['needed']}",
            f"result      {'carried' if tally['carried'] else 'not carried'}",
        ):
            self.say(f"            | {line}")

    def frozen(self, at):
        """Seals what was adopted, writes the PDF into the story's directory, and verifies it. Returns its path."""
        version = awaiting_seal()[0]
        document = freeze_version(version=version, at=at)
        with default_storage.open(document.reached.file) as file:
            data = file.read()
        path = self.output / f"{version.edition.key}-version-{version.label}-{self.name}.pdf"
        path.write_bytes(data)
        self.step(at, "worker", f"renders and seals version {version.label}, in force from {version.in_force_from}")
        self.verified(data, [seal_roots().read_bytes()])
        return path

    def verified(self, data, roots):
        """Says what the verifier says of a sealed document."""
        verdict = verify(data, roots)
        for sentence in verdict.sentences:
            self.say(f"            | {sentence}")
        if verdict.exit_code:
            raise StoryFailed("the sealed document is not true")

    def deviations(self, at):
        """The sweep opens what deviates."""
        for one in open_deviations(at=at):
            said = f"{one.reference}: {one.code} at {percent(one.ratio)}, {percent(one.reached)} of its aim"
            self.step(at, "sweep", said)

    def told(self, at):
        while send_letters(at=at):
            pass
        self.step(at, "worker", f"has sent {Letter.objects.count()} letters")

    def whole(self, at):
        verdict = verify_register()
        self.step(
            at,
            "anybody",
            f"verifies the register: {'whole' if verdict.whole else 'BROKEN'}, {verdict.acts} acts, "
            f"root {verdict.root}",
        )
        if not verdict.whole:
            raise StoryFailed("the register is not whole")


def person(username):
    return get_user_model().objects.get(username=username)


def _open_reading(review):
    return Reading.objects.select_related("body", "revision", "review", "task").get(review=review, closed_at=None)


def morning(year, month, day, hour=9):
    """The morning of a day."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def day_at(moment):
    """The morning of a date."""
    return morning(moment.year, moment.month, moment.day)


def story_of_2020(say, output):
    """A deviation at SP7 in the first year leads to lower estimates for SP6, SP7, SP8 and LD3."""
    story = Story("2020", say, output)
    drafter, evaluator = person("drafter"), person("evaluator")
    at = morning(2020, 7, 15)
    story.deviations(at)
    deviation = analyse_deviation(
        by=drafter,
        at=at,
        deviation=Deviation.objects.get(kpi="sp7.1"),
        cause=Cause.EXTERNAL,
        analysis="From March 2020 missions could not travel; the requests of Members did not fall (SYNTHETIC).",
    )
    story.step(at, drafter.username, f"analyses {deviation.reference}: {deviation.analysis}")
    more = propose_solution(
        by=drafter,
        at=at,
        deviation=deviation,
        text="Send more experts once travel is possible",
        effect="90 % again in 2021-22, not before",
    )
    lower = propose_solution(
        by=drafter,
        at=at,
        deviation=deviation,
        text="Deliver remotely, and lower the estimates of the year",
        effect="75 % of requests met by June 2021",
        aim=Aim(ratio="0.75"),
        holds_from=date(2020, 7, 1),
    )
    for solution in (more, lower):
        story.step(at, drafter.username, f"proposes solution {solution.number}: {solution.text}")
    action = decide_course(
        by=evaluator,
        at=at,
        action=lower.corrective_action,
        solution=lower,
        course=Course.AMEND_PLAN,
        evaluation="Travel will not be possible this year; an estimate that cannot be reached steers nothing.",
    )
    story.step(at, evaluator.username, f"decides on {action.code}: amend the plan, by solution {lower.number}")
    amendment = amend_plan(by=drafter, at=at, action=action)
    content = amendment.base.content
    changes = [change for change in amendment.drafts.last().contents["changes"] if change]
    changes = [SetEstimate.model_validate(change) for change in changes]
    for kpi, aim in (
        ("sp6.2", Aim(count=60)),
        ("sp7.2", Aim(ratio="0.75")),
        ("sp7.3", Aim(ratio="0.75")),
        ("sp7.4", Aim(ratio="0.7")),
        ("sp7.5", Aim(ratio="0.75")),
        ("sp8.1", Aim(ratio="0.65")),
        ("ld3.2", Aim(ratio="0.4")),
    ):
        day = date(2020, 7, 1)
        changes.append(SetEstimate(element=kpi, holds_from=day, old=content.element(kpi).aim_on(day), new=aim))
    draft = save_draft(by=drafter, at=at, amendment=amendment, shown=1, changes=changes)
    reading = submit_amendment(by=drafter, at=at, amendment=amendment, shown=draft.number)
    review = reading.review
    story.step(
        at,
        drafter.username,
        f"submits {amendment.code}, {len(changes)} estimates, digest {reading.revision.digest[:12]}…",
    )
    story.reading(review, morning(2020, 9, 14), present=27, meeting="SYNTHETIC session")
    story.reading(review, morning(2020, 10, 6), present=10, votes=(8, 1, 1), meeting="SYNTHETIC session")
    story.reading(review, morning(2020, 10, 20), present=17, meeting="SYNTHETIC session")
    story.reading(review, morning(2020, 11, 16), present=29, votes=(25, 2, 2), meeting="SYNTHETIC session")
    story.council(review, morning(2020, 11, 23), morning(2020, 12, 10, 17), votes_for=112, against=24, abstaining=14)
    version = Version.objects.order_by("number").last()
    story.step(morning(2020, 12, 10), "Council", f"adopts version {version.label} of the plan")
    path = story.frozen(morning(2020, 12, 11))
    follow_amendments(at=morning(2020, 12, 11))
    action = CorrectiveAction.objects.get(pk=action.pk)
    story.step(morning(2020, 12, 11), "sweep", f"takes {action.code} on to its {action.step.replace('_', ' ')}")
    story.told(morning(2020, 12, 11))
    story.whole(morning(2020, 12, 11))
    return path


def story_of_integrity(say, output):
    """The Audit Committee asks for "Integrity" as a priority, in a base that lacks it; the Council adopts it so."""
    story = Story("integrity", say, output)
    drafter = person("drafter")
    at = morning(2018, 12, 3)
    base = Version.objects.get()
    convention = base.content.element("priority-revised-kyoto-convention")
    old = convention.description["en"]
    change = ReplaceText(
        element=convention.key,
        field="description",
        language="en",
        old=old,
        new=old.replace("review it as a whole", "review it as a whole with all Members"),
    )
    amendment = start_amendment(
        by=drafter,
        at=at,
        base=base,
        title="The draft of the plan for 2019-2022",
        changes=[change],
        rationale={"en": "What the six regional workshops asked for in the second half of 2018 (SYNTHETIC wording)."},
    )
    draft = save_draft(by=drafter, at=at, amendment=amendment, shown=1, in_force_from=date(2019, 7, 1))
    reading = submit_amendment(by=drafter, at=at, amendment=amendment, shown=draft.number)
    review = reading.review
    names = ", ".join(priority.name["en"] for priority in base.content.priorities)
    story.step(
        at,
        drafter.username,
        f"submits {amendment.code} to a base with {len(base.content.priorities)} priorities: {names}",
    )
    story.reading(review, morning(2018, 12, 5), present=28, meeting="Policy Commission, December 2018")
    integrity = AddPriority(
        priority=Priority(
            key="priority-integrity",
            name={"en": "Integrity"},
            description={"en": "Integrity and professionalism of officers, together with partners outside Customs."},
        ),
        after="priority-performance-measurement",
    )
    story.reading(
        review,
        morning(2019, 2, 12),
        present=10,
        motion=Motion.FAVOURABLE_WITH_CHANGES,
        reason="Integrity belongs among the priorities.",
        changes=[integrity],
        meeting="Audit Committee, 11-12 February 2019",
    )
    revision = amendment.revisions.last()
    story.step(
        morning(2019, 2, 12),
        "Audit Committee",
        f"its change makes revision {revision.number}, digest {revision.digest[:12]}…",
    )
    story.reading(review, morning(2019, 4, 9), present=16, meeting="Finance Committee, spring 2019")
    second = _open_reading(review)
    story.step(
        morning(2019, 6, 24),
        "Policy Commission",
        f"second reading on revision {second.revision.number}; the first was on revision 1",
    )
    story.reading(review, morning(2019, 6, 24), present=30, votes=(27, 1, 2), meeting="Policy Commission, June 2019")
    story.council(review, morning(2019, 6, 25), morning(2019, 6, 29, 17), votes_for=131, against=8, abstaining=11)
    version = Version.objects.order_by("number").last()
    added = [priority.name["en"] for priority in version.content.priorities if priority.key == "priority-integrity"]
    story.step(morning(2019, 6, 29), "Council", f"adopts version {version.label}, with the priority {added[0]}")
    path = story.frozen(morning(2019, 6, 30))
    story.told(morning(2019, 6, 30))
    story.whole(morning(2019, 6, 30))
    return path
