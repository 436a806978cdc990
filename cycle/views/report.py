"""The online report: as of any day, as a page and as files; published for good; told to whoever asked."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.views.files import PDF, download, sealed_pdf
from cycle.documents.report import as_it_stands
from cycle.documents.spreadsheet import CSV, XLSX, as_book, as_csv
from cycle.exceptions import CycleError, NoSuchPeriod
from cycle.forms.report import AsOfForm, PublishForm
from cycle.models import PublishedReport, Subscription
from cycle.operations.publish_report import publish_report, subscribe
from cycle.permissions import may
from cycle.queries import published as publications
from cycle.queries.report import drawn_as_of
from cycle.rules.entries import UNPRINTABLE
from cycle.rules.report_table import rows, tables
from cycle.rules.workings import workings
from cycle.views.readers import for_readers
from cycle.views.refusals import sentence
from cycle.wording import mark_of
from plans.enums import DocumentKind
from plans.exceptions import CannotRender, NoPlanInForce, PlansError
from plans.queries.documents import document_about
from plans.rules.canonical import sha256
from plans.rules.strategic_map import draw

# of a column of a spreadsheet, in letters
MOST_WIDE = 60


@for_readers
def report(request):
    """The report as of a day, today's without one."""
    return _shown(request, _asked(request))


def _shown(request, form, publishing=None, status=200):
    """The page that a form asks for; `publishing` is a form with what is wrong in it."""
    drawn = _drawn(form) if form.is_valid() else None
    if drawn and publishing is None and request.user.is_authenticated and may(request.user, "publish_reports"):
        publishing = PublishForm(initial={"shown": sha256(drawn.report.text)})
    if drawn and publishing is not None:
        publishing.offer(publications.correctable(drawn.report))
    form.offer(drawn.periods if drawn else ())
    context = {"asked": form, "query": request.GET.urlencode(), "publishing": publishing, "today": form.today}
    page = _page(drawn.report, drawn.version) if drawn else {"report": None}
    status = status if form.is_valid() else 422
    return render(request, "cycle/report.html", context | page, status=status)


@for_readers
def report_file(request, form):
    """The same as a file: JSON, CSV, XLSX; as a PDF, which takes a while, for whoever is signed in."""
    asked = _asked(request)
    drawn = _drawn(asked) if asked.is_valid() else None
    if drawn is None:
        raise Http404
    found = drawn.report
    name = f"report-{found.as_of.isoformat()}"
    if form != "pdf":
        return _file(found, form, name)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        data = as_it_stands(found, drawn.version.content, at=timezone.now(), language=get_language().split("-")[0])
    except CannotRender as refusal:
        messages.error(request, sentence(refusal))
        return redirect("report")
    return download(data, f"{name}.pdf", PDF)


@for_readers
def published_reports(request):
    """Every report that was published, the newest first."""
    told = request.user.is_authenticated and Subscription.objects.filter(person=request.user).exists()
    context = {"reports": publications.published_reports(), "told": told}
    return render(request, "cycle/published_reports.html", context)


@for_readers
def published_report(request, number):
    """A published report, as it was published."""
    published = _published(number)
    document = document_about(DocumentKind.REPORT, published.subject)
    corrected = PublishedReport.objects.filter(corrects=published).defer("text").first()
    context = {"published": published, "document": document, "corrected": corrected}
    return render(request, "cycle/report.html", context | _page(published.report, published.version))


@for_readers
def published_file(request, number, form):
    """The same as a file; the PDF is the sealed one."""
    published = _published(number)
    if form == "pdf":
        return sealed_pdf(document_about(DocumentKind.REPORT, published.subject), f"{published.code}.pdf")
    return _file(published.report, form, published.code)


@login_required
@require_POST
def publish(request):
    """Publishes the report that was looked at."""
    asked, form = _asked(request), PublishForm(request.POST)
    if not (asked.is_valid() and form.is_valid()):
        return _shown(request, asked, form, status=422)
    given = {"day": asked.cleaned_data["on"], "period": asked.cleaned_data["period"], **form.cleaned_data}
    try:
        published = publish_report(by=request.user, at=timezone.now(), **given)
    except (CycleError, PlansError) as refusal:
        messages.error(request, sentence(refusal))
        return redirect(f"{reverse('report')}?{request.GET.urlencode()}")
    messages.success(request, _("The report is published. Its sealed document follows in a moment."))
    return redirect("published-report", published.number)


@login_required
@require_POST
def subscription(request):
    wanted = request.POST.get("wanted") == "yes"
    subscribe(by=request.user, at=timezone.now(), wanted=wanted)
    said = _("You are told of every new report.") if wanted else _("You are no longer told of new reports.")
    messages.success(request, said)
    return redirect("published-reports")


class ReportsFeed(Feed):
    """Published reports for whoever has no account here."""

    feed_type = Atom1Feed

    def title(self):
        return _("Reports of %(organization)s") % {"organization": settings.ORGANIZATION}

    def link(self):
        return reverse("published-reports")

    def items(self):
        return publications.published_reports()[:20]

    def item_title(self, item):
        said = {"code": item.code, "day": date_format(item.as_of, "j F Y"), "period": item.period}
        if item.period is None:
            return _("%(code)s, as of %(day)s") % said
        return _("%(code)s, as of %(day)s, on the period %(period)s") % said

    def item_description(self, item):
        if item.corrects is None:
            return item.edition or ""
        said = _("It corrects %(code)s: %(reason)s") % {"code": item.corrects.code, "reason": item.reason}
        return UNPRINTABLE.sub("", said)

    def item_link(self, item):
        return reverse("published-report", args=[item.number])

    def item_pubdate(self, item):
        return item.published_at


feed = for_readers(ReportsFeed())


def _asked(request):
    return AsOfForm(request.GET, today=timezone.localdate())


def _drawn(form):
    """The Drawn report that a form asks for, or None where no plan was in force, or where it could not be on that
    period, which the form says then."""
    try:
        return drawn_as_of(form.cleaned_data["on"], form.cleaned_data["period"])
    except NoPlanInForce:
        return None
    except NoSuchPeriod as refusal:
        form.add_error("period", sentence(refusal))
        return None


def _page(report, version):
    """What the page shows of a Report: the map, drawn by the plan that measures it, and each KPI's line."""
    if not report.objectives:
        return {"report": report}
    svg = draw(
        version.content,
        language=get_language().split("-")[0],
        title=_("Strategic map"),
        marks={objective.key: mark_of(objective.rolled) for objective in report.objectives},
        addresses={objective.key: f"#{objective.key}" for objective in report.objectives},
    )
    return {
        "report": report,
        "svg": mark_safe(svg),  # noqa: S308, drawn and escaped by us
        "workings": workings(report),
        "codes": {one.key: one.code for one in (*report.objectives, *report.kpis)},
    }


def _file(report, form, name):
    if form == "json":
        return download(report.text, f"{name}.json", "application/json")
    language = get_language().split("-")[0]
    if form == "csv":
        return download(as_csv(rows(report, language)), f"{name}.csv", CSV)
    if form == "xlsx":
        sheets = [(title, table, _widths(table)) for title, table in tables(report, language)]
        return download(as_book(sheets), f"{name}.xlsx", XLSX)
    raise Http404


def _widths(table):
    """As wide as what stands in each column, within bounds."""
    return [
        min(max(10, *(len(str(cell)) + 2 for cell in column if cell is not None)), MOST_WIDE)
        for column in zip(*table, strict=True)
    ]


def _published(number):
    return get_object_or_404(PublishedReport.objects.select_related("version", "corrects"), number=number)
