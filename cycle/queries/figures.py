"""Which entries of a period count, which wait, and what is missing."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cycle.enums import Stance
from cycle.models import Measurement, Ownership, Period, Validation
from cycle.queries.periods import versions_of
from cycle.rules.entries import Entry, digest_of_figures
from cycle.rules.status import Figures
from plans.rules.content import Kpi


def _confirmed(period, at):
    entries = Measurement.objects.filter(period=period, confirmation__isnull=False)
    if at is not None:
        entries = entries.filter(confirmation__at__lte=at)
    return entries.select_related("confirmation").order_by("number")


def counting(period, at=None):
    """The Measurements that count in a period, a dict by the KPI's key: of each the last confirmed one; corrections of
    what was locked are not among them. As of a moment, or now. One query."""
    return {one.kpi: one for one in _confirmed(period, at).filter(reason="")}


def corrections(period, at=None):
    """The last confirmed correction of each KPI's locked figure, a dict by the KPI's key. One query."""
    return {one.kpi: one for one in _confirmed(period, at).exclude(reason="")}


def newest(period):
    """The newest entry of each KPI, confirmed or not, a dict by the KPI's key. One query."""
    entries = Measurement.objects.filter(period=period).select_related("confirmation", "entered_by", "confirmation__by")
    return {one.kpi: one for one in entries.order_by("number")}


def drafts(period, content=None):
    """The newest entries that nobody has confirmed, in the order in which they were entered; those of KPIs that a
    content has, where one is given: what went out of the plan meanwhile need not be confirmed. One query."""
    waiting = [
        one
        for one in newest(period).values()
        if not hasattr(one, "confirmation") and (content is None or content.element(one.kpi, Kpi))
    ]
    return sorted(waiting, key=lambda one: (one.entered_at, one.pk))


def figures_digest(period):
    """The digest of what counts in a period."""
    return digest_of_figures({key: one.figures for key, one in counting(period).items()})


def owners(at):
    """Who owns each KPI and each action at a moment, a dict of people by the element's key; who does not work here any
    more owns nothing. One query."""
    holding = ownerships(at).filter(person__is_active=True).select_related("person")
    return {one.element: one.person for one in holding}


def owned_by(person, at):
    """The keys of the KPIs and actions that a person owns at a moment. One query."""
    return set(ownerships(at).filter(person=person, person__is_active=True).values_list("element", flat=True))


def ownerships(at):
    """The Ownerships that hold at a moment."""
    return Ownership.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


def unanswered(*periods):
    """The Validations that contest a figure of some periods, or of any, and are not answered, the oldest first; what a
    Member said of a figure before it said something else is over. One query."""
    last = {}
    waiting = Validation.objects.filter(stance=Stance.CONTESTED, answer__isnull=True)
    if periods:
        waiting = waiting.filter(measurement__period__in=periods)
    said = Validation.objects.filter(measurement__in=waiting.values("measurement"))
    said = said.select_related("measurement__period__edition", "member", "answer")
    for one in said.order_by("number"):
        last[one.measurement_id, one.member_id] = one
    contests = [one for one in last.values() if one.stance == Stance.CONTESTED and not hasattr(one, "answer")]
    return sorted(contests, key=lambda one: (one.at, one.pk))


def missing(period, content):
    """The KPIs of a content that nothing counts for in a period, in the plan's order. One query."""
    there = counting(period)
    return [kpi for kpi in content.kpis if kpi.key not in there]


def entered_last(periods):
    """What was entered last in periods: triples of whether it is confirmed, who entered it (an id), and its reason, by
    the period's id and the KPI's key. One query."""
    entries = Measurement.objects.filter(period__in=periods).order_by("number")
    columns = ("period", "kpi", "confirmation", "entered_by", "reason")
    return {
        (period, kpi): (confirmation is not None, by, reason)
        for period, kpi, confirmation, by, reason in entries.values_list(*columns)
    }


@dataclass(frozen=True)
class Overview:
    """A period among others: how many KPIs its plan has, how many of them lack a figure that counts, and how many have
    an entry that nobody has confirmed."""

    period: Any
    kpis: int
    missing: int
    drafts: int


def overviews():
    """The Overview of every period, the newest first. Three queries, however many."""
    periods = list(Period.objects.select_related("edition", "locked_version").order_by("-start"))
    versions = versions_of(periods)
    counts, confirmed = set(), {}
    entries = Measurement.objects.order_by("number").values_list("period", "kpi", "reason", "confirmation")
    for period, kpi, reason, confirmation in entries:
        confirmed[period, kpi] = confirmation is not None
        if confirmation is not None and not reason:
            counts.add((period, kpi))
    found = []
    for period in periods:
        keys = [(period.pk, kpi.key) for kpi in versions[period.pk].content.kpis]
        lacking = sum(key not in counts for key in keys)
        found.append(Overview(period, len(keys), lacking, sum(confirmed.get(key) is False for key in keys)))
    return found


@dataclass(frozen=True)
class Row:
    """One KPI in a period: what the plan says of it then, its newest entry and the one that counts (Measurements or
    None), what counted in the period before, and who owns it (None: nobody)."""

    period: Any
    content: Any
    kpi: Any
    kind: Any
    aim: Any
    newest: Any
    counts: Any
    before: Any
    owner: Any

    @property
    def draft(self):
        return self.newest is not None and not hasattr(self.newest, "confirmation")


def rows(period, content, at):
    """A Row for each KPI of the content that held in a period, in the plan's order. Five queries, however many."""
    before = Period.objects.filter(edition=period.edition_id, end__lt=period.start).last()
    entered, count, owning = newest(period), counting(period), owners(at)
    counted = counting(before) if before else {}
    return [
        Row(
            period,
            content,
            kpi,
            content.kind_of(kpi),
            kpi.aim_on(period.end),
            entered.get(kpi.key),
            count.get(kpi.key),
            counted.get(kpi.key),
            owning.get(kpi.key),
        )
        for kpi in content.kpis
    ]


def measured_in(periods):
    """The keys of the KPIs of which a figure counts in each of some periods, a dict of sets by the period's id. One
    query."""
    counts = Measurement.objects.filter(period__in=periods, confirmation__isnull=False)
    found = {period.pk: set() for period in periods}
    for pk, kpi in counts.values_list("period", "kpi").distinct():
        found[pk].add(kpi)
    return found


def last_entries(edition, codes):
    """What was entered last in periods of an edition, given by their codes: pairs of its number and an Entry, by the
    period's code and the KPI's key. One query."""
    entered = Measurement.objects.filter(period__edition=edition, period__code__in=codes).order_by("number")
    columns = ("period__code", "kpi", "number", "actual", "of", "done_on", "source", "comment")
    return {
        (code, kpi): (number, Entry(kpi, Figures(actual, of, done_on), source, comment))
        for code, kpi, number, actual, of, done_on, source, comment in entered.values_list(*columns)
    }
