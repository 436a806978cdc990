"""Every address and every role: what is answered is declared here, and an address that is not declared fails."""

from datetime import timedelta

import pytest
from django.urls import URLPattern, get_resolver, reverse

from approvals.operations.sit import call_meeting, place_item
from tests.cycle.test_loop import proposed
from tests.procedure import opened, polled, secretary_of, submitted

pytestmark = pytest.mark.django_db

VISITORS = [
    "anonymous",
    "drafter",
    "evaluator",
    "owner",
    "pc-secretary",
    "audit-secretary",
    "council-secretary",
    "pc-chair",
    "council-chair",
    "secretary-general",
    "registrar",
    "delegate-fr",
    "reader",
    "admin",
]
SIGN_IN = 302


def everybody(status, **others):
    """One answer for all, but for those named ("_" stands for "-")."""
    answers = dict.fromkeys(VISITORS, status)
    return answers | {name.replace("_", "-"): answer for name, answer in others.items()}


def signed_in(status, **others):
    return everybody(status, anonymous=SIGN_IN, **others)


DRAFTING = signed_in(403, drafter=200)
RUNNING = signed_in(403, pc_secretary=200)
POST_ONLY = signed_in(405)

PERIOD = ["strategic-plan-2019-2022", "2019-2020"]

# name: (arguments of the address, answer of a GET by each visitor)
GET = {
    "home": ([], signed_in(200)),
    "sign-in": ([], signed_in(302) | {"anonymous": 200}),
    "sign-out": ([], everybody(405)),
    "set_language": ([], everybody(302)),
    "plan": ([], everybody(200)),
    "versions": ([], everybody(200)),
    "version": ([1], everybody(200)),
    "element": (["sp7.1"], everybody(200)),
    "compare": ([], everybody(200)),
    "comparison": ([1, 1], everybody(200)),
    "amendments": ([], signed_in(200)),
    "amendment": ([1], signed_in(200)),
    "chairs-certificates": ([], everybody(404)),  # no chair has a key yet
    "certificate": ([0], signed_in(404)),  # nothing is decided there
    "certificate-document": ([0], signed_in(404)),
    "amendment-briefing": ([1], signed_in(200)),
    "receipt": ([1], signed_in(200)),
    "amendment-returns": ([1], signed_in(200)),
    "amendment-submit": ([1], POST_ONLY),
    "amendment-withdraw": ([1], POST_ONLY),
    "new-amendment": ([], DRAFTING),
    "draft": ([1], DRAFTING),
    "draft-settle": ([1], signed_in(403, drafter=302)),  # nothing to settle
    "draft-pick": ([1], DRAFTING),
    "draft-text": ([1], DRAFTING),
    "draft-estimate": ([1], DRAFTING),
    "draft-element": ([1, "sp7"], DRAFTING),
    "draft-element-remove": ([1, "sp7"], DRAFTING),
    "draft-add": ([1, "priorities"], DRAFTING),
    "draft-file": ([1], DRAFTING),
    "draft-copy": ([1], signed_in(403, drafter=405)),
    "draft-preview": ([1], signed_in(403, drafter=405)),
    "draft-remove": ([1, 1], signed_in(403, drafter=405)),
    "draft-restore": ([1, 1], signed_in(403, drafter=405)),
    "advance": ([], signed_in(200)),
    "reading": ([0], RUNNING),
    "reading-open": ([0], POST_ONLY),
    "reading-outcome": ([0], POST_ONLY),
    "reading-text": ([0], RUNNING),
    "reading-reaffirm": ([0], POST_ONLY),
    "poll-open": ([0], POST_ONLY),
    "poll-cancel": ([0, 1], POST_ONLY),
    "poll-close": ([0, 1], POST_ONLY),
    "poll-remind": ([0, 1], POST_ONLY),
    "poll-check-in": ([1], POST_ONLY),
    "reading-preview": ([0], POST_ONLY),
    "reading-alone": ([0], POST_ONLY),
    "interest-declare": ([0], POST_ONLY),
    "interest-take-back": ([1], POST_ONLY),
    "meeting": ([1], signed_in(200)),
    "meeting-open": ([1], POST_ONLY),
    "meeting-close": ([1], POST_ONLY),
    "meeting-attendance": ([1], POST_ONLY),
    "meeting-place": ([1], POST_ONLY),
    "meeting-consent": ([1], POST_ONLY),
    "item-pull": ([1], POST_ONLY),
    "item-take-off": ([1], POST_ONLY),
    "bodies": ([], signed_in(200)),
    "body": (["council"], signed_in(200)),
    "meeting-call": (["council"], POST_ONLY),
    "body-change": (["council"], POST_ONLY),
    "body-end": (["council"], POST_ONLY),
    "absences": ([], signed_in(200)),
    "absence-end": ([], POST_ONLY),
    "rules": ([], signed_in(200)),
    "rule": (["voting", "ARTICLE_VIII"], signed_in(200)),
    "register": ([], signed_in(200)),
    "register-consistency": ([1], signed_in(404)),  # nothing is sealed yet
    "act": (["review:1", 1], signed_in(200)),
    "act-proof": (["review:1", 1], signed_in(404)),
    "map": ([], everybody(200)),
    "objective": (["SP7"], everybody(200)),
    "kpi": (["SP7.1"], everybody(200)),
    "origin": (["CA-001"], everybody(200, anonymous=404)),
    "subject": (["review:1"], signed_in(302)),
    "deviations": ([], signed_in(200)),
    "deviation": ([1], signed_in(200)),
    "deviation-acknowledge": ([1], POST_ONLY),
    "deviation-link": ([1], POST_ONLY),
    "solution": ([1], POST_ONLY),
    "action": ([1], signed_in(200)),
    "action-decision": ([1], POST_ONLY),
    "action-progress": ([1], POST_ONLY),
    "action-again": ([1], POST_ONLY),
    "action-amendment": ([1], POST_ONLY),
    "action-closing": ([1], POST_ONLY),
    "figures": ([], signed_in(200)),
    "period": (PERIOD, signed_in(200)),
    "period-confirm": (PERIOD, POST_ONLY),
    "period-lock": (PERIOD, POST_ONLY),
    "figure": ([*PERIOD, "sp7.1"], signed_in(200)),
    "figure-validate": ([*PERIOD, "sp7.1", 1], POST_ONLY),
    "figures-give": (PERIOD, signed_in(200)),
    "figures-exported": ([*PERIOD, "csv"], signed_in(200)),
    "allocation": (PERIOD, signed_in(200)),
    "allocation-store": (PERIOD, POST_ONLY),
    "figures-file": ([0], signed_in(404)),  # nobody gave one
    "figures-file-faults": ([0], signed_in(404)),
    "figures-file-progress": ([0], signed_in(404)),
    "figures-file-accept": ([0], POST_ONLY),
    "figures-file-drop": ([0], POST_ONLY),
    "contest-answer": ([0], POST_ONLY),
    "evidence": ([0], signed_in(404)),
    "kpi-owner": (["sp7.1"], POST_ONLY),
    "cycle": ([], signed_in(200)),
    "cycle-of": (PERIOD[:1], signed_in(200)),
    "cycle-advance": (PERIOD[:1], POST_ONLY),
    "strategy-review": (PERIOD[:1], POST_ONLY),
    "strategy-report": ([PERIOD[0], 0], POST_ONLY),
    "step-plan": ([PERIOD[0], "monitoring"], POST_ONLY),
    "step-evidence": ([PERIOD[0], "monitoring"], POST_ONLY),
    "step-evidence-file": ([0], signed_in(404)),
    "directorates": ([], everybody(200)),
    "directorate": (["CBD"], everybody(200)),
    "annual-plan": ([], everybody(200)),
    "annual-plan-of": (["AIP-2019-2020"], everybody(200)),
    "annual-plan-next": (["AIP-2019-2020"], POST_ONLY),
    "delivery": (["AIP-2019-2020", "a01.1"], POST_ONLY),
    "action-owner": (["AIP-2019-2020", "a01"], POST_ONLY),
    "report": ([], everybody(200)),
    "report-file": (["json"], everybody(200)),
    "report-publish": ([], POST_ONLY),
    "published-reports": ([], everybody(200)),
    "reports-feed": ([], everybody(200)),
    "reports-subscription": ([], POST_ONLY),
    "published-report": ([1], everybody(404)),  # until one is published
    "published-report-file": ([1, "json"], everybody(404)),
    "verify": ([], everybody(200)),
    "look-up": (["0" * 64], everybody(404)),
    "root-certificate": ([], everybody(404)),  # until something is sealed
    "sign": ([1], signed_in(200)),
    "document": ([1], everybody(404)),  # the first version was loaded, not adopted
    "notices": ([], signed_in(200)),
    "mailbox": ([], signed_in(200)),
}
QUERY = {"compare": "?old=1&new=1", "draft-text": "?element=sp7", "draft-estimate": "?element=sp7.1"}

NOT_PC = [visitor for visitor in VISITORS if visitor not in ("anonymous", "pc-secretary")]
# A POST that decides, by each visitor who may not: never 200 or a redirect that pretends. Who may is tested elsewhere.
REFUSED_POSTS = {
    "reading-open": ([0], NOT_PC),
    "reading-outcome": ([0], NOT_PC),
    "reading-reaffirm": ([0], NOT_PC),
    "poll-open": ([0], NOT_PC),
    "meeting-open": ([1], NOT_PC),
    "meeting-close": ([1], NOT_PC),
    "meeting-attendance": ([1], NOT_PC),
    "meeting-consent": ([1], NOT_PC),
    "item-take-off": ([1], NOT_PC),
    "poll-remind": ([0, 1], NOT_PC),
    "reading-alone": ([0], NOT_PC),
    "body-change": (["council"], [visitor for visitor in VISITORS if visitor not in ("anonymous", "registrar")]),
    "body-end": (["council"], [visitor for visitor in VISITORS if visitor not in ("anonymous", "registrar")]),
    "rule": (
        ["voting", "ARTICLE_VIII"],
        [visitor for visitor in VISITORS if visitor not in ("anonymous", "registrar")],
    ),
    "draft": ([1], [visitor for visitor in VISITORS if visitor not in ("anonymous", "drafter")]),
    "draft-text": ([1], [visitor for visitor in VISITORS if visitor not in ("anonymous", "drafter")]),
    "draft-remove": ([1, 1], [visitor for visitor in VISITORS if visitor not in ("anonymous", "drafter")]),
    "new-amendment": ([], [visitor for visitor in VISITORS if visitor not in ("anonymous", "drafter")]),
}


def declared_names(resolver=None, prefix=""):
    """The name of every address of ours; Django's admin is declared by its prefix."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if address.startswith("admin/"):
            continue
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from declared_names(pattern, address)


def test_every_address_is_declared():
    assert sorted(declared_names()) == sorted(GET)


def address(name, arguments, reading):
    if name.startswith(("reading", "poll-", "interest-declare")):
        arguments = [reading.pk, *arguments[1:]]
    return reverse(name, args=arguments) + QUERY.get(name, "")


@pytest.fixture
def reading(at):
    """An amendment under review and on a meeting's agenda, and a deviation with a proposed solution."""
    proposed(at, kpi="sp6.1", aim=None)
    reading = submitted(at)
    secretary = secretary_of(reading)
    meeting = call_meeting(
        by=secretary, at=at, body=reading.body, title="SYNTHETIC session", starts_at=at + timedelta(days=9)
    )
    place_item(by=secretary, at=at, meeting=meeting, reading=reading)
    return reading


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_visitor_gets_the_declared_answer(visitor, client, person, reading):
    if visitor != "anonymous":
        client.force_login(person(visitor))
    answers = {
        name: client.get(address(name, arguments, reading)).status_code for name, (arguments, _expected) in GET.items()
    }
    assert answers == {name: expected[visitor] for name, (_arguments, expected) in GET.items()}


@pytest.mark.parametrize("visitor", [visitor for visitor in VISITORS if visitor != "anonymous"])
def test_every_post_of_somebody_else_is_refused(visitor, client, person, reading):
    client.force_login(person(visitor))
    answers = {
        name: client.post(address(name, arguments, reading), {"shown": "1"}).status_code
        for name, (arguments, refused) in REFUSED_POSTS.items()
        if visitor in refused
    }
    assert answers == dict.fromkeys(answers, 403)


@pytest.mark.parametrize(
    "name", [name for name, (_a, answers) in GET.items() if answers["anonymous"] == SIGN_IN and name != "set_language"]
)
def test_a_post_without_signing_in_leads_to_signing_in(name, client, reading):
    response = client.post(address(name, GET[name][0], reading))
    assert (response.status_code, response.headers["Location"].startswith("/sign-in/")) == (302, True)


@pytest.mark.parametrize("visitor", [visitor for visitor in VISITORS if visitor != "anonymous"])
def test_the_admin_is_for_administrators(visitor, client, person):
    client.force_login(person(visitor))
    assert client.get("/admin/").status_code == (200 if visitor == "admin" else 302)


def test_the_mailbox_is_the_demonstrations_alone(client, person, settings):
    settings.DEMONSTRATION = False
    client.force_login(person("admin"))
    assert client.get(reverse("mailbox")).status_code == 404


def test_a_form_of_another_site_is_refused(person, at):
    from django.test import Client

    reading = submitted(at)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("pc-secretary"))
    assert client.post(reverse("reading-open", args=[reading.pk])).status_code == 403
    reading.refresh_from_db()
    assert reading.opened_at is None


def test_a_get_never_decides(client, person, at):
    """Mail scanners open links: no GET of any address writes a decision, a vote or an act."""
    from approvals.models import Act, Decision, Vote

    poll = polled(at)
    before = (Act.objects.count(), Decision.objects.count(), Vote.objects.count())
    for visitor in ("council-secretary", "delegate-fr", "drafter"):
        client.force_login(person(visitor))
        for name, (arguments, _expected) in GET.items():
            client.get(address(name, arguments, poll.reading))
    assert (Act.objects.count(), Decision.objects.count(), Vote.objects.count()) == before


def test_every_answer_carries_the_strict_policy(client, person, at):
    reading = opened(submitted(at), at)
    client.force_login(person("pc-secretary"))
    for url in ("/", "/plan/", reverse("reading", args=[reading.pk]), "/nowhere/"):
        policy = client.get(url).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
