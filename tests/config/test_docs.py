"""Documentation that is generated is not stale, and what the README names is there."""

import re
from pathlib import Path

from django.core.management import call_command


def test_the_pictures_of_the_flows_are_those_of_the_code():
    call_command("draw_flows", "--check")


def test_links_of_the_documentation_lead_somewhere():
    for page in [Path("README.md"), Path("CONTRIBUTING.md"), *Path("docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page}: {target}"
