"""The strategy itself is put to the bodies, on a published report, with the amendments that come with it."""

from django.db import transaction

from cycle.exceptions import ReportCorrected, ReportOfAnotherPlan, ReviewUnderWay
from cycle.models import Cycle, PublishedReport, StrategyReview
from cycle.permissions import check_may
from plans.enums import AmendmentKind, AmendmentState
from plans.operations.save_draft import save_draft
from plans.operations.start_amendment import start_amendment
from plans.queries.amendments import current_draft
from plans.queries.versions import latest_version
from plans.rules.changes import Subject

UNDER_WAY = (AmendmentState.DRAFT, AmendmentState.UNDER_REVIEW, AmendmentState.RETURNED)


@transaction.atomic
def review_strategy(*, by, at, cycle, report, title, rationale, accompanied_by=()):
    """Starts the question whether the strategy of a cycle stands as it is, on a PublishedReport, as a draft that can be
    submitted without any change. Returns the StrategyReview.

    Raises NotYours, plans' NotAllowed and TextCannotBeStored, ReviewUnderWay while another one is, ReportOfAnotherPlan,
    and ReportCorrected for a report that another one corrects.
    """
    check_may(by, "run_cycle")
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("edition").get(pk=cycle.pk)
    under_way = StrategyReview.objects.filter(cycle=cycle, amendment__state__in=UNDER_WAY).first()
    if under_way is not None:
        raise ReviewUnderWay(under_way.amendment)
    _check_report(report, cycle)
    base = latest_version(cycle.edition)
    amendment = start_amendment(
        by=by,
        at=at,
        base=base,
        title=title,
        rationale=rationale,
        origin=report.code,
        kind=AmendmentKind.STRATEGY,
        about=_about(report, base),
    )
    review = StrategyReview.objects.create(cycle=cycle, report=report, amendment=amendment, started_at=at)
    review.accompanied_by.set(accompanied_by)
    return review


def _about(report, version):
    return Subject(reference=report.code, digest=report.digest, version=version.label, version_digest=version.digest)


@transaction.atomic
def put_on_report(*, by, at, review, report):
    """Puts a question that is with its drafters on another PublishedReport of the same plan: whatever was said of it on
    the one before is considered again. Returns the StrategyReview.

    Raises NotYours, plans' NotAllowed and DraftClosed, ReportOfAnotherPlan, and ReportCorrected.
    """
    check_may(by, "run_cycle")
    review = (
        StrategyReview.objects.select_for_update(of=("self",)).select_related("cycle", "amendment").get(pk=review.pk)
    )
    _check_report(report, review.cycle)
    amendment = review.amendment
    draft = current_draft(amendment)
    save_draft(by=by, at=at, amendment=amendment, shown=draft.number, about=_about(report, amendment.base))
    amendment.origin = report.code
    amendment.save(update_fields=["origin"])
    review.report = report
    review.save(update_fields=["report"])
    return review


def _check_report(report, cycle):
    if report.version.edition_id != cycle.edition_id:
        raise ReportOfAnotherPlan
    correction = PublishedReport.objects.filter(corrects=report).first()
    if correction is not None:
        raise ReportCorrected(correction)
