"""The worker is killed with signal 9 while it freezes versions, at every stage: its successor goes on from the bytes that
are there, and one document comes out, whole. Once at each stage in the test, a hundred times in the soak."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from approvals.models import Act
from approvals.operations.freeze_version import awaiting_seal, freeze_version, freeze_versions
from approvals.verification.document import verify
from approvals.verification.verdict import State
from plans.documents.storing import stored_bytes
from plans.models import SealedDocument, Version
from plans.operations.freeze_document import FREEZING
from plans.operations.reach_stage import LEASE
from tests.procedure import adopted, rename

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("kills"), pytest.mark.postgresql]
ROUNDS = 20 if os.environ.get("SOAK") else 1
# within how many seconds after a stage the worker is killed
TAKES = (1.5, 0.02, 0.05, 0.05, 0.02)
SWEEP = """
import sys
from datetime import datetime
import django
django.setup()
from approvals.operations.freeze_version import freeze_versions
print("ready", flush=True)
freeze_versions(at=datetime.fromisoformat(sys.argv[1]))
"""


def swept(at):
    """A worker that freezes what is pending, in a process group of its own, once it has begun."""
    database = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.demonstration",
        "SECRET_KEY": settings.SECRET_KEY,
        "CELERY_BROKER_URL": "memory://",
        "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "KEYS_ROOT": settings.KEYS_ROOT,
    }
    command = [sys.executable, "-c", SWEEP, at.isoformat()]
    worker = subprocess.Popen(
        command,
        env=environment,
        cwd=settings.BASE_DIR,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert worker.stdout.readline() == b"ready\n"
    return worker


def killed_after(worker, subject, stages, moment):
    """Kills a worker some moment after its document has so many stages; how many it had then."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and worker.poll() is None and reached(subject) < stages:
        time.sleep(0.002)
    time.sleep(moment)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    return reached(subject)


def reached(subject):
    return SealedDocument.objects.filter(subject=subject, stages__isnull=False).count()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_worker_killed_at_any_stage_leaves_one_whole_document(seed, at):
    moments, found, name = random.Random(seed), Counter(), "Revenue Package"
    for stages, longest in enumerate(TAKES):
        before, name = name, f"SYNTHETIC {stages}"
        adopted(at, [rename(old=before, new=name)])
        version = Version.objects.order_by("number").last()
        at += timedelta(days=16)
        found[killed_after(swept(at), version.subject, stages, moments.uniform(0, longest))] += 1
        _check_lease(version, at)
        at += LEASE + timedelta(minutes=1)
        freeze_versions(at=at)
        assert awaiting_seal() == []
        _check_whole(version)
    print(f"killed when so many stages were there: {dict(sorted(found.items()))}")


def _check_lease(version, at):
    """While the killed worker's claim lasts, nobody else goes on."""
    claim = SealedDocument.objects.filter(subject=version.subject, claimed_until__gt=at + LEASE / 2)
    if claim.exists():
        assert freeze_version(version=version, at=at + LEASE / 2) is None


def _check_whole(version):
    """One document with each stage once, in order, each one's bytes stored and the beginning of the next; one act."""
    document = SealedDocument.objects.get(subject=version.subject)
    assert [stage.stage for stage in document.stages.all()] == list(FREEZING)
    data = [stored_bytes(stage) for stage in document.stages.all()]
    assert data[2].startswith(data[1])
    assert data[3].startswith(data[2])
    assert verify(data[3], [Path(settings.KEYS_ROOT, "root.pem").read_bytes()]).state is State.TRUE
    acts = Act.objects.filter(kind="sealed", chain=version.revision.amendment.review.chain)
    assert [act.facts["sealed_digest"] for act in acts] == [document.reached.digest]
    held = default_storage.listdir(f"documents/version/version-{version.label}")[1]
    assert {Path(stage.file).name for stage in document.stages.all()} <= set(held)
