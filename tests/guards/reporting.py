"""The guards of the report, of the cycle's steps, of a review of the strategy, and of the annual plan."""

from functools import partial

from tests.guards import guard

Guard = partial(guard.Guard, app="cycle")
REPORT, VALUE = "tests/cycle/test_report.py", "tests/cycle/test_report_value.py"
STEPS, STRATEGY = "tests/cycle/operations/test_cycle.py", "tests/cycle/operations/test_strategy_review.py"
STATUS, ENTRIES = "tests/cycle/rules/test_status.py", "tests/cycle/rules/test_entries.py"
FIGURES = "tests/cycle/operations/test_keep_figures.py"
SHEETS, ANNUAL_RULES = "tests/cycle/documents/test_spreadsheet.py", "tests/cycle/rules/test_annual.py"
CERTIFICATES = "tests/approvals/test_certificates.py"
ANNUAL, MEANS, WORK = "tests/cycle/test_annual.py", "tests/cycle/views/test_allocation.py", "tests/cycle/test_work.py"

GUARDS = (
    # as of a day
    Guard("queries/report.py", "confirmation__at__lte=known", "confirmation__isnull=False", REPORT),
    Guard("queries/report.py", "measurement__period=period, at__lte=known", "measurement__period=period", REPORT),
    Guard("queries/report.py", "answered_at is not None and answered_at <= known", "answered_at is not None", REPORT),
    Guard("queries/proceedings.py", 'startswith="deviation:", at__lte=known', 'startswith="deviation:"', REPORT),
    Guard("queries/proceedings.py", "Exists(ratifying), started_at__lte=known", "Exists(ratifying)", REPORT),
    Guard("queries/proceedings.py", "ended_at__lte=known", "ended_at__isnull=False", REPORT),
    Guard("queries/periods.py", "known is None or period.locked_at <= known", "True", REPORT),
    Guard("queries/deliveries.py", "        told = told.filter(at__lte=known)", "        pass", ANNUAL),
    Guard("queries/allocations.py", "        told = told.filter(at__lte=known)", "        pass", MEANS),
    Guard("rules/telling.py", '        "decided_on": day,\n', "", REPORT),
    Guard("rules/telling.py", "    ActKind.COURSE_REOPENED: _open_again,\n", "", REPORT),
    Guard("queries/proceedings.py", "submitted_at__lte=known", "submitted_at__isnull=False", VALUE),
    Guard("queries/proceedings.py", "arrived_at__lte=known", "arrived_at__isnull=False", VALUE),
    Guard("queries/proceedings.py", "decided_at__gt=start, decided_at__lte=known", "decided_at__gt=start", VALUE),
    Guard("queries/proceedings.py", "one.action.closed_on < since", "False", VALUE),
    Guard("queries/proceedings.py", "        and one.edition in editions\n", "", VALUE),
    Guard(
        "queries/proceedings.py", "        .filter(revision__amendment__base__edition__key__in=editions)\n", "", VALUE
    ),
    Guard("queries/proceedings.py", "        .filter(amendment__base__edition__key__in=editions)\n", "", VALUE),
    Guard("queries/proceedings.py", "| Exists(ratifying), started", ", started", VALUE),
    Guard("queries/periods.py", "opened_at__lte=known", "opened_at__isnull=False", VALUE),
    Guard("queries/periods.py", "return min(period.end, day) if day else period.end", "return period.end", VALUE),
    Guard("queries/periods.py", "one.locked_at if was_locked(one, known) else known", "known", FIGURES),
    Guard("queries/periods.py", "(one for one in own if one.end < day)", "iter(own)", VALUE),
    Guard("queries/standing.py", "before.aim_on(end) if before else None", "kpi.aim_on(end)", VALUE),
    Guard("queries/report.py", "said.get(one.corrected and one.corrected.pk, ())", "()", VALUE),
    Guard("rules/status.py", "if done_on is not None and done_on <= end:", "if done_on is not None:", STATUS),
    Guard("rules/entries.py", "entry.figures.done_on > today:", "False:", ENTRIES),
    Guard("wording.py", "    if 0 < exact < 100:", "    if False:", STATUS),
    # published
    Guard("operations/publish_report.py", "if corrects is not None and not correctable(", "if False and (", VALUE),
    Guard("views/report.py", "@for_readers\ndef published_report(", "def published_report(", REPORT),
    Guard("views/report.py", "@for_readers\ndef published_file(", "def published_file(", REPORT),
    Guard(
        "views/report.py",
        "    if not request.user.is_authenticated:\n        return redirect_to_login(request.get_full_path())\n    try:",
        "    try:",
        REPORT,
    ),
    Guard("views/monitoring.py", "@for_readers\ndef kpi(", "def kpi(", REPORT),
    Guard("views/monitoring.py", "@for_readers\ndef strategic_map(", "def strategic_map(", REPORT),
    Guard("views/annual.py", "@for_readers\n", "", REPORT),
    Guard("views/directorates.py", "@for_readers\ndef directorates(", "def directorates(", REPORT),
    Guard("operations/publish_report.py", '    check_may(by, "publish_reports")\n', "", REPORT),
    Guard("operations/publish_report.py", "    if at < end_of(day) + SETTLED:", "    if False:", REPORT),
    Guard("operations/publish_report.py", "    if digest != shown:", "    if False:", REPORT),
    Guard(
        "operations/publish_report.py", "    if corrects is not None and not reason.strip():", "    if False:", REPORT
    ),
    Guard("operations/publish_report.py", "    if same is not None:", "    if False:", REPORT),
    Guard(
        "operations/publish_report.py",
        "    if corrects is not None and PublishedReport.objects.filter(corrects=corrects).exists():",
        "    if False:",
        REPORT,
    ),
    Guard("views/readers.py", "if settings.REPORT_IS_PUBLIC or request.user.is_authenticated:", "if True:", REPORT),
    # steps
    Guard("operations/run_cycle.py", "    if missing:\n        raise GateClosed(missing)", "", STEPS),
    Guard("rules/gates.py", "and not (shown and what in OR_EVIDENCE)", "", "tests/cycle/rules/test_gates.py"),
    Guard("rules/gates.py", "            if not shown:\n", "            if False:\n", STEPS),
    Guard("operations/run_cycle.py", "        raise StepOver(step)", "        pass", STEPS),
    Guard(
        "operations/run_cycle.py",
        "owner=by, owner__is_active=True).exists():",
        "owner__is_active=True).exists():",
        STEPS,
    ),
    Guard("queries/progress.py", "over or list(begun)[:1]", "over[-1:] or list(begun)[:1]", STEPS),
    Guard("queries/progress.py", "version if not version.corrigendum else", "version if True else", STEPS),
    Guard("queries/progress.py", "    if periods:\n        reviews =", "    if False:\n        reviews =", STRATEGY),
    # what needs whom
    Guard("queries/work.py", "if not confirmed and by != person.pk]", "if not confirmed]", WORK),
    Guard("queries/work.py", "if reason and not confirmed and by != person.pk:", "if reason and not confirmed:", WORK),
    Guard("queries/work.py", " | Q(owner__is_active=False)", "", WORK),
    Guard("queries/work.py", "Q(owner__isnull=True, due_on__isnull=False) | ", "", WORK),
    Guard("queries/work.py", "    if overdue:", "    if False:", WORK),
    Guard("queries/figures.py", "ownerships(at).filter(person__is_active=True)", "ownerships(at)", WORK),
    Guard("operations/run_cycle.py", "owner=by, owner__is_active=True).exists():", "owner=by).exists():", STEPS),
    Guard("rules/annual.py", "        if action.deliverables and not left:", "        if not left:", ANNUAL_RULES),
    Guard("operations/deliver.py", "    if not drafted.actions:", "    if False:", ANNUAL),
    Guard("operations/deliver.py", "    if drafted.start > base.content.end:", "    if False:", ANNUAL),
    Guard("views/cycle.py", "if one.amendment.state in UNDER_WAY else None", "if False else None", STRATEGY),
    Guard("rules/tables.py", """value = _LIVE_WITHIN.sub(r"\\1'", value)""", "pass", SHEETS),
    Guard("rules/tables.py", '_INERT_WITHIN.sub(r"\\1", _text(cell))', "_text(cell)", SHEETS),
    Guard("documents/spreadsheet.py", "if _DECLARES in data or _WIDE.match(data):", "if False:", SHEETS),
    Guard("documents/spreadsheet.py", " or _WIDE.match(data)", "", SHEETS),
    Guard("documents/spreadsheet.py", "return min(widest, MOST_COLUMNS)", "return widest", SHEETS),
    # the strategy
    Guard(
        "rules/typing_errors.py",
        "(before.cost, before.in_force_from, before.about) != (after.cost, after.in_force_from, after.about)",
        "(before.cost, before.in_force_from) != (after.cost, after.in_force_from)",
        STRATEGY,
        app="plans",
    ),
    Guard("operations/carry_draft.py", '    if "about" in contents:', "    if False:", STRATEGY, app="plans"),
    Guard(
        "operations/record_outcome.py",
        "(proposal.about is None or bool(proposal.changes))",
        "True",
        STRATEGY,
        app="approvals",
    ),
    Guard("documents/record.py", 'act.facts | {"label": label_of(act.facts)}', "act.facts", STRATEGY, app="approvals"),
    Guard("operations/review_strategy.py", "    if under_way is not None:", "    if False:", STRATEGY),
    Guard("operations/review_strategy.py", "    if correction is not None:", "    if False:", STRATEGY),
    Guard(
        "operations/review_strategy.py",
        '    check_may(by, "run_cycle")\n    cycle = ',
        "    cycle = ",
        STRATEGY,
    ),
    Guard(
        "operations/review_strategy.py",
        '    check_may(by, "run_cycle")\n    review = ',
        "    review = ",
        STRATEGY,
    ),
    Guard(
        "operations/decide.py",
        "adopts = predecessor is not None and came in FINAL and not endorses",
        "adopts = predecessor is not None and came in FINAL",
        STRATEGY,
        app="approvals",
    ),
    Guard(
        "operations/carry_over.py",
        "if not carried and revision.proposal.about is None:",
        "if not carried:",
        STRATEGY,
        app="approvals",
    ),
    Guard("operations/endorse.py", "not document.sealed_at or", "", STRATEGY, app="approvals"),
    Guard(
        "operations/decide.py",
        "if proposal.about is not None and proposal.about.version_digest != version.digest:",
        "if False:",
        STRATEGY,
        app="approvals",
    ),
    Guard(
        "operations/carry_over.py",
        "            _void_polls(at, reading, onto)  # who",
        "            pass  # who",
        STRATEGY,
        app="approvals",
    ),
    Guard(
        "operations/submit_amendment.py",
        "in (AmendmentKind.EDITION, AmendmentKind.STRATEGY)",
        "in (AmendmentKind.EDITION,)",
        STRATEGY,
        app="approvals",
    ),
    Guard("verification/record.py", 'entry.facts["digest"] != digest or ', "", REPORT, app="approvals"),
    Guard("rules/competences.py", "        touched |= set(Competence)", "        pass", STRATEGY, app="plans"),
    # the annual plan, effort and resources
    Guard(
        "operations/deliver.py",
        '    if not may(by, "run_cycle") and action.key not in owned_by(by, at):',
        "    if False:",
        ANNUAL,
    ),
    Guard("operations/deliver.py", "    if later:\n        raise NextYearThere(later[0])", "", ANNUAL),
    Guard("queries/deliveries.py", "change.added.start > plan.start", "False", ANNUAL),
    Guard("operations/name_owner.py", " and key not in named", "", ANNUAL),
    Guard("rules/annual.py", "if names.get(keys[one.key]) == one.name", "if keys[one.key] in names", ANNUAL_RULES),
    Guard("operations/allocate.py", "    if period.locked_at is not None:", "    if False:", MEANS),
    Guard("operations/allocate.py", '    check_may(by, "run_cycle")\n', "", MEANS),
    Guard("queries/work.py", "~Q(solutions__proposed_by=person)", "Q()", WORK),
    Guard(
        "views/allocation.py",
        '        faults = [Fault(**fault) for fault in read["faults"]]',
        "        faults = []",
        MEANS,
    ),
    # where the codes of reports and certificates lead
    Guard("views/look_up.py", " if asked.exists() else None", "", CERTIFICATES, app="approvals"),
    Guard("queries/register.py", ' if one.facts.get("corrects") == act.number', "", CERTIFICATES, app="approvals"),
    Guard("views/look_up.py", "    if publication is not None:", "    if False:", REPORT, app="approvals"),
    Guard("documents/report.py", "code = code_of(look_up_address(published.digest))", 'code = ""', REPORT),
)
