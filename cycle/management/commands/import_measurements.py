from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cycle.exceptions import CycleError
from cycle.models import Measurement, Period
from cycle.operations.take_figures import accept_file, drop_file, store_file, take_file
from cycle.queries.people import who_may
from cycle.rules.tables import Fault
from cycle.views.refusals import sentence
from cycle.wording import fault_words


class Command(BaseCommand):
    help = (
        "Enters figures from a CSV or XLSX file as drafts. Columns: kpi, actual, of, source, comment; and period where "
        "a file is for several. Exit 1 when something cannot be stored; then nothing is, unless --partly is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--period", required=True, help="The code of the period that rows without one are for.")
        parser.add_argument("--edition", help="The key of the edition; by default the newest one with that period.")
        parser.add_argument(
            "--by",
            help="The user name of whoever enters the figures; by default the only account that may run the cycle.",
        )
        parser.add_argument("--source", default="", help="Where the figures come from, for rows that do not say it.")
        parser.add_argument("--partly", action="store_true", help="Store what is right although something is not.")
        parser.add_argument("--check", action="store_true", help="Only say what would change.")

    def handle(self, *, file, period, edition, by, source, partly, check, **options):
        person = self._person(by)
        found = Period.objects.filter(code=period, **({"edition__key": edition} if edition else {})).last()
        if found is None:
            raise CommandError(f"There is no period {period}.")
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        at = timezone.now()
        try:
            taken = take_file(by=person, at=at, name=file.name, data=data, period=found, source=source)
            self._say(taken)
            if check or not taken.count or (taken.faults and not partly):
                drop_file(by=person, at=at, file=taken)
                self.stdout.write("Nothing was stored.")
            else:
                store_file(file=accept_file(by=person, at=at, file=taken, partly=partly), at=at)
                self._said_after(taken)
        except CycleError as refusal:
            raise CommandError(str(sentence(refusal))) from None
        if taken.faults or taken.passed_over:
            raise SystemExit(1)

    def _person(self, name):
        if name:
            person = get_user_model().objects.filter(username=name).first()
            if person is None:
                raise CommandError(f"There is no account {name}.")
            return person
        people = get_user_model().objects.filter(pk__in=who_may("run_cycle")).order_by("username")
        if len(people) != 1:
            names = ", ".join(person.username for person in people[:10]) or "nobody"
            raise CommandError(f"Say with --by who enters the figures. May run the cycle: {names}.")
        return people[0]

    def _say(self, taken):
        for fault in (Fault(*one) for one in taken.faults):
            said = f" ({fault.said})" if fault.said else ""
            self.stdout.write(f"{fault.cell}: {fault_words(fault)}{said}")
        self.stdout.write(
            f"{taken.count} new or changed, {taken.same} as entered already, {taken.silent} rows without a "
            f"figure, {len(taken.faults)} faults."
        )
        if taken.ignored:
            self.stdout.write(f"Columns that were passed over: {', '.join(taken.ignored)}")

    def _said_after(self, taken):
        taken.refresh_from_db()
        for fault in (Fault(*one) for one in taken.passed_over):
            self.stdout.write(f"Row {fault.row}: {fault_words(fault)}")
        self.stdout.write(f"{Measurement.objects.filter(file=taken).count()} figures were stored as drafts.")
