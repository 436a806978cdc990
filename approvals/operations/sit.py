"""A body's meetings: called, opened, attended, closed. The body's row is locked first; its acts are its own chain's."""

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from approvals.enums import ActKind, Choice, Nature, Section, Way
from approvals.exceptions import (
    AlreadyOpen,
    AnotherMeeting,
    MeetingNotSitting,
    NotOnAgenda,
    NotPresent,
    OnAnotherAgenda,
    TermDoesNotFit,
    WayNotAllowed,
    WrongBody,
)
from approvals.models import AgendaItem, Attendance, Body, Meeting, Member, Poll, Reading, Review
from approvals.operations.register import append_act, append_acts
from approvals.operations.share_lock import lock_shared
from approvals.operations.tell import about_meeting
from approvals.permissions import check_can_run_body
from approvals.queries.bodies import delegates_of_entitled, entitled_members, present_members
from approvals.queries.rights import mandates, proxies_in
from notifications.operations.notify import notify
from notifications.queries.compiled import ask


@transaction.atomic
def call_meeting(*, by, at, body, title, starts_at, place=""):
    """Calls a meeting of the body: its delegates are told, and what its earlier meetings left undecided is on its
    agenda. Returns the Meeting. Raises NotYours, TermDoesNotFit when it would be in the past."""
    body = _locked_body(body)
    check_can_run_body(by, body, at)
    if starts_at <= at:
        raise TermDoesNotFit("meeting_in_the_past")
    meeting = Meeting.objects.create(
        body=body, title=title.strip(), place=place.strip(), starts_at=starts_at, called_by=by, called_at=at
    )
    facts = {"meeting": meeting.pk, "title": meeting.title, "starts_at": starts_at.isoformat(timespec="seconds")}
    called = (ActKind.MEETING_CALLED, facts)
    append_acts(chain=body.chain, by=by, at=at, acts=[called, *_placed_by_itself(meeting, by, at)])
    notify([about_meeting(meeting, "meeting_called", ask(delegates_of_entitled, body=body.pk, at=at))], at=at)
    return meeting


@transaction.atomic
def place_item(*, by, at, meeting, reading, section=Section.DECISION):
    """Puts a reading on a meeting's agenda. Returns the AgendaItem.

    Raises NotYours, WrongBody, MeetingNotSitting when it is over, OnAnotherAgenda, WayNotAllowed for a consent agenda
    where the step's rule has none, NotOnAgenda when the reading is closed.
    """
    body = _locked_body(meeting.body)
    check_can_run_body(by, body, at)
    meeting = _not_over(meeting)
    # not while it is being decided
    lock_shared(Review, reading.review_id)
    reading = Reading.objects.select_related("outcomes", "review__amendment").get(pk=reading.pk)
    if reading.body_id != body.pk:
        raise WrongBody
    if reading.closed_at is not None:
        raise NotOnAgenda
    other = reading.agenda_items.filter(left_at__isnull=True).select_related("meeting").first()
    if other is not None:
        raise OnAnotherAgenda(other)
    rule = reading.outcome_rule
    if section == Section.CONSENT and (Way.CONSENT_AGENDA not in rule.ways or rule.undisputed is None):
        raise WayNotAllowed(Way.CONSENT_AGENDA)
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    item = _place(meeting, reading, Section(section), last + 1, by, at)
    append_act(chain=body.chain, kind=ActKind.ITEM_PLACED, by=by, at=at, facts=_facts(item))
    return item


@transaction.atomic
def take_off_agenda(*, by, at, item):
    """The secretary takes an undecided item off the agenda; it can be put on another. Raises NotYours, NotOnAgenda."""
    body = _locked_body(item.meeting.body)
    check_can_run_body(by, body, at)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if item.left_at is not None:
        raise NotOnAgenda
    item.left_at = at
    item.save(update_fields=["left_at"])
    append_act(chain=body.chain, kind=ActKind.ITEM_PLACED, by=by, at=at, facts=_facts(item) | {"taken_off": True})
    return item


@transaction.atomic
def pull_item(*, by, at, item, member=None):
    """A Member of the body has an item of the consent agenda discussed by itself. Returns the AgendaItem.

    Raises NotYours, MandateMissing, NotOnAgenda when it is decided or not on the consent agenda.
    """
    body = _locked_body(item.meeting.body)
    mine = mandates(by, body, at)
    mandate = next((given for given in mine if member is None or given.member.pk == member.pk), None)
    if mandate is None:
        # the secretary may record that a Member asked for it in the room
        check_can_run_body(by, body, at)
        if member is None or not entitled_members(body, at).filter(pk=member.pk).exists():
            raise NotPresent([member.code] if member else [])
    item = AgendaItem.objects.select_for_update().select_related("meeting", "reading").get(pk=item.pk)
    if item.left_at is not None or item.section != Section.CONSENT:
        raise NotOnAgenda
    item.section, item.pulled_by, item.pulled_at = Section.DECISION, by, at
    item.pulled_for = mandate.member if mandate else member
    item.save(update_fields=["section", "pulled_by", "pulled_at", "pulled_for"])
    facts = _facts(item) | {"member": item.pulled_for.code}
    append_act(chain=body.chain, kind=ActKind.ITEM_PULLED, by=by, at=at, facts=facts)
    return item


@transaction.atomic
def open_meeting(*, by, at, meeting):
    """The meeting begins; what has to be taken and came up since it was called is on its agenda. Returns it. Raises
    NotYours, AlreadyOpen, AnotherMeeting while another one sits."""
    body = _locked_body(meeting.body)
    check_can_run_body(by, body, at)
    meeting = _not_over(meeting)
    if meeting.opened_at is not None:
        raise AlreadyOpen
    other = body.meetings.filter(opened_at__isnull=False, closed_at__isnull=True).first()
    if other is not None:
        raise AnotherMeeting(other)
    meeting.opened_at = at
    meeting.save(update_fields=["opened_at"])
    opened = (ActKind.MEETING_OPENED, {"meeting": meeting.pk})
    append_acts(chain=body.chain, by=by, at=at, acts=[opened, *_placed_by_itself(meeting, by, at)])
    return meeting


@transaction.atomic
def record_attendance(*, by, at, meeting, present):
    """Who is there now, as the codes of Members: who came and who left since the last time is entered. Returns how many
    entries that makes. Raises NotYours, MeetingNotSitting, NotPresent with codes that hold no seat."""
    body = _locked_body(meeting.body)
    check_can_run_body(by, body, at)
    meeting = _sitting(meeting)
    present = set(present)
    seated = {member.code: member for member in entitled_members(body, at)}
    if present - seated.keys():
        raise NotPresent(sorted(present - seated.keys()))
    there = set(present_members(meeting).values_list("code", flat=True))
    changed = {code: code in present for code in (present ^ there)}
    if not changed:
        return 0
    members = {member.code: member for member in Member.objects.filter(code__in=changed)}
    entries = meeting.attendance.values("member__code").annotate(last=Max("number"))
    last = dict(entries.values_list("member__code", "last"))
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            member=members[code],
            number=last.get(code, 0) + 1,
            present=arrived,
            recorded_by=by,
            recorded_at=at,
        )
        for code, arrived in sorted(changed.items())
    )
    facts = {
        "meeting": meeting.pk,
        "came": sorted(code for code, arrived in changed.items() if arrived),
        "left": sorted(code for code, arrived in changed.items() if not arrived),
        "present": len(present),
    }
    append_act(chain=body.chain, kind=ActKind.ATTENDANCE_RECORDED, by=by, at=at, facts=facts)
    return len(changed)


@transaction.atomic
def close_meeting(*, by, at, meeting):
    """The meeting ends; what it did not decide leaves its agenda and is on the next one's, at once or when that is
    called. Returns it. Raises NotYours, MeetingNotSitting."""
    body = _locked_body(meeting.body)
    check_can_run_body(by, body, at)
    meeting = _sitting(Meeting.objects.select_for_update().get(pk=meeting.pk))
    left = [item.pk for item in meeting.items.filter(left_at__isnull=True)]
    AgendaItem.objects.filter(pk__in=left).update(left_at=at)
    meeting.closed_at = at
    meeting.save(update_fields=["closed_at"])
    acts = [(ActKind.MEETING_CLOSED, {"meeting": meeting.pk, "undecided": len(left)})]
    following = body.meetings.filter(opened_at__isnull=True, closed_at__isnull=True, starts_at__gt=at).first()
    if following is not None:
        acts += _placed_by_itself(following, by, at)
    append_acts(chain=body.chain, by=by, at=at, acts=acts)
    return meeting


def sitting_with(reading, meeting, *, consents=False):
    """The meeting, kept open until the transaction ends, which must sit and have the reading on its agenda, and with
    `consents` on its consent agenda still. The caller holds the review's lock. Raises WrongBody, MeetingNotSitting,
    NotOnAgenda."""
    lock_shared(Meeting, meeting.pk)
    meeting = _sitting(meeting)
    if meeting.body_id != reading.body_id:
        raise WrongBody
    # whoever pulls it out locks the item too
    item = meeting.items.select_for_update().filter(reading=reading, left_at__isnull=True).first()
    if item is None or (consents and item.section != Section.CONSENT):
        raise NotOnAgenda
    return meeting


def represented(meeting, reading, at):
    """The codes of the Members that are there and may decide on a reading's question, with those whose proxy is held by
    one that is there, where its rule allows that: a dict, each with the code of who votes for it, None for itself."""
    entitled = set(entitled_members(reading.body, at, reading).values_list("code", flat=True))
    there = set(present_members(meeting).values_list("code", flat=True))
    most = reading.rule.voting_rule.proxies
    given = proxies_in(reading.body, at, most, reading) if most else ()
    held = {proxy.giver.code: proxy.holder.code for proxy in given if proxy.holder.code in there}
    return {code: held.get(code) for code in sorted((there | held.keys()) & entitled)}


def _place(meeting, reading, section, number, by, at, *, carried_over=False):
    return AgendaItem.objects.create(
        meeting=meeting,
        number=number,
        reading=reading,
        section=section,
        placed_by=by,
        placed_at=at,
        carried_over=carried_over,
    )


def _placed_by_itself(meeting, by, at):
    """Puts on the agenda what a meeting of the body has to take and is on none. Returns the acts of it."""
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    return [
        (ActKind.ITEM_PLACED, _facts(_place(meeting, reading, Section.DECISION, number, by, at, carried_over=True)))
        for number, reading in enumerate(_to_be_taken(meeting.body), start=last + 1)
    ]


def _to_be_taken(body):
    """Open readings on no agenda that an earlier meeting left undecided, or that somebody objected to adopting by
    silence, and ratifications; in the order of their deadlines."""
    was = AgendaItem.objects.filter(reading=OuterRef("pk"), meeting__closed_at__isnull=False)
    now = AgendaItem.objects.filter(reading=OuterRef("pk"), left_at__isnull=True)
    waiting = Reading.objects.filter(~Exists(now), body=body, closed_at__isnull=True)
    objected = Poll.objects.filter(reading=OuterRef("pk"), way=Way.SILENCE, votes__choice=Choice.AGAINST)
    taken = waiting.filter(Exists(was) | Exists(objected) | Q(nature=Nature.RATIFICATION))
    return taken.select_related("review__amendment").order_by("deadline_at", "pk")


def _facts(item):
    reading = item.reading
    return {
        "meeting": item.meeting_id,
        "item": item.number,
        "amendment": reading.review.amendment.code,
        "step": reading.step,
        "section": item.section,
    }


def _locked_body(body):
    return Body.objects.select_for_update().get(pk=body.pk)


def _not_over(meeting):
    meeting = Meeting.objects.select_related("body").get(pk=meeting.pk)
    if meeting.closed_at is not None:
        raise MeetingNotSitting(meeting)
    return meeting


def _sitting(meeting):
    meeting = Meeting.objects.select_related("body").get(pk=meeting.pk)
    if not meeting.sits:
        raise MeetingNotSitting(meeting)
    return meeting
