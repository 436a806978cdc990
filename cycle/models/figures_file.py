from django.conf import settings
from django.db import models
from django.db.models import Q


class FiguresFile(models.Model):
    """A spreadsheet of figures that somebody gave: what it says was read once and is shown before anything is stored.
    Whoever gave it accepts it or drops it; then a worker stores what was shown."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="SHA-256.")
    stored = models.CharField(max_length=200, help_text="The stored file's name.")
    edition = models.ForeignKey("plans.Edition", models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    changes = models.JSONField(help_text="What would be entered: see FigureChange.")
    count = models.PositiveIntegerField(help_text="How many changes these are.")
    faults = models.JSONField(help_text="What cannot be: rows, columns, reasons, what stands there.")
    same = models.PositiveIntegerField(help_text="How many rows say what is entered already.")
    silent = models.PositiveIntegerField(help_text="How many rows say no figure.")
    ignored = models.JSONField(help_text="Names of columns that nobody asked for.")
    accepted_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    passed_over = models.JSONField(default=list, help_text="Faults that were found while storing.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_at"]
        indexes = [
            models.Index(
                fields=["accepted_at"],
                name="figures_file_to_store",
                condition=Q(accepted_at__isnull=False, finished_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(dropped_at__isnull=True),
                name="figures_file_accepted_or_dropped",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(accepted_at__isnull=False),
                name="figures_file_finished_once_accepted",
            ),
        ]

    def __str__(self):
        return self.name
