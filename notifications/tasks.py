"""Sweeps for the worker."""

from celery import shared_task
from django.utils import timezone

from notifications.operations.send_letters import send_letters as sweep


@shared_task
def send_letters():
    while sweep(at=timezone.now()):
        pass
