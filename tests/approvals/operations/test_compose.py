"""Bodies, seats and Members that come to what a file loaded: each an act, by whoever keeps the bodies, none twice."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from approvals.enums import Role
from approvals.exceptions import KeyTaken, NotYours
from approvals.models import Act, Body, Member
from approvals.operations.compose import add_seat, admit_member, found_body
from approvals.operations.membership import appoint, fill_seat, name_delegate
from approvals.permissions import can_run
from approvals.queries.bodies import entitled_members
from approvals.queries.register import verify
from approvals.queries.rights import mandates
from tests.procedure import acts, someone

pytestmark = pytest.mark.django_db
NAME = {"en": "SYNTHETIC board", "fr": "Conseil SYNTHETIC"}
DAY = timedelta(days=1)


def founded(at, key="audit_board", by="registrar"):
    return found_body(by=someone(by), at=at, key=key, name=NAME)


def admitted(at, code="ZZ", by="registrar"):
    return admit_member(by=someone(by), at=at, code=code, name=NAME, region="EUR")


def test_a_new_member_takes_a_seat_in_the_council_and_its_delegate_has_its_vote(at):
    council, registrar, reader = Body.objects.get(key="council"), someone("registrar"), someone("reader")
    before = entitled_members(council, at).count()
    last = council.seats.count()
    member = admitted(at)
    seat = add_seat(by=registrar, at=at, body=council, kind="member", region="EUR")
    assert (seat.number, entitled_members(council, at).count()) == (last + 1, before)
    fill_seat(by=registrar, at=at, seat=seat, member=member, starts_at=at + DAY)
    assert entitled_members(council, at).count() == before
    assert entitled_members(council, at + DAY).count() == before + 1
    reader.groups.add(Group.objects.get(name="Delegates"))
    name_delegate(by=registrar, at=at, member=member, person=reader, starts_at=at)
    assert [mandate.member for mandate in mandates(reader, council, at + DAY)] == [member]
    assert verify().whole


def test_a_founded_body_is_run_by_its_group_with_an_office_and_by_neither_alone(at):
    body, reader = founded(at), someone("reader")
    group = Group.objects.get(name="audit_board: run_readings")
    reader.groups.add(group)
    assert not can_run(reader, body, at)
    appoint(by=someone("registrar"), at=at, body=body, person=reader, role=Role.SECRETARY, starts_at=at)
    assert can_run(reader, body, at)
    reader.groups.remove(group)
    assert not can_run(reader, body, at)
    kinds = list(Act.objects.filter(chain=body.chain).values_list("kind", flat=True))
    assert kinds == ["body_founded", "office_begun"]
    assert verify().whole


def test_keys_are_taken_once(at):
    founded(at)
    admitted(at)
    with pytest.raises(KeyTaken):
        founded(at)
    with pytest.raises(KeyTaken):
        founded(at, key="council")
    with pytest.raises(KeyTaken):
        admitted(at)
    Group.objects.create(name="other_board: preside")  # people that somebody put together for something else
    with pytest.raises(KeyTaken):
        founded(at, key="other_board")
    assert not Body.objects.filter(key="other_board").exists()
    assert (Body.objects.filter(key="audit_board").count(), Member.objects.filter(code="ZZ").count()) == (1, 1)
    assert acts().count() == 2


def test_only_who_keeps_the_bodies_adds_to_them(at):
    for add in (founded, admitted):
        with pytest.raises(NotYours):
            add(at, by="council-secretary")
    with pytest.raises(NotYours):
        add_seat(by=someone("admin"), at=at, body=Body.objects.get(key="council"), kind="member")
    assert not acts().exists()
