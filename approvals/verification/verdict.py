"""The verdict on a document, as a value. Its sentences are worded here once, in English, for people and programs
that have nothing of ours but this."""

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    TRUE = "true"
    ALTERED = "altered"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"
    CANNOT_TELL = "cannot_tell"


EXIT = {State.TRUE: 0, State.ALTERED: 1, State.NOT_OURS: 1, State.UNREADABLE: 2, State.CANNOT_TELL: 2}


class Finding(Exception):
    """Ends the examination: what the document is, and why."""

    def __init__(self, state, why):
        self.state = state
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Verdict:
    """`facts` say what a true document is of; `why` what is wrong with any other."""

    state: State
    why: str = ""
    development: bool = False
    facts: dict = field(default_factory=dict)

    @property
    def exit_code(self):
        return EXIT[self.state]

    @property
    def sentences(self):
        if self.state is not State.TRUE:
            return (f"{_OPENINGS[self.state]} {self.why}",)
        said = ["This document is true: it is whole, and sealed by the installation whose root was given."]
        told = {"certificate": self._certificate, "report": self._report}
        said += told.get(self.facts.get("kind"), self._version)()
        said += [
            f"In the field {one['field']} it was signed before {one['before']} by a certificate that names "
            f"{one['signer']} ({one['certificate']}). "
            + ("Whether that was the chair, the register says." if one["proved"] else _NOT_ASKED)
            for one in self.facts.get("signatures", ())
        ]
        if self.development:
            said.append("A DEVELOPMENT key sealed or signed it: that proves nothing outside that installation.")
        return tuple(said)

    def _certificate(self):
        return [
            f"It is the certificate of one decision: {self.facts['body']} on {self.facts['amendment']}, revision "
            f"{self.facts['revision']}: {self.facts['outcome']}, {self.facts['decided_at'][:10]}.",
            f"What was decided on has the digest {self.facts['digest']}; it is act {self.facts['act']} of "
            f"{self.facts['chain']} in the register.",
            "The decision was recomputed from its rule and counts, and its act is in the register's tree with the "
            f"root {self.facts['root']}.",
            *self._endorsed(),
        ]

    def _endorsed(self):
        """What stands since the decision, where it endorsed the strategy as it is."""
        said = self.facts.get("endorsed")
        if not said:
            return []
        return [
            f"By it the strategy stands as it is: version {label_of(said)} of {said['edition']}, digest "
            f"{said['version_digest']}, on the report {said['about']}, digest {said['about_digest']}."
        ]

    def _report(self):
        corrects = f" It corrects {self.facts['corrects']}." if self.facts["corrects"] else ""
        return [
            f"It is the report {self.facts['report']} as of {self.facts['as_of']}, on version "
            f"{self.facts['plan_version']} of {self.facts['edition']}, published {self.facts['published_at'][:10]}."
            + corrects,
            f"The attached report has the digest {self.facts['digest']}, which the act of its publication names.",
            f"That act is in the register's tree with the root {self.facts['root']}.",
        ]

    def _version(self):
        return [
            f"It is version {label_of(self.facts)} of {self.facts['edition']}, "
            f"adopted {self.facts['adopted_at'][:10]}, in force from {self.facts['in_force_from']}.",
            f"The attached plan has the digest {self.facts['digest']}, which the record of approval names.",
            f"{self.facts['decisions']} decisions were recomputed from their rules and counts, and the adoption is in "
            f"the register's tree with the root {self.facts['root']}.",
        ]

    def as_json(self):
        return {
            "state": self.state.value,
            "why": self.why,
            "development": self.development,
            "facts": self.facts,
            "sentences": list(self.sentences),
        }


def label_of(facts):
    """The version's number, with that of its corrigendum."""
    corrigendum = facts.get("corrigendum")
    return f"{facts['version']} Corr.{corrigendum}" if corrigendum else str(facts["version"])


_NOT_ASKED = "Whose it is was not asked: no root for the signatures of chairs was given."
_OPENINGS = {
    State.ALTERED: "This document was altered:",
    State.NOT_OURS: "This document is not ours:",
    State.UNREADABLE: "This document cannot be read:",
    State.CANNOT_TELL: "It cannot be told whether this document is true:",
}
