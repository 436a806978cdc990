"""Verifying in a process of its own: the PDF on standard input, roots as arguments, those for chairs alone after a
double dash, JSON on standard output."""

import gc
import json
import resource
import sys
from pathlib import Path

from approvals.verification.document import verify

CPU_SECONDS = 60
MEMORY_BYTES = 1024**3


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)  # what is read lives until the end: nearly nothing of it is garbage before
    names = sys.argv[1:]
    end = names.index("--") if "--" in names else len(names)
    roots, chairs = ([Path(name).read_bytes() for name in some] for some in (names[:end], names[end + 1 :]))
    json.dump(verify(sys.stdin.buffer.read(), roots, chairs=chairs).as_json(), sys.stdout)


if __name__ == "__main__":
    main()
