from django.conf import settings
from django.db import models
from django.db.models import Q

from cycle.rules.status import Figures


class Measurement(models.Model):
    """One entry of a KPI's figures for a period, never changed: a correction is a further entry. It is a draft until
    somebody else confirms it; the last confirmed one counts.

    What is entered after the period was locked says why (`reason`), and stands beside what counts."""

    period = models.ForeignKey("cycle.Period", models.PROTECT, related_name="measurements")
    kpi = models.CharField(max_length=80, help_text="The KPI's key.")
    number = models.PositiveIntegerField()
    actual = models.PositiveBigIntegerField(null=True, blank=True)
    of = models.PositiveBigIntegerField(null=True, blank=True, help_text="Requested, or the whole.")
    done_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    comment = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why the locked figure was wrong.")
    evidence = models.CharField(max_length=200, blank=True, help_text="The stored file's name.")
    evidence_name = models.CharField(max_length=120, blank=True, help_text="As its owner calls it.")
    file = models.ForeignKey("cycle.FiguresFile", models.PROTECT, null=True, blank=True, related_name="measurements")
    evidence_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256.")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["period", "kpi", "number"]
        constraints = [
            models.UniqueConstraint(fields=["period", "kpi", "number"], name="measurement_number_once"),
            models.UniqueConstraint(
                fields=["file", "period", "kpi"], condition=Q(file__isnull=False), name="measurement_once_from_a_file"
            ),
            models.CheckConstraint(
                condition=Q(evidence="", evidence_digest="") | (~Q(evidence="") & ~Q(evidence_digest="")),
                name="measurement_evidence_with_its_digest",
            ),
        ]

    def __str__(self):
        return f"{self.kpi} in {self.period.code}"

    @property
    def figures(self):
        return Figures(self.actual, self.of, self.done_on)


class Confirmation(models.Model):
    """That somebody else than who entered it stands for a measurement. Never changed."""

    measurement = models.OneToOneField(Measurement, models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="confirmation_at")]

    def __str__(self):
        return f"{self.measurement} confirmed"
