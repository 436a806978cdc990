"""The printed plan is archival and readable by everyone, in every script, before and after its seal."""

import re
import subprocess
import unicodedata
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.core.files.storage import default_storage

from approvals.enums import Motion
from approvals.operations.freeze_version import freeze_version
from plans.documents.fields import placed
from plans.documents.printing import Paper, pages, signature_fields
from plans.documents.rendering import Printable, render
from plans.models import Version
from plans.rules.source import read
from tests.approvals.operations.test_corrigendum import corrected
from tests.conftest import AT
from tests.procedure import adopted, current, found, lower_estimate
from tests.scratch import scratch
from tests.verapdf import conformance, conforms

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]
DATA = Path(__file__).parents[1] / "data"
DEMO = Path(__file__).parents[2] / "plans" / "demo"
MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def html_of(content, language):
    facts = {
        "label": "2",
        "in_force_from": date(2020, 6, 15),
        "digest": "a" * 64,
        "predecessor_label": "1",
        "predecessor_digest": "b" * 64,
        "root": "c" * 64,
        "address": f"https://plan.example.org/verify/{'a' * 64}/",
    }
    paper = Paper(language, "World Customs Organization", "2020-06-01T09:00:00+00:00", True, True)
    return pages(content, paper, facts=facts, annexes=[], labels={})


def printed(content, language):
    """A plan's pages with their fields, as they are before a seal."""
    html = html_of(content, language)
    return placed(render(Printable(html, "0" * 32, datetime(2020, 6, 1, tzinfo=UTC))), signature_fields({}))


def content_of(language):
    if language == "fr":
        return read((DEMO / "strategic-plan-2019-2022.yaml").read_bytes()).model_copy(
            update={"authentic": ("fr", "en")}
        )
    return read((DATA / f"plan-{language}.yaml").read_bytes())


@pytest.fixture(scope="module")
def files(django_db_setup, django_db_blocker, tmp_path_factory):
    """Paths of a plan in French, Russian and Arabic as it is rendered, and of a version and its corrigendum as they are
    sealed, by what they are."""
    folder = tmp_path_factory.mktemp("files")
    made = {language: printed(content_of(language), language) for language in ("fr", "ru", "ar")}
    with scratch(django_db_blocker, folder):
        adopted(AT, [lower_estimate()])
        freeze_version(version=Version.objects.get(number=2), at=AT + timedelta(days=15))
        at = AT + timedelta(days=16)
        reading = corrected(at)
        found(reading, "council-secretary", at, Motion.CONFIRM)
        found(current(reading.review), "council-chair", at, Motion.CONFIRM)
        freeze_version(version=Version.objects.get(corrigendum=1), at=at + timedelta(days=1))
        for document in default_storage.listdir("documents/version")[0]:
            for name in default_storage.listdir(f"documents/version/{document}")[1]:
                if name.endswith("-archived.pdf"):
                    made[document] = default_storage.open(f"documents/version/{document}/{name}").read()
    paths = {}
    for what, data in made.items():
        paths[what] = folder / f"{what}.pdf"
        paths[what].write_bytes(data)
    return paths


def test_every_document_is_archival_and_accessible(files):
    assert {"fr", "ru", "ar"} < files.keys()
    assert len(files) == 5
    assert conforms(*files.values()) == {}


def test_the_judge_finds_what_is_neither(tmp_path):
    html = "<html><title>t</title><h3>no language, a level left out</h3><svg width='9' height='9'></svg>"
    (tmp_path / "bad.pdf").write_bytes(render(Printable(html, "0" * 32, datetime(2020, 6, 1, tzinfo=UTC))))
    found = conformance(tmp_path / "bad.pdf")["bad.pdf"]
    assert any("PDF/UA Identification" in rule or "7.4.2" in rule for rule in found["ua1"])


def test_what_is_read_in_another_language_says_so_in_the_contents_too():
    content = read((DEMO / "strategic-plan-2019-2022.yaml").read_bytes())
    goals = content.perspectives[0].model_copy(update={"name": {"fr": "SYNTHETIC nom"}})
    content = content.model_copy(update={"perspectives": (goals, *content.perspectives[1:])})
    html = html_of(content, "en")
    assert re.search(r'<li class="within" lang="fr" dir="auto"><a href="#part-\d+">SYNTHETIC nom</a></li>', html)
    assert html.count('<li class="within"><a href') == len(content.perspectives) - 1


def test_an_objective_stands_on_the_page_where_its_indicators_begin(files):
    texts = subprocess.run(
        ["pdftotext", "-layout", files["fr"], "-"], capture_output=True, text=True, check=True
    ).stdout
    for objective in content_of("fr").objectives:
        heading, first = f"{objective.code} {objective.name['en']}", f"{objective.code}.1"
        (page,) = [text for text in texts.split("\f") if re.search(f"^ *{re.escape(heading)}", text, re.MULTILINE)]
        assert re.search(f"^ *{re.escape(first)} ", page, re.MULTILINE), heading


def words_of(path):
    said = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    return unicodedata.normalize("NFKC", MARKS.sub("", said)).split()


def texts(value):
    """Every text of a plan's source, but of what is not printed."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("ar", "ru"):
                yield part
            elif key != "kinds":
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_text_that_is_copied_out_of_it_is_the_text_that_went_in(language, files):
    there = " ".join(words_of(files[language]))  # a code and a name beside it may come without their space
    source = yaml.safe_load((DATA / f"plan-{language}.yaml").read_text())
    wanted = {word.strip(".,:()") for text in texts(source) for word in text.split()}
    # by Unicode's rules the two years are in the other order on paper, as readers of Arabic expect
    missing = {word for word in wanted if word not in there}
    assert missing <= ({"2019-2020"} if language == "ar" else set())


def test_french_text_is_copied_with_its_accents_and_a_point_stays_one_in_measures(files):
    there = words_of(files["fr"])
    assert {"Résumé", "recettes", "équitablement", "compétence"} & set(there) >= {"Résumé", "équitablement"}
    assert re.findall(r"box\" style=\"top: ([^p]*)pt", html_of(content_of("fr"), "fr")) == [
        "119.53",
        "229.53",
        "339.53",
        "449.53",
        "559.53",
    ]


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_a_page_says_its_language_and_direction(language, direction):
    assert f'<html lang="{language}" dir="{direction}">' in html_of(content_of(language), language)


def test_headings_leave_no_level_out(files):
    for language in ("fr", "ru", "ar"):
        levels = [int(level) for level in re.findall(r"<h(\d)", html_of(content_of(language), language))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
