"""The register's chains: each act's digest covers the act and the digest of the one before it."""

from dataclasses import dataclass
from typing import Any

from plans.rules.canonical import canonical, digest_of, reread

SCHEMA = 1
START = "0" * 64


@dataclass(frozen=True)
class Entry:
    """An act as its digest covers it. `at` is UTC in ISO 8601; `by` a person's number or None for a sweep."""

    chain: str
    number: int
    kind: str
    at: str
    by: int | None
    facts: Any
    previous: str

    @property
    def digest(self):
        return digest_of(
            {
                "schema": SCHEMA,
                "chain": self.chain,
                "number": self.number,
                "kind": self.kind,
                "at": self.at,
                "by": self.by,
                "facts": self.facts,
                "previous": self.previous,
            }
        )


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the act's number and which rule it breaks."""

    chain: str
    number: int
    why: str


def read(text):
    """The JSON value of an act's stored text; None where somebody made the text unreadable, which no act says."""
    try:
        return reread(text)
    except (ValueError, RecursionError):
        return None


def by_name(facts):
    """Facts by their names; none where somebody made something else of them."""
    return facts if isinstance(facts, dict) else {}


def breaks(entries):
    """The faults of one chain, given as pairs of Entry and stored digest in order of number."""
    found = []
    previous = START
    for place, (entry, digest) in enumerate(entries, start=1):
        if entry.number != place:
            return [*found, Break(entry.chain, place, "missing")]
        if entry.previous != previous:
            found.append(Break(entry.chain, place, "not_chained"))
        if _digest(entry) != digest:
            found.append(Break(entry.chain, place, "altered"))
        previous = digest
    return found


def _digest(entry):
    try:
        return entry.digest
    except (ValueError, RecursionError):
        return None  # a value without a canonical form: no act was recorded with it


def vote_by_name(member, choice, digest, number, held_by):
    """A Member's vote as an act says it: `held_by` is the code of the Member that cast it under a proxy, or None."""
    said = {"member": member, "choice": choice, "digest": digest, "number": number}
    return said | ({"held_by": held_by} if held_by else {})


def same_votes(said, rows):
    """Whether every vote that an act names is as in rows, {a Member's code: JSON object}. Facts that somebody altered
    are any JSON value, and not the same."""
    return isinstance(said, list) and all(
        isinstance(vote, dict) and rows.get(str(vote.get("member"))) == vote for vote in said
    )


def same_codes(said, codes):
    """Whether every code that an act names, if it names any, is one of a set of codes; as `same_votes`."""
    return said is None or (isinstance(said, list) and all(str(code) in codes for code in said))


def leaf(chain, number, digest):
    """The Merkle leaf of a chain's head, as bytes."""
    return canonical({"chain": chain, "number": number, "digest": digest})
