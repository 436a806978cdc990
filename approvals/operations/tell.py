"""Telling people what happened: notices as rows, in the transaction of what they tell."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse

from approvals.enums import Role
from approvals.models import Reading
from approvals.queries.bodies import delegates_of, delegates_of_entitled, entitled_members, officers_of
from approvals.queries.polls import delegates_of_missing, missing_members
from approvals.queries.rights import proxies_in
from notifications.operations.notify import Letter
from notifications.queries.compiled import ask
from plans.models import Amendment, Draft


def about(reading, what, recipients, **facts):
    """The letter named `what` about a reading, to people given as an Ask of their ids."""
    amendment = reading.review.amendment
    return Letter(
        recipients=recipients,
        kind=f"approvals.{what}",
        template=f"approvals/letters/{what}.txt",
        context={"reading": reading, "amendment": amendment, "step": reading.task.flow_task.task_title, **facts},
        link=reverse("amendment", args=[amendment.number]),
    )


def about_amendment(amendment, what, recipients, **facts):
    """The letter named `what` about an amendment, wherever it is."""
    return Letter(
        recipients=recipients,
        kind=f"approvals.{what}",
        template=f"approvals/letters/{what}.txt",
        context={"amendment": amendment, **facts},
        link=reverse("amendment", args=[amendment.number]),
    )


def about_meeting(meeting, what, recipients, **facts):
    """The letter named `what` about a meeting."""
    return Letter(
        recipients=recipients,
        kind=f"approvals.{what}",
        template=f"approvals/letters/{what}.txt",
        context={"meeting": meeting, **facts},
        link=reverse("meeting", args=[meeting.pk]),
    )


def voters(reading, at, missing_in=None):
    """The people whose vote is asked in a reading, as an Ask of their ids: who act for the entitled Members, or for
    those that have not voted in a poll yet; for one whose proxy counts, who act for its holder."""
    body, most = reading.body, reading.rule.voting_rule.proxies
    given = {proxy.giver_id: proxy.holder_id for proxy in proxies_in(body, at, most, reading)} if most else {}
    if given:
        members = entitled_members(body, at, reading)
        members = missing_members(missing_in, members) if missing_in else members
        asked = {given.get(pk, pk) for pk in members.values_list("pk", flat=True)}
        return ask(delegates_of, members=tuple(sorted(asked)), body=body.pk, at=at)
    if missing_in:
        return ask(delegates_of_missing, poll=missing_in.pk, body=body.pk, reading=reading.pk, at=at)
    return ask(delegates_of_entitled, body=body.pk, reading=reading.pk, at=at)


def drafters(amendment):
    """The people who wrote the amendment, as an Ask of their ids."""
    return ask(_drafters, amendment=amendment.pk)


def _drafters(amendment):
    amendments, drafts = (model.objects.order_by() for model in (Amendment, Draft))
    created = amendments.filter(pk=amendment).values("created_by")
    saved = drafts.filter(amendment=amendment).values("saved_by")
    return get_user_model().objects.filter(Q(pk__in=created) | Q(pk__in=saved)).values("pk")


def drafters_and_earlier_secretaries(reading, at):
    """The drafters, and the secretaries of every body that has considered the text, as an Ask of their ids."""
    return ask(_drafters_and_secretaries, amendment=reading.review.amendment_id, review=reading.review_id, at=at)


def _drafters_and_secretaries(amendment, review, at):
    bodies = Q(body__in=Reading.objects.filter(review=review).order_by().values("body"))
    secretaries = officers_of(bodies, Role.SECRETARY, at)
    people = get_user_model().objects
    return people.filter(Q(pk__in=_drafters(amendment)) | Q(pk__in=secretaries)).values("pk")
