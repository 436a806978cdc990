"""Sweeps for the worker."""

from celery import shared_task
from django.utils import timezone

from cycle.operations import correct, name_owner, publish_report, register_deviations, run_cycle, take_figures
from cycle.operations import open_deviations as deviations
from cycle.operations import remind_owners as reminders


@shared_task
def start_cycles():
    run_cycle.start_cycles(at=timezone.now())


@shared_task
def open_deviations():
    register_deviations.register_deviations(at=timezone.now())
    deviations.open_deviations(at=timezone.now())


@shared_task
def follow_amendments():
    correct.follow_amendments(at=timezone.now())


@shared_task
def pass_owners_on():
    name_owner.pass_owners_on(at=timezone.now())


@shared_task
def store_figures():
    take_figures.store_files(at=timezone.now())


@shared_task
def seal_reports():
    publish_report.seal_reports(at=timezone.now())


@shared_task
def remind_owners():
    reminders.remind_owners(at=timezone.now())
