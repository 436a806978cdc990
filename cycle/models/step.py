from django.conf import settings
from django.db import models
from django.db.models import Q


class StepPlan(models.Model):
    """Who sees to a step of a cycle, and until when it should have ended."""

    cycle = models.ForeignKey("cycle.Cycle", models.PROTECT, related_name="step_plans")
    step = models.CharField(max_length=40, help_text="The name of the flow's node.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "step"], name="step_planned_once")]

    def __str__(self):
        return f"{self.step} of {self.cycle}"


class Evidence(models.Model):
    """What shows that a step of a cycle was done: a text, with a file where there is one. Never changed."""

    cycle = models.ForeignKey("cycle.Cycle", models.PROTECT, related_name="evidence")
    step = models.CharField(max_length=40, help_text="The name of the flow's node.")
    number = models.PositiveIntegerField()
    text = models.TextField()
    file = models.CharField(max_length=200, blank=True, help_text="The stored file's name.")
    file_name = models.CharField(max_length=120, blank=True, help_text="As its owner calls it.")
    file_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["cycle", "step", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "step", "number"], name="step_evidence_number_once"),
            models.CheckConstraint(
                condition=Q(file="", file_digest="") | (~Q(file="") & ~Q(file_digest="")),
                name="step_evidence_with_its_digest",
            ),
        ]

    def __str__(self):
        return f"evidence {self.number} of {self.step}"
