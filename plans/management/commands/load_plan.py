from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from plans.exceptions import PlanAlreadyLoaded, PlanDoesNotFit
from plans.operations.load_plan import load_plan
from plans.rules.source import MOST_BYTES, read


class Command(BaseCommand):
    help = "Stores a plan from a YAML or JSON file as the first version of its edition."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            with file.open("rb") as opened:
                content = read(opened.read(MOST_BYTES + 1))
            version = load_plan(content=content, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except PlanDoesNotFit as refusal:
            faults = "\n".join(f"  {fault}" for fault in refusal.faults[:50])
            raise CommandError(f"{file} is not a plan that can be stored; nothing was stored.\n{faults}") from None
        except PlanAlreadyLoaded as refusal:
            raise CommandError(
                f"This edition is already there, as version {refusal.version.label}; nothing was stored. "
                "A plan that is there changes by amendments."
            ) from None
        self.stdout.write(f"Version {version.label}, in force from {version.in_force_from}, digest {version.digest}")
