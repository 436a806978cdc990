from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Period(models.Model):
    """A reporting period. Its code is a label, its days are data. Once locked its figures never change; what turns out
    to be wrong is corrected beside them."""

    edition = models.ForeignKey("plans.Edition", models.PROTECT, related_name="periods")
    code = models.CharField(max_length=20)
    start = models.DateField()
    end = models.DateField()
    due_on = models.DateField(help_text="The last day on which its figures are on time.")
    opened_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_version = models.ForeignKey(
        "plans.Version",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="By which it was measured when it was locked.",
    )
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="period_code_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="period_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(due_on__gte=F("end")), name="period_due_after_its_end"),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | Q(locked_by__isnull=False), name="period_locked_by_somebody"
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def chain(self):
        """Its chain in the register."""
        return f"period:{self.pk}"
