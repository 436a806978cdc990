from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycle.enums import Course, Verdict
from plans.rules.content import Aim


class CorrectiveAction(models.Model):
    """What is done about a deviation: alternatives, a choice among them, an amendment, and whether it helped."""

    number = models.PositiveIntegerField(unique=True)
    deviation = models.OneToOneField("cycle.Deviation", models.PROTECT, related_name="corrective_action")
    process = models.OneToOneField("viewflow.Process", models.PROTECT, related_name="+")
    # The node of the flow where it stands; a copy, so that pages need not ask the engine.
    step = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    course = models.CharField(max_length=16, blank=True, choices=[(course.value, course.value) for course in Course])
    chosen = models.ForeignKey("cycle.Solution", models.PROTECT, null=True, blank=True, related_name="chosen_for")
    evaluation = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # of an operational course: who sees to it, and until when
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    deadline = models.DateField(null=True, blank=True)
    amendment = models.ForeignKey("plans.Amendment", models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(
        max_length=16, blank=True, choices=[(verdict.value, verdict.value) for verdict in Verdict]
    )
    follow_up = models.TextField(blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, course="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(course="")),
                name="corrective_action_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, deadline__isnull=False, course=Course.OPERATIONAL)
                | (Q(owner__isnull=True, deadline__isnull=True) & ~Q(course=Course.OPERATIONAL)),
                name="corrective_action_operational_by_somebody_in_time",
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def code(self):
        return f"CA-{self.number:03d}"


class Solution(models.Model):
    """One alternative that somebody proposed."""

    corrective_action = models.ForeignKey(CorrectiveAction, models.PROTECT, related_name="solutions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    effect = models.TextField(help_text="What it is expected to change, and by when.")
    # the part of its aim that the KPI is expected to reach, as a fraction, and by when
    expected = models.CharField(max_length=100, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    cost_amount = models.PositiveBigIntegerField(null=True, blank=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    # a new aim for the KPI, where the solution is to amend its estimate
    new_aim = models.JSONField(null=True, blank=True)
    holds_from = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["corrective_action", "number"]
        constraints = [
            models.UniqueConstraint(fields=["corrective_action", "number"], name="solution_number_once"),
            models.CheckConstraint(
                condition=Q(new_aim__isnull=True, holds_from__isnull=True)
                | Q(new_aim__isnull=False, holds_from__isnull=False),
                name="solution_aim_holds_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(expected="", expected_on__isnull=True) | (~Q(expected="") & Q(expected_on__isnull=False)),
                name="solution_expected_by_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.corrective_action} solution {self.number}"

    @cached_property
    def aim(self):
        return Aim.model_validate(self.new_aim) if self.new_aim else None


class Assessment(models.Model):
    """What whoever chose among solutions said of one of them, in one decision. Never changed."""

    solution = models.ForeignKey(Solution, models.PROTECT, related_name="assessments")
    remark = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["solution", "at"]

    def __str__(self):
        return f"{self.solution} assessed"


class Progress(models.Model):
    """How far an operational corrective action is. Never changed; the last one counts."""

    corrective_action = models.ForeignKey(CorrectiveAction, models.PROTECT, related_name="progress")
    number = models.PositiveIntegerField()
    share = models.PositiveSmallIntegerField(help_text="How much of it is done, in hundredths.")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["corrective_action", "number"]
        constraints = [
            models.UniqueConstraint(fields=["corrective_action", "number"], name="progress_number_once"),
            models.CheckConstraint(condition=Q(share__lte=100), name="progress_at_most_whole"),
        ]

    def __str__(self):
        return f"{self.corrective_action}: {self.share} %"
