from django.conf import settings
from django.db import models

from cycle.enums import Means


class Allocation(models.Model):
    """How much of the effort or the resources of a period served one strategic priority, or none. Never changed: what
    is entered later is another batch, and the last batch counts. Whose effort it was is not kept."""

    period = models.ForeignKey("cycle.Period", models.PROTECT, related_name="allocations")
    means = models.CharField(max_length=12, choices=[(means.value, means.value) for means in Means])
    batch = models.PositiveIntegerField()
    priority = models.CharField(max_length=80, blank=True, help_text="The priority's key; empty for none.")
    amount = models.PositiveBigIntegerField(help_text="Hours, or units of a currency: in one batch always the same.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["period", "means", "batch", "priority"]
        constraints = [
            models.UniqueConstraint(fields=["period", "means", "batch", "priority"], name="allocation_priority_once")
        ]

    def __str__(self):
        return f"{self.means} of {self.period.code}"
