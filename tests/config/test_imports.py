"""import-linter holds the arrows: a violation of each kind, planted in a copy of the code, is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTED = {
    "an app imports the one above it": ("plans/rules/apply.py", "import approvals.enums"),
    "notifications import another app": ("notifications/tasks.py", "import plans.enums"),
    "a query imports a view": ("approvals/queries/work.py", "import approvals.views.readings"),
    "a permission imports an operation": ("approvals/permissions.py", "import approvals.operations.decide"),
    "a node imports a flow": ("approvals/nodes.py", "import approvals.flows"),
    "a rule imports the framework": ("approvals/rules/tally.py", "import django.db"),
    "a rule reads the clock": ("plans/rules/content.py", "import time"),
    "the verifier imports the framework": ("approvals/verification/record.py", "import django.conf"),
    "an operation imports a task": ("approvals/operations/decide.py", "import notifications.tasks"),
}


def linted(directory):
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    directory = tmp_path_factory.mktemp("house")
    for name in ("config", "cycle", "approvals", "plans", "notifications"):
        shutil.copytree(name, directory / name, ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    shutil.copy("pyproject.toml", directory)
    return directory


def test_the_house_keeps_its_arrows(copy):
    done = linted(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_violation_is_caught(kind, copy):
    name, line = PLANTED[kind]
    file = copy / name
    whole = file.read_text()
    file.write_text(whole + f"\n{line}\n")
    try:
        done = linted(copy)
    finally:
        file.write_text(whole)
    assert (done.returncode, "BROKEN" in done.stdout) == (1, True)
