from django.conf import settings
from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """How far a deliverable of an annual implementation plan is. Never changed; the last one counts."""

    edition = models.ForeignKey("plans.Edition", models.PROTECT, related_name="deliveries")
    deliverable = models.CharField(max_length=80, help_text="The deliverable's key.")
    number = models.PositiveIntegerField()
    share = models.PositiveSmallIntegerField(help_text="How much of it is done, in hundredths.")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "deliverable", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "deliverable", "number"], name="delivery_number_once"),
            models.CheckConstraint(condition=Q(share__lte=100), name="delivery_at_most_whole"),
        ]

    def __str__(self):
        return f"{self.deliverable}: {self.share} %"
