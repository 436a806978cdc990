from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cycle.rules.status import Figures


class Period(models.Model):
    """A reporting period. Its code is a label, its days are data."""

    edition = models.ForeignKey("plans.Edition", models.PROTECT, related_name="periods")
    code = models.CharField(max_length=20)
    start = models.DateField()
    end = models.DateField()
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="period_code_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="period_ends_after_it_starts"),
        ]

    def __str__(self):
        return self.code


class Measurement(models.Model):
    """One entry of a KPI's figures for a period. The last entry counts; a correction is a further one."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="measurements")
    kpi = models.CharField(max_length=80, help_text="The KPI's key.")
    number = models.PositiveIntegerField()
    actual = models.PositiveIntegerField(null=True, blank=True)
    of = models.PositiveIntegerField(null=True, blank=True, help_text="Requested, or the whole.")
    done_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    comment = models.TextField(blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["period", "kpi", "number"]
        constraints = [models.UniqueConstraint(fields=["period", "kpi", "number"], name="measurement_number_once")]

    def __str__(self):
        return f"{self.kpi} in {self.period.code}"

    @property
    def figures(self):
        return Figures(self.actual, self.of, self.done_on)
