"""plenary-verify: a wheel of its own, which needs no framework, no engine and no database."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from approvals.operations.freeze_version import freeze_version
from approvals.verification.command import examined, exit_code, printed
from plans.models import Version
from tests.conftest import AT
from tests.procedure import adopted, rename
from tests.scratch import scratch

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]
ROOT = Path(__file__).parents[2]
ALONE = """
import sys
for name in ("django", "viewflow", "guardian", "celery", "weasyprint", "psycopg", "pydantic"):
    sys.modules[name] = None
from approvals.verification.command import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def folder(django_db_setup, django_db_blocker, tmp_path_factory):
    """Two versions that follow each other, sealed; a version with a byte too many; and the root."""
    folder = tmp_path_factory.mktemp("chain")
    with scratch(django_db_blocker, folder):
        at = AT
        for number, changes in ((2, None), (3, [rename()])):
            adopted(at, changes)
            at += timedelta(days=16)
            document = freeze_version(version=Version.objects.get(number=number), at=at)
            with default_storage.open(document.reached.file) as file:
                (folder / f"{number}.pdf").write_bytes(file.read())
    (folder / "altered.pdf").write_bytes((folder / "2.pdf").read_bytes() + b" ")
    (folder / "root.pem").write_bytes((folder / "keys" / "root.pem").read_bytes())
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Where nothing but the wheel is installed."""
    wheels, site = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("site")
    built = subprocess.run([ROOT / "script" / "wheel", wheels], capture_output=True, text=True, check=True)
    install(built.stdout.split()[0], site)
    return site


def install(wheel, site):
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site]
    subprocess.run([*pip, wheel], capture_output=True, check=True)


def asked_by(site):
    """What the installed wheel depends on."""
    (about,) = site.glob("plenary_verify-*.dist-info/METADATA")
    return [line.split(": ")[1] for line in about.read_text().splitlines() if line.startswith("Requires-Dist: ")]


def alone(site, *arguments):
    """The verifier with the wheel's modules, in a folder where the project is not, without what it must not need."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *map(str, arguments)], capture_output=True, text=True, cwd=site, env=environment
    )
    return done.returncode, done.stdout, done.stderr


def test_the_wheel_holds_what_it_runs_and_nothing_else(site):
    held = {path.relative_to(site) for app in ("approvals", "plans") for path in (site / app).rglob("*.py")}
    assert {path.parts[1] for path in held} == {"__init__.py", "enums.py", "exceptions.py", "rules", "verification"}
    assert {path.name for path in held if path.parts[:2] == ("plans", "rules")} == {
        "__init__.py",
        "canonical.py",
        "marks.py",
    }
    assert {re.match(r"\w+", one)[0] for one in asked_by(site)} == {"pyhanko", "pikepdf", "rfc8785"}


def test_it_says_what_is_true_without_what_made_it(site, folder):
    code, said, wrong = alone(site, folder / "2.pdf", "--trust", folder / "root.pem")
    assert (code, wrong) == (0, "")
    assert said.startswith("This document is true")
    code, said, _wrong = alone(site, folder / "altered.pdf", "--trust", folder / "root.pem")
    assert (code, said) == (1, "This document was altered: something was added after its last signature.\n")
    code, said, _wrong = alone(site, folder / "none.pdf", "--trust", folder / "root.pem")
    assert (code, said) == (2, "This document cannot be read: No such file or directory.\n")
    code, said, _wrong = alone(site, folder / "2.pdf", "--trust", folder / "none.pem")
    assert (code, "cannot be told" in said) == (2, True)


def test_of_several_files_it_says_which_follows_which(site, folder):
    files = [folder / name for name in ("3.pdf", "2.pdf", "altered.pdf")]
    code, said, _wrong = alone(site, *files, "--trust", folder / "root.pem", "--json")
    third, second, altered = json.loads(said)
    assert code == 1
    assert [one["state"] for one in (third, second, altered)] == ["true", "true", "altered"]
    assert second["superseded_by"] == [{"file": str(folder / "3.pdf"), "version": "3"}]
    assert (third["superseded_by"], altered["superseded_by"]) == ([], [])
    assert second["sentences"][-1].startswith("It is superseded by version 3")


def test_the_worst_file_decides_how_it_ends(folder):
    root = [folder / "root.pem"]
    both = examined([folder / "2.pdf", folder / "none.pdf"], root)
    assert (
        exit_code(both),
        exit_code(both[:1]),
        exit_code(examined([folder / "altered.pdf", folder / "none.pdf"], root)),
    ) == (2, 0, 1)
    assert printed(both, as_json=False).startswith(f"{folder / '2.pdf'}:\n  This document is true")
