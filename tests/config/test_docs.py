"""Documentation that is generated is not stale, and what the README names is there."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command


def test_the_pictures_of_the_flows_are_those_of_the_code():
    call_command("draw_flows", "--check")


def test_the_schema_of_a_plan_is_that_of_the_code():
    call_command("write_schema", "--check")


def test_links_of_the_documentation_lead_somewhere():
    for page in [Path("README.md"), Path("CONTRIBUTING.md"), *Path("docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize("language", ["fr", "ru", "ar"])
def test_a_catalogue_is_complete_and_whole(language):
    """Every message of the catalogue is translated, none is fuzzy, and every placeholder is kept."""
    text = Path(f"locale/{language}/LC_MESSAGES/django.po").read_text()
    assert "#, fuzzy" not in text
    entries = text.split("\n\n")[1:]
    untranslated = [entry for entry in entries if re.search(r'^msgstr(\[\d\])? ""$(?!\n")', entry, re.MULTILINE)]
    assert untranslated == []
    for entry in entries:
        wanted = set(re.findall(r"%\(\w+\)s", entry.split("msgstr")[0]))
        assert set(re.findall(r"%\(\w+\)s", entry.split("msgstr", 1)[1])) <= wanted, entry
