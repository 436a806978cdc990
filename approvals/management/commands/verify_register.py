import json

from django.core.management.base import BaseCommand

from approvals.queries.register import verify

WHY = {
    "missing": "the act is missing",
    "not_chained": "the act does not follow the one before it",
    "altered": "the act was altered after it was written",
    "leaf_missing": "a sealed head is missing",
    "sealed_otherwise": "the act is not the one that was sealed",
    "root_differs": "the sealed heads do not give the root that was recorded",
    "root_missing": "sealed heads have no root",
}


class Command(BaseCommand):
    help = "Recomputes the register's chains and tree. Exit 0: whole. Exit 1: broken, and where."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Print the verdict as JSON.")

    def handle(self, *, json: bool, **options):
        verdict = verify()
        if json:
            self.stdout.write(_as_json(verdict))
        else:
            for fault in verdict.breaks:
                self.stdout.write(f"{fault.chain}, act {fault.number}: {WHY[fault.why]}")
            state = "whole" if verdict.whole else "BROKEN"
            self.stdout.write(
                f"The register is {state}: {verdict.acts} acts in {verdict.chains} chains, "
                f"{verdict.leaves} sealed heads, root {verdict.root or 'none yet'}."
            )
            if verdict.whole:
                self.stdout.write("Compare the root with a copy from outside (a sealed PDF) to be sure of the past.")
        if not verdict.whole:
            raise SystemExit(1)


def _as_json(verdict):
    return json.dumps(
        {
            "whole": verdict.whole,
            "acts": verdict.acts,
            "chains": verdict.chains,
            "size": verdict.size,
            "root": verdict.root,
            "breaks": [vars(fault) | {"sentence": WHY[fault.why]} for fault in verdict.breaks],
        },
        indent=2,
    )
