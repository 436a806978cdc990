from django.db import models


class StrategyReview(models.Model):
    """The strategy of a cycle put to the bodies: a report, the question about it, and the amendments that come with
    it, each a question of its own."""

    cycle = models.ForeignKey("cycle.Cycle", models.PROTECT, related_name="strategy_reviews")
    report = models.ForeignKey("cycle.PublishedReport", models.PROTECT, related_name="+")
    amendment = models.OneToOneField("plans.Amendment", models.PROTECT, related_name="+")
    accompanied_by = models.ManyToManyField("plans.Amendment", related_name="+", blank=True)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["started_at"]

    def __str__(self):
        return f"{self.amendment} on {self.report}"

    @property
    def identifier(self):
        """What tells it from others on a page."""
        return f"review-{self.pk}"
