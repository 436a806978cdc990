from django.db import models
from django.db.models import Q

from plans.enums import DocumentKind


class SealedDocument(models.Model):
    """A document on its way to its sealed bytes. Each stage's bytes are stored with their digest; the rendered
    bytes are the beginning of the sealed ones. What lacks a stage is pending; a worker claims it for a while."""

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DocumentKind])
    # What it is a document of, for example version:2; the app above knows how to show it.
    subject = models.CharField(max_length=60)
    rendered_file = models.CharField(max_length=200, blank=True)
    rendered_digest = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)
    sealed_file = models.CharField(max_length=200, blank=True)
    sealed_digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    # how many archive timestamps it has, and until when the last one proves the others
    timestamps = models.PositiveIntegerField(default=0)
    proved_until = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="document_once"),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True, sealed_digest="") | ~Q(rendered_digest=""),
                name="document_rendered_before_it_is_sealed",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="document_pending", condition=Q(sealed_at__isnull=True)),
            models.Index(fields=["proved_until"], name="document_to_renew", condition=Q(timestamps__gt=0)),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}"
