"""Says which mutants no test noticed, but for those that are known to change no behaviour."""

import subprocess
import sys
from pathlib import Path

KNOWN = Path("tests/data/equivalent-mutants.txt")
CAUGHT = ("killed", "timeout")


def main():
    known = {line.strip() for line in KNOWN.read_text().splitlines() if line.strip() and not line.startswith("#")}
    results = [
        line.strip().rsplit(": ", 1) for line in _mutmut("results", "--all", "true").splitlines() if ": " in line
    ]
    left = [(name, _mutated(name)) for name, result in results if result not in CAUGHT]
    missed = [(name, lines) for name, lines in left if not lines or not set(lines) <= known]
    for name, lines in missed:
        print(name, *lines, sep="\n    ")
    print(f"{len(results)} mutants, {len(left) - len(missed)} of them known to change nothing, {len(missed)} missed")
    return 1 if missed or not results else 0


def _mutated(name):
    """The lines that a mutant says otherwise; none where it only takes some out."""
    return [line[1:].strip() for line in _mutmut("show", name).splitlines() if line[:1] == "+" and line[:3] != "+++"]


def _mutmut(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments], capture_output=True, text=True, check=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
