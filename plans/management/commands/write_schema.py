import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from plans.rules.schema import plan_schema

FILE = Path(settings.BASE_DIR) / "docs/plan.schema.json"


class Command(BaseCommand):
    help = "Writes the JSON Schema of a plan into docs/; with --check, only says whether that file is stale."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        text = json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"
        if not check:
            FILE.write_text(text)
        elif not FILE.exists() or FILE.read_text() != text:
            raise CommandError("docs/plan.schema.json is stale: run manage.py write_schema and commit it.")
