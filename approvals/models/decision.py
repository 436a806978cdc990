from django.conf import settings
from django.db import models
from django.db.models import Q

from approvals.enums import Motion, Outcome, Way
from approvals.rules.outcomes import FINAL

FINAL_VALUES = sorted(outcome.value for outcome in FINAL)


class Decision(models.Model):
    """What a body did about a question: the motion, how it decided, the counts with their working, the outcome.

    Never changed. At most one decision ends a reading; questions that were void or not carried stay beside it.
    """

    reading = models.ForeignKey("approvals.Reading", models.PROTECT, related_name="decisions")
    revision = models.ForeignKey("plans.Revision", models.PROTECT, related_name="decisions")
    digest = models.CharField(max_length=64, help_text="The digest of the revision that was shown and decided on.")
    motion = models.CharField(max_length=30, choices=[(motion.value, motion.value) for motion in Motion])
    way = models.CharField(max_length=16, choices=[(way.value, way.value) for way in Way])
    outcome = models.CharField(max_length=30, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    final = models.BooleanField()
    tally = models.JSONField(null=True, blank=True)
    meeting = models.CharField(max_length=200, blank=True)
    sitting = models.ForeignKey("approvals.Meeting", models.PROTECT, null=True, blank=True, related_name="decisions")
    reason = models.TextField(blank=True)
    # the revision that the body itself made, where its outcome changes the text
    made_revision = models.OneToOneField(
        "plans.Revision", models.PROTECT, null=True, blank=True, related_name="made_by_decision"
    )
    reaffirms = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reaffirmations")
    # nobody's where a sweep closed a poll or a silence procedure at its time
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # the absent officer for whom a substitute recorded it
    recorded_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()
    act = models.OneToOneField("approvals.Act", models.PROTECT, related_name="decision")

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reading"], condition=Q(final=True), name="one_final_decision_a_reading"),
            models.CheckConstraint(
                condition=Q(final=True, outcome__in=FINAL_VALUES) | (Q(final=False) & ~Q(outcome__in=FINAL_VALUES)),
                name="decision_final_by_its_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.outcome} at {self.reading.step}"

    @property
    def subject(self):
        """What its certificate is a document of."""
        return f"decision:{self.pk}"
