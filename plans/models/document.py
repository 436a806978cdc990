from django.db import models
from django.db.models import Q

from plans.enums import DocumentKind, Stage


class SealedDocument(models.Model):
    """A document on its way to its sealed bytes, and what was appended to them since. Each stage's bytes are kept.
    What lacks a stage is pending; a worker claims it for a while."""

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DocumentKind])
    # What it is a document of, for example version:2; the app above knows how to show it.
    subject = models.CharField(max_length=60)
    # when its seal was first covered by a timestamp, and until when the last timestamp proves the others
    sealed_at = models.DateTimeField(null=True, blank=True)
    proved_until = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    # how often it was claimed: only the last who did goes on with it
    attempts = models.PositiveIntegerField(default=0)
    # why a sweep could not go on with it, and from when on a sweep tries again
    error = models.CharField(max_length=600, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="document_once")]
        indexes = [
            models.Index(fields=["id"], name="document_pending", condition=Q(sealed_at__isnull=True)),
            models.Index(fields=["proved_until"], name="document_to_renew", condition=Q(proved_until__isnull=False)),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}"

    @property
    def reached(self):
        """The last of its stages, or None."""
        return next(reversed(list(self.stages.all())), None)

    @property
    def prepared(self):
        """The stage that was sealed."""
        return next(stage for stage in self.stages.all() if stage.stage == Stage.PREPARED)

    @property
    def timestamps(self):
        """How many archive timestamps it has."""
        return sum(stage.stage == Stage.ARCHIVED for stage in self.stages.all())


class DocumentStage(models.Model):
    """Bytes that a document has reached, for good."""

    document = models.ForeignKey(SealedDocument, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=20, choices=[(stage.value, stage.value) for stage in Stage])
    file = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_stage_once")]

    def __str__(self):
        return f"{self.document} {self.stage}"
