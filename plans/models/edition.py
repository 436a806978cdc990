from functools import lru_cache

from django.db import models
from django.db.models import F, Q

from plans.rules.canonical import canonical, reread, sha256
from plans.rules.content import Content, as_json


class Edition(models.Model):
    """A plan's structure for a period; its versions are its texts."""

    key = models.CharField(max_length=80, unique=True)
    name = models.JSONField(help_text="The name in each language.")
    start = models.DateField()
    end = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="edition_ends_after_it_starts")]

    def __str__(self):
        return self.key


class Version(models.Model):
    """An immutable, numbered text of the plan: adopted at a moment, in force from a day.

    `canonical_text` is the content's canonical form and `digest` its SHA-256; the database refuses any change.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    corrigendum = models.PositiveIntegerField(default=0)
    canonical_text = models.TextField()
    digest = models.CharField(max_length=64)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    revision = models.OneToOneField("plans.Revision", models.PROTECT, null=True, blank=True, related_name="adopted_as")
    adopted_at = models.DateTimeField()
    in_force_from = models.DateField()

    class Meta:
        ordering = ["number", "corrigendum"]
        constraints = [
            models.UniqueConstraint(fields=["number", "corrigendum"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_numbers_start_at_one"),
        ]
        indexes = [models.Index(fields=["in_force_from", "number", "corrigendum"], name="version_in_force")]

    def __str__(self):
        return f"{self.edition.key} {self.label}"

    @property
    def label(self):
        return f"{self.number} Corr.{self.corrigendum}" if self.corrigendum else str(self.number)

    @property
    def address(self):
        """How it is written in addresses: 3, or 3-corr-1."""
        return f"{self.number}-corr-{self.corrigendum}" if self.corrigendum else str(self.number)

    @property
    def subject(self):
        """What its sealed document is a document of."""
        return f"version:{self.label}"

    @property
    def content(self):
        return _content(self.digest, self.canonical_text)


@lru_cache(maxsize=64)
def _content(digest, text):
    """A version never changes, so its content is read once for each digest."""
    content = Content.model_validate(reread(text))
    if sha256(canonical(as_json(content))) != digest:
        raise ValueError(f"the stored text is not the one of digest {digest}")
    return content
