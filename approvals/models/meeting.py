from django.conf import settings
from django.db import models
from django.db.models import Q

from approvals.enums import Section


class Meeting(models.Model):
    """A sitting of a body: called, opened, closed. What it did not decide carries over to the next."""

    body = models.ForeignKey("approvals.Body", models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False),
                name="meeting_opened_before_it_is_closed",
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="one_sitting_a_body",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "starts_at"], name="meeting_to_come", condition=Q(closed_at__isnull=True))
        ]

    def __str__(self):
        return self.title

    @property
    def sits(self):
        return self.opened_at is not None and self.closed_at is None


class AgendaItem(models.Model):
    """A reading on a meeting's agenda. It leaves it decided, or undecided with the meeting's end."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    reading = models.ForeignKey("approvals.Reading", models.PROTECT, related_name="agenda_items")
    section = models.CharField(max_length=12, choices=[(section.value, section.value) for section in Section])
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    # the Member that wants a question of the consent agenda discussed
    pulled_for = models.ForeignKey("approvals.Member", models.PROTECT, null=True, blank=True, related_name="+")
    pulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    pulled_at = models.DateTimeField(null=True, blank=True)
    carried_over = models.BooleanField(default=False, help_text="It was on an earlier agenda and was not decided.")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="agenda_number_once"),
            models.UniqueConstraint(
                fields=["reading"], condition=Q(left_at__isnull=True), name="reading_on_one_agenda_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(pulled_at__isnull=True, pulled_by__isnull=True, pulled_for__isnull=True)
                | Q(pulled_at__isnull=False, pulled_by__isnull=False, pulled_for__isnull=False, section="decision"),
                name="item_pulled_by_somebody_for_a_member",
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.reading}"


class Attendance(models.Model):
    """One entry of a meeting's attendance: a Member is there, or has left. The last entry holds."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    member = models.ForeignKey("approvals.Member", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="1 for the Member's first entry, 2 for the next, ...")
    present = models.BooleanField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "member", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member", "number"], name="attendance_number_once")]

    def __str__(self):
        return f"{self.member.code} {'there' if self.present else 'away'}"
