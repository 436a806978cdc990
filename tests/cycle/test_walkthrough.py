"""The walkthrough tells its stories to their end, and what it writes is true."""

import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("documents")]


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        env={
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        }
        | environment,
        capture_output=True,
        text=True,
    )


def test_the_stories_end_with_a_true_document(tmp_path):
    keys = {"KEYS_ROOT": str(tmp_path / "keys")}
    done = manage("walkthrough", "--output", tmp_path / "out", **keys)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    paths = [line for line in lines if line.startswith(str(tmp_path))]
    assert (len(set(paths)), lines[-1]) == (3, paths[-1])
    for expected in (
        "DV-003: SP7.1 at 61\u00a0%, 68\u00a0% of its aim",
        "entitled    183",
        "present     150   quorum: 150 × 2 > 183",
        "needed      2/3 × 150 = 100: 100",
        "Audit Committee: favourable_with_changes (by consensus; 10 of 12 present), on revision 1",
        "adopts version 2, with the priority Integrity",
        "takes CA-001 on to its follow up",
    ):
        assert any(expected in line for line in lines), expected
    for path in paths:
        assert manage("verify_document", path, **keys).returncode == 0
        assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0
        assert "Signature is Valid" in subprocess.run(["pdfsig", path], capture_output=True, text=True).stdout
    other = {"KEYS_ROOT": str(tmp_path / "other")}
    assert (
        manage(
            "walkthrough",
            "--output",
            tmp_path / "elsewhere",
            "--story",
            "2020",
            **other,
            DATABASE_URL=f"sqlite:///{tmp_path}/own.sqlite3",
            MEDIA_ROOT=str(tmp_path / "media"),
        ).returncode
        == 0
    )
    strange = next((tmp_path / "elsewhere").glob("*.pdf"))
    said = manage("verify_document", strange, **keys)
    assert (said.returncode, "not ours" in said.stdout) == (1, True)


def test_it_refuses_what_it_cannot_use(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    done = manage("walkthrough", "--output", file)
    assert (done.returncode, "cannot be used" in done.stderr) == (1, True)
