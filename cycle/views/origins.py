"""What an amendment came from, as a fragment for its page: a corrective action, or a report on the strategy."""

import re

from django.http import Http404
from django.shortcuts import render

from cycle.models import CorrectiveAction, PublishedReport, StrategyReview
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
    return render(request, "cycle/_origin.html", {"action": action, "code": code})


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
