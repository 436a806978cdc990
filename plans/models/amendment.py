from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.enums import AmendmentKind, AmendmentState
from plans.rules.canonical import reread
from plans.rules.changes import Proposal


class Amendment(models.Model):
    """A proposed change of the plan. What it says is in its drafts, and once submitted in its revisions."""

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in AmendmentKind])
    title = models.CharField(max_length=200)
    base = models.ForeignKey("plans.Version", models.PROTECT, related_name="amendments")
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.value) for state in AmendmentState],
        default=AmendmentState.DRAFT.value,
    )
    # What it came from, for example CA-007: a code that the app above knows how to show.
    origin = models.CharField(max_length=40, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        permissions = [("draft_amendment", "Can draft amendments")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AmendmentState]), name="amendment_state_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["number"],
                name="amendment_open",
                condition=Q(state__in=["draft", "under_review", "returned"]),
            )
        ]

    def __str__(self):
        return self.code

    @property
    def code(self):
        return f"AM-{self.number:03d}"

    @property
    def can_be_edited(self):
        return self.state in (AmendmentState.DRAFT, AmendmentState.RETURNED)


class Draft(models.Model):
    """One saving of an amendment's draft; the last one is the draft. Earlier ones stay, so that nothing is lost."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    # The version that it was written to; an amendment that is carried over stands on a later one.
    base = models.ForeignKey("plans.Version", models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    proposal_text = models.TextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["amendment", "number"]
        constraints = [models.UniqueConstraint(fields=["amendment", "number"], name="draft_number_once")]

    def __str__(self):
        return f"{self.amendment.code} draft {self.number}"

    @cached_property
    def contents(self):
        """What is drafted, as plain JSON: changes, rationale and cost, each possibly missing still."""
        return reread(self.proposal_text)


class Revision(models.Model):
    """A submitted text of an amendment: numbered, immutable, with the digest that decisions bind to."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    base = models.ForeignKey("plans.Version", models.PROTECT, related_name="+")
    proposal_text = models.TextField()
    digest = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    # Why there is another revision: what the drafter says, or what the body that changed the text says.
    reason = models.TextField(blank=True)
    # The body that made this revision in a reading (its key), empty when the drafters submitted it.
    moved_by_body = models.CharField(max_length=40, blank=True)
    # The version whose adoption made this revision: the same proposal, carried over to a text that had moved on.
    carried_to = models.ForeignKey("plans.Version", models.PROTECT, null=True, blank=True, related_name="+")
    # Its drafter says, and the rule has checked, that it corrects nothing but typing errors of the one before.
    typing_errors = models.BooleanField(default=False)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        ordering = ["amendment", "number"]
        constraints = [models.UniqueConstraint(fields=["amendment", "number"], name="revision_number_once")]

    def __str__(self):
        return f"{self.amendment.code} revision {self.number}"

    @cached_property
    def proposal(self):
        return Proposal.model_validate(reread(self.proposal_text))
