"""Rendering: HTML to an archival PDF, in a process of its own with limits and without any fetching."""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plans.exceptions import CannotRender

SECONDS = 180
BASE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF: the data that the pages were made from."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True)
class Printable:
    """Everything that a rendering depends on: equal values give equal bytes where Pango is the same."""

    html: str
    identifier: str  # 32 hexadecimal digits, from the digest of what is printed
    created: datetime
    attached: tuple[Attached, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()  # what is printed, by where it stands; told where it cannot be


def render(printable, *, seconds=None):
    """The PDF's bytes. Raises CannotRender, with a sentence, when it took too long, was too large, or when this
    machine lacks what it needs."""
    seconds = seconds or SECONDS
    asked = {
        "html": printable.html,
        "identifier": printable.identifier,
        "created": printable.created.isoformat(),
        "attached": [
            {"name": file.name, "data": base64.b64encode(file.data).decode(), "description": file.description}
            for file in printable.attached
        ],
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "plans.documents.worker"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=seconds,
            cwd=BASE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotRender(f"it took longer than {seconds} seconds") from None
    if done.returncode:
        raise CannotRender(_why(done))
    return done.stdout


def _why(done):
    """The worker's own last sentence, or what ended it."""
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode < 0 or not said:
        return f"the rendering process was ended (code {done.returncode}): too much time or memory"
    return said[-1][:500]
