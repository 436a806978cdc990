"""Reports are published for good, sealed by a sweep, and told to whoever asked for it."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext, override

from approvals.documents.record import is_in_the_tree, published_record
from approvals.enums import ActKind
from approvals.models import Act
from approvals.operations.register import append_act, seal_register
from approvals.operations.sweeping import each
from cycle.documents.report import printable
from cycle.exceptions import (
    AlreadyCorrected,
    AlreadyPublished,
    DayNotOver,
    ReasonMissing,
    ReportMoved,
    ReportOfAnotherPeriod,
)
from cycle.models import PublishedReport, Subscription
from cycle.permissions import check_may
from cycle.queries.moments import end_of
from cycle.queries.published import correctable
from cycle.queries.report import drawn_as_of
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask
from plans.documents.printing import signature_fields
from plans.enums import DocumentKind
from plans.exceptions import CannotRender, CannotSeal
from plans.models import SealedDocument
from plans.operations.freeze_document import claim_document, freeze_document
from plans.operations.numbering import take_number
from plans.rules.canonical import pruned, sha256
from plans.rules.marks import REPORT_FIELDS, SEAL

# what began before midnight may be written a little after it
SETTLED = timedelta(minutes=15)


@transaction.atomic
def publish_report(*, by, at, day, period=None, shown, corrects=None, reason=""):
    """Publishes the report as of a day that is over, on a period (a pair of its edition's key and its code) or the
    newest one then. Returns the PublishedReport, whose document a sweep seals.

    `shown` is the digest of the report that was looked at; `corrects` an earlier one that is wrong, for a `reason`.
    Raises NotYours, DayNotOver, ReasonMissing, ReportMoved where the report is another one than was shown,
    AlreadyPublished, AlreadyCorrected, ReportOfAnotherPeriod, NoSuchPeriod and NoPlanInForce.
    """
    check_may(by, "publish_reports")
    if at < end_of(day) + SETTLED:
        raise DayNotOver(day)
    if corrects is not None and not reason.strip():
        raise ReasonMissing
    number = take_number("report")  # whoever publishes does so one after the other
    drawn = drawn_as_of(day, period)
    text = drawn.report.text
    digest = sha256(text)
    if digest != shown:
        raise ReportMoved
    same = PublishedReport.objects.filter(digest=digest).first()
    if same is not None:
        raise AlreadyPublished(same)
    if corrects is not None and PublishedReport.objects.filter(corrects=corrects).exists():
        raise AlreadyCorrected(PublishedReport.objects.get(corrects=corrects))
    if corrects is not None and not correctable(drawn.report).filter(pk=corrects.pk).exists():
        raise ReportOfAnotherPeriod(corrects)
    published = PublishedReport.objects.create(
        number=number,
        as_of=day,
        text=text.decode(),
        digest=digest,
        version=drawn.version,
        corrects=corrects,
        reason=reason.strip() if corrects else "",
        published_by=by,
        published_at=at,
    )
    append_act(chain=published.chain, kind=ActKind.REPORT_PUBLISHED, by=by, at=at, facts=_facts(published))
    notify([_letter(published)], at=at)
    return published


def _facts(published):
    report = published.report
    facts = {
        "report": published.code,
        "as_of": published.as_of.isoformat(),
        "digest": published.digest,
        "edition": report.plan.edition,
        "version": report.plan.version,
        "version_digest": report.plan.digest,
        "period": report.period.code if report.period else None,
        "corrects": published.corrects.code if published.corrects else None,
        "reason": published.reason or None,
    }
    return pruned(facts)


def _letter(published):
    return Letter(
        recipients=ask(subscribers),
        kind="cycle.report_published",
        template="cycle/letters/report_published.txt",
        context={"published": published},
        link=reverse("published-report", args=[published.number]),
    )


def subscribers():
    """Who asked to be told of reports, as a query of people's ids."""
    asked = Subscription.objects.filter(person=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(asked)).values("pk")


def subscribe(*, by, at, wanted):
    """Whether somebody is told of every report from now on."""
    if wanted:
        Subscription.objects.get_or_create(person=by, defaults={"since": at})
    else:
        Subscription.objects.filter(person=by).delete()


def seal_reports(*, at):
    """A sweep: makes and seals the documents of published reports. One that cannot be made stays pending, with the
    reason. Returns how many. Raises what each() raises."""
    sealed = SealedDocument.objects.filter(kind=DocumentKind.REPORT, sealed_at__isnull=False)
    numbers = {int(subject.partition(":")[2]) for subject in sealed.values_list("subject", flat=True)}
    waiting = PublishedReport.objects.exclude(number__in=numbers).order_by("number")
    return each(waiting, lambda published: _sealed(published, at))


def _sealed(published, at):
    document = claim_document(kind=DocumentKind.REPORT, subject=published.subject, at=at)
    if document is None:
        return False
    act = Act.objects.get(chain=published.chain, kind=ActKind.REPORT_PUBLISHED)
    if not is_in_the_tree(act):
        seal_register(at=at)
    with override(published.version.content.authentic[0]):
        fields = signature_fields({SEAL: gettext("Seal of the organization")}, REPORT_FIELDS)
    try:
        made = printable(published, published_record(act, published.digest), fields=fields)
        freeze_document(document=document, printable=made, fields=fields, at=at)
    except (CannotRender, CannotSeal):
        return False
    return True
