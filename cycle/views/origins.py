"""What an amendment came from, as a fragment for its page: a corrective action, or a report on the strategy."""

import re

from django.http import Http404
from django.shortcuts import render

from cycle.models import CorrectiveAction, PublishedReport, StrategyReview


def origin(request, code):
    if not request.user.is_authenticated:
        raise Http404
    found = re.fullmatch(r"(CA|RP)-([0-9]{1,9})", code)
    prefix, number = (found[1], int(found[2])) if found else ("", 0)
    if prefix == "RP":
        return render(request, "cycle/_origin_report.html", _of_report(number) | {"code": code})
    action = CorrectiveAction.objects.filter(number=number).select_related("deviation__period").first()
    return render(request, "cycle/_origin.html", {"action": action, "code": code})


def _of_report(number):
    """The report, and the amendments that came with the last review of the strategy on it."""
    published = PublishedReport.objects.filter(number=number).defer("text").first()
    review = StrategyReview.objects.filter(report=published).last() if published else None
    return {"published": published, "accompanied_by": review.accompanied_by.all() if review else ()}
