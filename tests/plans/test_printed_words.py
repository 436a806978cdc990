"""What a document prints is translated into every language that plans are printed in."""

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext, ngettext, override

from approvals.wording import NATURES, OUTCOMES, ROLES, WAYS
from cycle.wording import CAUSES, COURSES, DIRECTIONS, TRIGGERS, VERDICTS, WORDS
from plans.wording import COLLECTION_WORDS, FIELDS, NOUNS

PRINTED = [
    *Path("templates/plans/documents").glob("*.html"),
    # a briefing is in the language of the site
    *(path for path in Path("templates/approvals/documents").glob("*.html") if path.stem != "briefing"),
    *Path("templates/cycle/documents").glob("*.html"),
    *Path("templates/plans/changes").glob("*.html"),
    Path("templates/plans/_aim.html"),
    Path("templates/cycle/_figures.html"),
]
LANGUAGES = ["fr", "ru", "ar"]
TAG = re.compile(r'{% translate "([^"]+)" %}')
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)


def messages():
    """The messages of the templates that are printed: each with its plural, or None."""
    for template in PRINTED:
        text = template.read_text()
        for found in TAG.findall(text):
            yield found, None
        for found in BLOCK.findall(text):
            one, _plural, many = re.sub(r"{{ (\w+) }}", r"%(\1)s", found).partition("{% plural %}")
            yield one, many or None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_a_document_is_translated(language):
    found = set(messages())
    assert len(found) > 60
    with override(language):
        left = [one for one, many in found if (ngettext(one, many, 7) if many else gettext(one)) in (one, many)]
    same_in_french = {"Code", "Indicator", "Action", "Version %(label)s", "Signatures", "Source", "version %(label)s"}
    assert set(left) <= (same_in_french if language == "fr" else set())


@pytest.mark.parametrize(("language", "said"), [("en", "1 July 2020"), ("fr", "1 juillet 2020"), ("ru", "1 июля 2020")])
def test_months_are_written_as_they_stand_beside_a_day(language, said):
    with override(language):
        assert date_format(date(2020, 7, 1), "j E Y") == said


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_every_word_for_what_was_decided_or_measured_is_translated(language):
    printed = (OUTCOMES, NATURES, WAYS, FIELDS, NOUNS, COLLECTION_WORDS, CAUSES, TRIGGERS, COURSES, VERDICTS)
    words = chain(
        chain.from_iterable(words.values() for words in printed),
        (word for _tone, _sign, word in (*WORDS.values(), *DIRECTIONS.values())),
    )
    with override(language):
        said = [str(word) for word in (*words, *(word for role, word in ROLES.items() if role != "observer"))]
    assert [word for word in said if re.search("[A-Za-z]", word)] == []
