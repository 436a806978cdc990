"""The register's chains: each act's digest covers the act and the digest of the one before it."""

from dataclasses import dataclass
from typing import Any

from plans.rules.canonical import canonical, digest_of

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


def breaks(entries):
    """The faults of one chain, given as pairs of Entry and stored digest in order of number."""
    found = []
    previous = START
    for place, (entry, digest) in enumerate(entries, start=1):
        if entry.number != place:
            return [*found, Break(entry.chain, place, "missing")]
        if entry.previous != previous:
            found.append(Break(entry.chain, place, "not_chained"))
        if entry.digest != digest:
            found.append(Break(entry.chain, place, "altered"))
        previous = digest
    return found


def leaf(chain, number, digest):
    """The Merkle leaf of a chain's head, as bytes."""
    return canonical({"chain": chain, "number": number, "digest": digest})
