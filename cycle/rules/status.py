"""Where a KPI stands: its ratio by kind, against its aim, with the thresholds of the plan. Exact; no clock."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cycle.enums import State
from plans.enums import Method


@dataclass(frozen=True)
class Figures:
    """What was measured: `actual` alone for target ratios; `actual` of `of` for demand ratios (supported of
    requested) and shares (part of whole); `done_on` for milestones, None while it is not done."""

    actual: int | None = None
    of: int | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """`ratio` is the KPI's own (actual of estimated, supported of requested, part of whole); `reached` the part of
    the aim that this is, which the thresholds judge. Both None where there is nothing to divide by."""

    state: State
    ratio: Fraction | None = None
    reached: Fraction | None = None


def standing(method, aim, figures, *, on_track, at_risk, end):
    """The Standing of a KPI at the end of a period.

    `aim` is the one that holds (None: there is none), `figures` what was measured (None: nothing was), thresholds
    are parts of the aim. A zero denominator is not applicable, never 0 % or 100 %. What an amendment of the KPI's kind
    left without meaning, an aim or figures of another form, is as if it were not there.
    """
    aim, figures = _of_form(method, aim, figures)
    if aim is None:
        return Standing(State.NO_DATA)
    if method is Method.MILESTONE:
        return _milestone(aim.by, figures, end)
    if figures is None or figures.actual is None:
        return Standing(State.NO_DATA)
    if method is Method.TARGET_RATIO:
        if aim.count == 0:
            return Standing(State.NOT_APPLICABLE)
        ratio = reached = Fraction(figures.actual, aim.count)
    else:
        if not figures.of:
            return Standing(State.NOT_APPLICABLE)
        ratio = Fraction(figures.actual, figures.of)
        if not Fraction(aim.ratio):
            return Standing(State.NOT_APPLICABLE, ratio)
        reached = ratio / Fraction(aim.ratio)
    return Standing(_judged(reached, Fraction(on_track), Fraction(at_risk)), ratio, reached)


def _of_form(method, aim, figures):
    if method is Method.MILESTONE:
        has_aim, has_figures = aim and aim.by, figures and figures.actual is None
    elif method is Method.TARGET_RATIO:
        has_aim, has_figures = aim and aim.count is not None, figures and figures.of is None
    else:
        has_aim, has_figures = aim and aim.ratio is not None, figures and figures.of is not None
    return aim if has_aim else None, figures if has_figures else None


def _judged(reached, on_track, at_risk):
    if reached >= on_track:
        return State.ON_TRACK
    return State.AT_RISK if reached >= at_risk else State.OFF_TRACK


def _milestone(by, figures, end):
    """Done in time is on track, done late at risk, not done although due off track; not due yet is no judgement."""
    done_on = figures.done_on if figures else None
    if done_on is not None and done_on <= end:
        return Standing(State.ON_TRACK if done_on <= by else State.AT_RISK, Fraction(1), Fraction(1))
    if end < by:
        return Standing(State.NOT_APPLICABLE)
    if figures is None:
        return Standing(State.NO_DATA)
    return Standing(State.OFF_TRACK, Fraction(0), Fraction(0))


def fits(method, figures):
    """None when figures are of the form that the KPI's kind wants, else a key that says what is wrong."""
    if method is Method.MILESTONE:
        return None if figures.actual is None and figures.of is None else "a_date_was_expected"
    if figures.done_on is not None or figures.actual is None:
        return "a_count_was_expected"
    if figures.actual < 0 or (figures.of is not None and figures.of < 0):
        return "negative"
    if method is Method.TARGET_RATIO:
        return None if figures.of is None else "one_count_was_expected"
    if figures.of is None:
        return "two_counts_were_expected"
    return None if figures.actual <= figures.of else "more_than_the_whole"
