"""Fixtures of the whole suite. The demonstration's organization is loaded once for each worker's database."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings

from cycle.operations.load_demonstration import load_demonstration

hypothesis_settings.register_profile(
    "suite", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
hypothesis_settings.register_profile("soak", parent=hypothesis_settings.get_profile("suite"), max_examples=1000)
# a mutant need only be caught, not explained
hypothesis_settings.register_profile(
    "mutants", parent=hypothesis_settings.get_profile("suite"), phases=[Phase.explicit, Phase.generate]
)
hypothesis_settings.load_profile(
    "mutants" if os.environ.get("MUTANTS") else "soak" if os.environ.get("SOAK") else "suite"
)

ON_POSTGRESQL = "postgres" in settings.DATABASES["default"]["ENGINE"]
# what is under these folders does not touch the database, or needs no second run on the other one
ONCE = ("/rules/", "/browser/", "/config/", "/benchmarks/")


def pytest_collection_modifyitems(config, items):
    """Tests of one database run on that one; rules and the browser run once, on SQLite."""
    kept, dropped = [], []
    for item in items:
        once = item.get_closest_marker("once") or any(folder in item.nodeid for folder in ONCE)
        only = item.get_closest_marker("postgresql")
        wrong = (once and not only) if ON_POSTGRESQL else only
        (dropped if wrong else kept).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Each worker has a database of its own."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_demonstration(at=AT - timedelta(days=30))


@pytest.fixture
def demonstration(request, django_db_setup):
    """The demonstration, also after a test that committed and was cleaned up."""
    request.getfixturevalue("transactional_db" if _commits(request) else "db")
    if not get_user_model().objects.filter(username="drafter").exists():
        load_demonstration(at=AT - timedelta(days=30))


@pytest.fixture(autouse=True)
def _demonstration_everywhere(request):
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(
        request.fixturenames
    ):
        request.getfixturevalue("demonstration")


def _commits(request):
    marker = request.node.get_closest_marker("django_db")
    asks = {"transactional_db", "live_server"} & set(request.fixturenames)
    return bool(asks) or bool(marker and marker.kwargs.get("transaction"))


def _empty_although_append_only(original):
    """Cleaning up after a test that committed has to empty tables that refuse it; only a test may."""

    def teardown(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                original(self)
                cursor.execute("SET session_replication_role = DEFAULT")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            original(self)
            for _name, sql in triggers:
                cursor.execute(sql)

    return teardown


TransactionTestCase._fixture_teardown = _empty_although_append_only(TransactionTestCase._fixture_teardown)


AT = datetime(2020, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def at():
    """The moment at which tests act: a Monday in the middle of the plan's first year."""
    return AT


@pytest.fixture
def person():
    """The demonstration's people by their names: person("drafter")."""
    return lambda username: get_user_model().objects.get(username=username)


@pytest.fixture(autouse=True)
def _quick_and_quiet(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.KEYS_ROOT = str(tmp_path / "keys")
    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
