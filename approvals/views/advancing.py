"""Several readings taken one step further at once; each is decided by itself, as on its own page."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.enums import Outcome
from approvals.exceptions import ApprovalsError
from approvals.forms.advancing import SittingForm, StepForm
from approvals.operations.close_poll import close_poll
from approvals.operations.open_reading import open_reading
from approvals.operations.record_outcome import record_outcome
from approvals.queries.bodies import entitled_members
from approvals.queries.work import work_of
from approvals.rules.tally import quorum_only
from approvals.views.refusals import sentence
from approvals.wording import OUTCOMES
from plans.exceptions import PlansError


@dataclass(frozen=True)
class Step:
    """One reading with what its next step is, and its form. `motion` is what would be recorded, by consensus."""

    work: Any
    form: StepForm
    motion: Any


@dataclass(frozen=True)
class Agenda:
    """What one body has here. `sitting` asks for its meeting where something of it is to be recorded, else None."""

    body: Any
    steps: tuple[Step, ...]
    sitting: SittingForm | None
    entitled: int
    quorum: int


@login_required
def advance(request):
    """What was selected on the worklist, body by body; a POST takes it further and says what came of each."""
    at = timezone.now()
    posted = request.POST if request.method == "POST" else None
    wanted = {int(pk) for pk in (posted or request.GET).getlist("reading") if pk.isdecimal() and len(pk) < 10}
    waiting = [work for work in work_of(request.user, at) if work.advances and work.reading.pk in wanted]
    agendas = [_agenda(body, works, posted, at) for body, works in _by_body(waiting)]
    valid = [_is_valid(agenda) for agenda in agendas]
    if posted is not None and all(valid):
        _take_further(request, agendas, at)
        if len(waiting) < len(wanted):
            messages.warning(request, _("Some of what you selected no longer waits for you; nothing was done to it."))
        return redirect("home")
    return render(request, "approvals/advance.html", {"agendas": agendas}, status=200 if posted is None else 422)


def _by_body(waiting):
    ordered = sorted(waiting, key=lambda work: work.reading.body_id)
    return [(body, list(works)) for body, works in groupby(ordered, key=lambda work: work.reading.body)]


def _agenda(body, works, posted, at):
    steps = tuple(_step(work, posted) for work in works)
    records = any(work.what == "record_outcome" for work in works)
    entitled = entitled_members(body, at).count() if records else 0
    rule = works[0].reading.rule.voting_rule
    return Agenda(
        body,
        steps,
        SittingForm(posted, prefix=f"body{body.pk}") if records else None,
        entitled,
        quorum_only(rule, entitled=entitled, present=0).working.quorum_needed if records else 0,
    )


def _step(work, posted):
    initial = {"what": work.what, "shown": work.reading.revision.digest}
    form = StepForm(posted, prefix=f"reading{work.reading.pk}", initial=initial)
    return Step(work, form, work.reading.outcome_rule.undisputed)


def _is_valid(agenda):
    """Whether its forms are; the meeting is needed only where something goes on record."""
    valid = [step.form.is_valid() for step in agenda.steps]
    records = all(valid) and any(_records(step) for step in agenda.steps)
    return agenda.sitting.is_valid() if records else all(valid)


def _records(step):
    return step.form.cleaned_data["take"] and _as_shown(step) and step.work.what == "record_outcome"


def _as_shown(step):
    """Whether the reading still stands where it stood when the page was shown."""
    return step.form.cleaned_data["what"] == step.work.what


def _take_further(request, agendas, at):
    """Each by itself: one that is refused holds nothing else up."""
    chosen = [(agenda, step) for agenda in agendas for step in agenda.steps if step.form.cleaned_data["take"]]
    for agenda, step in chosen:
        level, came = _attempted(request.user, at, step, agenda.sitting)
        level(request, f"{step.work.amendment.code}: {came}")


def _attempted(person, at, step, sitting):
    """How to say what came of one, and the words."""
    if not _as_shown(step):
        return messages.error, _("It stands at another point now, so nothing was done to it.")
    try:
        came = _take_one(person, at, step, sitting)
    except (ApprovalsError, PlansError) as refusal:
        return messages.error, sentence(refusal)
    if came is None:
        return messages.success, _("the reading is taken up")
    return messages.warning if came in (Outcome.VOID, Outcome.NOT_CARRIED) else messages.success, OUTCOMES[came]


def _take_one(person, at, step, sitting):
    """Takes one reading a step further; the Outcome, or None where there is none yet."""
    work = step.work
    if work.what == "open_reading":
        open_reading(by=person, at=at, reading=work.reading)
        return None
    if work.what == "close_poll":
        decision = close_poll(by=person, at=at, poll=work.poll)
    else:
        shown = step.form.cleaned_data["shown"]
        decision = record_outcome(
            by=person, at=at, reading=work.reading, shown=shown, motion=step.motion, **sitting.cleaned_data
        )
    return Outcome(decision.outcome)
