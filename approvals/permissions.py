"""Who may. A right is a group's permission on the body and a term in force at the moment, asked of the database:
operations ask inside their transaction. While somebody is absent, who was named in their place has their rights, and
never more than they have."""

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from approvals.enums import Role
from approvals.exceptions import AuthorCannotDecide, MandateMissing, NotYours, SecretaryCannotVote
from approvals.models import Body
from approvals.queries.rights import PERMISSION, mandates, offices_by
from notifications.queries.compiled import rows
from plans.models import Revision
from plans.rules.marks import CHAIRS, chair_field


def check_can_run(person, reading, at):
    """Raises NotYours unless the person runs the reading: holds its office in its body, or stands in for who does; and
    AuthorCannotDecide when one of the two wrote its text. One query. Returns the id of the absent officer, or None."""
    role = Role(reading.role)
    rights = rows(_rights, person=person.pk, body=reading.body_id, role=role, revision=reading.revision_id, at=at)
    if not rights:
        raise NotYours(PERMISSION[role], reading.body.key)
    officer, wrote = rights[0]
    if wrote:
        raise AuthorCannotDecide(reading.revision)
    return None if officer == person.pk else officer


def _rights(person, body, role, revision, at):
    """The offices by which a person may run a reading, each with whether one of the two wrote the revision."""
    wrote = Revision.authors.through.objects.filter(Q(user=person) | Q(user=OuterRef("person")), revision=revision)
    return offices_by(person, body, role, at).annotate(wrote=Exists(wrote)).values_list("person", "wrote")


def check_can_run_body(person, body, at):
    """Raises NotYours unless the person is the body's secretary now, or stands in for who is. Returns the absent
    officer's id, or None."""
    officer = offices_by(person.pk, body.pk, Role.SECRETARY, at).values_list("person", flat=True).first()
    if officer is None:
        raise NotYours("run_readings", body.key)
    return None if officer == person.pk else officer


def can_run(person, body, at, role=Role.SECRETARY):
    """Whether the person holds this office now. Who wrote a text may see its reading, but not decide."""
    return offices_by(person.pk, body.pk, Role(role), at).exists()


def mandate_for(person, poll, at, member=None):
    """The Mandate by which the person votes in a poll: for this Member, or for its own where none is named.

    Raises SecretaryCannotVote, AuthorCannotDecide, NotYours without any mandate here, MandateMissing for that Member.
    """
    body, proxies = poll.reading.body, poll.reading.rule.voting_rule.proxies
    mine = mandates(person, body, at, proxies=proxies, revision=poll.revision, reading=poll.reading)
    if not mine:
        if can_run(person, body, at):
            raise SecretaryCannotVote(body.key)
        if mandates(person, body, at, proxies=proxies):
            raise AuthorCannotDecide(poll.revision)
        raise NotYours("vote", body.key)
    for mandate in mine:
        if member is None or mandate.member.pk == member.pk:
            return mandate
    raise MandateMissing(member)


def check_can_sign(person, at):
    """The fields of documents in which the person signs now, as chair of a body or standing in for its chair; each with
    the absent officer's id, or None. Raises NotYours where there is none."""
    fields = {}
    for body in Body.objects.filter(key__in=CHAIRS):
        officer = offices_by(person.pk, body.pk, Role.CHAIR, at).values_list("person", flat=True).first()
        if officer is not None:
            fields[chair_field(body.key)] = None if officer == person.pk else officer
    if not fields:
        raise NotYours("sign")
    return fields


def check_can_keep_bodies(person, body=None):
    """Raises NotYours unless a group of the person's may record who sits in bodies."""
    if not can_keep_bodies(person):
        raise NotYours("keep_bodies", body.key if body else "")


def can_keep_bodies(person):
    """Whether a group of the person's may record who sits in bodies. Administrators may not by being that."""
    people = get_user_model().objects
    return people.filter(pk=person.pk, is_active=True, groups__permissions__codename="keep_bodies").exists()
