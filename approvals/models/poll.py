from django.conf import settings
from django.db import models
from django.db.models import F, Q

from approvals.enums import Choice, Motion, Way


class Poll(models.Model):
    """A recorded vote being held on one revision, until it is closed; or a silence procedure, in which a vote against
    is an objection and ends it."""

    reading = models.ForeignKey("approvals.Reading", models.PROTECT, related_name="polls")
    revision = models.ForeignKey("plans.Revision", models.PROTECT, related_name="+")
    motion = models.CharField(max_length=30, choices=[(motion.value, motion.value) for motion in Motion])
    way = models.CharField(
        max_length=16, choices=[(way.value, way.value) for way in (Way.POLL, Way.SILENCE)], default=Way.POLL.value
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    decision = models.OneToOneField("approvals.Decision", models.PROTECT, null=True, blank=True, related_name="poll")

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading"], condition=Q(closed_at__isnull=True), name="one_open_poll_a_reading"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="poll_closes_after_it_opens"),
        ]
        indexes = [models.Index(fields=["closes_at"], name="poll_open", condition=Q(closed_at__isnull=True))]

    def __str__(self):
        return f"poll on {self.reading}"


class Vote(models.Model):
    """One casting of one Member's vote. The Member's last one counts; earlier ones stay on record."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="votes")
    member = models.ForeignKey("approvals.Member", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="1 for the first casting, 2 for the first change, ...")
    choice = models.CharField(max_length=8, choices=[(choice.value, choice.value) for choice in Choice])
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # the absent delegate for whom a substitute cast it
    cast_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # the Member that cast it under this one's proxy
    held_by = models.ForeignKey("approvals.Member", models.PROTECT, null=True, blank=True, related_name="+")
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ["poll", "member", "number"]
        constraints = [models.UniqueConstraint(fields=["poll", "member", "number"], name="vote_number_once")]

    def __str__(self):
        return f"{self.member.code} {self.choice}"


class CheckIn(models.Model):
    """A Member said, in a poll whose rule counts that, that it is there."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="check_ins")
    member = models.ForeignKey("approvals.Member", models.PROTECT, related_name="+")
    checked_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_in_at = models.DateTimeField()

    class Meta:
        ordering = ["poll", "member"]
        constraints = [models.UniqueConstraint(fields=["poll", "member"], name="checked_in_once")]

    def __str__(self):
        return f"{self.member.code} in {self.poll}"
