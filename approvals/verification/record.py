"""The record and the plan inside a document, checked against each other: digests, votes, proofs."""

import json

from approvals.enums import ActKind, Choice, Motion, Outcome, Way
from approvals.exceptions import CountsDoNotFit
from approvals.rules import merkle, voting
from approvals.rules.acts import Entry, breaks, leaf
from approvals.rules.outcomes import ADOPTING, AWAITS_RATIFICATION, NO_LONGER_FITS, outcome
from approvals.rules.tally import as_json as tally_as_json
from approvals.rules.tally import quorum_only, tally
from approvals.verification.verdict import Finding, State
from plans.rules.canonical import canonical, digest_of, sha256

# nobody votes where nobody may object, or one officer acts alone; nobody counts where nobody disagrees
UNCOUNTED = frozenset({Way.SILENCE, Way.BY_OFFICER})
UNANIMOUS = frozenset({Way.CONSENSUS, Way.CONSENT_AGENDA})


def check(plan, record):
    """The facts of a plan and a record, given as bytes. Raises Finding with what does not hold."""
    plan_value, record_value = _canonical(plan, "plan.json"), _canonical(record, "record.json")
    try:
        return _checked(plan, plan_value, record_value)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
        raise Finding(State.ALTERED, f"its record is not of the form that ours have ({fault!r}).") from None


def check_certificate(certificate):
    """The facts of the certificate of one decision, given as bytes. Raises Finding with what does not hold."""
    value = _canonical(certificate, "certificate.json")
    try:
        return _certified(value)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
        raise Finding(State.ALTERED, f"its certificate is not of the form that ours have ({fault!r}).") from None


def check_publication(report, publication):
    """The facts of a published report and the record of its publication, given as bytes. Raises Finding with what does
    not hold."""
    _canonical(report, "report.json")
    value = _canonical(publication, "record.json")
    try:
        return _published(report, value)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
        raise Finding(State.ALTERED, f"its record is not of the form that ours have ({fault!r}).") from None


def _canonical(data, name):
    try:
        value = json.loads(data)
        whole = canonical(value) == data
    except (ValueError, RecursionError):
        raise Finding(State.ALTERED, f"the attached {name} cannot be read.") from None
    if not whole:
        raise Finding(State.ALTERED, f"the attached {name} is not in its canonical form.")
    return value


def _checked(plan, plan_value, record):
    document, amendment = record["document"], record["amendment"]
    if sha256(plan) != document["digest"]:
        raise Finding(State.ALTERED, "the attached plan is not the one that the record of approval names.")
    if plan_value["edition"] != document["edition"]:
        raise Finding(State.ALTERED, "the attached plan is of another edition than the record of approval.")
    if digest_of(amendment["proposal"]) != amendment["digest"]:
        raise Finding(State.ALTERED, "the amendment in the record is not the one of its digest.")
    decisions = {decision["act"]: decision for decision in record["decisions"]}
    for decision in decisions.values():
        _recomputed(decision, decisions)
    adopting = ADOPTING | ({Outcome.CONFIRMED} if document["corrigendum"] else frozenset())
    if not decisions or record["decisions"][-1]["outcome"] not in adopting:
        raise Finding(State.ALTERED, "its record holds no decision that adopts it.")
    _chained(record, decisions)
    _in_the_register(record["register"])
    return {
        "edition": document["edition"],
        "version": document["version"],
        "corrigendum": document["corrigendum"],
        "digest": document["digest"],
        "predecessor_digest": document["predecessor_digest"],
        "adopted_at": document["adopted_at"],
        "in_force_from": document["in_force_from"],
        "amendment": amendment["code"],
        "decisions": len(decisions),
        "root": record["register"]["root"],
        "register_size": record["register"]["size"],
    }


def _certified(certificate):
    amendment, number = certificate["amendment"], certificate["document"]["act"]
    if digest_of(amendment["proposal"]) != amendment["digest"]:
        raise Finding(State.ALTERED, "the amendment in the certificate is not the one of its digest.")
    decisions = {decision["act"]: decision for decision in certificate["decisions"]}
    decision = decisions[number]
    for one in decisions.values():
        _recomputed(one, decisions)
    entries = _whole_chain(certificate)
    _ends_at_its_head(entries, certificate["register"])
    if number != certificate["register"]["act"] or decision["digest"] != amendment["digest"]:
        raise Finding(State.ALTERED, "what is certified is another decision.")
    for act, one in decisions.items():
        _same_as_its_act(one, entries[act])
    _in_the_register(certificate["register"])
    stands = [entry.facts for entry in entries.values() if entry.kind == ActKind.STRATEGY_ENDORSED]
    endorsed = (
        {name: stands[0][name] for name in SAID_TO_STAND}
        if stands and decision["outcome"] == Outcome.ENDORSED and stands[0]["digest"] == decision["digest"]
        else {}
    )
    return {
        "kind": "certificate",
        "endorsed": endorsed,
        "amendment": amendment["code"],
        "title": amendment["title"],
        "revision": amendment["revision"],
        "digest": amendment["digest"],
        "body": decision["body"],
        "outcome": decision["outcome"],
        "decided_at": decision["decided_at"],
        "act": number,
        "chain": certificate["register"]["chain"],
        "decisions": len(decisions),
        "root": certificate["register"]["root"],
        "register_size": certificate["register"]["size"],
    }


def _published(report, record):
    register, digest = record["register"], sha256(report)
    entries = _whole_chain(record)
    _ends_at_its_head(entries, register)
    entry = entries[register["act"]]
    if entry.kind != ActKind.REPORT_PUBLISHED or (entry.chain, entry.digest) != (
        register["chain"],
        register["act_digest"],
    ):
        raise Finding(State.ALTERED, "its acts do not hold the publication that the register holds.")
    if entry.facts["digest"] != digest or record["document"]["digest"] != digest:
        raise Finding(State.ALTERED, "the attached report is not the one that was published.")
    _in_the_register(register)
    return {
        "kind": "report",
        "report": entry.facts["report"],
        "as_of": entry.facts["as_of"],
        "digest": digest,
        "edition": entry.facts["edition"],
        "plan_version": entry.facts["version"],
        "plan_digest": entry.facts["version_digest"],
        "published_at": entry.at,
        "corrects": entry.facts.get("corrects", ""),
        "chain": entry.chain,
        "act": entry.number,
        "root": register["root"],
        "register_size": register["size"],
    }


def _recomputed(decision, decisions):
    """Counts the votes again, applies the rule again, and compares with what is printed."""
    stored, where = decision["tally"], f"the decision at {decision['step']}"
    way = _way(decision, decisions)
    if way in UNCOUNTED:
        came = outcome(Motion(decision["motion"]), None)
        if stored is not None or (came != decision["outcome"] and not _superseded(decision, came)):
            raise Finding(State.ALTERED, f"the outcome of {where} is not the one that its motion gives.")
        return
    rule = voting.from_json(stored["rule"])
    counts = {"entitled": stored["entitled"], "present": stored["present"]}
    try:
        if way in UNANIMOUS:
            counted = quorum_only(rule, **counts)
        else:
            counted = tally(
                rule,
                **counts,
                votes_for=stored["for"],
                against=stored["against"],
                abstaining=stored["abstaining"],
                casting=Choice(stored["casting"]) if "casting" in stored else None,
            )
    except CountsDoNotFit:
        raise Finding(State.ALTERED, f"the counts of {where} cannot be.") from None
    if tally_as_json(counted) != stored:
        raise Finding(State.ALTERED, f"the result of {where} does not follow from its counts and its rule.")
    if decision["way"] in (Way.POLL, Way.ROLL_CALL):
        _same_votes(decision["votes"], decision["digest"], stored, where)
    came = outcome(Motion(decision["motion"]), counted)
    if came != decision["outcome"] and not _superseded(decision, came):
        raise Finding(State.ALTERED, f"the outcome of {where} is not the one that its vote gives.")


def _superseded(decision, came):
    """Whether a decision that would have adopted was void, for a reason that lies outside its vote."""
    would_adopt = came in ADOPTING or came == Outcome.CONFIRMED
    reasons = (NO_LONGER_FITS, AWAITS_RATIFICATION)
    return would_adopt and decision["outcome"] == Outcome.VOID and decision["reason"] in reasons


def _way(decision, decisions):
    """How the body decided; a reaffirmed outcome was decided as the one that it reaffirms."""
    while decision["way"] == Way.REAFFIRMATION:
        decision = decisions[decision["reaffirms_act"]]
    return decision["way"]


def _same_votes(votes, digest, stored, where):
    counts = {"for": 0, "against": 0, "abstain": 0}
    for vote in votes:
        counts[vote["choice"]] += 1
    members = {vote["member"] for vote in votes}
    printed = (stored["for"], stored["against"], stored["abstaining"])
    if tuple(counts.values()) != printed or len(members) != len(votes):
        raise Finding(State.ALTERED, f"the votes by Member of {where} do not add up to its counts.")
    if {vote["digest"] for vote in votes} - {digest}:
        raise Finding(State.ALTERED, f"votes of {where} were cast on another text.")


DECISIONS = frozenset({ActKind.DECIDED, ActKind.REAFFIRMED})
# what a decision prints and its act says, by the same names
SAME = (
    "step",
    "body",
    "nature",
    "revision",
    "digest",
    "motion",
    "way",
    "outcome",
    "tally",
    "meeting",
    "reason",
    "votes",
)
# of an endorsement of the strategy
SAID_TO_STAND = ("edition", "version", "corrigendum", "version_digest", "about", "about_digest")
SAME_REAFFIRMED = ("step", "body", "revision", "digest", "outcome", "reason")


def _chained(record, decisions):
    """Follows the register's chain from its first act to the adoption, and compares every decision with its act."""
    document, amendment, register = record["document"], record["amendment"], record["register"]
    entries = _whole_chain(record)
    adopted = entries.get(register["act"])
    if adopted is None or (adopted.kind, adopted.chain, adopted.digest) != (
        ActKind.ADOPTED,
        register["chain"],
        register["act_digest"],
    ):
        raise Finding(State.ALTERED, "its acts do not hold the adoption that the register holds.")
    _ends_at_its_head(entries, register)
    facts = adopted.facts
    if (facts["version_digest"], facts["digest"], facts["version"], facts["predecessor_digest"]) != (
        document["digest"],
        amendment["digest"],
        document["version"],
        document["predecessor_digest"],
    ):
        raise Finding(State.ALTERED, "what was adopted is another text.")
    decided = {number: entry for number, entry in entries.items() if entry.kind in DECISIONS}
    if decided.keys() != decisions.keys():
        raise Finding(State.ALTERED, "its record does not hold every decision of its approval.")
    for number, entry in decided.items():
        _same_as_its_act(decisions[number], entry)
    _adopts(record["decisions"][-1], amendment)


def _whole_chain(record):
    """The acts by their numbers, in order and from the first."""
    entries = [Entry(**entry) for entry in record["acts"]]
    if breaks([(entry, entry.digest) for entry in entries]):
        raise Finding(State.ALTERED, "the acts of its approval do not follow each other.")
    return {entry.number: entry for entry in entries}


def _ends_at_its_head(entries, register):
    last = entries[max(entries)]
    head = (register.get("head", register["act"]), register.get("head_digest", register["act_digest"]))
    if (last.number, last.digest) != head:
        raise Finding(State.ALTERED, "its last act is not the head that the register sealed.")


def _same_as_its_act(decision, entry):
    names = SAME if entry.kind == ActKind.DECIDED else SAME_REAFFIRMED
    same = entry.kind in DECISIONS and entry.digest == decision["act_digest"]
    if not same or any(entry.facts[name] != decision[name] for name in names):
        raise Finding(State.ALTERED, f"the decision at {decision['step']} is not the one that its act says.")


def _adopts(decision, amendment):
    """The last decision is on the revision that was adopted: endorsed as it was, or as the Council amended it."""
    if decision["outcome"] in (Outcome.ENDORSED, Outcome.CONFIRMED) and decision["digest"] != amendment["digest"]:
        raise Finding(State.ALTERED, "the Council endorsed another text.")
    if decision["outcome"] == Outcome.AMENDED and decision["made_revision"] != amendment["revision"]:
        raise Finding(State.ALTERED, "the Council's own text is another one.")


def _in_the_register(register):
    """Follows the proof from the sealed head, the adoption or an act after it, to the printed root."""
    number, digest = register.get("head", register["act"]), register.get("head_digest", register["act_digest"])
    start = merkle.leaf_hash(leaf(register["chain"], number, digest))
    proof = [bytes.fromhex(part) for part in register["proof"]]
    root = merkle.proven_root(start, register["index"], register["size"], proof)
    if root is None or root.hex() != register["root"]:
        raise Finding(State.ALTERED, "the proof that the adoption is in the register does not lead to its root.")
