import json as to_json
import re

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from approvals.queries.register import verify

WHY = {
    "missing": "the act is missing",
    "not_chained": "the act does not follow the one before it",
    "altered": "the act was altered after it was written",
    "leaf_missing": "a sealed head is missing",
    "sealed_otherwise": "the act is not the one that was sealed",
    "root_differs": "the sealed heads do not give the root that was recorded",
    "root_missing": "sealed heads have no root",
    "cut": "there are fewer sealed heads than under the root from outside: an end was cut off, or this is an old copy",
    "not_the_root_from_outside": "the sealed heads do not give the root from outside: the past was written anew",
    "decision_differs": "the decision that is stored is not the one that its act says",
    "decision_missing": "the decision of this act is not stored any more",
    "revision_differs": "the revision that is stored is not the one of its digest",
    "lapse_differs": "a version is out of force without an act that says so, or in force though one does",
    "votes_differ": "the votes that are stored are not those that their act says",
    "version_differs": "the version that is stored is not the one that was adopted",
}


class Command(BaseCommand):
    help = (
        "Recomputes the register's chains and tree, and compares decisions, votes and versions with their acts. "
        "Exit 0: whole. Exit 1: broken, and where. With a root from outside (a sealed PDF, a daily letter) it also "
        "finds a past that was written anew, or cut off."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Print the verdict as JSON.")
        parser.add_argument("--root", help="A root from outside, in hex.")
        parser.add_argument("--size", type=int, help="How many sealed heads are under that root.")

    def handle(self, *, json: bool, root, size, **options):
        if (root is None) != (size is None):
            raise CommandError("--root and --size belong together: both stand in the letter and in the sealed PDF.")
        if root is not None and (not re.fullmatch(r"[0-9a-fA-F]{64}", root) or size < 1):
            raise CommandError("A root is 64 hexadecimal digits, and its size at least 1.")
        verdict = verify(root, size)
        if json:
            self.stdout.write(_as_json(verdict))
        else:
            self._say(verdict, root, size)
        if not verdict.whole:
            raise SystemExit(1)

    def _say(self, verdict, root, size):
        for fault in verdict.breaks:
            self.stdout.write(f"{fault.chain}, act {fault.number}: {WHY[fault.why]}")
        state = "whole" if verdict.whole else "BROKEN"
        self.stdout.write(
            f"The register is {state}: {verdict.acts} acts in {verdict.chains} chains, "
            f"{verdict.leaves} sealed heads, root {verdict.root or 'none yet'}."
        )
        if verdict.whole and root is None:
            self.stdout.write(
                "No root from outside was given: a past that was rewritten as a whole, or cut off with its seals, "
                "would not show. Give --root and --size from a sealed PDF or a daily letter."
            )
        elif verdict.whole:
            since = (
                f", sealed {timezone.localtime(verdict.known_since):%Y-%m-%d %H:%M %Z}" if verdict.known_since else ""
            )
            self.stdout.write(
                f"It gives the root from outside over {size} heads{since}: nothing up to there was altered since that "
                "copy was made. What came later is held by its chains and the newer roots alone."
            )


def _as_json(verdict):
    return to_json.dumps(
        {
            "whole": verdict.whole,
            "acts": verdict.acts,
            "chains": verdict.chains,
            "size": verdict.size,
            "root": verdict.root,
            "known_since": verdict.known_since.isoformat() if verdict.known_since else None,
            "breaks": [vars(fault) | {"sentence": WHY[fault.why]} for fault in verdict.breaks],
        },
        indent=2,
    )
