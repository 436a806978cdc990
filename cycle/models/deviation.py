from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cycle.enums import Cause, State, Trigger


class Deviation(models.Model):
    """A KPI that is not where the plan wants it, in one period. While one is open, no other one of the KPI opens."""

    number = models.PositiveIntegerField(unique=True)
    period = models.ForeignKey("cycle.Period", models.PROTECT, related_name="deviations")
    version = models.ForeignKey("plans.Version", models.PROTECT, related_name="+")
    kpi = models.CharField(max_length=80, help_text="The KPI's key.")
    code = models.CharField(max_length=24, help_text="The KPI's code when it was opened.")
    trigger = models.CharField(
        max_length=20,
        default=Trigger.BELOW_THRESHOLD,
        choices=[(trigger.value, trigger.value) for trigger in Trigger],
        help_text="By which rule it opened.",
    )
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in State])
    ratio = models.CharField(max_length=100, help_text="Exact, as a fraction.")
    reached = models.CharField(max_length=100, help_text="The part of the aim that was reached, as a fraction.")
    opened_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=16, blank=True, choices=[(cause.value, cause.value) for cause in Cause])
    analysis = models.TextField(blank=True)
    analysed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    analysed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["period", "kpi"], name="deviation_opened_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="deviation_acknowledged_by_somebody",
            ),
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

    @property
    def chain(self):
        """Its chain in the register, with what is done about it."""
        return f"deviation:{self.pk}"


class DeviationLink(models.Model):
    """That two deviations have something in common, and what. The older one is the first."""

    first = models.ForeignKey(Deviation, models.PROTECT, related_name="+")
    second = models.ForeignKey(Deviation, models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="deviation_link_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="deviation_link_older_first"),
        ]

    def __str__(self):
        return f"{self.first} and {self.second}"
