"""The strategy is endorsed as it stands: a registered decision without a version, whose certificate ends its review."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from viewflow.workflow.models import Task

from approvals.enums import ActKind
from approvals.models import Decision, Review
from approvals.nodes import Freezing
from approvals.operations.certify_decision import ask_for_certificate
from approvals.operations.chain import go_on, waiting_task
from approvals.operations.register import append_act
from approvals.operations.sweeping import each
from notifications.operations.notify import notify
from plans.enums import AmendmentState, DocumentKind
from plans.operations.move_amendment import mark_endorsed
from plans.queries.documents import document_about


def endorsement(reading, version):
    """The act that the strategy stands as it is, as a pair of its kind and facts. `version` is the newest one of the
    plan, which is what stands."""
    amendment, revision = reading.review.amendment, reading.revision
    return ActKind.STRATEGY_ENDORSED, {
        "amendment": amendment.code,
        "revision": revision.number,
        "digest": revision.digest,
        "edition": version.edition.key,
        "version": version.number,
        "corrigendum": version.corrigendum,
        "version_digest": version.digest,
        "about": revision.proposal.about.reference,
        "about_digest": revision.proposal.about.digest,
    }


def endorse(*, at, decision):
    """The review's amendment has its end, and the certificate of the decision is asked for. Only from that decision, in
    its transaction."""
    mark_endorsed(amendment=decision.reading.review.amendment)
    ask_for_certificate(decision=decision, at=at)


def end_endorsed(*, at):
    """A sweep: reviews of the strategy whose certificate is sealed are over. Returns how many. Raises what each()
    raises."""
    freezing = Task.objects.filter(process=OuterRef("process"), finished__isnull=True, flow_task__endswith=".freeze")
    waiting = Review.objects.filter(Exists(freezing), amendment__state=AmendmentState.ENDORSED)
    return each(waiting.values_list("pk", flat=True), lambda pk: _ended(pk, at))


@transaction.atomic
def _ended(pk, at):
    review = Review.objects.select_for_update(of=("self",)).select_related("amendment").get(pk=pk)
    decision = Decision.objects.filter(reading__review=review, final=True).select_related("revision", "act").last()
    document = document_about(DocumentKind.CERTIFICATE, decision.subject)
    task = waiting_task(review)
    if document is None or not document.sealed_at or task is None or not isinstance(task.flow_task, Freezing):
        return False
    facts = {
        "amendment": review.amendment.code,
        "certificate_of": decision.act.number,
        "rendered_digest": document.prepared.digest,
        "sealed_digest": document.reached.digest,
    }
    append_act(chain=review.chain, kind=ActKind.SEALED, by=None, at=at, facts=facts)
    after = review.readings.count()
    _arrived, letter = go_on(task, task.flow_task.onward, review=review, revision=decision.revision, after=after, at=at)
    notify([letter], at=at)
    return True
