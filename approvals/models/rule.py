from django.conf import settings
from django.db import models

from approvals.enums import RuleKind
from approvals.rules import outcomes, voting
from approvals.rules.deadlines import Term


class Rule(models.Model):
    """A version of a rule, as data. A review keeps the versions that held when it began."""

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in RuleKind])
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.JSONField()
    in_force_from = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["kind", "key", "version"]
        constraints = [models.UniqueConstraint(fields=["kind", "key", "version"], name="rule_version_once")]

    def __str__(self):
        return f"{self.key} version {self.version}"

    @property
    def voting_rule(self):
        return voting.from_json(self.value)

    @property
    def outcome_rule(self):
        return outcomes.from_json(self.value)

    @property
    def term(self):
        return Term(**self.value)
