from django.conf import settings
from django.db import models
from django.db.models import Q

from cycle.enums import Cause, State


class Deviation(models.Model):
    """A KPI that is not where the plan wants it, in one period. Opened once for each cause."""

    number = models.PositiveIntegerField(unique=True)
    period = models.ForeignKey("cycle.Period", models.PROTECT, related_name="deviations")
    version = models.ForeignKey("plans.Version", models.PROTECT, related_name="+")
    kpi = models.CharField(max_length=80, help_text="The KPI's key.")
    code = models.CharField(max_length=24, help_text="The KPI's code when it was opened.")
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in State])
    ratio = models.CharField(max_length=40, help_text="Exact, as a fraction.")
    reached = models.CharField(max_length=40, help_text="The part of the aim that was reached, as a fraction.")
    opened_at = models.DateTimeField()
    cause = models.CharField(max_length=16, blank=True, choices=[(cause.value, cause.value) for cause in Cause])
    analysis = models.TextField(blank=True)
    analysed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    analysed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["period", "kpi"], name="deviation_opened_once"),
            models.CheckConstraint(
                condition=Q(analysed_at__isnull=True, analysed_by__isnull=True, cause="")
                | (Q(analysed_at__isnull=False, analysed_by__isnull=False) & ~Q(cause="")),
                name="deviation_analysed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self):
        return f"DV-{self.number:03d}"
