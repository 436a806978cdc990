"""A report's indicators as a table for spreadsheets."""

from datetime import date
from fractions import Fraction

from plans.rules.texts import in_language

COLUMNS = (
    "objective",
    "kpi",
    "indicator",
    "kind",
    "actual",
    "of",
    "done_on",
    "estimate",
    "ratio",
    "reached",
    "state",
    "source",
    "confirmed_on",
)


def rows(report, language):
    """A Report's KPIs as a table for spreadsheets, its first row the names of the columns. Ratios are decimal, of four
    places; texts in a language, where there are any in it."""
    return [COLUMNS, *(_row(objective, kpi, language) for objective in report.objectives for kpi in objective.kpis)]


def _row(objective, kpi, language):
    figure = kpi.figure
    return (
        objective.code,
        kpi.code,
        in_language(kpi.measured, language),
        kpi.method.value,
        figure and figure.actual,
        figure and figure.of,
        figure and figure.done_on and figure.done_on.isoformat(),
        kpi.aim and _decimal(getattr(kpi.aim, kpi.aim.what)),
        _decimal(kpi.judged.ratio),
        _decimal(kpi.judged.reached),
        kpi.judged.state.value,
        figure.source if figure else "",
        figure and figure.confirmed_on.isoformat(),
    )


def _decimal(value):
    if isinstance(value, date):
        return value.isoformat()
    return round(float(Fraction(value)), 4) if isinstance(value, str) else value
