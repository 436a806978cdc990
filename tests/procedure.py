"""Short ways to bring an amendment to where a test needs it, by the same operations as the pages."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model

from approvals.enums import Choice, Motion, Section, Way
from approvals.models import Act, Delegate, Reading
from approvals.operations.cast_vote import cast_vote
from approvals.operations.close_poll import close_poll
from approvals.operations.decide_alone import decide_alone
from approvals.operations.open_poll import open_poll
from approvals.operations.open_reading import open_reading
from approvals.operations.record_outcome import record_outcome
from approvals.operations.sit import call_meeting, open_meeting, place_item, record_attendance
from approvals.operations.submit_amendment import submit_amendment
from approvals.queries.bodies import entitled_members
from plans.models import Edition, Version
from plans.operations.start_amendment import start_amendment
from plans.rules.canonical import canonical, sha256
from plans.rules.changes import ReplaceText, SetEstimate
from plans.rules.content import Aim, as_json

SECRETARIES = {
    "policy_commission": "pc-secretary",
    "audit_committee": "audit-secretary",
    "finance_committee": "finance-secretary",
    "council": "council-secretary",
}
PRESENT = {"policy_commission": 25, "audit_committee": 10, "finance_committee": 15, "council": 150}


def acts():
    """The register without what the demonstration's own cycle has in it."""
    return Act.objects.exclude(chain__startswith="cycle:")


def someone(username):
    return get_user_model().objects.get(username=username)


def lower_estimate(to="0.75", kpi="sp7.1", old="0.9", day=date(2020, 7, 1)):
    return SetEstimate(element=kpi, holds_from=day, old=Aim(ratio=old), new=Aim(ratio=to))


def another_edition(at, key="another-plan", day=None, **without):
    """The version of another edition that overlaps the shipped one: the same plan, without some of it."""
    content = Version.objects.first().content
    edition = Edition.objects.create(key=key, name=content.name, start=content.start, end=content.end)
    return _version(edition, content.model_copy(update={"edition": key, **without}), at, day or content.start)


def another_version(at, version, day=None, **others):
    """A further version of the same edition, in force from a day, else from the one that it follows; without the bodies
    that would have adopted it."""
    content = version.content.model_copy(update=others)
    return _version(version.edition, content, at, day or version.in_force_from)


def _version(edition, content, at, day):
    text = canonical(as_json(content))
    return Version.objects.create(
        edition=edition,
        number=Version.objects.count() + 1,
        canonical_text=text.decode(),
        digest=sha256(text),
        adopted_at=at,
        in_force_from=day,
    )


def rename(objective="sp2", old="Revenue Package", new="Package on revenue"):
    return ReplaceText(element=objective, field="name", language="en", old=old, new=new)


def drafted(at, changes=None, title="Lower the estimate of SP7.1", by="drafter"):
    return start_amendment(
        by=someone(by),
        at=at,
        base=Version.objects.order_by("number", "corrigendum").last(),
        title=title,
        changes=[lower_estimate()] if changes is None else changes,
        rationale={"en": "Missions were cancelled in spring 2020."},
    )


def submitted(at, changes=None, title="Lower the estimate of SP7.1", by="drafter"):
    """The amendment's first Reading."""
    amendment = drafted(at, changes, title, by)
    return submit_amendment(by=someone(by), at=at, amendment=amendment, shown=1)


def secretary_of(reading):
    return someone(SECRETARIES[reading.body.key])


def opened(reading, at):
    return open_reading(by=secretary_of(reading), at=at, reading=reading)


def recorded(reading, at, motion=Motion.FAVOURABLE, **given):
    """The Decision of a meeting by consensus, unless told otherwise."""
    given = {"present": PRESENT[reading.body.key], "reason": "as discussed", "meeting": "SYNTHETIC session"} | given
    return record_outcome(
        by=secretary_of(reading),
        at=at,
        reading=reading,
        shown=given.pop("shown", reading.revision.digest),
        motion=motion,
        **given,
    )


def current(review):
    return Reading.objects.select_related("body", "revision", "review").get(review=review, closed_at=None)


def brought_to(step, at, changes=None, **given):
    """The open, not yet taken up Reading at a step, after favourable outcomes at the steps before it."""
    reading = submitted(at, changes, **given)
    while reading.step != step:
        recorded(opened(reading, at), at)
        reading = current(reading.review)
    return reading


def polled(at, changes=None, **given):
    """An open poll of the Council."""
    reading = opened(brought_to("council", at, changes, **given), at)
    return open_poll(
        by=secretary_of(reading),
        at=at,
        reading=reading,
        shown=reading.revision.digest,
        motion=Motion.ENDORSE,
        closes_at=at + timedelta(days=14),
    )


def voted(poll, at, votes_for=0, against=0, abstaining=0):
    """That many Members vote, in the order of their codes."""
    choices = [Choice.FOR] * votes_for + [Choice.AGAINST] * against + [Choice.ABSTAIN] * abstaining
    delegates = Delegate.objects.select_related("person").order_by("member__code")[: len(choices)]
    for delegate, choice in zip(delegates, choices, strict=True):
        cast_vote(
            by=delegate.person,
            at=at,
            poll=poll,
            shown=poll.revision.digest,
            choice=choice,
            reason="SYNTHETIC" if choice is Choice.AGAINST else "",
        )


def closed(poll):
    return close_poll(by=someone("council-secretary"), at=poll.closes_at, poll=poll)


def adopted(at, changes=None, **given):
    """The Decision by which the Council endorsed it with 150 of 183 for."""
    poll = polled(at, changes, **given)
    voted(poll, at, votes_for=150)
    return closed(poll)


def called(body, at, title="SYNTHETIC session", **given):
    """A meeting of a body, called and open, a day before its time."""
    secretary = someone(SECRETARIES[body.key])
    meeting = call_meeting(by=secretary, at=at, body=body, title=title, starts_at=at + timedelta(days=1), **given)
    return open_meeting(by=secretary, at=at, meeting=meeting)


def attended(meeting, at, count):
    """That many Members of the body are there, in the order of their codes; their codes."""
    codes = sorted(entitled_members(meeting.body, at).values_list("code", flat=True))[:count]
    record_attendance(by=someone(SECRETARIES[meeting.body.key]), at=at, meeting=meeting, present=codes)
    return codes


def placed(meeting, reading, at, section=Section.DECISION):
    return place_item(
        by=someone(SECRETARIES[meeting.body.key]), at=at, meeting=meeting, reading=reading, section=section
    )


def sat(meeting, reading, at, motion=Motion.FAVOURABLE, **given):
    """The Decision that the body takes on a reading at an open meeting."""
    given = {"reason": "as discussed"} | given
    return record_outcome(
        by=secretary_of(reading),
        at=at,
        reading=reading,
        shown=reading.revision.digest,
        motion=motion,
        sitting=meeting,
        **given,
    )


def silent(reading, at, days=3):
    """A silence procedure on an open reading."""
    return open_poll(
        by=secretary_of(reading),
        at=at,
        reading=reading,
        shown=reading.revision.digest,
        motion=reading.outcome_rule.undisputed,
        closes_at=at + timedelta(days=days),
        way=Way.SILENCE,
    )


def found(reading, username, at, motion, reason="SYNTHETIC"):
    """An officer's own decision."""
    return decide_alone(
        by=someone(username), at=at, reading=reading, shown=reading.revision.digest, motion=motion, reason=reason
    )
