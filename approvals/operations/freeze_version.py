"""The freezing pipeline of adopted versions: what is adopted and not sealed is pending, and a sweep takes it on."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, override
from viewflow.workflow.models import Task

from approvals.documents.paper import look_up_address, paper
from approvals.documents.record import changes_annex, record_annex, record_of
from approvals.enums import ActKind, Role
from approvals.models import Body, Decision, Review
from approvals.nodes import Freezing
from approvals.operations.chain import go_on, waiting_task
from approvals.operations.register import append_act, seal_register
from approvals.operations.sweeping import each
from approvals.queries.bodies import officers_of
from notifications.operations.notify import Letter, notify
from notifications.queries.compiled import ask
from plans.documents.blame import texts_of
from plans.documents.configured import chairs_can_sign
from plans.documents.printing import pages, signature_fields
from plans.documents.rendering import Attached, Printable
from plans.enums import DocumentKind
from plans.exceptions import CannotRender, CannotSeal
from plans.models import Version
from plans.operations.freeze_document import claim_document, freeze_document
from plans.queries.documents import sealed_document_of
from plans.rules.canonical import canonical, digest_of
from plans.rules.describing import describe
from plans.rules.marks import CHAIRS, PLAN_FILE, RECORD_FILE, SEAL, chair_field


def awaiting_seal():
    """Adopted versions whose review waits at the freezing, the oldest first."""
    freezing = Task.objects.filter(
        process=OuterRef("revision__amendment__review__process"), finished__isnull=True, flow_task__endswith=".freeze"
    )
    return list(
        Version.objects.filter(Exists(freezing), revision__isnull=False)
        .select_related("edition", "predecessor", "revision__amendment")
        .order_by("number", "corrigendum")
    )


def freeze_versions(*, at):
    """Seals what is pending and free, each by itself; one that cannot be made stays pending, with the reason. Returns
    how many. Raises what each() raises."""
    return each(awaiting_seal(), lambda version: _frozen(version, at))


def _frozen(version, at):
    try:
        return freeze_version(version=version, at=at) is not None
    except (CannotRender, CannotSeal):
        return False


def freeze_version(*, version, at):
    """Brings one adopted version to its sealed document, and tells the register. Returns it, or None when it is
    sealed or another worker has it. Raises CannotRender, CannotSeal; then it stays pending, with the reason."""
    document = sealed_document_of(version)
    if document is None:
        document = claim_document(kind=DocumentKind.VERSION, subject=version.subject, at=at)
        if document is None:
            return None
        seal_register(at=at)
        labels = _labels(version.content.authentic[0])
        document = freeze_document(
            document=document, printable=_printable(version, labels), fields=signature_fields(labels), at=at
        )
    _record(version, document, at)
    return document


@transaction.atomic
def _record(version, document, at):
    """The act, and the end of the review: once, whoever comes here a second time."""
    review = Review.objects.select_for_update().get(amendment=version.revision.amendment)
    task = waiting_task(review)
    if task is None or not isinstance(task.flow_task, Freezing):
        return
    append_act(
        chain=review.chain,
        kind=ActKind.SEALED,
        by=None,
        at=at,
        facts={
            "amendment": version.revision.amendment.code,
            "version": version.number,
            "rendered_digest": document.prepared.digest,
            "sealed_digest": document.reached.digest,
        },
    )
    after = review.readings.count()
    _arrived, letter = go_on(task, task.flow_task.onward, review=review, revision=version.revision, after=after, at=at)
    notify([letter, _to_chairs(version, at)], at=at)


def _to_chairs(version, at):
    """Chairs are told that they can sign, where their signatures are taken."""
    if not chairs_can_sign():
        return None
    return Letter(
        recipients=ask(_chairs, at=at),
        kind="approvals.can_be_signed",
        template="approvals/letters/can_be_signed.txt",
        context={"version": version},
        link=reverse("sign", args=[version]),
    )


def _chairs(at):
    return officers_of(Q(body__key__in=CHAIRS), Role.CHAIR, at)


def _printable(version, labels):
    record = record_of(version)
    language = version.content.authentic[0]
    decisions = (
        Decision.objects.filter(reading__review__amendment=version.revision.amendment)
        .select_related("reading__body", "revision", "act")
        .order_by("decided_at", "pk")
    )
    before = version.predecessor.content
    html = pages(
        version.content,
        paper(language, made_at=version.adopted_at),
        facts={
            "label": version.label,
            "in_force_from": version.in_force_from,
            "digest": version.digest,
            "predecessor_label": version.predecessor.label,
            "predecessor_digest": version.predecessor.digest,
            "root": record["register"]["root"],
            "address": look_up_address(version.digest),
        },
        annexes=[
            record_annex(record, decisions, language),
            changes_annex(describe(before, version.revision.proposal.changes), language),
        ],
        labels=labels,
    )
    return Printable(
        html=html,
        identifier=digest_of(record)[:32],
        created=version.adopted_at,
        attached=(
            Attached(PLAN_FILE, version.canonical_text.encode(), "The plan in its canonical form (RFC 8785)"),
            Attached(RECORD_FILE, canonical(record), "The record of its approval"),
        ),
        texts=texts_of(version.content),
    )


def _labels(language):
    """What the fields for signatures are called: the seal, and the chair of each body."""
    names = dict(Body.objects.values_list("key", "name"))
    with override(language):
        labels = {SEAL: gettext("Seal of the organization")}
        for body in CHAIRS:
            name = names.get(body, {})
            said = name.get(language) or next(iter(name.values()), body)
            labels[chair_field(body)] = gettext("Approval signature: Chair, %(body)s") % {"body": said}
    return labels
