import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cycle.exceptions import NotADemonstration
from cycle.management.cycle_story import story_of_the_cycle
from cycle.management.stories import StoryFailed, story_of_2020, story_of_integrity
from cycle.operations.load_demonstration import PLAN, load_demonstration
from plans.rules.apply import rebuilt
from plans.rules.source import read

STORIES = {
    "2020": ("A deviation in the first year, and lower estimates", datetime(2020, 7, 10, tzinfo=UTC), story_of_2020),
    "cycle": ("The whole cycle 2018 to 2021", datetime(2018, 12, 1, tzinfo=UTC), story_of_the_cycle),
    "integrity": ("Integrity, proposed by the Audit Committee", datetime(2018, 12, 1, tzinfo=UTC), story_of_integrity),
}


class Command(BaseCommand):
    help = (
        "Takes two amendments through the whole chain and a strategy round its whole cycle, each on a database of its "
        "own, and writes what was sealed into a directory. Every vote and figure is SYNTHETIC."
    )

    def add_arguments(self, parser):
        parser.add_argument("--output", type=Path, required=True, help="The directory for the sealed PDFs.")
        parser.add_argument("--story", choices=STORIES, help="Only this one, on the database that is configured.")

    def handle(self, *, output, story, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("The walkthrough invents people and votes: it runs in demonstration mode only.")
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{output} cannot be used: {error.strerror}.") from None
        if story:
            self.tell(story, output)
            return
        for name in reversed(STORIES):
            self.apart(name, output.resolve())

    def apart(self, name, output):
        """Tells a story in a process with a database of its own, gone afterwards. The key of the seal is this
        installation's."""
        with tempfile.TemporaryDirectory(prefix="plenary-walkthrough-") as directory:
            environment = os.environ | {
                "DATABASE_URL": f"sqlite:///{directory}/walkthrough.sqlite3",
                "MEDIA_ROOT": f"{directory}/media",
                "KEYS_ROOT": str(settings.KEYS_ROOT),
                "DJANGO_SETTINGS_MODULE": "config.settings.demonstration",
            }
            command = [sys.executable, "manage.py", "walkthrough", "--output", str(output), "--story", name]
            done = subprocess.run(  # noqa: S603, this very command
                command, cwd=settings.BASE_DIR, env=environment, check=False, stdout=subprocess.PIPE, text=True
            )
            self.stdout.write(done.stdout, ending="")
        if done.returncode:
            raise CommandError(f"The story “{name}” did not come to its end.")

    def tell(self, name, output):
        title, begins, story = STORIES[name]
        call_command("migrate", verbosity=0)
        self.stdout.write(f"== {title} (SYNTHETIC votes and people)")
        try:
            if not load_demonstration(at=begins, content=_base(name)):
                raise CommandError("This database is in use; the walkthrough wants one of its own.")
            path = story(self.stdout.write, output)
        except NotADemonstration:
            raise CommandError("The walkthrough runs in demonstration mode only.") from None
        except StoryFailed as failure:
            raise CommandError(f"The story went otherwise: {failure}.") from None
        self.stdout.write(str(path))


def _base(name):
    """The plan that a story begins with; where it tells of Integrity, one that lacks that priority."""
    content = read(PLAN.read_bytes())
    if name == "2020":
        return content
    gone = "priority-integrity"
    annual_plans = tuple(
        plan.model_copy(
            update={
                "actions": tuple(
                    action.model_copy(update={"priorities": tuple(key for key in action.priorities if key != gone)})
                    for action in plan.actions
                )
            }
        )
        for plan in content.annual_plans
    )
    priorities = tuple(priority for priority in content.priorities if priority.key != gone)
    return rebuilt(content, priorities=priorities, annual_plans=annual_plans)
