"""The rendering process: JSON on standard input, a PDF on standard output, one sentence on failure.

Untrusted text reaches the layout engine here and nowhere else: nothing is fetched, and time and memory are limited.
"""

import base64
import gc
import json
import os
import resource
import sys
import tempfile
from datetime import datetime
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
CPU_SECONDS = 170
MEMORY_BYTES = 3 * 1024**3
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def main():
    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    if not list(FONTS.glob("*.ttf")):
        sys.exit(f"The fonts are missing: they belong in {FONTS.name}/ beside the program. Restore the installation.")
    with tempfile.TemporaryDirectory() as directory:
        config = Path(directory) / "fonts.conf"
        config.write_text(FONTCONFIG.format(fonts=FONTS, cache=directory))
        os.environ["FONTCONFIG_FILE"] = str(config)
        collect_rarely()
        try:
            pdf = printed(asked)
        except OSError as error:
            sys.exit(
                f"Pango could not be loaded ({error}). Install it: "
                "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            )
        except MemoryError:
            sys.exit("The document needs more memory than is allowed.")
    sys.stdout.buffer.write(pdf)


def collect_rarely():
    """A layout is a large heap of objects that all live until it is done: looking through them for garbage as often as
    usual takes a sixth of the time and finds next to nothing."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


def printed(asked):
    from weasyprint import HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    created = datetime.fromisoformat(asked["created"])
    attachments = [
        Attachment(
            string=base64.b64decode(file["data"]),
            name=file["name"],
            description=file["description"],
            relationship="Source",
            created=created,
            modified=created,
        )
        for file in asked["attached"]
    ]
    document = HTML(string=asked["html"], url_fetcher=URLFetcher(allowed_protocols={"data"}))
    return document.write_pdf(
        pdf_variant="pdf/a-3a",
        pdf_identifier=bytes.fromhex(asked["identifier"]),
        attachments=attachments,
        font_config=FontConfiguration(),
        optimize_images=False,
    )


if __name__ == "__main__":
    main()
