from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycle.rules.report import Report
from plans.rules.canonical import reread


class PublishedReport(models.Model):
    """A report as it was published: its text never changes. What turns out to be wrong is said by a new one that names
    it, with the reason."""

    number = models.PositiveIntegerField(unique=True)
    as_of = models.DateField()
    text = models.TextField(help_text="Its canonical form.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the text.")
    # by whose structure its map is drawn: that by which its period is measured, else the one that held on the day
    version = models.ForeignKey("plans.Version", models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    reason = models.TextField(blank=True, help_text="What was wrong with the one that it corrects.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="report_corrects_for_a_reason",
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def code(self):
        return f"RP-{self.number:03d}"

    @property
    def chain(self):
        """Its chain in the register."""
        return f"report:{self.number}"

    @property
    def subject(self):
        """What its sealed document is a document of."""
        return f"report:{self.number}"

    @cached_property
    def report(self):
        return Report.model_validate(reread(self.text))


class Subscription(models.Model):
    """That somebody is told of every report that is published."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self):
        return f"{self.person}, since {self.since:%Y-%m-%d}"
