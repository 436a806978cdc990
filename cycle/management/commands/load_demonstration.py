from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cycle.exceptions import NotADemonstration
from cycle.operations.load_demonstration import load_demonstration


class Command(BaseCommand):
    help = "Loads the demonstration organization, its people and the plan, once."

    def handle(self, **options):
        try:
            # as if two days ago, so that there is a report of a day that is over
            if load_demonstration(at=timezone.now() - timedelta(days=2)):
                self.stdout.write("The demonstration was loaded.")
        except NotADemonstration:
            raise CommandError(
                "The demonstration's accounts have a public password: they are loaded in demonstration mode only "
                "(DJANGO_SETTINGS_MODULE=config.settings.demonstration)."
            ) from None
