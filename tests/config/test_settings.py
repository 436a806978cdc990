"""What production needs, and what the demonstration refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WHOLE = {
    "SECRET_KEY": "x" * 40,
    "ALLOWED_HOSTS": "plan.example.org",
    "DATABASE_URL": "postgres://plenary@db.example.org/plenary",
    "CELERY_BROKER_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "SITE_URL": "https://plan.example.org",
}


def started(module, **environment):
    """The exit code and the last words of a process that only reads its settings."""
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": module, **environment},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


def test_production_starts_with_what_it_needs():
    assert started("config.settings.production", **WHOLE)[0] == 0


@pytest.mark.parametrize("missing", WHOLE)
def test_production_names_what_is_missing(missing):
    code, said = started(
        "config.settings.production", **{name: value for name, value in WHOLE.items() if name != missing}
    )
    assert code != 0
    assert f"  {missing}: " in said


@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", "short"), ("ALLOWED_HOSTS", "*")])
def test_production_refuses_what_is_unsafe(name, value):
    code, said = started("config.settings.production", **(WHOLE | {name: value}))
    assert (code != 0, name in said) == (True, True)


@pytest.mark.django_db
def test_the_demonstrations_people_exist_nowhere_else(settings, at):
    from cycle.exceptions import NotADemonstration
    from cycle.operations.load_demonstration import load_demonstration

    settings.DEMONSTRATION = False
    with pytest.raises(NotADemonstration):
        load_demonstration(at=at)


def test_the_demonstration_answers_on_this_machine_only(rf):
    from django.http import HttpResponse

    from config.middleware import LoopbackOnly

    guarded = LoopbackOnly(lambda request: HttpResponse("in"))
    answers = [
        guarded(rf.get("/", REMOTE_ADDR=address)).status_code for address in ("127.0.0.1", "::1", "10.0.0.9", "")
    ]
    assert answers == [200, 200, 403, 403]


def test_the_demonstration_listens_on_loopback_only():
    done = subprocess.run(
        [
            Path(sys.executable).parent / "gunicorn",
            "--config",
            "config/gunicorn.py",
            "--bind",
            "0.0.0.0:0",
            "config.wsgi",
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.demonstration", "PORT": "0"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "loopback only" in done.stderr
    assert done.returncode != 0
