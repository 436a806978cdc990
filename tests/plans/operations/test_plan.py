"""Loading and exporting, versions that nobody can change."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from plans.exceptions import NoPlanInForce
from plans.models import Edition, Revision, Version
from plans.queries.versions import version_in_force
from plans.rules.content import digest
from plans.rules.source import read
from tests.procedure import adopted, lower_estimate, submitted

PLAN = Path("plans/demo/strategic-plan-2019-2022.yaml")
pytestmark = pytest.mark.django_db


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def another(tmp_path, was="edition: strategic-plan-2019-2022", becomes="edition: another-plan"):
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.read_text().replace(was, becomes))
    return file


def test_export_and_load_give_the_same_digest(tmp_path):
    exported = run("export_plan", "--version", "1")
    assert digest(read(exported.encode())) == Version.objects.get(number=1).digest
    file = tmp_path / "exported.yaml"
    file.write_text(exported.replace("edition: strategic-plan-2019-2022", "edition: again"))
    said = run("load_plan", str(file))
    version = Version.objects.get(edition__key="again")
    assert said == f"Version 2, in force from 2019-07-01, digest {version.digest}\n"
    assert digest(read(run("export_plan", "--version", "2").encode())) == version.digest


def test_an_adopted_version_is_exported_as_it_is(at):
    adopted(at)
    version = Version.objects.get(number=2)
    assert digest(read(run("export_plan", "--version", "2").encode())) == version.digest


def test_a_file_that_does_not_fit_is_refused_and_nothing_stored(tmp_path):
    before = (Edition.objects.count(), Version.objects.count())
    with pytest.raises(CommandError, match=r"kpis\[26\].kind: the key of one of the kinds was expected"):
        run("load_plan", str(another(tmp_path, "kind: share", "kind: shire")))
    with pytest.raises(CommandError, match="changes by amendments"):
        run("load_plan", str(PLAN))
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        run("load_plan", str(tmp_path / "none.yaml"))
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        run("load_plan", str(tmp_path))
    assert (Edition.objects.count(), Version.objects.count()) == before


def test_a_version_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(CommandError, match="There is no version 9\\. Versions that are there: 1"):
        run("export_plan", "--version", "9")


def test_the_version_in_force_is_of_the_day():
    version = Version.objects.get(number=1)
    assert version_in_force(version.in_force_from) == version
    with pytest.raises(NoPlanInForce):
        version_in_force(version.in_force_from - timezone.timedelta(days=1))


@pytest.mark.parametrize("statement", ["UPDATE {} SET digest = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [Version, Revision])
def test_the_database_refuses_to_change_what_is_frozen(model, statement, at):
    submitted(at, [lower_estimate()])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


def test_sqlite_replace_does_not_walk_round_the_refusal():
    if connection.vendor != "sqlite":
        return
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO plans_version SELECT * FROM plans_version")


def test_a_stored_text_that_is_not_its_digest_is_not_read():
    version = Version(canonical_text=Version.objects.get(number=1).canonical_text, digest="0" * 64)
    with pytest.raises(ValueError, match="not the one of digest"):
        _ = version.content
