"""Telling people: notices and their deliveries as rows, beside the fact that they tell."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.template.loader import render_to_string
from django.utils import translation

from notifications.models import Delivery, Notice
from notifications.queries.compiled import Ask, together

MOST_SUBJECT = 300


@dataclass(frozen=True)
class Letter:
    """What to tell whom. `recipients` is an Ask of people's ids; `template` names the sender's text template,
    whose first line is the subject; `link` is an address on this site, without the host."""

    recipients: Ask
    kind: str
    template: str
    context: dict
    link: str


def notify(letters, *, at):
    """Queues a notice, with its e-mail, for each recipient of each letter, in each person's language.

    Inactive people are left out, absent letters (None) skipped. Rows only: a worker sends them. Three statements,
    however many letters and people. Returns how many notices there are.
    """
    letters = [letter for letter in letters if letter is not None]
    if not letters:
        return 0
    words = {}
    notices = [
        _notice(letter, number, person, words, at)
        for person in together(_people, [letter.recipients for letter in letters])
        for number, letter in enumerate(letters)
        if person[f"gets_{number}"]
    ]
    Delivery.objects.bulk_create(Delivery(notice=notice) for notice in Notice.objects.bulk_create(notices))
    return len(notices)


def _people(recipients):
    """The active people that any of these queries gives, each with its language and by which of them."""
    anybody, gets = Q(), {}
    for number, ids in enumerate(recipients):
        anybody |= Q(pk__in=ids)
        gets[f"gets_{number}"] = ExpressionWrapper(Q(pk__in=ids), output_field=BooleanField())
    people = get_user_model().objects.filter(anybody, is_active=True).annotate(**gets)
    return people.values("pk", "preference__language", *gets).order_by("pk")


def _notice(letter, number, person, words, at):
    language = person["preference__language"] or settings.LANGUAGE_CODE
    if (number, language) not in words:
        words[number, language] = _written(letter, language)
    subject, body = words[number, language]
    return Notice(
        recipient_id=person["pk"], kind=letter.kind, subject=subject, body=body, link=letter.link, created_at=at
    )


def _written(letter, language):
    """Subject and body. A subject is one line, whatever a title holds: a line break there would make headers."""
    with translation.override(language):
        said = render_to_string(letter.template, letter.context | {"link": settings.SITE_URL + letter.link})
    subject, _, body = said.strip().partition("\n")
    return " ".join(subject.split())[:MOST_SUBJECT], body.strip() + "\n"
