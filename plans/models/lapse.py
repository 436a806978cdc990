from django.db import models


class Lapse(models.Model):
    """The end of a version that was adopted by the urgent procedure and not ratified: from a day on it holds no longer,
    and the one before it does. The version itself stays as it is."""

    version = models.OneToOneField("plans.Version", models.PROTECT, related_name="lapse")
    lapsed_at = models.DateTimeField()
    holds_until = models.DateField(help_text="The first day on which it no longer holds.")

    class Meta:
        ordering = ["lapsed_at"]

    def __str__(self):
        return f"{self.version} until {self.holds_until}"
