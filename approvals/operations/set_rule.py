from django.db import transaction

from approvals.enums import ActKind, RuleKind
from approvals.exceptions import RuleDoesNotFit
from approvals.models import Rule
from approvals.operations.register import append_act
from approvals.permissions import check_can_keep_bodies
from approvals.rules import deadlines, outcomes, voting

# a Member must have that many hours to object
SHORTEST_SILENCE = 72
# all rules are one chain: what held when is read from it in order
CHAIN = "rules:1"
_AS_JSON = {RuleKind.VOTING: voting.as_json, RuleKind.OUTCOMES: outcomes.as_json, RuleKind.DEADLINE: deadlines.as_json}


def _check_fits(newest, value):
    """Raises RuleDoesNotFit for a value that its step could not decide by."""
    kind = RuleKind(newest.kind)
    if kind is RuleKind.OUTCOMES and not outcomes.fits(value, newest.outcome_rule):
        raise RuleDoesNotFit("does_not_fit_its_step")
    if kind is RuleKind.VOTING and value.casting_vote and not voting.is_simple_majority(value):
        raise RuleDoesNotFit("casting_needs_simple_majority")
    if kind is RuleKind.DEADLINE and newest.key == "silence" and value.days * 24 + value.hours < SHORTEST_SILENCE:
        raise RuleDoesNotFit("silence_too_short")


@transaction.atomic
def set_rule(*, by, at, kind, key, value, shown, in_force_from):
    """Sets a further version of a rule, in force from a moment that is still to come; reviews that are open keep
    theirs. Returns the Rule.

    `value` is a VotingRule, an OutcomeRule or a Term; `shown` is the number of the version on the form. Raises
    NotYours, RuleDoesNotFit for an unknown rule, another newest version than was shown, a past moment, or the same
    value again.
    """
    check_can_keep_bodies(by)
    # the rules are one chain, so whoever sets any of them locks all
    list(Rule.objects.select_for_update().order_by("pk").values_list("pk"))
    # in a later statement: who waited sees what was set meanwhile
    newest = Rule.objects.filter(kind=kind, key=key).order_by("version").last()
    if newest is None:
        raise RuleDoesNotFit("unknown")
    if newest.version != shown:
        raise RuleDoesNotFit("another_version")
    if in_force_from < at or in_force_from < newest.in_force_from:
        raise RuleDoesNotFit("in_the_past")
    _check_fits(newest, value)
    stored = _AS_JSON[RuleKind(kind)](value)
    if kind != RuleKind.DEADLINE:
        stored["version"] = newest.version + 1
    if {**stored, "version": 0} == {**newest.value, "version": 0}:
        raise RuleDoesNotFit("as_before")
    rule = Rule.objects.create(
        kind=kind, key=key, version=newest.version + 1, value=stored, in_force_from=in_force_from, set_by=by
    )
    facts = {
        "kind": RuleKind(kind).value,
        "key": key,
        "version": rule.version,
        "value": stored,
        "in_force_from": in_force_from.isoformat(timespec="seconds"),
    }
    append_act(chain=CHAIN, kind=ActKind.RULE_SET, by=by, at=at, facts=facts)
    return rule
