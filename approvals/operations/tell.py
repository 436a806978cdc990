"""Telling people what happened: notices as rows, in the transaction of what they tell."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse

from approvals.enums import Role
from approvals.queries.bodies import officers
from notifications.operations.notify import Letter


def about(reading, what, recipients, **facts):
    """The letter named `what` about a reading, to people given as a query of their ids."""
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


def drafters(amendment):
    """The people who wrote the amendment, as a query of their ids."""
    wrote = Q(pk__in=amendment.drafts.order_by().values("saved_by"))
    return get_user_model().objects.filter(Q(pk=amendment.created_by_id) | wrote).values("pk")


def drafters_and_earlier_secretaries(reading, at):
    """The drafters, and the secretaries of every body that has considered the text, as a query of their ids."""
    bodies = reading.review.readings.order_by().values("body")
    people = get_user_model().objects
    secretaries = officers(bodies, Role.SECRETARY, at)
    return people.filter(Q(pk__in=drafters(reading.review.amendment)) | Q(pk__in=secretaries)).values("pk")
