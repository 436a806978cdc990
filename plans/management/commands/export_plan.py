import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plans.models import Version
from plans.rules.source import written, written_as_json

FORMS = {"yaml": written, "json": written_as_json}


class Command(BaseCommand):
    help = "Writes a version of the plan as YAML or JSON; loading that gives the same digest."

    def add_arguments(self, parser):
        # dest: "version" is the option by which Django prints its own
        parser.add_argument("--version", dest="number", type=int, required=True, help="The version's number.")
        parser.add_argument("--corrigendum", type=int, default=0)
        parser.add_argument("--format", dest="form", choices=sorted(FORMS), default="yaml")
        parser.add_argument("--output", type=Path, help="A file; without it, standard output.")

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def handle(self, *, number, corrigendum, form, output, **options):
        version = Version.objects.filter(number=number, corrigendum=corrigendum).first()
        if version is None:
            there = ", ".join(version.label for version in Version.objects.all()) or "none"
            raise CommandError(f"There is no version {number}. Versions that are there: {there}.")
        text = FORMS[form](version.content)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
        print(f"{output}: version {version.label}, digest {version.digest}", file=sys.stderr)
