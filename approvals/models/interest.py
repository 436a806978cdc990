from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Interest(models.Model):
    """A Member's interest in a question, declared for the record. Where it recuses, the Member leaves both
    denominators, for this question only, until it is taken back."""

    reading = models.ForeignKey("approvals.Reading", models.PROTECT, related_name="interests")
    member = models.ForeignKey("approvals.Member", models.PROTECT, related_name="+")
    statement = models.TextField()
    recuses = models.BooleanField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "member"],
                condition=Q(taken_back_at__isnull=True),
                name="one_standing_interest_a_member",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=F("declared_at")),
                name="interest_taken_back_after_it_was_declared",
            ),
        ]

    def __str__(self):
        return f"{self.member.code} in {self.reading}"
