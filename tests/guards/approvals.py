"""The guards of who decides, and how."""

from tests.guards.guard import Guard

OPERATIONS = "tests/approvals/operations"
CHAIN, POLLS, MEETINGS, SILENCE, MEMBERSHIP, URGENT, CORRIGENDUM, BY_RULE, REGISTER, TAMPERING = (
    f"{OPERATIONS}/test_{name}.py"
    for name in (
        "chain",
        "polls",
        "meetings",
        "silence",
        "membership",
        "urgent",
        "corrigendum",
        "outcomes_by_rule",
        "register",
        "tampering",
    )
)
TALLY, MACHINE = "tests/approvals/rules/test_tally.py", f"{OPERATIONS}/test_state_machine.py"

GUARDS = (
    # who may
    Guard(
        "permissions.py",
        "    if not rights:\n        raise NotYours",
        "    if not rights:\n        return None\n        raise NotYours",
        CHAIN,
    ),
    Guard("permissions.py", "    if wrote:\n        raise AuthorCannotDecide(reading.revision)", "", CHAIN),
    Guard(
        "queries/rights.py",
        "Q(person=person) | Exists(standing_in),\n            Exists(granted),",
        "Q(person=person) | Exists(standing_in),",
        MEMBERSHIP,
    ),
    Guard(
        "queries/rights.py",
        "        Office.objects.in_force(at)\n        .filter(\n            Q(person=person)",
        "        Office.objects.all()\n        .filter(\n            Q(person=person)",
        MEMBERSHIP,
    ),
    Guard(
        "queries/rights.py",
        '            Exists(SeatTerm.objects.in_force(at).filter(seat__body=body, member=OuterRef("member"))),',
        "",
        POLLS,
    ),
    Guard(
        "queries/rights.py", "            ~Exists(offices_by(person.pk, body.pk, Role.SECRETARY, at)),", "", MEMBERSHIP
    ),
    Guard(
        "queries/rights.py",
        '            Exists(_grants("vote", body.pk).filter(group__user=OuterRef("person"))),',
        "",
        POLLS,
    ),
    Guard(
        "queries/rights.py",
        "Delegate.objects.in_force(at)\n        .filter(",
        "Delegate.objects.all()\n        .filter(",
        POLLS,
    ),
    Guard(
        "queries/rights.py",
        "return Substitution.objects.in_force(at).filter(substitute=person)",
        "return Substitution.objects.filter(substitute=person)",
        MEMBERSHIP,
    ),
    Guard(
        "queries/rights.py",
        "for key, mandate in own.items() if key not in gave",
        "for key, mandate in own.items()",
        MEMBERSHIP,
    ),
    Guard(
        "queries/rights.py",
        "        if held[proxy.holder_id] <= most:",
        "        if held[proxy.holder_id]:",
        MEMBERSHIP,
    ),
    # what is decided, on what
    Guard(
        "operations/record_outcome.py",
        "    if shown != reading.revision.digest:\n        raise AnotherText(shown, reading.revision)",
        "",
        CHAIN,
    ),
    Guard("operations/record_outcome.py", "    if reading.polled:\n        raise PollOpen", "", POLLS),
    Guard(
        "operations/record_outcome.py",
        "    if reading.opened_at is None:\n        raise NotOpened",
        "",
        f"{CHAIN} {MACHINE}",
    ),
    Guard(
        "operations/record_outcome.py",
        "        if roll.keys() - there.keys():\n            raise NotPresent(sorted(roll.keys() - there.keys()))",
        "",
        MEETINGS,
    ),
    Guard("operations/record_outcome.py", "    if way not in rule.ways or", "    if", MEETINGS),
    Guard(
        "operations/chain.py", "    if reading.closed_at is not None:\n        raise AlreadyDecided(reading)", "", CHAIN
    ),
    Guard(
        "operations/cast_vote.py",
        "    if poll.closed_at is not None or at >= poll.closes_at:\n        raise PollClosed(poll)",
        "",
        POLLS,
    ),
    Guard(
        "operations/cast_vote.py",
        "    if shown != poll.revision.digest:\n        raise AnotherText(shown, poll.revision)",
        "",
        POLLS,
    ),
    Guard("operations/cast_vote.py", "        raise Recused(member)", "        pass", MEMBERSHIP),
    Guard(
        "operations/close_poll.py",
        "entitled_members(reading.body, at, reading)",
        "entitled_members(reading.body, at)",
        MEMBERSHIP,
    ),
    Guard(
        "operations/close_poll.py",
        "    if at < poll.closes_at and (silent or len(votes) < reading.entitled):",
        "    if False:",
        POLLS,
    ),
    Guard(
        "queries/bodies.py",
        '    return held.exclude(member__in=recused.values("member"))',
        "    return held",
        MEMBERSHIP,
    ),
    Guard(
        "operations/reaffirm_outcome.py",
        "    if reading.standing is None:\n        raise NoStandingOutcome",
        "",
        f"{CHAIN} {MACHINE}",
    ),
    Guard(
        "operations/chain.py",
        "    return given if stands(node.competence, touched) else None",
        "    return given",
        f"{CHAIN} {MACHINE}",
    ),
    Guard(
        "operations/chain.py",
        "        if not later.typing_errors:\n            touched",
        "        if True:\n            touched",
        BY_RULE,
    ),
    Guard(
        "rules/resets.py",
        "if name == returning or competence in touched:",
        "if name == returning:",
        "tests/approvals/rules/test_outcomes.py",
    ),
    # silence, meetings
    Guard("operations/open_poll.py", "    _check_nobody_objected(reading)\n    poll =", "    poll =", SILENCE),
    Guard(
        "operations/open_poll.py",
        "    if way is Way.SILENCE and closes_at < due(",
        "    if False and closes_at < due(",
        SILENCE,
    ),
    Guard("operations/object_to_silence.py", "    poll.closed_at = at\n", "", SILENCE),
    Guard(
        "operations/sit.py",
        "    if item is None or (consents and item.section != Section.CONSENT):\n        raise NotOnAgenda",
        "",
        MEETINGS,
    ),
    Guard("operations/sit.py", "sorted((there | held.keys()) & entitled)", "sorted(there | held.keys())", MEETINGS),
    Guard("operations/sit.py", "    if not meeting.sits:\n        raise MeetingNotSitting(meeting)", "", MEETINGS),
    Guard("operations/sit.py", "        raise AnotherMeeting(other)", "        pass", MEETINGS),
    # the Council, urgent, corrigenda
    Guard(
        "operations/decide.py",
        "    if not waives_advice:\n        raise AdviceMissing(cost.amount, rule.advice_above)",
        "",
        BY_RULE,
    ),
    Guard(
        "operations/decide.py",
        "    if awaits_ratification(predecessor):\n        return AWAITS_RATIFICATION",
        "",
        URGENT,
    ),
    Guard(
        "operations/lapse.py",
        "    missed = AgendaItem.objects.filter(~Exists(void), ",
        "    missed = AgendaItem.objects.filter(",
        URGENT,
    ),
    Guard(
        "operations/decide_alone.py",
        "    if motion in NEEDS_REASON and not reason.strip():\n        raise ReasonMissing",
        "",
        URGENT,
    ),
    # numbers and the register
    Guard("rules/tally.py", "    quorate = present >= quorum_needed", "    quorate = True", TALLY),
    Guard("operations/close_poll.py", " | set(checked_in)", "", f"{OPERATIONS}/test_check_in.py"),
    Guard(
        "operations/check_in.py",
        "    check_takes_part(mandate.member, poll.reading)\n",
        "",
        f"{OPERATIONS}/test_check_in.py",
    ),
    Guard("rules/tally.py", "        carried=quorate and votes_for", "        carried=votes_for", TALLY),
    Guard("rules/tally.py", "    if present > entitled:", "    if False:", TALLY),
    Guard(
        "rules/acts.py",
        "        if entry.previous != previous:",
        "        if False:",
        "tests/approvals/rules/test_register.py",
    ),
    Guard(
        "queries/register.py",
        "        if digests.get((row.chain, row.number)) != row.digest:",
        "        if False:",
        REGISTER,
    ),
    Guard("queries/register.py", "        found += _outside(root, size, hashes)", "        pass", REGISTER),
    Guard(
        "queries/register.py",
        "facts = by_name(act.facts)",
        "facts = act.facts",
        TAMPERING,
    ),
    Guard("rules/acts.py", "return isinstance(said, list) and all(", "return all(", TAMPERING),
    Guard("operations/send_root.py", "local.time() < HOUR or ", "", REGISTER),
    Guard("operations/close_poll.py", "    if poll.closed_at is not None:\n        raise PollClosed(poll)", "", POLLS),
    Guard(
        "operations/membership.py",
        '    if ends_at < at:\n        raise TermDoesNotFit("ends_in_the_past")',
        "",
        MEMBERSHIP,
    ),
    Guard(
        "operations/set_rule.py",
        '    if newest.version != shown:\n        raise RuleDoesNotFit("another_version")',
        "",
        BY_RULE,
    ),
)
