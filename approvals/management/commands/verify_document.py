import json as to_json
from pathlib import Path

from django.core.management.base import BaseCommand

from approvals.documents.verifying import own_root
from approvals.verification.document import verify
from approvals.verification.verdict import State, Verdict


class Command(BaseCommand):
    help = (
        "Says whether a sealed PDF is true. Needs no database. "
        "Exit 0: true. Exit 1: altered or not ours, and why. Exit 2: not readable, or it cannot be told."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="Print the verdict as JSON.")
        parser.add_argument(
            "--trust",
            type=Path,
            action="append",
            metavar="ROOT.pem",
            help="A root certificate to trust, instead of this installation's own.",
        )

    def handle(self, *, file, json, trust, **options):
        verdict = examined(file, trust or [own_root()])
        if json:
            self.stdout.write(to_json.dumps(verdict.as_json(), indent=2))
        else:
            self.stdout.write("\n".join(verdict.sentences))
        if verdict.exit_code:
            raise SystemExit(verdict.exit_code)


def examined(file, trust):
    try:
        data = file.read_bytes()
    except OSError as error:
        return Verdict(State.UNREADABLE, f"{error.strerror}.")
    try:
        roots = [path.read_bytes() for path in trust]
    except OSError as error:
        return Verdict(State.CANNOT_TELL, f"the root certificate {error.filename} cannot be read: {error.strerror}.")
    return verify(data, roots)
