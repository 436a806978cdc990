"""Takes the engine's guards out one by one and says which of them no test misses. Part of script/soak.

Each guard is a line or two of the product with what stands there without it, and the tests that must turn red. The tree is
copied, so that nothing of it is touched.
"""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.guards import approvals, cycle, reporting

FOLDERS = ("config", "cycle", "approvals", "plans", "notifications", "templates", "tests", "locale", "static", "docs")
AT_ONCE = 2


def main(wanted):
    guards = [
        guard
        for guard in (*approvals.GUARDS, *cycle.GUARDS, *reporting.GUARDS)
        if not wanted or any(name in f"{guard.app}/{guard.file}" for name in wanted)
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(_missed, guards))
    for guard, missed in zip(guards, results, strict=True):
        if missed:
            print(f"{guard.app}/{guard.file}: no test of {guard.tests} misses\n    {guard.old!r}\n    {missed}")
    print(f"{len(guards)} guards, {sum(map(bool, results))} of them missed by no test")
    return 1 if any(results) else 0


def _missed(guard):
    """Why a guard that was taken out turned nothing red; empty when something did."""
    with tempfile.TemporaryDirectory(prefix="plenary-guard-") as directory:
        tree = Path(directory)
        for name in FOLDERS:
            shutil.copytree(name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("manage.py", "pyproject.toml"):
            shutil.copy(name, tree / name)
        path = tree / guard.app / guard.file
        text = path.read_text()
        if text.count(guard.old) != 1:
            return f"it stands there {text.count(guard.old)} times"
        path.write_text(text.replace(guard.old, guard.new))
        command = [sys.executable, "-m", "pytest", "-n0", "-x", "-q", *guard.tests.split()]
        done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
        return "" if done.returncode == 1 else f"pytest ended with {done.returncode}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
