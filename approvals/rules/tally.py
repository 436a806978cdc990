"""What the votes amount to under a rule, with the working. Exact arithmetic; no clock, no database."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from approvals.enums import Basis, Choice
from approvals.exceptions import CountsDoNotFit
from approvals.rules.voting import VotingRule
from approvals.rules.voting import as_json as rule_as_json


@dataclass(frozen=True)
class Working:
    """The computation, for templates to word: both comparisons with their sides."""

    quorum_needed: int  # the least number of Members present that makes the vote valid
    quorum_of: int
    basis: Basis
    denominator: int
    share: Fraction
    threshold: Fraction  # share of the denominator, exact
    more_than: bool


@dataclass(frozen=True)
class Tally:
    """Counts under a rule. `needed` is the least number of votes for that carries with the same denominator."""

    rule: VotingRule
    entitled: int
    present: int
    votes_for: int
    against: int
    abstaining: int
    quorate: bool
    denominator: int
    needed: int
    carried: bool
    working: Working
    casting: Choice | None = None  # how the chair broke a tie, where the rule allows that


def tally(rule, *, entitled, present, votes_for, against, abstaining, casting=None):
    """The Tally of these counts. Raises CountsDoNotFit when they cannot be.

    Those present need not all vote; who is present and does not vote counts as present only. `casting` is the chair's
    vote on a tie; without one, and by every ready rule, a tie is not adopted.
    """
    _check(entitled, present, votes_for, against, abstaining)
    if casting is not None and not (rule.casting_vote and votes_for == against > 0):
        raise CountsDoNotFit("no_casting_vote", votes_for, against)
    quorum_needed = floor(entitled * rule.quorum) + 1
    quorate = present >= quorum_needed
    denominator = {
        Basis.PRESENT: present,
        Basis.VOTES_CAST: votes_for + against,
        Basis.ALL_MEMBERS: entitled,
    }[rule.basis]
    threshold = denominator * rule.share
    needed = max(1, floor(threshold) + 1 if rule.more_than else ceil(threshold))
    return Tally(
        rule=rule,
        entitled=entitled,
        present=present,
        votes_for=votes_for,
        against=against,
        abstaining=abstaining,
        quorate=quorate,
        denominator=denominator,
        needed=needed,
        carried=quorate and votes_for + (casting is Choice.FOR) >= needed,
        casting=casting,
        working=Working(quorum_needed, entitled, rule.basis, denominator, rule.share, threshold, rule.more_than),
    )


def quorum_only(rule, *, entitled, present):
    """The Tally of a consensus: nobody voted, so only the quorum is computed. Carried when quorate."""
    counted = tally(rule, entitled=entitled, present=present, votes_for=0, against=0, abstaining=0)
    return Tally(**{**vars(counted), "carried": counted.quorate})


def as_json(counted):
    """A tally as the register and the record hold it; its working can be recomputed from the rest."""
    return {
        "rule": rule_as_json(counted.rule),
        "entitled": counted.entitled,
        "present": counted.present,
        "for": counted.votes_for,
        "against": counted.against,
        "abstaining": counted.abstaining,
        "quorate": counted.quorate,
        "denominator": counted.denominator,
        "threshold": str(counted.working.threshold),
        "needed": counted.needed,
        "carried": counted.carried,
    } | ({"casting": counted.casting.value} if counted.casting else {})


def _check(entitled, present, votes_for, against, abstaining):
    counts = {"entitled": entitled, "present": present, "for": votes_for, "against": against, "abstaining": abstaining}
    for name, number in counts.items():
        if number < 0:
            raise CountsDoNotFit(f"negative_{name}", number, 0)
    if present > entitled:
        raise CountsDoNotFit("more_present_than_entitled", present, entitled)
    if votes_for + against + abstaining > present:
        raise CountsDoNotFit("more_votes_than_present", votes_for + against + abstaining, present)
