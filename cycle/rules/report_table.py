"""A report as tables for spreadsheets: ratios are decimal, of four places; texts in a language, where there are any."""

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
    "original_estimate",
    "original_reached",
    "corrected_actual",
    "corrected_of",
    "corrected_done_on",
    "correction",
    "contested_by",
    "direction",
    "forecast",
    "forecast_on",
    "as_of",
    "edition",
    "period",
    "version",
)
DEVIATION_COLUMNS = (
    "deviation",
    "kpi",
    "period",
    "trigger",
    "opened_on",
    "ratio",
    "reached",
    "cause",
    "analysis",
    "action",
    "course",
    "solution",
    "decided_on",
    "amendment",
    "progress",
    "verdict",
    "follow_up",
)
DECISION_COLUMNS = (
    "decided_on",
    "amendment",
    "title",
    "body",
    "nature",
    "outcome",
    "chain",
    "act",
    "digest",
)
PENDING_COLUMNS = ("amendment", "title", "submitted_on", "body", "due_on", "to_be_ratified")
ANNUAL_COLUMNS = ("plan", "action", "name", "deliverable", "due", "hundredths_done", "told_on", "text")


def rows(report, language):
    """A Report's KPIs as a table, its first row the names of the columns. Each row says for itself of which day, period
    and plan it is."""
    measured = report.period or report.plan
    of = (report.as_of.isoformat(), measured.edition, report.period and report.period.code, measured.version)
    return [
        COLUMNS,
        *((*_row(objective, kpi, language), *of) for objective in report.objectives for kpi in objective.kpis),
    ]


def tables(report, language):
    """All that a Report says as tables, in the same way: pairs of a name and rows."""
    return [
        ("indicators", rows(report, language)),
        ("objectives", _objectives(report, language)),
        ("deviations", _deviations(report)),
        ("decisions", _decisions(report, language)),
        ("under review", _pending(report, language)),
        ("effort and resources", _means(report, language)),
        ("annual plan", _annual(report, language)),
    ]


def _row(objective, kpi, language):
    figure, corrected = kpi.figure, kpi.corrected
    return (
        objective.code,
        kpi.code,
        in_language(kpi.measured, language),
        kpi.method.value,
        *_figures(figure),
        _aim(kpi.aim),
        _decimal(kpi.judged.ratio),
        _decimal(kpi.judged.reached),
        kpi.judged.state.value,
        figure.source if figure else "",
        figure and figure.confirmed_on.isoformat(),
        _aim(kpi.original),
        kpi.by_original and _decimal(kpi.by_original.reached),
        *_figures(corrected),
        corrected.reason if corrected else "",
        ", ".join(kpi.contested_by),
        kpi.direction and kpi.direction.value,
        _decimal(kpi.forecast),
        _decimal(kpi.forecast_on),
    )


def _figures(entry):
    return (entry.actual, entry.of, _decimal(entry.done_on)) if entry else (None, None, None)


def _objectives(report, language):
    table = [("perspective", "objective", "name", "state", "reached")]
    for part in report.perspectives:
        named = in_language(part.name, language) if part.name else ""
        if part.rolled:
            table.append((named, "", "", part.rolled.state.value, _decimal(part.rolled.reached)))
        for one in part.objectives:
            name = in_language(one.name, language)
            table.append((named, one.code, name, one.rolled.state.value, _decimal(one.rolled.reached)))
    if report.whole:
        table.append(("", "", "", report.whole.state.value, _decimal(report.whole.reached)))
    return table


def _deviations(report):
    return [DEVIATION_COLUMNS, *(_deviation(one) for one in report.deviations)]


def _deviation(one):
    action = one.action
    return (
        one.deviation,
        one.code,
        one.period,
        one.trigger.value,
        _decimal(one.opened_on),
        _decimal(one.ratio),
        _decimal(one.reached),
        one.cause and one.cause.value,
        one.analysis,
        action and action.code,
        action and action.course and action.course.value,
        action and action.choice and action.choice.text,
        action and _decimal(action.decided_on),
        action and action.amendment,
        action and action.progress,
        action and action.verdict and action.verdict.value,
        action and action.follow_up,
    )


def _decisions(report, language):
    return [DECISION_COLUMNS, *(_decision(one, language) for one in report.decisions)]


def _decision(one, language):
    return (
        _decimal(one.decided_on),
        one.amendment,
        one.title,
        in_language(one.body_name, language),
        one.nature.value,
        one.outcome.value,
        one.chain,
        one.act,
        one.digest,
    )


def _pending(report, language):
    return [PENDING_COLUMNS, *(_waiting(one, language) for one in report.pending)]


def _waiting(one, language):
    return (
        one.amendment,
        one.title,
        _decimal(one.submitted_on),
        in_language(one.body_name, language) if one.body_name else "",
        _decimal(one.due_on),
        one.version,
    )


def _means(report, language):
    return [
        ("means", "priority", "amount", "share"),
        *(
            (one.means.value, in_language(part.name, language) if part.name else "", part.amount, _decimal(part.share))
            for one in report.means
            for part in one.parts
        ),
    ]


def _annual(report, language):
    plan = report.annual
    return [
        ANNUAL_COLUMNS,
        *(
            _deliverable(plan, action, one, language)
            for action in (plan.actions if plan else ())
            for one in action.deliverables
        ),
    ]


def _deliverable(plan, action, one, language):
    return (
        plan.code,
        action.code,
        in_language(action.name, language),
        in_language(one.name, language),
        _decimal(one.due),
        one.done,
        _decimal(one.told_on),
        one.text,
    )


def _aim(aim):
    return aim and _decimal(getattr(aim, aim.what))


def _decimal(value):
    if isinstance(value, date):
        return value.isoformat()
    return round(float(Fraction(value)), 4) if isinstance(value, str) else value
