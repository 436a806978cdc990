"""From any end the whole chain can be walked: every edge of it is a link on a page, and leads somewhere."""

import re
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.urls import reverse

from approvals.enums import Motion
from approvals.models import Act, Decision
from approvals.operations.submit_amendment import submit_amendment
from cycle.enums import Verdict
from cycle.models import Cycle, Period
from cycle.operations.correct import amend_plan, close_action, follow_amendments
from cycle.operations.run_cycle import add_evidence
from cycle.templatetags.standings import linked
from plans.models import Version
from tests.cycle.test_loop import decided
from tests.cycle.test_report import published
from tests.cycle.test_report_value import entered, year
from tests.procedure import another_edition, another_version, current, opened, recorded, someone

pytestmark = pytest.mark.django_db
PLAN = "strategic-plan-2019-2022"


@pytest.fixture
def walked(at):
    """A deviation that came to a version, was judged, and stands in a published report. The corrective action."""
    action = decided(at)
    amendment = amend_plan(by=someone("drafter"), at=at, action=action)
    reading = submit_amendment(by=someone("drafter"), at=at, amendment=amendment, shown=1)
    for motion in [Motion.FAVOURABLE] * 4 + [Motion.ENDORSE]:
        recorded(opened(current(reading.review), at), at, motion)
    follow_amendments(at=at)
    close_action(by=someone("evaluator"), at=at, action=action, verdict=Verdict.HELPED, follow_up="Reached.")
    published(at + timedelta(days=1), at.date())
    action.refresh_from_db()
    return action


def links(client, address):
    page = client.get(address)
    assert page.status_code == 200, address
    return set(re.findall(r'(?:href|hx-get)="([^"#]+)', page.content.decode().replace("&amp;", "&")))


def test_every_edge_is_a_link_and_leads_somewhere(walked, client):
    client.force_login(someone("drafter"))
    deviation, amendment = walked.deviation, walked.amendment
    version, review = Version.objects.get(number=2), amendment.review
    act = Decision.objects.order_by("pk").last().act
    pages = {
        "kpi": reverse("kpi", args=["sp7.1"]),
        "objective": reverse("objective", args=["sp7"]),
        "deviation": reverse("deviation", args=[deviation.number]),
        "action": reverse("action", args=[walked.number]),
        "amendment": reverse("amendment", args=[amendment.number]),
        "origin": reverse("origin", args=[walked.code]),
        "version": reverse("version", args=[version]),
        "report": reverse("published-report", args=[1]),
        "act": reverse("act", args=[act.chain, act.number]),
        "acts": f"{reverse('register')}?chain={deviation.chain}",
        "its acts": f"{reverse('register')}?chain={review.chain}",
        "act of it": reverse("act", args=[deviation.chain, 1]),
    }
    edges = [
        ("kpi", "objective"),
        ("kpi", "deviation"),
        ("kpi", "action"),
        ("kpi", "version"),
        ("kpi", "amendment"),
        ("deviation", "kpi"),
        ("deviation", "action"),
        ("deviation", "acts"),
        ("action", "kpi"),
        ("action", "deviation"),
        ("action", "amendment"),
        ("action", "version"),
        ("action", "acts"),
        ("amendment", "version"),
        ("amendment", "origin"),
        ("amendment", "its acts"),
        ("origin", "action"),
        ("origin", "kpi"),
        ("version", "amendment"),
        ("report", "kpi"),
        ("report", "objective"),
        ("report", "deviation"),
        ("report", "action"),
        ("report", "amendment"),
        ("report", "act"),
        ("acts", "act of it"),
    ]
    found = {name: links(client, address) for name, address in pages.items()}
    assert [edge for edge in edges if pages[edge[1]] not in found[edge[0]]] == []
    # the register leads back to what its acts are about
    for name, about in (("act", "amendment"), ("act of it", "deviation")):
        chain = (act if name == "act" else Act.objects.get(chain=deviation.chain, number=1)).chain
        assert reverse("subject", args=[chain]) in found[name]
        assert client.get(reverse("subject", args=[chain])).url == pages[about]


@pytest.mark.parametrize(
    ("begins", "leads"),
    [
        ("period", lambda: reverse("period", args=[PLAN, "2019-2020"])),
        ("cycle", lambda: reverse("cycle-of", args=[PLAN])),
        ("report", lambda: reverse("published-report", args=[1])),
    ],
)
def test_what_a_chain_is_about_has_its_page(begins, leads, walked, client):
    number = {"period": Period.objects.get().pk, "cycle": Cycle.objects.get().pk, "report": 1}[begins]
    client.force_login(someone("reader"))
    assert client.get(reverse("subject", args=[f"{begins}:{number}"])).url == leads()


@pytest.mark.parametrize("chain", ["rules", "deviation:999", "nothing:1", "review:x", "period:" + "9" * 30])
def test_a_chain_about_nothing_leads_to_itself(chain, client, at):
    client.force_login(someone("reader"))
    answer = client.get(reverse("subject", args=[chain]))
    assert answer.url.startswith(reverse("register"))


def test_what_left_the_plan_or_changed_its_code_keeps_its_page(at, client):
    version = Version.objects.get()
    kpis = tuple(
        kpi.model_copy(update={"code": "X.1"}) if kpi.key == "sp7.1" else kpi
        for kpi in version.content.kpis
        if kpi.key != "sp7.2"
    )
    another_version(at, version, kpis=kpis)
    for name, gone in (("X.1", False), ("sp7.1", False), ("SP7.2", True), ("sp7.2", True)):
        page = client.get(reverse("kpi", args=[name]))
        assert (page.status_code, page.context["gone"]) == (200, gone), name
    assert "Not in the plan in force" in client.get(reverse("kpi", args=["sp7.2"])).content.decode()
    client.force_login(someone("drafter"))
    for name, naming in (("sp7.1", True), ("sp7.2", False)):
        assert (client.get(reverse("kpi", args=[name])).context["naming"] is not None) == naming
    assert client.get(reverse("kpi", args=["sp99"])).status_code == 404
    assert client.get(reverse("kpi", args=["sp7"])).status_code == 404
    assert client.get(reverse("objective", args=["sp7.1"])).status_code == 404


def test_an_indicator_of_another_plan_has_the_history_of_that(at, client):
    content = Version.objects.get().content
    own = content.element("sp7.1").model_copy(update={"key": "own", "code": "OWN.1"})
    other = another_edition(at, day=date(2019, 6, 1), kpis=(*content.kpis, own))
    entered(at, year(at, other.edition, 2019), "own", 30, 36)
    page = client.get(reverse("kpi", args=["OWN.1"]))
    assert page.context["gone"]
    assert [(period.edition.key, one.standing.ratio) for period, one in page.context["history"]] == [
        ("another-plan", Fraction(5, 6))
    ]


def test_evidence_of_a_step_leads_to_what_it_names(at, client):
    given = {"by": someone("drafter"), "at": at, "cycle": Cycle.objects.get(), "step": "monitoring"}
    add_evidence(**given, text="Decided as AM-004 (review:12 7),\nsee <b>RP-001</b>, CA-002; not AM-1.")
    client.force_login(someone("reader"))
    found = links(client, reverse("cycle"))
    assert {"/amendments/AM-004/", "/register/review:12/7/", "/reports/RP-001/", "/corrective-actions/CA-002/"} <= found
    said = linked("see <b>AM-004</b>\nAM-1 and XAM-004")
    assert said == ('see &lt;b&gt;<a href="/amendments/AM-004/">AM-004</a>&lt;/b&gt;<br>AM-1 and XAM-004')
