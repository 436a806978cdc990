"""What governance costs on PostgreSQL: deciding, voting, the worklist, the register, and how each grows with what is
there. Figures are ratios in one run, of medians of runs that take turns; printed with -s.

A bound on time is asserted with SLACK, since machines differ; statements and buffers are asserted as bounded. SOAK=1
takes the full sizes.
"""

import contextlib
import json
import os
import re
import threading
import time
import uuid
from datetime import timedelta
from statistics import median

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Task

from approvals.enums import ActKind, Choice, Motion, Role
from approvals.models import Act, Body, Decision, Delegate, Office, Reading, Review
from approvals.operations.cast_vote import cast_vote
from approvals.operations.record_outcome import record_outcome
from approvals.operations.register import append_acts, head_of, seal_register
from approvals.queries.work import work_of
from approvals.rules.acts import START
from cycle.operations.load_demonstration import load_demonstration
from notifications.models import Delivery, Notice
from plans.rules.canonical import canonical
from tests.benchmarks.test_queries import counted
from tests.conftest import AT
from tests.procedure import opened, polled, recorded, secretary_of, someone, submitted, voted

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("governance")]
SOAK = bool(os.environ.get("SOAK"))
# how many finished reviews there are, and as many open ones
FEW, MANY = 1_000, 100_000 if SOAK else 2_000
# how often each side of a comparison runs
RUNS = 150 if SOAK else 25
POLLS = 10 if SOAK else 2
SLACK = 1.25
THREADS = 8
# above every id and number that the operations give in a test
FIRST = 1_000_000
# what grows with every review
LARGE = {
    "approvals_act",
    "approvals_poll",
    "approvals_reading",
    "approvals_review",
    "approvals_vote",
    "plans_amendment",
    "plans_draft",
}


def medians(times, **variants):
    """The median time of each variant in milliseconds, by its name. They take turns.

    A variant is a function of the run's number that makes everything ready and returns what is timed.
    """
    spent = {name: [] for name in variants}
    for number in range(times):
        for name, prepared in variants.items():
            action = prepared(number)
            start = time.perf_counter()
            action()
            spent[name].append((time.perf_counter() - start) * 1000)
    return {name: median(runs) for name, runs in spent.items()}


def say(spent):
    """Prints what medians() found."""
    print("  " + ", ".join(f"{name} {taken:.2f} ms" for name, taken in spent.items()))


def values(row, **instead):
    """A row's columns without its id, some said otherwise."""
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    } | instead


def unique():
    """Stands for a digest that nobody computed."""
    return uuid.uuid4().hex * 2


# A decision


def decision_on(reading, at):
    """The operation that decides on an opened reading at the first step, ready to be called."""
    secretary, digest = secretary_of(reading), reading.revision.digest
    return lambda: record_outcome(
        by=secretary, at=at, reading=reading, shown=digest, motion=Motion.FAVOURABLE, present=25
    )


class Written:
    """The rows that a decision on a reading writes, as values known beforehand: those of another decision like it."""

    def __init__(self, decision, reading):
        done, later = decision.reading, decision.reading.review.readings.get(number=2)
        self.reading = reading
        self.task = reading.task
        self.closed = {"closed_at": done.closed_at, "closure": done.closure}
        self.done = {name: getattr(done.task, name) for name in ("status", "started", "finished", "data")}
        self.act = values(decision.act, chain=reading.review.chain, digest=unique())
        self.decision = values(decision, reading_id=reading.pk, revision_id=reading.revision_id)
        self.next_task = values(later.task, process_id=reading.task.process_id)
        self.next_reading = values(later, review_id=reading.review_id, revision_id=reading.revision_id)
        told = Notice.objects.filter(link__contains=done.review.amendment.code).order_by("-pk")[:2]
        self.notices = [values(notice) for notice in reversed(told)]
        del self.decision["act_id"], self.next_reading["task_id"]

    def by_orm(self):
        """Writes them through the ORM in one transaction: the lock and the rows, and nothing is read or checked."""
        with transaction.atomic():
            Review.objects.select_for_update().filter(pk=self.reading.review_id).values_list("pk").get()
            act = Act.objects.create(**self.act)
            Decision.objects.create(**self.decision, act=act)
            _set(self.reading, self.closed).save(update_fields=list(self.closed))
            _set(self.task, self.done).save()
            task = Task.objects.create(**self.next_task)
            task.previous.add(self.task)
            Reading.objects.create(**self.next_reading, task=task)
            notices = Notice.objects.bulk_create(Notice(**notice) for notice in self.notices)
            Delivery.objects.bulk_create(Delivery(notice=notice) for notice in notices)

    def by_four_statements(self):
        """The least that could be called a decision, by the driver alone."""
        driver = connection.connection
        with driver.transaction():
            driver.execute("SELECT id FROM approvals_review WHERE id = %s FOR UPDATE", [self.reading.review_id])
            (act,) = driver.execute(*_insert("approvals_act", self.act)).fetchone()
            decision = self.decision | {"act_id": act, "tally": json.dumps(self.decision["tally"])}
            driver.execute(*_insert("approvals_decision", decision))
            driver.execute(
                "UPDATE approvals_reading SET closed_at = %s, closure = %s WHERE id = %s",
                [*self.closed.values(), self.reading.pk],
            )


def _set(row, said):
    for name, value in said.items():
        setattr(row, name, value)
    return row


def _insert(table, row):
    """An INSERT of one row and its parameters."""
    places = ", ".join(["%s"] * len(row))
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places}) RETURNING id", list(row.values())


def writes(action):
    """What an action writes: the beginnings of its INSERT and UPDATE statements, sorted."""
    with CaptureQueriesContext(connection) as captured:
        action()
    return sorted(re.findall(r'^(INSERT INTO "\w+"|UPDATE "\w+")', "\n".join(q["sql"] for q in captured), re.MULTILINE))


def test_a_decision_beside_the_bare_rows(at):
    like = Decision.objects.get(pk=recorded(opened(submitted(at), at), at).pk)

    def reading():
        return opened(submitted(at), at)

    def bare():
        return Written(like, Reading.objects.select_related("review", "task").get(pk=reading().pk))

    assert writes(bare().by_orm) == writes(decision_on(reading(), at))
    assert counted("decision", decision_on(reading(), at)) <= 20
    bare().by_four_statements()
    spent = medians(
        RUNS,
        ours=lambda _number: decision_on(reading(), at),
        orm=lambda _number: bare().by_orm,
        driver=lambda _number: bare().by_four_statements,
    )
    ratio = spent["ours"] / spent["orm"]
    print(f"decision: {ratio:.2f} of the bare ORM (bound 2), {spent['ours'] / spent['driver']:.2f} of four statements")
    say(spent)
    assert ratio <= 2 * SLACK


# A vote


def rate(poll, delegates, at):
    """Votes a second when every Member votes once, from eight threads with connections of their own."""
    gate, ends, digest = threading.Barrier(THREADS + 1), [], poll.revision.digest

    def vote(share):
        connection.ensure_connection()
        gate.wait()
        try:
            for delegate in share:
                cast_vote(by=delegate.person, at=at, poll=poll, shown=digest, choice=Choice.FOR)
            ends.append(time.perf_counter())
        finally:
            connection.close()

    threads = [threading.Thread(target=vote, args=[delegates[place::THREADS]]) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    gate.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    assert poll.votes.count() == len(delegates)
    return len(delegates) / (max(ends) - start)


def test_votes_do_not_wait_for_the_lock_that_they_share(at, monkeypatch):
    delegates = list(Delegate.objects.select_related("person").order_by("member__code"))
    assert len(delegates) == 183
    rates = {"locked": [], "free": []}
    for _run in range(POLLS):
        rates["locked"].append(rate(polled(at), delegates, at))
        with monkeypatch.context() as patched:
            patched.setattr("approvals.operations.cast_vote.lock_shared", lambda *_row: None)
            rates["free"].append(rate(polled(at), delegates, at))
    locked, free = median(rates["locked"]), median(rates["free"])
    print(f"votes: {locked / free:.2f} of the rate without the lock (bound 0.8); {locked:.0f} and {free:.0f} a second")
    assert locked / free >= 0.8 / SLACK


# The register


class Chain:
    """A review's chain of acts, to which a transaction adds the acts of a decision that adopts, as a decision does."""

    def __init__(self, decision, at):
        self.review = submitted(at).review
        self.by, self.at = decision.recorded_by, at
        self.acts = [(ActKind.DECIDED, decision.act.facts), (ActKind.ADOPTED, {"amendment": "AM-001", "version": 2})]
        self.number, self.digest = head_of(self.review.chain)

    @transaction.atomic
    def add_chained(self):
        """As a decision does, which reads the chain's head together with the reading."""
        self._lock()
        written = append_acts(
            chain=self.review.chain, by=self.by, at=self.at, acts=self.acts, head=(self.number, self.digest)
        )
        self.number, self.digest = written[-1].number, written[-1].digest

    @transaction.atomic
    def add_by_itself(self):
        """As an operation does that has not read the head."""
        self._lock()
        append_acts(chain=self.review.chain, by=self.by, at=self.at, acts=self.acts)

    @transaction.atomic
    def add_unchained(self):
        """The same rows, of which none says what the one before was."""
        self._lock()
        Act.objects.bulk_create(
            Act(
                chain=self.review.chain,
                number=self.number + place,
                kind=kind,
                at=self.at,
                by=self.by,
                facts_text=canonical(facts).decode(),
                previous=START,
                digest=unique(),
            )
            for place, (kind, facts) in enumerate(self.acts, start=1)
        )
        self.number += len(self.acts)

    def _lock(self):
        Review.objects.select_for_update().filter(pk=self.review.pk).values_list("pk").get()


def test_chained_acts_beside_unchained_ones(at):
    decision = recorded(opened(submitted(at), at), at)
    chained, alone, unchained = (Chain(decision, at) for _ in range(3))
    spent = medians(
        RUNS * 4,
        chained=lambda _number: chained.add_chained,
        alone=lambda _number: alone.add_by_itself,
        unchained=lambda _number: unchained.add_unchained,
    )
    ratio, by_itself = (spent["unchained"] / spent[name] for name in ("chained", "alone"))
    print(f"register: {ratio:.2f} of the rate of unchained acts (bound 0.8), {by_itself:.2f} with the head read apart")
    say(spent)
    assert ratio >= 0.8 / SLACK


# Among many reviews


@pytest.fixture(scope="module")
def copies(django_db_setup, django_db_blocker):
    """Connections to copies of the test's database, by how many finished, and as many open, reviews are in each."""
    own = connections["default"]
    with django_db_blocker.unblock():
        made = {each: copied(own, each) for each in (FEW, MANY)}
    yield made
    with django_db_blocker.unblock():
        for each, other in made.items():
            other.close()
            own.creation.destroy_test_db(suffix=str(each), verbosity=0)


@pytest.fixture
def crowded(copies):
    """The same; the test may make any of them the default connection."""
    with within(connections["default"]):
        yield copies


def copied(own, each):
    own.creation.clone_test_db(suffix=str(each), verbosity=0, autoclobber=True)
    other = own.copy()
    other.settings_dict = own.creation.get_test_db_clone_settings(str(each))
    with within(other):
        load_demonstration(at=AT - timedelta(days=30))
        crowd(each)
    return other


@contextlib.contextmanager
def within(other):
    """Inside, this is the default connection. The ids of content types are its own."""
    own = connections["default"]
    connections["default"] = other
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"] = own
        ContentType.objects.clear_cache()


def crowd(each):
    """Adds so many finished reviews and as many open ones: of these one in five is being voted on, one in ten is with
    its drafters, the rest wait in committees; the oldest waits in a body that only the keeper serves."""
    with transaction.atomic():
        copy_review(each, polled(AT))
        body = Body.objects.create(key="archive_committee", name={"en": "SYNTHETIC"})
        keeper = get_user_model().objects.create_user("keeper")
        Office.objects.create(body=body, person=keeper, role=Role.SECRETARY, starts_at=AT - timedelta(days=30))
        Reading.objects.filter(pk=FIRST + each + 1).update(body=body)
    seal_register(at=AT, everything=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def copy_review(each, poll):
    """Copies the review of an open poll, row by row. Copies share its revision, and are FIRST + n in every table."""
    voted(poll, AT, votes_for=3)
    reading, review, amendment = poll.reading, poll.reading.review, poll.reading.review.amendment
    mine, finished, returned = f"{FIRST} + n", f"n <= {each}", "mod(n, 10) = 0"
    polled_ones = f"({finished} OR mod(n, 5) = 2)"
    committees = list(Body.objects.order_by("pk").values_list("pk", flat=True)[:3])
    began = f"timestamptz '{AT.isoformat()}' - interval '30 days' - n * interval '1 minute'"
    later = "+ n * interval '1 second'"

    def copy(row, only="true", **said):
        copy_row(row, 2 * each, only, {"id": mine} | said)

    copy(
        amendment,
        number=mine,
        state=f"CASE WHEN {finished} THEN 'adopted' WHEN {returned} THEN 'returned' ELSE 'under_review' END",
    )
    copy(amendment.drafts.get(), amendment_id=mine)
    copy(review.process)
    copy(reading.task, process_id=mine)
    ended = f"CASE WHEN {finished} THEN started_at END"
    copy(review, amendment_id=mine, process_id=mine, started_at=began, ended_at=ended)
    copy(
        reading,
        review_id=mine,
        task_id=mine,
        body_id=f"CASE WHEN {polled_ones} THEN body_id ELSE (ARRAY{committees})[1 + mod(n, 3)] END",
        deadline_at=f"deadline_at {later}",
        closed_at=f"CASE WHEN {finished} OR {returned} THEN arrived_at END",
        closure=f"CASE WHEN {finished} THEN 'decided' WHEN {returned} THEN 'returned' ELSE '' END",
    )
    closed = f"CASE WHEN {finished} THEN opened_at END"
    copy(poll, polled_ones, reading_id=mine, closes_at=f"closes_at {later}", closed_at=closed)
    for place, vote in enumerate(poll.votes.all(), start=1):
        copy(vote, polled_ones, id=f"{FIRST} * {place} + n", poll_id=mine)
    for act in Act.objects.filter(chain=review.chain, number__lte=2):
        digest = f"encode(sha256(('{act.number}/' || n)::bytea), 'hex')"
        copy(act, id=f"{FIRST} * {act.number} + n", chain=f"'review:' || {mine}", at=began, digest=digest)


def copy_row(row, times, only, said):
    """Adds copies of a row, for n from 1, where `only` holds; what is said of a column is SQL."""
    table = row._meta.db_table
    columns = [field.column for field in row._meta.concrete_fields]
    chosen = ", ".join(said.get(column, f"{table}.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table}, generate_series(1, %s) AS n "
            f"WHERE {table}.id = %s AND {only}",
            [times, row.pk],
        )


def explained(action):
    """The statements of an action, each with its plan as it was executed and the shared buffers that it touched."""
    with CaptureQueriesContext(connection) as captured:
        action()
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + query["sql"])
            plan = cursor.fetchone()[0][0]["Plan"]
            yield query["sql"], plan, plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def scanned(plan):
    """The tables that a plan scans from one end to the other."""
    below = set().union(*(scanned(part) for part in plan.get("Plans", [])))
    return below | {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else below


def test_the_worklist_reads_only_what_waits(crowded, at):
    connections["default"] = crowded[MANY]
    touched, scans = {}, {}
    for username, waiting in (("reader", 0), ("keeper", 1)):
        person = someone(username)
        assert len(work_of(person, at)) == waiting
        statements = list(explained(lambda person=person: work_of(person, at)))
        touched[username] = sum(buffers for _sql, _plan, buffers in statements)
        scans[username] = {table for _sql, plan, _buffers in statements for table in scanned(plan)} & LARGE
        print(f"worklist of {username}: {touched[username]} buffers among {2 * MANY} reviews (bound 150)")
        for sql, plan, buffers in statements:
            print(f"  {buffers} for {re.search('FROM .(.*?). ', sql)[1]}, scanned {sorted(scanned(plan)) or 'nothing'}")
    assert not any(scans.values()), scans
    assert max(touched.values()) <= 150


def grown(crowded, prepared, times=RUNS):
    """The median times among few reviews and among many; `prepared` makes each run ready where it is."""

    def among(each):
        def ready(number):
            connections["default"] = crowded[each]
            return prepared(number)

        return ready

    return medians(times, few=among(FEW), many=among(MANY))


def test_nothing_grows_with_what_is_finished_or_waits_for_others(crowded, at):
    polls, people = {}, {}
    for other in crowded.values():
        connections["default"] = other
        polls[other] = polled(at)
        people[other] = {name: someone(name) for name in ("reader", "keeper")}
        members = list(Delegate.objects.select_related("person").order_by("member__code"))
    ratios = {}

    def decision(_number):
        return decision_on(opened(submitted(at), at), at)

    def vote(number):
        poll = polls[connections["default"]]
        person = members[number].person
        return lambda: cast_vote(by=person, at=at, poll=poll, shown=poll.revision.digest, choice=Choice.FOR)

    def worklist(name):
        return lambda _number: lambda: work_of(people[connections["default"]][name], at)

    def seal(_number):
        submitted(at)
        return lambda: seal_register(at=at)

    for what, prepared in {
        "decision": decision,
        "vote": vote,
        "worklist of nothing": worklist("reader"),
        "worklist of the oldest": worklist("keeper"),
        "seal": seal,
    }.items():
        spent = grown(crowded, prepared)
        ratios[what] = spent["many"] / spent["few"]
        print(f"{what}: {ratios[what]:.2f} from {2 * FEW} to {2 * MANY} reviews (bound 1.2)")
        say(spent)
    assert max(ratios.values()) <= 1.2 * SLACK, ratios
