"""Notices are rows; letters are sent once each, whatever happens to the worker."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import Delivery, Letter, Notice
from notifications.operations.notify import Letter as Told
from notifications.operations.notify import notify
from notifications.operations.send_letters import LEASE, MOST_ATTEMPTS, send_letters
from notifications.queries.compiled import ask
from tests.procedure import drafted, someone, submitted

pytestmark = pytest.mark.django_db


class Broken(BaseEmailBackend):
    def send_messages(self, messages):
        raise OSError("no route to the mail server")


def named(usernames):
    return get_user_model().objects.filter(username__in=usernames).values("pk")


def people(*usernames):
    return ask(named, usernames=usernames)


def told(at, *usernames, title="A title", template="approvals/letters/returned.txt"):
    amendment = drafted(at, title=title)
    context = {"amendment": amendment, "decision": {"reason": "Because."}, "step": "Audit Committee"}
    letter = Told(people(*usernames), "approvals.returned", template, context, "/amendments/AM-001/")
    return notify([letter, None], at=at)


def test_each_person_gets_a_notice_in_their_language(at):
    assert told(at, "delegate-fr", "delegate-jp") == 2
    assert set(Notice.objects.values_list("recipient__username", "link")) == {
        ("delegate-fr", "/amendments/AM-001/"),
        ("delegate-jp", "/amendments/AM-001/"),
    }
    assert Delivery.objects.filter(sent_at=None).count() == 2


def test_a_person_of_two_letters_gets_both_and_inactive_people_none(at):
    get_user_model().objects.filter(username="delegate-jp").update(is_active=False)
    amendment = drafted(at)
    context = {"amendment": amendment, "decision": {"reason": "x"}, "step": "s"}
    letters = [
        Told(people("drafter", "delegate-jp"), "one", "approvals/letters/returned.txt", context, "/1"),
        Told(people("drafter"), "two", "approvals/letters/returned.txt", context, "/2"),
    ]
    assert notify(letters, at=at) == 2
    assert sorted(Notice.objects.values_list("recipient__username", "kind")) == [("drafter", "one"), ("drafter", "two")]


def test_a_title_cannot_make_headers_or_markup(at):
    told(at, "drafter", title="Title\r\nBcc: everybody@example.org <script>")
    send_letters(at=at)
    letter = Letter.objects.get()
    assert "\n" not in letter.subject
    assert "<script>" in letter.body  # plain text, shown as it is


def test_letters_are_sent_once(at):
    told(at, "drafter", "delegate-fr")
    assert [send_letters(at=at), send_letters(at=at)] == [2, 0]
    assert Letter.objects.count() == 2
    assert Delivery.objects.filter(sent_at=at).count() == 2


def test_a_letter_whose_worker_was_killed_is_sent_again_and_kept_once(at):
    """Killed after sending, before saying so: the row is free when the lease has run out."""
    told(at, "drafter")
    send_letters(at=at)
    Delivery.objects.update(sent_at=None, claimed_until=at + LEASE)
    assert send_letters(at=at) == 0
    assert send_letters(at=at + LEASE + timedelta(seconds=1)) == 1
    assert Letter.objects.count() == 1


def test_a_failing_server_is_tried_again_later_and_given_up_in_the_end(at, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    told(at, "drafter")
    moment = at
    for _attempt in range(MOST_ATTEMPTS):
        assert send_letters(at=moment) == 0
        moment += timedelta(days=1)
    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.given_up_at is not None) == (MOST_ATTEMPTS, True)
    assert delivery.error == "OSError: no route to the mail server"
    assert send_letters(at=moment) == 0


def test_who_has_no_address_still_has_the_notice(at):
    get_user_model().objects.filter(username="drafter").update(email="")
    told(at, "drafter")
    send_letters(at=at)
    assert (Delivery.objects.get().error, Notice.objects.count()) == ("no address", 1)


def test_a_refused_operation_tells_nobody(at):
    """Notices are written with the fact, so a rollback takes them along."""
    from approvals.exceptions import NotYours
    from approvals.operations.open_reading import open_reading

    reading = submitted(at)
    before = Notice.objects.count()
    with pytest.raises(NotYours):
        open_reading(by=someone("reader"), at=at, reading=reading)
    assert Notice.objects.count() == before
