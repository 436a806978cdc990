"""Who sits in bodies, holds offices, acts for Members and stands in: terms begun and ended by whoever keeps the bodies,
dated, never erased. The body's or the Member's row is locked; each is an act of its chain."""

from django.db import transaction
from django.db.models import Q

from approvals.enums import ActKind, Role
from approvals.exceptions import NotYours, TermDoesNotFit
from approvals.models import Body, Delegate, Member, Office, Proxy, SeatTerm, Substitution
from approvals.operations.register import append_act
from approvals.permissions import can_keep_bodies, check_can_keep_bodies
from approvals.queries.bodies import entitled_members
from approvals.queries.rights import mandates, offices_of


@transaction.atomic
def fill_seat(*, by, at, seat, member, starts_at, ends_at=None):
    """A Member takes a seat for a term. Returns the SeatTerm. Raises NotYours, TermDoesNotFit where the seat is held at
    some time of it."""
    body = _locked(Body, seat.body_id)
    check_can_keep_bodies(by, body)
    _check_term(starts_at, ends_at, seat.terms.all())
    term = SeatTerm.objects.create(seat=seat, member=member, starts_at=starts_at, ends_at=ends_at)
    facts = {"seat": seat.number, "member": member.code} | _dates(starts_at, ends_at)
    append_act(chain=body.chain, kind=ActKind.SEAT_FILLED, by=by, at=at, facts=facts)
    return term


@transaction.atomic
def vacate_seat(*, by, at, term, ends_at):
    """The term of a seat ends at a moment, and the right with it. Returns the SeatTerm. Raises NotYours,
    TermDoesNotFit."""
    body = _locked(Body, term.seat.body_id)
    check_can_keep_bodies(by, body)
    _end(term, at, ends_at)
    facts = {"seat": term.seat.number, "member": term.member.code} | _dates(term.starts_at, ends_at)
    append_act(chain=body.chain, kind=ActKind.SEAT_VACATED, by=by, at=at, facts=facts)
    return term


@transaction.atomic
def appoint(*, by, at, body, person, role, starts_at, ends_at=None):
    """A person takes an office in a body for a term. Returns the Office. Raises NotYours, TermDoesNotFit where the
    person holds it at some time of it, or another is the chair."""
    body = _locked(Body, body.pk)
    check_can_keep_bodies(by, body)
    held = body.offices.filter(role=role)
    alone = role in (Role.CHAIR, Role.SECRETARY_GENERAL)
    _check_term(starts_at, ends_at, held if alone else held.filter(person=person))
    office = Office.objects.create(body=body, person=person, role=role, starts_at=starts_at, ends_at=ends_at)
    facts = {"person": person.pk, "role": Role(role).value} | _dates(starts_at, ends_at)
    append_act(chain=body.chain, kind=ActKind.OFFICE_BEGUN, by=by, at=at, facts=facts)
    return office


@transaction.atomic
def end_office(*, by, at, office, ends_at):
    """An office ends at a moment, and its rights with it. Returns the Office. Raises NotYours, TermDoesNotFit."""
    body = _locked(Body, office.body_id)
    check_can_keep_bodies(by, body)
    _end(office, at, ends_at)
    facts = {"person": office.person_id, "role": office.role} | _dates(office.starts_at, ends_at)
    append_act(chain=body.chain, kind=ActKind.OFFICE_ENDED, by=by, at=at, facts=facts)
    return office


@transaction.atomic
def name_delegate(*, by, at, member, person, starts_at, ends_at=None, body=None, alternate=False):
    """A Member names a person to act for it, in one body or in all. Returns the Delegate. Raises NotYours,
    TermDoesNotFit where the person does so already at some time of it."""
    member = _locked(Member, member.pk)
    check_can_keep_bodies(by)
    _check_term(starts_at, ends_at, member.delegates.filter(person=person, body=body))
    delegate = Delegate.objects.create(
        member=member, person=person, body=body, alternate=alternate, starts_at=starts_at, ends_at=ends_at
    )
    facts = _of_delegate(delegate) | _dates(starts_at, ends_at)
    append_act(chain=member.chain, kind=ActKind.DELEGATE_NAMED, by=by, at=at, facts=facts)
    return delegate


@transaction.atomic
def end_delegation(*, by, at, delegate, ends_at):
    """A person acts for a Member no longer from a moment on. Returns the Delegate. Raises NotYours, TermDoesNotFit."""
    member = _locked(Member, delegate.member_id)
    check_can_keep_bodies(by)
    _end(delegate, at, ends_at)
    facts = _of_delegate(delegate) | _dates(delegate.starts_at, ends_at)
    append_act(chain=member.chain, kind=ActKind.DELEGATE_ENDED, by=by, at=at, facts=facts)
    return delegate


@transaction.atomic
def name_substitute(*, by, at, body, absent, substitute, starts_at, ends_at):
    """While a person is absent, another acts in a body with the absent one's rights: named by the absent person, or by
    whoever keeps the bodies. Returns the Substitution.

    Raises NotYours, TermDoesNotFit: for a person without rights there, for one that is away itself, for two at a
    time."""
    body = _locked(Body, body.pk)
    if by != absent and not can_keep_bodies(by):
        raise NotYours("name_substitute", body.key)
    if not acts_in(absent, body, at):
        raise TermDoesNotFit("nothing_to_stand_in_for")
    if substitute == absent or not substitute.is_active:
        raise TermDoesNotFit("cannot_stand_in")
    _check_term(starts_at, ends_at, body.substitutions.filter(absent=absent))
    if _meeting(starts_at, ends_at, body.substitutions.filter(absent=substitute)).exists():
        raise TermDoesNotFit("substitute_is_away")
    named = Substitution.objects.create(
        body=body,
        absent=absent,
        substitute=substitute,
        starts_at=starts_at,
        ends_at=ends_at,
        named_by=by,
        named_at=at,
    )
    facts = {"absent": absent.pk, "substitute": substitute.pk} | _dates(starts_at, ends_at)
    append_act(chain=body.chain, kind=ActKind.SUBSTITUTE_NAMED, by=by, at=at, facts=facts)
    return named


@transaction.atomic
def end_substitution(*, by, at, substitution, ends_at):
    """The absent person is back, or nobody stands in from a moment on. Returns the Substitution. Raises NotYours,
    TermDoesNotFit."""
    body = _locked(Body, substitution.body_id)
    if by.pk != substitution.absent_id and not can_keep_bodies(by):
        raise NotYours("name_substitute", body.key)
    _end(substitution, at, ends_at)
    facts = {"absent": substitution.absent_id, "substitute": substitution.substitute_id}
    facts |= _dates(substitution.starts_at, ends_at)
    append_act(chain=body.chain, kind=ActKind.SUBSTITUTE_ENDED, by=by, at=at, facts=facts)
    return substitution


@transaction.atomic
def give_proxy(*, by, at, body, giver, holder, starts_at, ends_at):
    """A Member lets another one vote for it in a body, and does not vote meanwhile. Its own delegate gives it, or
    whoever keeps the bodies. It counts where the rule of a vote allows proxies. Returns the Proxy.

    Raises NotYours, TermDoesNotFit: without seats, to a Member that has given its own away, or two at a time."""
    body = _locked(Body, body.pk)
    acts_for_giver = any(mandate.member == giver for mandate in mandates(by, body, at))
    if not acts_for_giver and not can_keep_bodies(by):
        raise NotYours("give_proxy", body.key)
    seated = set(entitled_members(body, at).filter(pk__in=[giver.pk, holder.pk]))
    if giver == holder or seated != {giver, holder}:
        raise TermDoesNotFit("proxy_needs_seats")
    _check_term(starts_at, ends_at, body.proxies.filter(giver=giver))
    around = body.proxies.filter(Q(giver=holder) | Q(holder=giver))
    if _meeting(starts_at, ends_at, around).exists():
        raise TermDoesNotFit("proxy_in_a_row")
    proxy = Proxy.objects.create(
        body=body, giver=giver, holder=holder, starts_at=starts_at, ends_at=ends_at, given_by=by, given_at=at
    )
    facts = {"giver": giver.code, "holder": holder.code} | _dates(starts_at, ends_at)
    append_act(chain=body.chain, kind=ActKind.PROXY_GIVEN, by=by, at=at, facts=facts)
    return proxy


@transaction.atomic
def end_proxy(*, by, at, proxy, ends_at):
    """The Member votes itself again from a moment on. Returns the Proxy. Raises NotYours, TermDoesNotFit."""
    body = _locked(Body, proxy.body_id)
    owns = Delegate.objects.in_force(at).filter(person=by, member=proxy.giver).exists()
    if not owns and not can_keep_bodies(by):
        raise NotYours("give_proxy", body.key)
    _end(proxy, at, ends_at)
    facts = {"giver": proxy.giver.code, "holder": proxy.holder.code} | _dates(proxy.starts_at, ends_at)
    append_act(chain=body.chain, kind=ActKind.PROXY_ENDED, by=by, at=at, facts=facts)
    return proxy


def acts_in(person, body, at):
    """Whether the person has an office or a Member's vote of its own in a body at a moment."""
    return any(held == body.pk for held, _role in offices_of(person, at)) or bool(mandates(person, body, at))


def _locked(model, pk):
    return model.objects.select_for_update().get(pk=pk)


def _check_term(starts_at, ends_at, others):
    """Raises TermDoesNotFit for a term that ends before it starts, or meets one of the others."""
    if ends_at is not None and ends_at <= starts_at:
        raise TermDoesNotFit("ends_before_it_starts")
    other = _meeting(starts_at, ends_at, others).first()
    if other is not None:
        raise TermDoesNotFit("held_already", other)


def _meeting(starts_at, ends_at, others):
    """Those of the terms that hold at some moment between two."""
    later = others if ends_at is None else others.filter(starts_at__lt=ends_at)
    return later.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at))


def _end(term, at, ends_at):
    """Raises TermDoesNotFit where it would end in the past, which others have relied on, has ended before, or would end
    later than it does. The caller holds the lock of what it is a term of."""
    term.refresh_from_db(fields=["ends_at"])
    if ends_at < at:
        raise TermDoesNotFit("ends_in_the_past")
    if term.ends_at is not None and term.ends_at <= at:
        raise TermDoesNotFit("ended_already", term)
    if term.ends_at is not None and ends_at > term.ends_at:
        raise TermDoesNotFit("ends_sooner", term)
    if ends_at <= term.starts_at:
        raise TermDoesNotFit("ends_before_it_starts")
    term.ends_at = ends_at
    term.save(update_fields=["ends_at"])


def _of_delegate(delegate):
    return {
        "person": delegate.person_id,
        "member": delegate.member.code,
        "body": delegate.body.key if delegate.body else "",
        "alternate": delegate.alternate,
    }


def _dates(starts_at, ends_at):
    return {
        "from": starts_at.isoformat(timespec="seconds"),
        "until": ends_at.isoformat(timespec="seconds") if ends_at else None,
    }
