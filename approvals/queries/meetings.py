"""Reads of meetings: what sits, what is on the agenda, who is there."""

from django.db.models import Exists, OuterRef

from approvals.models import AgendaItem, Decision, Meeting, Reading


def sitting_on(reading):
    """The meeting that sits now with this reading on its agenda, or None."""
    on_agenda = reading.agenda_items.filter(left_at__isnull=True).values("meeting")
    return Meeting.objects.filter(pk__in=on_agenda, opened_at__isnull=False, closed_at__isnull=True).first()


def agenda_of(meeting):
    """The items that are or were on a meeting's agenda, with their readings; each has `came`, what the meeting decided
    of it, or None. Two queries."""
    items = list(
        meeting.items.select_related(
            "reading__review__amendment",
            "reading__revision",
            "reading__rule",
            "reading__outcomes",
            "reading__body",
            "reading__task",
            "pulled_for",
        ).order_by("number")
    )
    decided = Decision.objects.filter(sitting=meeting).order_by("decided_at", "pk")
    by_reading = {decision.reading_id: decision for decision in decided}
    for item in items:
        item.came = by_reading.get(item.reading_id)
    return items


def on_no_agenda(body):
    """The body's open readings that could be put on an agenda, by deadline."""
    placed = AgendaItem.objects.filter(reading=OuterRef("pk"), left_at__isnull=True)
    waiting = Reading.objects.filter(~Exists(placed), body=body, closed_at__isnull=True, rule__isnull=False)
    return waiting.select_related("review__amendment", "task").order_by("deadline_at", "pk")
