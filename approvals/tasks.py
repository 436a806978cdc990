"""Sweeps for the worker."""

from celery import shared_task
from django.utils import timezone

from approvals.operations import (
    carry_over,
    certify_decision,
    endorse,
    freeze_version,
    lapse,
    register,
    send_root,
    sweep_deadlines,
)


@shared_task
def freeze_versions():
    freeze_version.freeze_versions(at=timezone.now())


@shared_task
def certify_decisions():
    certify_decision.certify_decisions(at=timezone.now())


@shared_task
def carry_amendments_over():
    carry_over.carry_amendments_over(at=timezone.now())


@shared_task
def end_endorsed():
    endorse.end_endorsed(at=timezone.now())


@shared_task
def seal_register():
    register.seal_register(at=timezone.now())


@shared_task
def close_what_is_due():
    sweep_deadlines.close_what_is_due(at=timezone.now())


@shared_task
def escalate_overdue_readings():
    sweep_deadlines.escalate_overdue_readings(at=timezone.now())


@shared_task
def lapse_what_was_not_ratified():
    lapse.lapse_what_was_not_ratified(at=timezone.now())


@shared_task
def send_register_root():
    send_root.send_register_root(at=timezone.now())
