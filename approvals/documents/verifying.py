"""Verifying a stranger's file: in a process of its own, with limits on time, memory and size."""

import json
import subprocess
import sys

from django.conf import settings

from approvals.verification.verdict import State, Verdict
from plans.documents.configured import chairs_roots, seal_roots

SECONDS = 60
MOST_BYTES = 25 * 1024 * 1024


def verified(data):
    """The Verdict on a file given as bytes, trusting what this installation seals by, and what its chairs sign by."""
    if len(data) > MOST_BYTES:
        return Verdict(State.UNREADABLE, f"it is larger than {MOST_BYTES // 1024**2} MB.")
    roots, chairs = ([str(path)] if path and path.is_file() else [] for path in (seal_roots(), chairs_roots()))
    try:
        done = subprocess.run(  # noqa: S603, our own program; the stranger's file is its input
            [sys.executable, "-m", "approvals.verification", *roots, "--", *chairs],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return Verdict(State.CANNOT_TELL, f"examining it took longer than {SECONDS} seconds.")
    except ValueError:
        return Verdict(State.CANNOT_TELL, "examining it needed more time or memory than is allowed.")
    return Verdict(State(answer["state"]), answer["why"], answer["development"], answer["facts"])
