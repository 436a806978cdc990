"""What an amendment came from, as a fragment for its page: a corrective action, or a report on the strategy; and the
page of what a chain of the register is about."""

import re
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from approvals.models import Body, Review
from cycle.models import CorrectiveAction, Cycle, Deviation, Period, PublishedReport, StrategyReview
from cycle.queries.history import history_of
from cycle.rules.report import POINTS
from cycle.rules.trend import direction
from cycle.wording import DIRECTIONS
from plans.enums import AmendmentState
from plans.models import Amendment
from plans.permissions import can_draft


def origin(request, code):
    if not request.user.is_authenticated:
        raise Http404
    found = re.fullmatch(r"(CA|RP)-([0-9]{1,9})", code)
    prefix, number = (found[1], int(found[2])) if found else ("", 0)
    if prefix == "RP":
        told = _of_report(number, drafts=can_draft(request.user))
        return render(request, "cycle/_origin_report.html", told | {"code": code})
    action = CorrectiveAction.objects.filter(number=number).select_related("deviation__period").first()
    return render(request, "cycle/_origin.html", {"action": action, "code": code} | (_trend(action) if action else {}))


def _trend(action):
    """How the KPI stood through the periods, and where it is going."""
    deviation = action.deviation
    history = history_of(deviation.kpi, timezone.localdate(), deviation.period.edition_id)[-POINTS:]
    going = direction([one.standing.reached for _period, one in history])
    return {"history": history, "direction": going and DIRECTIONS[going]}


# by what a chain of the register begins with: the page, the model, what the chain's number is of it, and what the
# page's address needs of it
SUBJECTS = {
    "deviation": ("deviation", Deviation, "pk", ("number",)),
    "review": ("amendment", Review, "pk", ("amendment__number",)),
    "report": ("published-report", PublishedReport, "number", ("number",)),
    "period": ("period", Period, "pk", ("edition__key", "code")),
    "cycle": ("cycle-of", Cycle, "pk", ("edition__key",)),
    "body": ("body", Body, "pk", ("key",)),
}


@login_required
def subject(request, chain):
    """The page of what a chain of the register is about; the chain itself where there is none."""
    begins, _colon, number = chain.partition(":")
    if begins in SUBJECTS and number.isdecimal() and len(number) < 16:
        page, model, by, names = SUBJECTS[begins]
        values = model.objects.filter(**{by: number}).values_list(*names).first()
        if values:
            return redirect(page, *values)
    return redirect(f"{reverse('register')}?chain={quote(chain)}")


def _of_report(number, *, drafts):
    """The report, what corrects it, and the amendments that came with the last review of the strategy on it; drafts
    among them where those are shown."""
    published = PublishedReport.objects.filter(number=number).defer("text").first()
    review = StrategyReview.objects.filter(report=published).last() if published else None
    correction = PublishedReport.objects.filter(corrects=published).defer("text").first() if published else None
    amendments = review.accompanied_by.all() if review else Amendment.objects.none()
    if not drafts:  # a draft is its drafters' alone
        amendments = amendments.exclude(state=AmendmentState.DRAFT)
    return {"published": published, "correction": correction, "accompanied_by": amendments}
