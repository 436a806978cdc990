from django.db import models

from approvals.enums import RuleKind
from approvals.rules import voting


class Rule(models.Model):
    """A version of a rule, as data. A review keeps the versions that held when it began."""

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in RuleKind])
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.JSONField()
    in_force_from = models.DateTimeField()

    class Meta:
        ordering = ["kind", "key", "version"]
        constraints = [models.UniqueConstraint(fields=["kind", "key", "version"], name="rule_version_once")]

    def __str__(self):
        return f"{self.key} version {self.version}"

    @property
    def voting_rule(self):
        return voting.from_json(self.value)
