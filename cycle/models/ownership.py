from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Ownership(models.Model):
    """Who sees to an element of the plan, for a time: that a KPI is measured, that an action is carried out. Dated to
    its end, never removed."""

    element = models.CharField(max_length=80, help_text="Its key.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["element", "starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["element"], condition=Q(ends_at__isnull=True), name="ownership_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="ownership_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.person} owns {self.element}"
