"""plenary-verify: says of sealed PDFs whether they are true, offline, trusting nothing but the roots that are given.

Exit 0: every file is true. 1: one was altered or is not ours. 2: one cannot be read, or it cannot be told.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from approvals.verification.document import verify
from approvals.verification.verdict import State, Verdict, label_of

MOST_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Examined:
    """A file with its Verdict, and the files among the others whose plan came after its own: pairs of a path and the
    label of the version in it."""

    path: str
    verdict: Verdict
    superseded_by: tuple[tuple[str, str], ...] = ()

    @property
    def sentences(self):
        after = tuple(
            f"It is superseded by version {label}, which is in {path}; it is still true of its time."
            for path, label in self.superseded_by
        )
        return self.verdict.sentences + after

    def as_json(self):
        after = [{"file": path, "version": label} for path, label in self.superseded_by]
        said = self.verdict.as_json() | {"sentences": list(self.sentences)}
        return {"file": self.path, **said, "superseded_by": after}


def examined(paths, trust, chairs=()):
    """Each file as an Examined, in order. `trust` are paths of root certificates in the form PEM, `chairs` of further
    ones for the chairs' signatures alone."""
    found = [(str(path), _verdict(path, trust, chairs)) for path in paths]
    follow = {}
    for path, verdict in found:
        if verdict.state is State.TRUE and "predecessor_digest" in verdict.facts:
            follow.setdefault(verdict.facts["predecessor_digest"], []).append((path, label_of(verdict.facts)))
    return [Examined(path, verdict, tuple(follow.get(verdict.facts.get("digest"), ()))) for path, verdict in found]


def _verdict(path, trust, chairs):
    try:
        if path.stat().st_size > MOST_BYTES:
            return Verdict(State.UNREADABLE, f"it is larger than {MOST_BYTES // 1024**2} MB.")
        data = path.read_bytes()
    except OSError as error:
        return Verdict(State.UNREADABLE, f"{error.strerror}.")
    try:
        roots, of_chairs = ([root.read_bytes() for root in some] for some in (trust, chairs))
    except OSError as error:
        return Verdict(State.CANNOT_TELL, f"the root certificate {error.filename} cannot be read: {error.strerror}.")
    return verify(data, roots, chairs=of_chairs)


def printed(found, *, as_json):
    """What is printed of a list of Examined: sentences, under the files' names where there are several; or JSON, of one
    file an object and of several a list."""
    if as_json:
        values = [one.as_json() for one in found]
        return json.dumps(values[0] if len(values) == 1 else values, indent=2)
    if len(found) == 1:
        return "\n".join(found[0].sentences)
    return "\n\n".join("\n".join([f"{one.path}:", *(f"  {said}" for said in one.sentences)]) for one in found)


def exit_code(found):
    """The worst: altered or not ours before what cannot be told."""
    codes = {one.verdict.exit_code for one in found}
    return next((code for code in (1, 2) if code in codes), 0)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="plenary-verify", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "file", type=Path, nargs="+", help="Sealed PDFs; with several, which one follows which is said."
    )
    parser.add_argument(
        "--trust", type=Path, action="append", metavar="ROOT.pem", required=True, help="A root certificate."
    )
    parser.add_argument(
        "--trust-chairs",
        type=Path,
        action="append",
        metavar="ROOT.pem",
        default=[],
        help="A further root, for the approval signatures of chairs alone.",
    )
    parser.add_argument("--json", action="store_true", help="Print JSON.")
    asked = parser.parse_args(arguments)
    found = examined(asked.file, asked.trust, asked.trust_chairs)
    print(printed(found, as_json=asked.json))
    return exit_code(found)


if __name__ == "__main__":
    sys.exit(main())
