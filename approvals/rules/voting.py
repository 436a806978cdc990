"""Voting rules as values, each with the article that it stands on. The database holds their versions."""

from dataclasses import dataclass
from fractions import Fraction

from approvals.enums import Basis


@dataclass(frozen=True)
class VotingRule:
    """Carried when the votes for are at least (or, where `more_than`, more than) `share` of the basis.

    Valid only when more than `quorum` of those entitled are present. A rule on votes cast needs at least one.
    `proxies` is how many other Members one may vote for. With `casting_vote` the chair breaks a tie. With `checked_in`
    a Member that said that it is there is present in an electronic vote though it did not vote; otherwise who voted is.
    """

    key: str
    version: int
    article: str
    basis: Basis
    share: Fraction
    more_than: bool = False
    quorum: Fraction = Fraction(1, 2)
    proxies: int = 0
    casting_vote: bool = False
    checked_in: bool = False


ARTICLE_VIII = VotingRule(
    "ARTICLE_VIII",
    1,
    "Convention establishing a Customs Co-operation Council, Article VIII(b)",
    Basis.PRESENT,
    Fraction(2, 3),
)
VOTES_CAST_TWO_THIRDS = VotingRule(
    "VOTES_CAST_TWO_THIRDS", 1, "Two-thirds of the votes cast", Basis.VOTES_CAST, Fraction(2, 3)
)
SIMPLE_MAJORITY = VotingRule(
    "SIMPLE_MAJORITY", 1, "Simple majority of the votes cast", Basis.VOTES_CAST, Fraction(1, 2), more_than=True
)
ALL_MEMBERS = VotingRule("ALL_MEMBERS", 1, "Majority of all Members", Basis.ALL_MEMBERS, Fraction(1, 2), more_than=True)

READY = (ARTICLE_VIII, VOTES_CAST_TWO_THIRDS, SIMPLE_MAJORITY, ALL_MEMBERS)


def is_simple_majority(rule):
    """Whether it carries what has more votes for than against, so that a tie can be broken."""
    return (rule.basis, rule.share, rule.more_than) == (Basis.VOTES_CAST, Fraction(1, 2), True)


def as_json(rule):
    """A rule as it is stored and printed; fractions as "2/3". What is off is left out."""
    allowed = {"proxies": rule.proxies, "casting_vote": rule.casting_vote, "checked_in": rule.checked_in}
    return {
        "key": rule.key,
        "version": rule.version,
        "article": rule.article,
        "basis": rule.basis.value,
        "share": str(rule.share),
        "more_than": rule.more_than,
        "quorum": str(rule.quorum),
    } | {name: value for name, value in allowed.items() if value}


def from_json(value):
    """The rule that as_json wrote."""
    return VotingRule(
        value["key"],
        value["version"],
        value["article"],
        Basis(value["basis"]),
        Fraction(value["share"]),
        value["more_than"],
        Fraction(value["quorum"]),
        value.get("proxies", 0),
        value.get("casting_vote", False),
        value.get("checked_in", False),
    )
