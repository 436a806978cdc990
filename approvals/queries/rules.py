"""Reads of rules: the version that held when a review began."""

from datetime import timedelta

from approvals.enums import RuleKind
from approvals.models import Rule


def longest_poll(started_at):
    """How long a poll may last, for a review that began at a moment."""
    rule = Rule.objects.filter(kind=RuleKind.DEADLINE, key="poll", in_force_from__lte=started_at).last()
    return timedelta(days=rule.value["days"])
