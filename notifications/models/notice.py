from django.conf import settings
from django.db import models
from django.db.models import Q


class Preference(models.Model):
    """How a person wants to be told: in which language."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference")
    language = models.CharField(max_length=10)

    def __str__(self):
        return f"{self.person_id}: {self.language}"


class Notice(models.Model):
    """Something that one person was told, in the words that they were told it in."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="notice_of_person")]

    def __str__(self):
        return self.subject


class Delivery(models.Model):
    """A notice on its way by e-mail. What is not sent is pending; a worker claims it for a while."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="delivery")
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["id"], name="delivery_pending", condition=Q(sent_at__isnull=True, given_up_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="delivery_sent_or_given_up"
            )
        ]

    def __str__(self):
        return f"delivery of {self.notice_id}"
