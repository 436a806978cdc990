"""Verifying in a process of its own: the PDF on standard input, roots as arguments, JSON on standard output."""

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
    roots = [Path(name).read_bytes() for name in sys.argv[1:]]
    json.dump(verify(sys.stdin.buffer.read(), roots).as_json(), sys.stdout)


if __name__ == "__main__":
    main()
