"""The web process is killed with signal 9 while it records decisions: whatever it acknowledged is there once, with all that
follows from it, and whatever it did not is there wholly or not at all. Three times in the test, 200 in the soak."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from approvals.models import Act, Decision, Reading
from approvals.queries.register import verify
from notifications.models import Notice
from tests.procedure import opened, someone, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("kills"), pytest.mark.postgresql]
TIMES = 200 if os.environ.get("SOAK") else 3
TOKEN = "k" * 32


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def served(port):
    """The web server on the test's database, in a process group of its own, once it answers."""
    database = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.demonstration",
        "SECRET_KEY": settings.SECRET_KEY,
        "PORT": str(port),
        "CELERY_BROKER_URL": "memory://",
        "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    server = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            asked(port, "GET", "/sign-in/")
            return server
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the web server did not come up")


def asked(port, method, path, body="", cookie=""):
    """The status of an answer. Raises OSError or HTTPException when the process is gone."""
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"Cookie": f"csrftoken={TOKEN}; {cookie}", "X-CSRFToken": TOKEN}
        browser.request(method, path, body, headers | {"Content-Type": "application/x-www-form-urlencoded"})
        answer = browser.getresponse()
        answer.read()
        return answer.status
    finally:
        browser.close()


def session_of(username):
    client = Client()
    client.force_login(someone(username))
    return f"plenary-demonstration={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def acknowledged(port, readings, cookie, gone):
    """Records one reading after the other, until the process is gone; which were answered as recorded."""
    done = []
    for reading in readings:
        typed = {
            "shown": reading.revision.digest,
            "motion": "favourable",
            "meeting": "SYNTHETIC session",
            "present": 25,
            "way": "consensus",
            "reason": "",
        }
        try:
            status = asked(port, "POST", reverse("reading-outcome", args=[reading.pk]), urlencode(typed), cookie)
        except (OSError, http.client.HTTPException):
            break
        assert status == 302, status
        done.append(reading)
        if gone.is_set():
            break
    return done


def test_a_killed_web_process_loses_and_doubles_no_decision(at, port):
    random_moments = random.Random(9)
    cookie = session_of("pc-secretary")
    lost_in_between = 0
    for _time in range(TIMES):
        readings = [opened(submitted(at), at) for _number in range(6)]
        server, gone = served(port), threading.Event()
        answered = []
        clerk = threading.Thread(target=lambda: answered.extend(acknowledged(port, readings, cookie, gone)))  # noqa: B023
        clerk.start()
        time.sleep(random_moments.uniform(0.02, 0.5))
        os.killpg(server.pid, signal.SIGKILL)
        gone.set()
        clerk.join()
        server.wait()
        _wait_for_the_database()
        for reading in readings:
            recorded = _all_or_nothing(reading)
            assert recorded or reading not in answered, f"an acknowledged decision on {reading} is lost"
            lost_in_between += recorded and reading not in answered
    assert verify().whole
    print(f"{TIMES} kills, {lost_in_between} decisions were made and not acknowledged")


def _wait_for_the_database():
    """The killed process's connections end, with what they had not committed."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute(query + " AND state <> 'idle'")
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.02)


def _all_or_nothing(reading):
    """Whether it was decided: once, with its act, the next reading and everybody's notice; or nothing of it."""
    reading.refresh_from_db()
    decisions = Decision.objects.filter(reading=reading)
    acts = Act.objects.filter(chain=reading.review.chain, kind="decided").count()
    following = Reading.objects.filter(review=reading.review, number=2, closed_at=None).count()
    link = reverse("amendment", args=[reading.review.amendment.number])
    told = Notice.objects.filter(link=link, kind__in=["approvals.decided", "approvals.reading_arrived"]).count()
    found = (decisions.count(), reading.closed_at is not None, acts, following, told)
    assert found in ((1, True, 1, 1, 3), (0, False, 0, 0, 1)), found
    return decisions.exists()
