"""Reads of rules: the versions that held when a review began."""

from approvals.enums import RuleKind
from approvals.exceptions import RuleMissing
from approvals.models import Rule
from notifications.queries.compiled import rows


def rules_at(started_at, wanted):
    """The rules in force at a moment, for a list of pairs of RuleKind and key: a dict of pairs to Rule. One query.

    Raises RuleMissing with the first pair of which there is no version.
    """
    found = rows(_begun, keys=tuple(key for _kind, key in wanted), started_at=started_at)
    newest = {(RuleKind(rule.kind), rule.key): rule for rule in found}
    missing = [pair for pair in wanted if pair not in newest]
    if missing:
        raise RuleMissing(*missing[0])
    return {pair: newest[pair] for pair in wanted}


def _begun(keys, started_at):
    return Rule.objects.filter(key__in=keys, in_force_from__lte=started_at).order_by("version")


def term_at(started_at, key):
    """How long the deadline of this key gives, by the version that held at a moment; a Term."""
    return rules_at(started_at, [(RuleKind.DEADLINE, key)])[RuleKind.DEADLINE, key].term
