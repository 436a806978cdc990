"""The guards of figures, deviations and what is done about them."""

from functools import partial

from tests.guards import guard

Guard = partial(guard.Guard, app="cycle")
OPERATIONS = "tests/cycle/operations"
FIGURES, FILES, OWNERS, DEVIATIONS, OPERATIONAL = (
    f"{OPERATIONS}/test_{name}.py"
    for name in ("keep_figures", "take_figures", "remind_owners", "deviations", "operational")
)
MACHINE, LOOP, HISTORY = (
    f"{OPERATIONS}/test_figures_machine.py",
    "tests/cycle/test_loop.py",
    "tests/cycle/test_history.py",
)
VALUE, TREND = "tests/cycle/test_report_value.py", "tests/cycle/rules/test_trend.py"
STANDINGS, STATUS = "tests/cycle/test_standings.py", "tests/cycle/rules/test_status.py"
STRATEGY, WORK = f"{OPERATIONS}/test_strategy_review.py", "tests/cycle/test_work.py"
PAGES, FILE_PAGES = "tests/cycle/views/test_figures.py", "tests/cycle/views/test_files.py"

GUARDS = (
    Guard("operations/keep_figures.py", "if not all(entry.reason for entry in entries):", "if False:", FIGURES),
    Guard(
        "operations/keep_figures.py",
        "in_force_from__lte=end, lapse__isnull=True).exists():",
        "lapse__isnull=True).exists():",
        FIGURES,
    ),
    # who may
    Guard(
        "permissions.py",
        '    if measurable_by(person, kpis, at) != set(kpis):\n        raise NotYours("enter_figures")',
        "    pass",
        FIGURES,
    ),
    Guard(
        "queries/people.py",
        "filter(is_active=True, groups__permissions",
        "filter(groups__permissions",
        OWNERS + " " + FIGURES,
    ),
    Guard(
        "queries/figures.py",
        "Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at",
        "starts_at__lte=at",
        FIGURES,
    ),
    Guard(
        "queries/figures.py",
        "ownerships(at).filter(person=person, person__is_active=True)",
        "ownerships(at).filter(person=person)",
        FIGURES,
    ),
    Guard(
        "operations/validate_figures.py",
        "    if member not in represented(by, at):\n        raise NotAMember",
        "",
        FIGURES,
    ),
    Guard(
        "operations/take_figures.py",
        '    if file.taken_by_id != by.pk:\n        raise NotYours("enter_figures")',
        "",
        FILES,
    ),
    Guard(
        "operations/take_figures.py",
        '    check_may_measure(by, {change["kpi"] for change in file.changes}, at)\n',
        "",
        FILES,
    ),
    Guard(
        "operations/correct.py", '    if action.owner_id != by.pk:\n        check_may(by, "run_cycle")', "", OPERATIONAL
    ),
    Guard("views/files.py", "pk=pk, taken_by=request.user", "pk=pk", FILE_PAGES),
    # figures
    Guard("operations/keep_figures.py", "    if own:\n        raise OwnEntry(own)", "", FIGURES),
    Guard(
        "operations/keep_figures.py",
        "    if period.locked_at is not None and not reason.strip():\n        raise PeriodLocked(period)",
        "",
        FIGURES,
    ),
    Guard(
        "operations/keep_figures.py",
        "    if period.locked_at is None and reason.strip():\n        raise PeriodNotLocked(period)",
        "",
        FIGURES,
    ),
    Guard(
        "operations/keep_figures.py",
        "    if waiting:\n        raise DraftsLeft",
        "    if False:\n        raise DraftsLeft",
        FIGURES,
    ),
    Guard(
        "operations/keep_figures.py", "    if today <= period.end:\n        raise PeriodNotOver(period)", "", FIGURES
    ),
    Guard("operations/keep_figures.py", "now[key].number != number or hasattr", "hasattr", FIGURES),
    Guard(
        "operations/keep_figures.py",
        'now[key].number != number or hasattr(now[key], "confirmation")',
        "now[key].number != number",
        FIGURES,
    ),
    Guard(
        "operations/keep_figures.py",
        "    if stale:\n        raise EnteredMeanwhile({key: one for key, one in newest",
        "    if False:\n        raise EnteredMeanwhile({key: one for key, one in newest",
        FIGURES,
    ),
    Guard("operations/keep_figures.py", "    if met is not None:", "    if False:", FIGURES),
    Guard(
        "operations/validate_figures.py",
        "    if measurement not in published:\n        raise NotPublished",
        "",
        FIGURES,
    ),
    Guard(
        "queries/figures.py",
        'return {one.kpi: one for one in _confirmed(period, at).filter(reason="")}',
        "return {one.kpi: one for one in _confirmed(period, at)}",
        FIGURES,
    ),
    Guard("queries/figures.py", "        entries = entries.filter(confirmation__at__lte=at)", "        pass", FIGURES),
    Guard(
        "queries/periods.py",
        "return period.locked_version_id is not None and",
        "return False and",
        FIGURES,
    ),
    # files
    Guard("operations/take_figures.py", "    if file.faults and not partly:\n        raise FileHasFaults", "", FILES),
    Guard(
        "operations/take_figures.py", "    if file.accepted_at or file.dropped_at:\n        raise FileDone", "", FILES
    ),
    Guard("operations/take_figures.py", "change.line.entry.kpi not in there and ", "", FILES),
    Guard("operations/take_figures.py", " and change.line.row not in noted", "", FILES),
    Guard(
        "operations/take_figures.py",
        "    if last.get(entry.kpi, 0) != change.seen:",
        "    if False:",
        FILES,
    ),
    Guard("operations/take_figures.py", '    if period.locked_at is not None:\n        return "locked"', "", FILES),
    # deviations
    Guard("queries/deviations.py", "    return set(Deviation", "    return set() and set(Deviation", DEVIATIONS),
    Guard("queries/periods.py", "filter(Q(end__lt=day) | Exists(counts))", "filter()", VALUE),
    Guard("operations/correct.py", "    if deviation.acknowledged_at is None:", "    if True:", DEVIATIONS),
    Guard("operations/correct.py", "    if first == second or DeviationLink", "    if DeviationLink", DEVIATIONS),
    Guard("operations/correct.py", "course=Course.AMEND_PLAN, amendment__state", "amendment__state", LOOP),
    Guard(
        "operations/correct.py",
        "    if action.solutions.filter(proposed_by=by).exists():\n        raise ProposerCannotEvaluate",
        "",
        LOOP,
    ),
    Guard(
        "operations/correct.py",
        "        if deadline < timezone.localdate(at):\n            raise DeadlineOver(deadline)",
        "",
        OPERATIONAL,
    ),
    Guard("operations/correct.py", "    if share == 100:", "    if False:", OPERATIONAL),
    # reminders
    Guard("operations/remind_owners.py", "        if (MISSING, person) not in told", "", OWNERS),
    Guard(
        "operations/remind_owners.py",
        "if codes and not any(one == kind for one, _person in told):",
        "if codes:",
        OWNERS,
    ),
    Guard("operations/remind_owners.py", "locked_at__isnull=True, due_on__lte=soon", "due_on__lte=soon", OWNERS),
    Guard(
        "operations/remind_owners.py",
        "created_at__gt=at - BETWEEN).exists():\n        return 0",
        "created_at__gt=at - BETWEEN).exists():\n        pass",
        OPERATIONAL,
    ),
    # pages
    Guard(
        "rules/trend.py",
        "    if expected is None or reached is None or last < by:\n        return None",
        "    if expected is None or reached is None:\n        return None",
        "tests/cycle/rules/test_trend.py",
    ),
    Guard(
        "documents/evidence.py",
        "if data is not None and sha256(data) == digest else None",
        "",
        PAGES,
    ),
    Guard("rules/trend.py", "if not over or day <= over[-1][0]:", "if not over:", TREND),
    Guard("rules/trend.py", "for last, value in points if last <= today]", "for last, value in points]", TREND),
    # what a reader found
    Guard("operations/keep_figures.py", "    open_deviations_in(period, at=at)\n", "", DEVIATIONS),
    Guard("queries/deviations.py", "not_closed().filter(period__in=line)", "not_closed()", DEVIATIONS),
    Guard(
        "operations/open_deviations.py",
        "periods_before(whole.period))",
        "periods_before(whole.period)[-3:])",
        DEVIATIONS,
    ),
    Guard(
        "queries/history.py",
        "one.standing.reached, last_day_of(period, day))",
        "one.standing.reached, period.end)",
        LOOP,
    ),
    Guard("operations/correct.py", "        text=_prose(text),", "        text=text.strip(),", LOOP),
    Guard("operations/correct.py", '    action = _locked(action, "amend", at)\n    if not', "    if not", LOOP),
    Guard(
        "queries/standing.py",
        "    if before and held.began_with.kind_of(before).method != kind.method:",
        "    if False:",
        STANDINGS,
    ),
    Guard("rules/status.py", "    aim, figures = _of_form(method, aim, figures)\n", "", STATUS),
    Guard(
        "views/cycle.py",
        '        check_may(request.user, "run_cycle")\n        check_can_draft(request.user)\n',
        "        pass\n",
        STRATEGY,
    ),
    Guard("queries/work.py", 'Q(step="carry_out", owner__is_active=False)', "Q()", WORK),
    Guard(
        "documents/spreadsheet.py",
        "return max(map(len, named)), ",
        "return ",
        "tests/cycle/documents/test_spreadsheet.py",
    ),
)
