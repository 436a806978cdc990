"""One adoption and the other open amendments: carried over, sent back, settled, or moot. Nothing is merged silently."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from approvals.enums import ActKind, Closure, Motion
from approvals.models import Act, Reading
from approvals.operations.carry_over import carry_amendments_over
from approvals.operations.submit_amendment import submit_amendment
from approvals.operations.withdraw_amendment import withdraw_amendment
from approvals.queries.register import verify
from notifications.models import Notice
from plans.exceptions import InConflict, NotAllowed, NothingToSettle, Unsettled
from plans.models import Amendment, Draft, Version
from plans.operations.save_draft import save_draft
from plans.operations.settle_collision import settle_collision
from plans.queries.amendments import behind, current_draft, open_collision, overlapping, proposed_changes
from plans.rules.changes import CHANGES, AddPriority, Changes, RemoveElement, ReplaceText, SetField, StartEdition
from plans.rules.content import Aim, Priority
from plans.rules.settle import Choice, Keeping, named
from plans.rules.settle import settle as settled
from plans.rules.source import read
from tests.procedure import (
    adopted,
    brought_to,
    closed,
    current,
    drafted,
    lower_estimate,
    opened,
    polled,
    recorded,
    rename,
    someone,
    submitted,
    voted,
)

pytestmark = pytest.mark.django_db
SUCCESSOR = read(Path("plans/demo/strategic-plan-2022-2025.yaml").read_bytes())


def sentence_of(sp2, was, becomes):
    """SP2's description, a sentence of it replaced."""
    old = sp2.description["en"]
    return ReplaceText(element="sp2", field="description", language="en", old=old, new=old.replace(was, becomes))


@pytest.fixture
def sp2():
    return Version.objects.get(number=1).content.element("sp2")


def settle_all(amendment, at, keeping, by="drafter"):
    """Settles every conflict of an amendment in one way."""
    amendment.refresh_from_db()
    draft, collision = current_draft(amendment), open_collision(amendment)
    changes = Changes(CHANGES.validate_python(draft.contents["changes"]), amendment.base.content)
    _none, left = settled(changes, collision.version.content, {})
    choices = {named(conflict): Choice(keeping) for conflict in left}
    seen = collision.version.digest
    return settle_collision(by=someone(by), at=at, amendment=amendment, shown=draft.number, seen=seen, choices=choices)


def _seen(amendment):
    return open_collision(amendment).version.digest


def acts_of(reading):
    return [act.kind for act in Act.objects.filter(chain=reading.review.chain)]


def test_what_says_the_same_goes_on_where_it_is_with_its_digest(at):
    reading = opened(brought_to("audit", at, [rename()]), at)
    adopted(at)
    assert carry_amendments_over(at=at) == 1
    reading.refresh_from_db()
    amendment = reading.review.amendment
    assert (amendment.base.number, amendment.revisions.count(), reading.closed_at) == (2, 2, None)
    first, second = amendment.revisions.all()
    assert (first.digest, first.base.number) == (second.digest, 1)
    assert (second.base.number, second.carried_to.number, reading.revision) == (2, 2, second)
    assert list(second.authors.all()) == list(first.authors.all())
    recorded(reading, at, shown=first.digest)
    assert acts_of(reading)[-2:] == [ActKind.CARRIED_OVER, ActKind.DECIDED]
    assert carry_amendments_over(at=at) == 0


def test_a_poll_goes_on_where_the_digest_is_kept(at):
    poll = polled(at, [rename()])
    voted(poll, at, votes_for=100)
    adopted(at)
    carry_amendments_over(at=at)
    voted(poll, at, votes_for=150)
    decision = closed(poll)
    assert (
        decision.outcome,
        Version.objects.order_by("number", "corrigendum").last().content.element("sp2").name["en"],
    ) == (
        "endorsed",
        "Package on revenue",
    )
    assert Version.objects.order_by("number", "corrigendum").last().content.element("sp7.1").estimates[-1].aim == Aim(
        ratio="0.75"
    )


def test_another_sentence_of_the_same_text_merges_and_counts_as_a_return(at, sp2):
    """The text that it replaces is another one now: Policy Commission reads it again, an open poll ends void."""
    poll = polled(at, [sentence_of(sp2, "developed", "written")])
    voted(poll, at, votes_for=5)
    adopted(at, [sentence_of(sp2, "They belong", "All belong")])
    carry_amendments_over(at=at)
    poll.refresh_from_db()
    assert (poll.closed_at, poll.decision) == (at, None)
    reading = current(poll.reading.review)
    assert (reading.step, reading.number, reading.revision.number) == ("policy_commission_first", 6, 2)
    (change,) = reading.revision.proposal.changes
    assert ("written" in change.new, "All belong" in change.new, "All belong" in change.old) == (True, True, True)
    assert Reading.objects.get(pk=poll.reading_id).closure == Closure.OVERTAKEN
    assert acts_of(reading)[-2:] == [ActKind.POLL_CANCELLED, ActKind.CARRIED_OVER]
    assert Notice.objects.filter(kind="approvals.carried_over", recipient__username="drafter").exists()
    assert verify().whole


def test_competences_that_the_difference_does_not_touch_stand(at, sp2):
    """At the second reading Audit's opinion stands on what it saw: only the text differs."""
    reading = opened(
        brought_to("policy_commission_second", at, [sentence_of(sp2, "developed", "written"), lower_estimate()]), at
    )
    adopted(at, [sentence_of(sp2, "They belong", "All belong")])
    carry_amendments_over(at=at)
    again = current(reading.review)
    assert again.step == "policy_commission_first"
    recorded(opened(again, at), at)
    audit = current(reading.review)
    assert (audit.step, audit.standing.revision.number) == ("audit", 1)


@pytest.mark.parametrize(("keeping", "ratio"), [(Keeping.ADOPTED, "0.75"), (Keeping.OURS, "0.8")])
def test_what_says_otherwise_goes_to_its_drafters_and_comes_back(keeping, ratio, at):
    poll = polled(at, [lower_estimate("0.8"), rename()])
    adopted(at)
    carry_amendments_over(at=at)
    amendment = poll.reading.review.amendment
    amendment.refresh_from_db()
    assert (amendment.state, amendment.base.number, open_collision(amendment).version.number) == ("returned", 1, 2)
    assert acts_of(poll.reading)[-2:] == [ActKind.POLL_CANCELLED, ActKind.IN_CONFLICT]
    assert Notice.objects.filter(kind="approvals.in_conflict", recipient__username="drafter").count() == 1
    assert list(behind()) == []
    drafter = someone("drafter")
    with pytest.raises(Unsettled):
        submit_amendment(
            by=drafter, at=at, amendment=amendment, shown=current_draft(amendment).number, reason="as it was"
        )
    draft = settle_all(amendment, at, keeping)
    amendment.refresh_from_db()
    assert (amendment.base.number, open_collision(amendment)) == (2, None)
    reading = submit_amendment(by=drafter, at=at, amendment=amendment, shown=draft.number, reason="settled")
    assert reading.review == poll.reading.review
    kinds = [change.change for change in reading.revision.proposal.changes]
    assert kinds == (["replace_text"] if keeping is Keeping.ADOPTED else ["replace_text", "set_estimate"])
    while reading.step != "council":
        reading = current(reading.review)
        if reading.step != "council":
            recorded(opened(reading, at), at)
    assert recorded(opened(reading, at), at, Motion.ENDORSE).outcome == "endorsed"
    newest = Version.objects.get(number=3).content
    assert (newest.element("sp7.1").estimates[-1].aim, newest.element("sp2").name["en"]) == (
        Aim(ratio=ratio),
        "Package on revenue",
    )
    assert verify().whole


def test_what_was_adopted_already_is_moot(at):
    reading = opened(brought_to("finance", at), at)
    draft = drafted(at)
    adopted(at)
    assert carry_amendments_over(at=at) == 2
    for amendment in (reading.review.amendment, draft):
        amendment.refresh_from_db()
        assert amendment.state == "moot"
    reading.review.refresh_from_db()
    assert (reading.review.ended_at, acts_of(reading)[-1]) == (at, ActKind.MOOT)
    assert Notice.objects.filter(kind="approvals.moot", recipient__username="drafter").count() == 2


def test_drafts_are_carried_over_too(at, sp2):
    clean, merged, empty = (
        drafted(at, [rename()]),
        drafted(at, [sentence_of(sp2, "developed", "written")]),
        drafted(at, []),
    )
    clash = drafted(at, [lower_estimate("0.8")])
    adopted(at, [sentence_of(sp2, "They belong", "All belong"), lower_estimate()])
    carry_amendments_over(at=at)
    for amendment in (clean, merged, empty, clash):
        amendment.refresh_from_db()
    assert [amendment.base.number for amendment in (clean, merged, empty, clash)] == [2, 2, 2, 1]
    assert [amendment.drafts.count() for amendment in (clean, merged, empty, clash)] == [1, 2, 1, 1]
    assert "All belong" in current_draft(merged).contents["changes"][0]["new"]
    assert (open_collision(clash).version.number, clash.state) == (2, "draft")


def test_an_element_that_disappears_never_takes_an_amendment_with_it(at):
    value = Version.objects.get().content.values[0]
    said = ReplaceText(element=value.key, field="text", language="en", old=value.text["en"], new="SYNTHETIC value.")
    reading = brought_to("audit", at, [said, rename()])
    adopted(at, [RemoveElement(collection="values", removed=value)])
    carry_amendments_over(at=at)
    amendment = reading.review.amendment
    amendment.refresh_from_db()
    assert amendment.state == "returned"
    draft = settle_all(amendment, at, Keeping.OURS)
    kinds = sorted(change["change"] for change in draft.contents["changes"])
    assert kinds == ["add_element", "replace_text"]


def test_a_later_version_overtakes_an_unsettled_conflict(at):
    clash = drafted(at, [lower_estimate("0.8")])
    adopted(at)
    carry_amendments_over(at=at)
    adopted(at, [lower_estimate(old="0.75").model_copy(update={"new": None})])
    assert carry_amendments_over(at=at) == 1
    clash.refresh_from_db()
    # what it replaces is there again
    assert (clash.base.number, open_collision(clash)) == (3, None)


def test_two_that_clash_are_flagged_while_both_are_open(at):
    one, other, beside = drafted(at), drafted(at, [lower_estimate("0.8")]), drafted(at, [lower_estimate(kpi="sp7.2")])
    changes = proposed_changes(one)
    found = [(overlap.other, overlap.keys, overlap.clash) for overlap in overlapping(one, changes)]
    assert found == [(other, ("sp7.1",), True)]
    again = overlapping(other, proposed_changes(other))
    assert [(overlap.other, overlap.clash) for overlap in again] == [(one, True)]
    assert beside.state == "draft"


def test_both_may_add_a_priority(at):
    last = Version.objects.get().content.priorities[-1].key
    one, other = (
        AddPriority(priority=Priority(key=key, name={"en": key}), after=last) for key in ("priority-b", "priority-a")
    )
    reading = opened(brought_to("council", at, [one]), at)
    adopted(at, [other])
    carry_amendments_over(at=at)
    # it stands after the other now, which is policy: the bodies that are not concerned can reaffirm
    reading = current(reading.review)
    assert reading.step == "policy_commission_first"
    while reading.step != "council":
        recorded(opened(reading, at), at)
        reading = current(reading.review)
    recorded(opened(reading, at), at, Motion.ENDORSE)
    keys = [priority.key for priority in Version.objects.get(number=3).content.priorities]
    assert keys[-2:] == ["priority-a", "priority-b"]


def test_only_staff_settles_and_only_once(at):
    clash = drafted(at, [lower_estimate("0.8")])
    adopted(at)
    carry_amendments_over(at=at)
    with pytest.raises(NotAllowed):
        settle_all(clash, at, Keeping.OURS, by="delegate-fr")
    with pytest.raises(InConflict):
        settle_collision(
            by=someone("drafter"),
            at=at,
            amendment=clash,
            shown=current_draft(clash).number,
            seen=_seen(clash),
            choices={},
        )
    draft = settle_all(clash, at, Keeping.OURS, by="drafter")
    with pytest.raises(NothingToSettle):
        settle_collision(by=someone("drafter"), at=at, amendment=clash, shown=draft.number, seen="", choices={})


def test_the_page_shows_three_texts_and_saves_what_was_chosen(at, client):
    clash = drafted(at, [rename(new="Ours"), lower_estimate("0.8")])
    adopted(at, [rename(new="Adopted"), lower_estimate()])
    carry_amendments_over(at=at)
    client.force_login(someone("drafter"))
    address = reverse("draft-settle", args=[clash.number])
    page = client.get(address)
    cases = page.context["cases"]
    first = cases[0]
    assert (first.conflict.element, first.base, first.adopted, first.ours) == (
        "sp2",
        "Revenue Package",
        "Adopted",
        "Ours",
    )
    names = [case.form.name for case in cases]
    shown = page.context["draft"].number
    given = {"shown": shown, "seen": _seen(clash), "conflict": names}
    half = client.post(address, given | {f"{names[0]}-keeping": "adopted"})
    assert half.status_code == 422
    assert "Some of it is still undecided" in half.content.decode()
    chosen = {f"{names[0]}-keeping": "written", f"{names[0]}-text": "Both", f"{names[1]}-keeping": "ours"}
    done = client.post(address, given | chosen, follow=True)
    assert "Settled: the draft is to version 2 now" in done.content.decode()
    clash.refresh_from_db()
    after = CHANGES.validate_python(current_draft(clash).contents["changes"])
    assert {change.element: change.new for change in after} == {"sp2": "Both", "sp7.1": Aim(ratio="0.8")}
    assert client.get(address).status_code == 302


def test_a_decision_between_the_adoption_and_the_sweep_is_void_where_the_text_no_longer_fits(at):
    poll = polled(at, [lower_estimate("0.8")])
    voted(poll, at, votes_for=150)
    adopted(at)
    decision = closed(poll)
    assert (decision.outcome, decision.reason, Version.objects.count()) == ("void", "no_longer_fits", 2)
    at = poll.closes_at
    carry_amendments_over(at=at)
    amendment = Amendment.objects.get(pk=poll.reading.review.amendment_id)
    assert (amendment.state, open_collision(amendment).version.number) == ("returned", 2)
    save_draft(
        by=someone("drafter"),
        at=at + timedelta(days=1),
        amendment=amendment,
        shown=current_draft(amendment).number,
        title="Still editable",
    )


def test_the_worklist_does_not_show_what_was_overtaken(at, client):
    reading = submitted(at, [lower_estimate("0.8")])
    adopted(at)
    carry_amendments_over(at=at)
    client.force_login(someone("pc-secretary"))
    assert [thing.amendment for thing in client.get("/").context["work"]] == []
    client.force_login(someone("drafter"))
    assert [thing.what for thing in client.get("/").context["work"]] == ["resubmit"]
    assert (
        "Settle the conflict"
        in client.get(reverse("amendment", args=[reading.review.amendment.number])).content.decode()
    )


def test_nothing_is_settled_on_a_version_that_was_not_shown(at, client):
    """A page that showed 75 % is refused once 50 % was adopted; opened again it shows that."""
    clash = drafted(at, [lower_estimate("0.8")])
    adopted(at)
    carry_amendments_over(at=at)
    client.force_login(someone("drafter"))
    address = reverse("draft-settle", args=[clash.number])
    page = client.get(address)
    (case,) = page.context["cases"]
    given = {"shown": 1, "seen": _seen(clash), "conflict": case.form.name, f"{case.form.name}-keeping": "adopted"}
    adopted(at, [lower_estimate("0.5", old="0.75")])
    carry_amendments_over(at=at)
    clash.refresh_from_db()
    again = client.post(address, given, follow=True)
    assert "was adopted after you opened this page" in again.content.decode()
    assert again.context["cases"][0].adopted == Aim(ratio="0.5")
    assert (clash.base.number, clash.drafts.count(), open_collision(clash).version.number) == (1, 1, 3)


def test_one_that_fails_holds_up_no_other(at):
    """And what failed is told, with its name."""
    first, second = drafted(at, [rename()]), drafted(at, [rename(new="Another")])
    adopted(at)
    Draft.objects.create(
        amendment=first,
        number=2,
        title="SYNTHETIC",
        proposal_text='{"changes":[{"change":"unknown"}]}',
        saved_by=someone("drafter"),
        saved_at=at,
    )
    with pytest.raises(ExceptionGroup) as failed:
        carry_amendments_over(at=at)
    assert [failure.__notes__ for failure in failed.value.exceptions] == [["at AM-001"]]
    second.refresh_from_db()
    assert second.base.number == 2


def test_the_page_of_a_settled_amendment_shows_its_revision(at, client):
    """The draft is to version 2 now, the last revision to version 1; another draft clashes with neither page."""
    reading = brought_to("audit", at, [lower_estimate("0.8")])
    adopted(at)
    carry_amendments_over(at=at)
    amendment = reading.review.amendment
    settle_all(amendment, at, Keeping.OURS)
    drafted(at, [lower_estimate("0.6", old="0.75")])
    for username in ("drafter", "audit-secretary"):
        client.force_login(someone(username))
        for shown in ("", "?text=clean", "?text=current"):
            assert client.get(reverse("amendment", args=[amendment.number]) + shown).status_code == 200


def test_what_comes_back_as_it_was_can_be_submitted_again(at):
    """The conflict went away with a later version: the same proposal is a revision to that one."""
    reading = brought_to("audit", at, [lower_estimate("0.8")])
    adopted(at)
    carry_amendments_over(at=at)
    adopted(at, [lower_estimate(old="0.75").model_copy(update={"new": None})])
    carry_amendments_over(at=at)
    amendment = reading.review.amendment
    amendment.refresh_from_db()
    shown = current_draft(amendment).number
    again = submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=shown, reason="as it was")
    assert (again.revision.base.number, again.revision.digest) == (3, reading.revision.digest)


def test_what_is_settled_away_says_that_nothing_is_left(at, client):
    clash = drafted(at, [lower_estimate("0.8")])
    adopted(at)
    carry_amendments_over(at=at)
    client.force_login(someone("drafter"))
    address = reverse("draft-settle", args=[clash.number])
    (case,) = client.get(address).context["cases"]
    given = {"shown": 1, "seen": _seen(clash), "conflict": case.form.name, f"{case.form.name}-keeping": "adopted"}
    assert "Nothing of it is left" in client.post(address, given, follow=True).content.decode()


def test_a_withdrawn_amendment_has_nothing_to_settle(at, client):
    clash = drafted(at, [lower_estimate("0.8")])
    adopted(at)
    carry_amendments_over(at=at)
    withdraw_amendment(by=someone("drafter"), at=at, amendment=clash)
    client.force_login(someone("drafter"))
    assert client.get(reverse("draft-settle", args=[clash.number])).status_code == 302
    assert open_collision(clash) is None


def test_what_lies_in_something_that_goes_is_a_clash_too(at):
    year = Version.objects.get().content.annual_plans[0]
    action = year.actions[0]
    one = drafted(at, [RemoveElement(collection="annual_plans", removed=year)])
    other = drafted(at, [SetField(element=action.key, field="code", old=action.code, new="A99")])
    found = overlapping(one, proposed_changes(one))
    assert [(overlap.other, overlap.keys, overlap.clash) for overlap in found] == [(other, (action.key,), True)]
    start = drafted(at, [StartEdition(old="strategic-plan-2019-2022", content=SUCCESSOR)])
    assert [overlap.clash for overlap in overlapping(start, proposed_changes(start))] == [True, True]


def test_an_earlier_draft_is_carried_over_when_it_is_gone_back_to(at, client):
    amendment = drafted(at, [rename()])
    drafter = someone("drafter")
    save_draft(by=drafter, at=at, amendment=amendment, shown=1, changes=[rename(new="Another")])
    adopted(at)
    carry_amendments_over(at=at)
    client.force_login(drafter)
    client.post(reverse("draft-restore", args=[amendment.number, 1]), {"shown": 2})
    amendment.refresh_from_db()
    assert proposed_changes(amendment) == (rename(),)
    assert current_draft(amendment).base.number == 2


def test_what_was_never_submitted_is_its_drafters_alone(at, client):
    discarded, moot = drafted(at, [rename()], title="Discarded"), drafted(at, title="Moot")
    withdraw_amendment(by=someone("drafter"), at=at, amendment=discarded)
    adopted(at, title="Adopted")
    carry_amendments_over(at=at)
    client.force_login(someone("delegate-fr"))
    page = client.get(reverse("amendments")).content.decode()
    assert ["Adopted" in page, "Discarded" in page, "Moot</a>" in page] == [True, False, False]
    for amendment in (discarded, moot):
        assert client.get(reverse("amendment", args=[amendment.number])).status_code == 404
