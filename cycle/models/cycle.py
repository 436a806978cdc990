from django.db import models


class Cycle(models.Model):
    """One edition's way round the Strategic Management Cycle. The engine's process is its clockwork."""

    edition = models.OneToOneField("plans.Edition", models.PROTECT, related_name="cycle")
    process = models.OneToOneField("viewflow.Process", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("run_cycle", "Can advance the cycle and enter figures"),
            ("evaluate", "Can evaluate solutions and decide on deviations"),
            ("confirm_figures", "Can confirm figures that others entered, and lock periods"),
            ("publish_reports", "Can publish reports"),
        ]

    def __str__(self):
        return f"cycle of {self.edition}"

    @property
    def chain(self):
        """Its chain in the register."""
        return f"cycle:{self.pk}"
