"""The words, shapes and colours of the cycle's vocabularies, for pages and forms."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from cycle.enums import Cause, Course, Direction, Means, Phase, Stance, State, Trigger, Verdict
from plans.rules.strategic_map import Mark

WORDS = {
    State.ON_TRACK: ("ok", "✓", _("On track")),
    State.AT_RISK: ("warn", "!", _("At risk")),
    State.OFF_TRACK: ("bad", "✕", _("Off track")),
    State.NOT_APPLICABLE: ("na", "–", _("Not applicable")),
    State.NO_DATA: ("na", "○", _("No data")),
}
CAUSES = {
    Cause.DEMAND: _("Demand was not as expected"),
    Cause.RESOURCES: _("People or money were missing"),
    Cause.EXTERNAL: _("Something outside: travel, law, health, markets"),
    Cause.PLANNING: _("The estimate was wrong"),
    Cause.DELIVERY: _("It was done later, or otherwise, than planned"),
    Cause.DATA: _("The figure is wrong"),
}
DIRECTIONS = {
    Direction.RISING: ("ok", "↗", _("rising")),
    Direction.STEADY: ("na", "→", _("steady")),
    Direction.FALLING: ("bad", "↘", _("falling")),
}
TRIGGERS = {
    Trigger.BELOW_THRESHOLD: _("Below the plan’s threshold"),
    Trigger.FALLING: _("Falling, period after period"),
    Trigger.MILESTONE_MISSED: _("A milestone was missed"),
}
STANCES = {Stance.CONFIRMED: _("confirms the figure"), Stance.CONTESTED: _("contests the figure")}
# what is wrong with figures that somebody enters
FAULTS = {
    "no_such_kpi": _("The plan of that period has no such indicator."),
    "a_date_was_expected": _("This indicator is a milestone: enter the day on which it was done, and no count."),
    "a_count_was_expected": _("Enter how much was done, as a whole number."),
    "one_count_was_expected": _("This indicator has one number: leave the second one empty."),
    "two_counts_were_expected": _("This indicator needs two numbers: how much, and of how much."),
    "more_than_the_whole": _("The first number cannot be more than the second."),
    "negative": _("A number cannot be below zero."),
    "too_large": _("This number is too large."),
    "done_after_the_period": _("This day is after the end of the period."),
    "done_in_the_future": _("This day is still to come: a milestone is told once it is done."),
    "no_source": _("Say where the figure comes from."),
    "too_long": _("The source or the comment is too long."),
    "unprintable": _("The source or the comment has characters that cannot be printed."),
}
# why a cell is no figure
CELL_FAULTS = {
    "not_a_number": _("This is no whole number: write for example 1234."),
    "not_whole": _("Only whole numbers are counted: write one without decimals."),
    "grouped": _("This can be read in two ways: write it without separators, for example 1234."),
    "percentage": _("This is a percentage: enter the numbers behind it."),
    "formula": _("This is a formula: enter what it gives."),
    "a_day": _("This is a day, and a whole number was expected. Spreadsheets turn numbers into days sometimes."),
    "too_many_digits": _("This number is too large."),
    "not_a_day": _("This is no day: write it as 2020-06-30, or “no” where it is not done."),
    "no_such_day": _("There is no such day in the calendar."),
    "leave_empty": _("This indicator is a milestone: leave the second column empty."),
}
# why a row of a file says no figure, beside the two above
ROW_FAULTS = {
    "merged": _("This cell is merged with others: take the merging out, and write each value in its own cell."),
    "no_such_period": _("There is no such period."),
    "no_period": _("No period is named."),
    "no_kpi": _("No indicator is named."),
    "no_such_priority": _("The plan has no such strategic priority."),
    "no_priority": _("No priority is named: write “none” where the row serves none, and take sums out."),
    "not_yours": _("Your account enters no figures of this indicator."),
    "locked": _("This period is locked. A wrong figure is corrected beside it, on the page of its figure."),
    "twice": _("This indicator stands twice; the first time in row %(said)s. Neither is taken."),
    "column_twice": _("There are two columns “%(said)s”; the first one is read."),
    "meanwhile": _("Something else was entered since the file was looked at."),
}
# why a file is not read at all
FILE_FAULTS = {
    "too_large": _("Files of at most 5 MB are taken here."),
    "old_format": _("This is an old spreadsheet (XLS). Save it as XLSX or CSV."),
    "not_a_spreadsheet": _("This is no spreadsheet that can be read. Save it as XLSX or CSV."),
    "not_text": _("This is neither an XLSX nor a CSV file."),
    "broken_csv": _("A quotation mark in this CSV file is not closed, or a line is far too long."),
    "bomb": _("Unpacked, this file is far too large."),
    "merged": _("Too many cells of this file are merged."),
    "too_many_rows": _("This file has more than 50,000 rows. Split it, or take out empty rows."),
    "no_allocation_columns": _("No sheet has the columns “priority” and “amount” in its first rows."),
    "no_columns": _("No sheet has the columns “kpi” and “actual” in its first rows."),
}
PERIOD_FAULTS = {
    "days_in_order": _("A period ends after it starts, and its figures are due on its last day or later."),
    "code_taken": _("There is a period of this name already."),
    "outside_the_edition": _("Its days lie outside the plan’s own period."),
    "before_any_version": _("No version of the plan holds on its last day, so there is nothing to measure it by."),
    "meets_another": _("Its days meet those of %(other)s. Periods follow each other."),
}
MEANS = {Means.EFFORT: _("Effort: time of staff"), Means.RESOURCES: _("Resources: money")}
PHASES = {
    Phase.DEFINING: _("Planning: defining the strategy"),
    Phase.TRANSLATING: _("Planning: translating it"),
    Phase.IMPLEMENTING: _("Implementing"),
    Phase.LEARNING: _("Learning"),
}
# what a thing in the cycle needs somebody to do
TODOS = {
    "enter_figures": _("enter %(count)s figures"),
    "confirm_figures": _("confirm %(count)s drafts"),
    "answer_contest": _("answer a Member that contests it"),
    "look_at": _("say that you look at it, and why it deviates"),
    "analyse": _("say why it deviates"),
    "propose": _("propose a solution"),
    "evaluate": _("choose among the solutions"),
    "amend": _("draft the amendment"),
    "carry_out": _("carry it out, and report progress"),
    "follow_up": _("say whether it helped"),
    "confirm_correction": _("confirm a correction of a locked figure"),
    "end_step": _("end the step"),
    "show_step": _("show that the step was done"),
    "put_on_report": _("put the question on the report that corrects the one that it is on"),
    "deliver": _("report on %(count)s deliverables"),
    "deliver_late": _("see to %(count)s deliverables that are late and that nobody owns"),
}
COURSES = {
    Course.AMEND_PLAN: _("Amend the plan"),
    Course.OPERATIONAL: _("Do it, and leave the plan as it is"),
    Course.NONE: _("Change nothing"),
}
VERDICTS = {
    Verdict.HELPED: _("It helped"),
    Verdict.HELPED_PARTLY: _("It helped partly"),
    Verdict.DID_NOT_HELP: _("It did not help"),
}
LACKS = {
    "evidence_missing": _("Nothing shows yet that it was done"),
    "parts_missing": _("Parts of the plan are missing"),
    "priorities_missing": _("There are no strategic priorities"),
    "goal_missing": _("No objective stands for the main strategic goal"),
    "undecided": _("No body has decided here on this version"),
    "objectives_missing": _("There are no objectives"),
    "objectives_without_perspective": _("Objectives have no perspective"),
    "objectives_not_linked": _("Objectives are not linked with another on the map"),
    "directorates_not_aligned": _("Directorates have no map, no indicator or no board"),
    "deliverables_untold": _("Deliverables were due, and nobody said how far they are"),
    "strategy_not_reviewed": _("The strategy itself has not been put to the bodies"),
    "objectives_without_kpi": _("Objectives have no indicator"),
    "kpis_without_estimate": _("Indicators have no estimate"),
    "years_without_plan": _("There is no annual implementation plan"),
    "actions_without_deliverable": _("Actions have no deliverable"),
    "kpis_without_figure": _("Indicators have no figure for the period"),
    "deviations_without_cause": _("Deviations have no cause yet"),
    "deviations_without_action": _("Deviations have no proposed solution"),
    "actions_undecided": _("Corrective actions are not decided"),
    "actions_not_closed": _("Corrective actions are not closed with a verdict"),
}


def fault_words(fault):
    """What is wrong at a cell of a file, as a sentence."""
    words = ROW_FAULTS.get(fault.why) or CELL_FAULTS.get(fault.why) or FAULTS[fault.why]
    return words % {"said": fault.said} if fault.why in ("twice", "column_twice") else words


def mark_of(rolled, *, sign=None):
    """What the map's box says of an objective that parts roll up to; with the state's own sign, or another."""
    tone, own, word = WORDS[State(rolled.state)]
    figures = _("%(share)s of the aim") % {"share": percent(rolled.reached)} if rolled.reached is not None else ""
    return Mark(tone, own if sign is None else sign, str(word), str(figures))


def percent(fraction):
    """A fraction, or its text, in whole per cent, half rounded up; what is not the whole is never said to be it, nor
    what is something to be nothing."""
    if fraction is None or fraction == "":
        return "–"
    exact = Fraction(fraction) * 100
    shown = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    if 0 < exact < 100:
        shown = min(max(shown, Decimal(1)), Decimal(99))
    return f"{shown}\N{NO-BREAK SPACE}%"
