from datetime import UTC

from django.conf import settings
from django.db import models

from approvals.enums import ActKind
from approvals.rules.acts import Entry, by_name, read


class Act(models.Model):
    """A numbered legal act of one chain. The database refuses to change or remove it."""

    chain = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in ActKind])
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    facts_text = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="act_number_once")]
        indexes = [models.Index(fields=["-at", "-id"], name="act_newest_first")]

    def __str__(self):
        return f"{self.chain} {self.number}: {self.kind}"

    @property
    def facts(self):
        """What it says, by name; nothing where the text is no longer an act's, which `entry` shows."""
        return by_name(read(self.facts_text))

    @property
    def entry(self):
        """The act as its digest covers it."""
        return Entry(
            self.chain,
            self.number,
            self.kind,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.by_id,
            read(self.facts_text),
            self.previous,
        )


class Leaf(models.Model):
    """The head of one chain, sealed into the Merkle tree at its index."""

    index = models.PositiveIntegerField(primary_key=True)
    chain = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="leaf_seals_an_act_once")]

    def __str__(self):
        return f"{self.index}: {self.chain} {self.number}"


class Root(models.Model):
    """The Merkle tree's root over its first `size` leaves. Copies of it stand outside, in every sealed PDF."""

    size = models.PositiveIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    # the tree's perfect subtrees as hashes in hex, so that it grows without reading its leaves; empty in older rows
    frontier = models.JSONField(default=list, blank=True)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["size"]

    def __str__(self):
        return f"{self.root} at {self.size}"


class RootLetter(models.Model):
    """The day on which a root was sent to its witnesses: once a day, whoever sweeps."""

    day = models.DateField(unique=True)
    root = models.ForeignKey(Root, models.PROTECT, related_name="letters")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self):
        return f"{self.root} on {self.day}"
