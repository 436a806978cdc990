"""Twenty redlines in five languages on one page, left to right and right to left, to be looked at."""

from pathlib import Path

import pytest
import yaml
from django.template import engines
from django.utils import translation

pytestmark = pytest.mark.xdist_group("browser")
EDITS = yaml.safe_load(Path("tests/data/redlines.yaml").read_text())
NAMES = {"en": "English", "fr": "Français", "es": "Español", "ru": "Русский", "ar": "العربية"}
PAGE = """{% load plan_texts %}<!DOCTYPE html><html lang="{{ page }}" dir="{{ direction }}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Redlines</title><style>{{ style|safe }}</style></head>
<body><main><h1 lang="en">Redlines</h1>{% for language, name, edits in groups %}<h2 lang="{{ language }}">{{ name }}</h2>
{% for edit in edits %}<article class="change"><h3 lang="{{ language }}" dir="auto">{{ edit.what }}</h3><div class="both">
<p class="redline" lang="{{ language }}" dir="auto">{% show_redline edit.old edit.new language %}</p>
<p class="redline clean" lang="{{ language }}" dir="auto">{{ edit.new }}</p></div></article>{% endfor %}{% endfor %}</main></body></html>"""


@pytest.mark.parametrize("page", ["en", "ar"])
def test_the_gallery_of_redlines(page, visit, live_server):
    groups = [(code, name, [edit for edit in EDITS if edit["language"] == code]) for code, name in NAMES.items()]
    with translation.override(page):
        html = (
            engines["django"]
            .from_string(PAGE)
            .render(
                {
                    "page": page,
                    "direction": "rtl" if page == "ar" else "ltr",
                    "style": Path("static/plenary.css").read_text(),
                    "groups": groups,
                }
            )
        )
    reader = visit(None)
    reader.page.set_content(html)
    assert [len(edits) for _code, _name, edits in groups] == [4] * 5
    reader.look(f"redlines-{page}")
