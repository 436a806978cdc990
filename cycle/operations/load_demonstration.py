"""Loading the demonstration: bodies, people, the plan, a year's figures. Once; what is there is left alone."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from approvals.models import Delegate, Member, Office
from approvals.operations.load_governance import governance_of, load_governance
from cycle import demonstration
from cycle.demonstration import CHAIRS, DELEGATES, EVALUATORS, FRENCH_SPEAKING, NAMED, REGISTRARS, SECRETARIES, STAFF
from cycle.exceptions import NotADemonstration
from cycle.flows import steps
from cycle.operations.deliver import report_delivery
from cycle.operations.keep_figures import confirm_measurements, open_period, record_measurements
from cycle.operations.name_owner import name_owner
from cycle.operations.run_cycle import add_evidence, advance_cycle, start_cycle
from cycle.rules.entries import Entry
from cycle.rules.status import Figures
from notifications.models import Preference
from plans.models import Version
from plans.operations.load_plan import load_plan
from plans.queries.versions import latest_version
from plans.rules.source import parsed, read

GOVERNANCE = Path(settings.BASE_DIR) / "approvals/demo/governance.yaml"
FIGURES = Path(settings.BASE_DIR) / "cycle/demo/measurements-2019-2020.yaml"
DELIVERIES = Path(settings.BASE_DIR) / "cycle/demo/deliveries-2019-2020.yaml"
STEPS = Path(settings.BASE_DIR) / "cycle/demo/steps.yaml"
PLAN = Path(settings.BASE_DIR) / "plans/demo/strategic-plan-2019-2022.yaml"


@transaction.atomic
def load_demonstration(*, at, content=None):
    """Makes the demonstration's organization, with the shipped plan or another; returns whether there was anything
    to do.

    Raises NotADemonstration in any other mode: its password is public.
    """
    if not settings.DEMONSTRATION:
        raise NotADemonstration
    if get_user_model().objects.filter(username="drafter").exists():
        return False
    governance = governance_of(parsed(GOVERNANCE.read_bytes()))
    bodies = load_governance(governance=governance)
    _grant(bodies)
    _people(bodies, governance.in_force_from)
    if not Version.objects.exists():
        version = load_plan(content=content or read(PLAN.read_bytes()), at=at)
        cycle = start_cycle(edition=version.edition, at=at)
        if timezone.localdate(at) >= version.edition.start:
            _first_year(version.edition, cycle, at)
    return True


def _first_year(edition, cycle, at):
    """The first reporting year's figures, the deviations that they show, and the cycle up to its monitoring."""
    staff, evaluator, owner = (
        get_user_model().objects.get(username=name) for name in ("drafter", "evaluator", "owner")
    )
    given = parsed(FIGURES.read_bytes())
    days = {name: date.fromisoformat(given["period"][name]) for name in ("start", "end", "due_on")}
    period = open_period(by=staff, at=at, edition=edition, code=given["period"]["code"], **days)
    entries = [entry_of(one, given["source"]) for one in given["figures"]]
    record_measurements(by=staff, at=at, period=period, entries=entries)
    shown = dict.fromkeys((entry.kpi for entry in entries), 1)
    confirm_measurements(by=evaluator, at=at, period=period, shown=shown)
    for kpi in given["owned"]:
        name_owner(by=staff, at=at, element=kpi, person=owner)
    _deliveries(edition, staff, at)
    _up_to_monitoring(cycle, staff, at)


def _deliveries(edition, staff, at):
    given = parsed(DELIVERIES.read_bytes())
    content = latest_version(edition).content
    for key, share in given["shares"].items():
        if content.element(key) is not None:
            report_delivery(by=staff, at=at, edition=edition, deliverable=key, share=share, text=given["text"])


def _up_to_monitoring(cycle, staff, at):
    """Every step up to the monitoring, with what shows that it was done."""
    shown = parsed(STEPS.read_bytes())
    for step in (step.name for step in steps()):
        if step == "monitoring":
            return
        if step in shown:
            add_evidence(by=staff, at=at, cycle=cycle, step=step, text=shown[step])
        advance_cycle(by=staff, at=at, cycle=cycle, shown=step)


def entry_of(given, source):
    """The Entry of a figure as the demonstration's files tell it."""
    done_on = date.fromisoformat(given["done_on"]) if "done_on" in given else None
    return Entry(given["kpi"], Figures(given.get("actual"), given.get("of"), done_on), source)


def _grant(bodies):
    """What groups may: drafting as staff; on each body its own secretaries, chairs, and all delegates."""
    staff = Group.objects.create(name=STAFF)
    staff.permissions.add(*Permission.objects.filter(codename__in=["draft_amendment", "run_cycle"]))
    evaluators = Group.objects.create(name=EVALUATORS)
    rights = ["evaluate", "confirm_figures", "publish_reports"]
    evaluators.permissions.add(*Permission.objects.filter(codename__in=rights))
    registrars = Group.objects.create(name=REGISTRARS)
    registrars.permissions.add(*Permission.objects.filter(codename__in=["keep_bodies", "witness_register"]))
    delegates = Group.objects.create(name=DELEGATES)
    for body in bodies.values():
        assign_perm("approvals.run_readings", Group.objects.create(name=SECRETARIES.format(body.key)), body)
        assign_perm("approvals.preside", Group.objects.create(name=CHAIRS.format(body.key)), body)
        assign_perm("approvals.vote", delegates, body)


def _people(bodies, since):
    """The named accounts, and a delegate for each other Member. The password is hashed once for all."""
    user = get_user_model()
    hashed = make_password(demonstration.PASSWORD)
    members = {member.code: member for member in Member.objects.all()}
    named = {account.member for account in NAMED}
    accounts = [
        *NAMED,
        *(
            demonstration.Account(
                f"delegate-{code.lower()}",
                "Delegate",
                code,
                "",
                (DELEGATES,),
                (),
                code,
                "fr" if code in FRENCH_SPEAKING else "en",
            )
            for code in sorted(members)
            if code not in named
        ),
    ]
    people = user.objects.bulk_create(
        user(
            username=account.username,
            first_name=account.first,
            last_name=account.last,
            email=f"{account.username}@plenary.example",
            password=hashed,
            is_staff=account.staff,
            is_superuser=account.staff,
        )
        for account in accounts
    )
    pairs = list(zip(accounts, people, strict=True))
    groups = {group.name: group for group in Group.objects.all()}
    membership = user.groups.through
    membership.objects.bulk_create(
        membership(user_id=person.pk, group_id=groups[name].pk) for account, person in pairs for name in account.groups
    )
    Preference.objects.bulk_create(Preference(person=person, language=account.language) for account, person in pairs)
    Office.objects.bulk_create(
        Office(body=bodies[body], person=person, role=role, starts_at=since)
        for account, person in pairs
        for body, role in account.offices
    )
    Delegate.objects.bulk_create(
        Delegate(member=members[account.member], person=person, starts_at=since)
        for account, person in pairs
        if account.member
    )
