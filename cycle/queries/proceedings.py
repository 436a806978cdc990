"""What had been found, decided and put to the bodies by a moment, as a report tells it."""

from datetime import timedelta
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Subquery

from approvals.enums import Nature, Outcome
from approvals.models import Act, Decision, Reading, Review
from cycle.queries.moments import day_of, end_of
from cycle.rules.telling import told
from plans.models import Revision, Version


def deviations_seen(known, since, editions):
    """The deviations of editions, given by their keys, that were open, or closed since a day, the newest first: as the
    register tells them."""
    acts = Act.objects.filter(chain__startswith="deviation:", at__lte=known).order_by("chain", "number")
    chains = groupby(acts, key=lambda act: act.chain)
    told_of = (told([(act.kind, day_of(act.at), act.facts) for act in chain]) for _name, chain in chains)
    shown = [
        one
        for one in told_of
        if one
        and one.edition in editions
        and not (one.action and one.action.closed_on and one.action.closed_on < since)
    ]
    return sorted(shown, key=lambda one: int(one.deviation.partition("-")[2]), reverse=True)


def decisions_seen(known, since, editions):
    """The bodies' final decisions since a day on amendments of editions, given by their keys, the newest first."""
    start = end_of(since - timedelta(days=1))
    decided = (
        Decision.objects.filter(final=True, decided_at__gt=start, decided_at__lte=known)
        .filter(revision__amendment__base__edition__key__in=editions)
        .select_related("reading__body", "revision__amendment", "act")
        .defer("revision__proposal_text", "act__facts_text")
    )
    return [
        {
            "amendment": one.revision.amendment.code,
            "title": one.revision.title,
            "body": one.reading.body.key,
            "body_name": one.reading.body.name,
            "nature": one.reading.nature,
            "outcome": one.outcome,
            "decided_on": day_of(one.decided_at),
            "revision": one.revision.number,
            "digest": one.digest,
            "chain": one.act.chain,
            "act": one.act.number,
        }
        for one in decided.order_by("-decided_at", "-pk")
    ]


def pending_seen(known, editions):
    """The amendments of editions, given by their keys, that were under review, in the order in which they were
    submitted; those too that made a version by urgency, until that is ratified."""
    over = Review.objects.filter(ended_at__lte=known)
    adopted = Version.objects.filter(revision__amendment=OuterRef("amendment"), adopted_at__lte=known).exclude(
        lapse__lapsed_at__lte=known
    )
    # the strategy as it stands: nothing was adopted, and its review waits for the certificate
    endorsed = Decision.objects.filter(
        reading__review=OuterRef("pk"), final=True, outcome=Outcome.ENDORSED, decided_at__lte=known
    )
    titles = Revision.objects.filter(amendment=OuterRef("amendment"), submitted_at__lte=known).order_by("-number")
    open_then = (
        Reading.objects.filter(review=OuterRef("pk"), arrived_at__lte=known)
        .exclude(closed_at__lte=known)
        .order_by("-number")
    )
    ratifying = open_then.filter(nature=Nature.RATIFICATION)
    reviews = (
        Review.objects.filter((~Exists(adopted) & ~Exists(endorsed)) | Exists(ratifying), started_at__lte=known)
        .filter(amendment__base__edition__key__in=editions)
        .exclude(pk__in=over)
        .annotate(
            title=Subquery(titles.values("title")[:1]),
            body=Subquery(open_then.values("body__key")[:1]),
            body_name=Subquery(open_then.values("body__name")[:1]),
            step=Subquery(open_then.values("step")[:1]),
            due_at=Subquery(open_then.values("deadline_at")[:1]),
            version=Subquery(adopted.values("number")[:1]),
        )
        .values("title", "body", "body_name", "step", "due_at", "version", "started_at", number=F("amendment__number"))
    )
    return [
        {
            "amendment": f"AM-{one['number']:03d}",
            "title": one["title"],
            "submitted_on": day_of(one["started_at"]),
            "body": one["body"] or "",
            "body_name": one["body_name"],
            "step": one["step"] or "",
            "due_on": day_of(one["due_at"]) if one["due_at"] else None,
            "version": str(one["version"] or ""),
        }
        for one in reviews.order_by("number")
    ]
