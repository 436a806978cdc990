"""Who may. A right is a group's permission on the body and a term in force at the moment, asked of the
database: operations ask inside their transaction."""

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from guardian.models import GroupObjectPermission

from approvals.enums import Role
from approvals.exceptions import AuthorCannotDecide, NotYours
from approvals.models import Body, Delegate, Member, Office, SeatTerm


def check_can_run(person, reading, at):
    """Raises NotYours unless the person runs the reading: secretary of its body, with a term in force; and
    AuthorCannotDecide when the person wrote its text. One query."""
    rights = (
        _rights(person, reading.body, at)
        .annotate(
            wrote=Exists(
                reading.revision.authors.through.objects.filter(revision=reading.revision, user=OuterRef("pk"))
            )
        )
        .values_list("wrote", flat=True)
        .first()
    )
    if rights is None:
        raise NotYours("run_readings", reading.body.key)
    if rights:
        raise AuthorCannotDecide(reading.revision)


def can_run(person, body, at):
    """Whether the person is the body's secretary now. Who wrote a text may see its reading, but not decide."""
    return _rights(person, body, at).exists()


def _rights(person, body, at):
    in_office = Office.objects.in_force(at).filter(person=OuterRef("pk"), body=body, role=Role.SECRETARY)
    granted = _grants("run_readings", body).filter(group__user=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(in_office), Exists(granted), pk=person.pk, is_active=True)


def voting_member(person, body, at):
    """The Member that the person votes for in this body at this moment. Raises NotYours without one."""
    acting = Delegate.objects.in_force(at).filter(person=person, person__is_active=True)
    member = (
        Member.objects.filter(
            Exists(_grants("vote", body).filter(group__user=person)),
            Exists(SeatTerm.objects.in_force(at).filter(seat__body=body, member=OuterRef("pk"))),
            Exists(acting.filter(member=OuterRef("pk"))),
        )
        .order_by("code")
        .first()
    )
    if member is None:
        raise NotYours("vote", body.key)
    return member


def check_not_author(person, revision):
    """Raises AuthorCannotDecide when the person wrote the revision before it was submitted."""
    if revision.authors.filter(pk=person.pk).exists():
        raise AuthorCannotDecide(revision)


def _grants(permission, body):
    return GroupObjectPermission.objects.filter(
        permission__codename=permission,
        content_type=ContentType.objects.get_for_model(Body),
        object_pk=str(body.pk),
    )
