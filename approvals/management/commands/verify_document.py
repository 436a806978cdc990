from pathlib import Path

from django.core.management.base import BaseCommand

from approvals.verification.command import examined, exit_code, printed
from plans.documents.configured import chairs_roots, seal_roots


class Command(BaseCommand):
    help = (
        "Says whether sealed PDFs are true, and which follows which. Needs no database. "
        "Exit 0: true. Exit 1: altered or not ours, and why. Exit 2: not readable, or it cannot be told."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="+")
        parser.add_argument("--json", action="store_true", help="Print the verdict as JSON.")
        parser.add_argument(
            "--trust",
            type=Path,
            action="append",
            metavar="ROOT.pem",
            help="A root certificate to trust, instead of this installation's own.",
        )

        parser.add_argument(
            "--trust-chairs",
            type=Path,
            action="append",
            metavar="ROOT.pem",
            help="A further root for the chairs' signatures alone, instead of this installation's own.",
        )

    def handle(self, *, file, json, trust, trust_chairs, **options):
        own = [path for path in (chairs_roots(),) if path and path.is_file()]
        found = examined(file, trust or [seal_roots()], trust_chairs or own)
        self.stdout.write(printed(found, as_json=json))
        if exit_code(found):
            raise SystemExit(exit_code(found))
