"""The sweep over a real broker: a worker takes the task from Redis and sends what is pending."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from notifications.models import Delivery
from tests.procedure import submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def test_a_worker_on_redis_sends_the_letters(at):
    url = os.environ.get("TEST_REDIS_URL")
    assert url, "this test needs Redis: run script/test, or python -m tests.servers python -m pytest"
    submitted(at)
    database = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.demonstration",
        "SECRET_KEY": settings.SECRET_KEY,
        "CELERY_BROKER_URL": url,
        "DATABASE_URL": (
            f"sqlite:///{database['NAME']}"
            if connection.vendor == "sqlite"
            else f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        ),
    }
    worker = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "--app",
            "config",
            "worker",
            "--concurrency",
            "1",
            "--loglevel",
            "error",
        ],
        env=environment,
    )
    try:
        send = "from config import celery_app; celery_app.send_task('notifications.tasks.send_letters')"
        subprocess.run([sys.executable, "-c", send], env=environment, check=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and Delivery.objects.filter(sent_at=None).exists():
            time.sleep(0.2)
        assert list(Delivery.objects.filter(sent_at=None)) == []
    finally:
        worker.terminate()
        worker.wait(timeout=30)
