"""A version's document in its two states, made once for a module."""

import pytest
from django.core.files.storage import default_storage

from approvals.operations.freeze_version import freeze_version
from plans.models import Version
from tests.conftest import AT
from tests.keys import SEALED_AT, Keys, finished
from tests.procedure import adopted
from tests.scratch import scratch


@pytest.fixture(scope="module")
def rendered(django_db_setup, django_db_blocker, tmp_path_factory):
    """A version's pages with their fields, not sealed yet."""
    folder = tmp_path_factory.mktemp("rendered")
    with scratch(django_db_blocker, folder):
        adopted(AT)
        document = freeze_version(version=Version.objects.get(number=2), at=SEALED_AT)
        return default_storage.open(document.prepared.file).read()


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return Keys(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="module")
def sealed(rendered, keys):
    return finished(rendered, keys.at(SEALED_AT))
