"""Sweeps for the worker."""

from celery import shared_task
from django.utils import timezone

from approvals.operations import carry_over, freeze_version, register


@shared_task
def freeze_versions():
    freeze_version.freeze_versions(at=timezone.now())


@shared_task
def carry_amendments_over():
    carry_over.carry_amendments_over(at=timezone.now())


@shared_task
def seal_register():
    register.seal_register(at=timezone.now())
