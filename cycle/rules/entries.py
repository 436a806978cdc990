"""Figures as they are entered for a period: what is wrong with them, and what they say as a value."""

import re
from dataclasses import dataclass
from datetime import date

from cycle.rules.status import Figures, fits
from plans.enums import Method
from plans.rules.canonical import digest_of
from plans.rules.content import Kpi

MOST_SOURCE, MOST_COMMENT = 200, 2000
# what no page, no feed and no document can hold
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# what is wrong at the second number of an entry
AT_THE_SECOND = frozenset({"two_counts_were_expected", "one_count_was_expected"})
# what a database column holds and JSON says exactly
MOST_COUNT = 10**15


@dataclass(frozen=True)
class Entry:
    """One KPI's figures for a period. `kpi` is a key; `seen` the number of the last entry that was shown to whoever
    enters this one (0: none was), or None where nothing was shown."""

    kpi: str
    figures: Figures
    source: str
    comment: str = ""
    seen: int | None = None


def wrong(entry, content, end, today):
    """None when an entry made `today` can be for its KPI in a content and a period that ends on a day, else a key that
    says what is wrong."""
    return unfit(entry, content, end, today) or unsaid(entry.source, entry.comment)


def unfit(entry, content, end, today):
    """The same of its figures alone."""
    kpi = content.element(entry.kpi, Kpi)
    if kpi is None:
        return "no_such_kpi"
    fault = fits(Method(content.kind_of(kpi).method), entry.figures)
    if fault:
        return fault
    if max(entry.figures.actual or 0, entry.figures.of or 0) > MOST_COUNT:
        return "too_large"
    if entry.figures.done_on and entry.figures.done_on > end:
        return "done_after_the_period"
    if entry.figures.done_on and entry.figures.done_on > today:
        return "done_in_the_future"
    return None


def unsaid(source, comment):
    """The same of where they come from and what is said of them."""
    if UNPRINTABLE.search(source + comment):
        return "unprintable"
    if not source.strip():
        return "no_source"
    return "too_long" if len(source) > MOST_SOURCE or len(comment) > MOST_COMMENT else None


def figures_value(figures):
    """Figures as a JSON value, without what is absent."""
    said = {"actual": figures.actual, "of": figures.of, "done_on": figures.done_on and figures.done_on.isoformat()}
    return {name: value for name, value in said.items() if value is not None}


def figures_from(value):
    """Figures from such a value."""
    done_on = value.get("done_on")
    return Figures(value.get("actual"), value.get("of"), done_on and date.fromisoformat(done_on))


def digest_of_figures(counting):
    """The SHA-256 of a period's figures, a dict of Figures by the KPI's key, in whatever order they come."""
    return digest_of({key: figures_value(figures) for key, figures in counting.items()})
