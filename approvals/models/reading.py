from django.conf import settings
from django.db import models
from django.db.models import Q

from approvals.enums import Closure, Nature, Role
from approvals.rules.outcomes import by_nature
from plans.enums import Competence


class Review(models.Model):
    """An amendment's way through a chain. The engine's process is its clockwork."""

    amendment = models.OneToOneField("plans.Amendment", models.PROTECT, related_name="review")
    process = models.OneToOneField("viewflow.Process", models.PROTECT, related_name="+")
    # by the urgent procedure: what it adopts lapses unless the Council ratifies it
    to_be_ratified = models.BooleanField(default=False)
    length = models.PositiveIntegerField(default=5, help_text="How many steps its chain has.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["started_at"], name="review_open", condition=Q(ended_at__isnull=True))]

    def __str__(self):
        return f"review of {self.amendment}"

    @property
    def chain(self):
        """The name of this review's chain of acts in the register."""
        return f"review:{self.pk}"

    @property
    def flow(self):
        """The flow class that it goes through: the one that it started with."""
        return self.process.flow_class


class Reading(models.Model):
    """One body's consideration of one revision at one step. Copies from its node what queries need."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="readings")
    number = models.PositiveIntegerField(help_text="Its place among the review's readings.")
    step = models.CharField(max_length=60)
    place = models.PositiveIntegerField(help_text="The step's place in the chain, from 1.")
    body = models.ForeignKey("approvals.Body", models.PROTECT, related_name="readings")
    nature = models.CharField(max_length=30, choices=[(nature.value, nature.value) for nature in Nature])
    competence = models.CharField(
        max_length=12, choices=[(competence.value, competence.value) for competence in Competence]
    )
    revision = models.ForeignKey("plans.Revision", models.PROTECT, related_name="readings")
    # the officer of the body who runs it, or at an officer's own step acts alone
    role = models.CharField(
        max_length=20, choices=[(role.value, role.value) for role in Role], default=Role.SECRETARY.value
    )
    # the voting rule; none where an officer acts alone
    rule = models.ForeignKey("approvals.Rule", models.PROTECT, null=True, blank=True, related_name="+")
    # what may be put here and how it may be decided; none for readings from before such rules
    outcomes = models.ForeignKey("approvals.Rule", models.PROTECT, null=True, blank=True, related_name="+")
    task = models.OneToOneField("viewflow.Task", models.PROTECT, related_name="+")
    # An outcome of this step on an earlier revision that the change did not touch; the secretary may reaffirm it.
    standing = models.ForeignKey("approvals.Decision", models.PROTECT, null=True, blank=True, related_name="+")
    arrived_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    deadline_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closure = models.CharField(
        max_length=12, blank=True, choices=[(closure.value, closure.value) for closure in Closure]
    )

    class Meta:
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="reading_number_once"),
            models.UniqueConstraint(
                fields=["review", "step"], condition=Q(closed_at__isnull=True), name="one_open_reading_a_step"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="reading_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closure="") | (Q(closed_at__isnull=False) & ~Q(closure="")),
                name="reading_closed_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "deadline_at"], name="reading_waiting", condition=Q(closed_at__isnull=True)),
            models.Index(
                fields=["deadline_at"],
                name="reading_to_escalate",
                condition=Q(closed_at__isnull=True, escalated_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.step} of {self.review}"

    @property
    def by_officer(self):
        """Whether one officer acts here alone, and nobody votes."""
        return self.rule_id is None

    @property
    def outcome_rule(self):
        """What may be put here and how it may be decided, as a value."""
        return self.outcomes.outcome_rule if self.outcomes else by_nature(Nature(self.nature))
