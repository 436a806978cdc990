"""Sweeps for the worker."""

from celery import shared_task
from django.utils import timezone

from plans.operations import renew_documents as renewing
from plans.operations import warn_of_expiry as warning


@shared_task
def renew_documents():
    renewing.renew_documents(at=timezone.now())


@shared_task
def warn_of_expiry():
    warning.warn_of_expiry(at=timezone.now())
