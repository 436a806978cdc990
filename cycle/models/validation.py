from django.conf import settings
from django.db import models
from django.db.models import Q

from cycle.enums import Stance


class Validation(models.Model):
    """What a Member says of a published figure: that it is right, or what is wrong with it. Never changed; the Member's
    last one on a figure counts."""

    measurement = models.ForeignKey("cycle.Measurement", models.PROTECT, related_name="validations")
    member = models.ForeignKey("approvals.Member", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    stance = models.CharField(max_length=16, choices=[(stance.value, stance.value) for stance in Stance])
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["measurement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["measurement", "number"], name="validation_number_once"),
            models.CheckConstraint(
                condition=~Q(stance=Stance.CONTESTED) | ~Q(reason=""), name="validation_contests_with_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.member}: {self.measurement} {self.stance}"


class Answer(models.Model):
    """What is answered to a Member that contests a figure. Never changed."""

    validation = models.OneToOneField(Validation, models.PROTECT, related_name="answer")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self):
        return f"answer to {self.validation}"
