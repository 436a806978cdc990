"""The guards of the report, of the cycle's steps, of a review of the strategy, and of the annual plan."""

from functools import partial

from tests.guards import guard

Guard = partial(guard.Guard, app="cycle")
REPORT = "tests/cycle/test_report.py"
STEPS, STRATEGY = "tests/cycle/operations/test_cycle.py", "tests/cycle/operations/test_strategy_review.py"
ANNUAL, MEANS, WORK = "tests/cycle/test_annual.py", "tests/cycle/views/test_allocation.py", "tests/cycle/test_work.py"

GUARDS = (
    # as of a day
    Guard("queries/report.py", "confirmation__at__lte=known", "confirmation__isnull=False", REPORT),
    Guard("queries/report.py", "measurement__period=period, at__lte=known", "measurement__period=period", REPORT),
    Guard("queries/report.py", "answered_at is not None and answered_at <= known", "answered_at is not None", REPORT),
    Guard("queries/proceedings.py", 'startswith="deviation:", at__lte=known', 'startswith="deviation:"', REPORT),
    Guard("queries/proceedings.py", "~Exists(endorsed), started_at__lte=known", "~Exists(endorsed)", REPORT),
    Guard("queries/proceedings.py", "ended_at__lte=known", "ended_at__isnull=False", REPORT),
    Guard("queries/periods.py", "known is None or period.locked_at <= known", "True", REPORT),
    Guard("queries/deliveries.py", "        told = told.filter(at__lte=known)", "        pass", ANNUAL),
    Guard("queries/allocations.py", "        told = told.filter(at__lte=known)", "        pass", MEANS),
    Guard("rules/telling.py", '        "decided_on": day,\n', "", REPORT),
    Guard("rules/telling.py", "    ActKind.COURSE_REOPENED: _open_again,\n", "", REPORT),
    # published
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
    Guard("views/report.py", "if settings.REPORT_IS_PUBLIC or request.user.is_authenticated:", "if True:", REPORT),
    # steps
    Guard("operations/run_cycle.py", "    if missing:\n        raise GateClosed(missing)", "", STEPS),
    Guard("rules/gates.py", "and not (shown and what in OR_EVIDENCE)", "", "tests/cycle/rules/test_gates.py"),
    Guard("rules/gates.py", "found += [] if shown else [Lack(EVIDENCE)]", "found += []", STEPS),
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
    # the strategy
    Guard("operations/review_strategy.py", "    if under_way is not None:", "    if False:", STRATEGY),
    Guard("operations/review_strategy.py", "    if correction is not None:", "    if False:", STRATEGY),
    Guard("operations/review_strategy.py", '    check_may(by, "run_cycle")\n', "", STRATEGY),
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
    Guard("operations/allocate.py", "    if period.locked_at is not None:", "    if False:", MEANS),
    Guard("operations/allocate.py", '    check_may(by, "run_cycle")\n', "", MEANS),
    Guard("queries/work.py", "~Q(solutions__proposed_by=person)", "Q()", WORK),
)
