"""Published reports, without their texts: what each is on, for lists and choices."""

from django.db.models import JSONField, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from cycle.models import PublishedReport


def published_reports():
    """The published reports, the newest first, each with the `edition` and the `period` that it is on, by their key and
    code, or None; their own texts are not read. A query."""
    value = Cast("text", JSONField())
    return (
        PublishedReport.objects.select_related("corrects", "corrected_by")
        .defer("text", "corrects__text", "corrected_by__text")
        .alias(value=value)
        .annotate(
            edition=Cast(KT("value__period__edition"), TextField()),
            period=Cast(KT("value__period__code"), TextField()),
        )
    )


def correctable(report):
    """The published reports that another one, a Report, can correct: those on the same period of the same edition that
    no other one corrects. A query."""
    period = report.period
    return published_reports().filter(
        corrected_by__isnull=True,
        edition=period and period.edition,
        period=period and period.code,
    )
