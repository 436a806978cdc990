"""How long the algebra takes, as ratios in one run, and how it grows with the plan. Printed with -s, never asserted.

The naive way is difflib over the whole text for redlines and comparing, and one amendment after the other for rebases.
"""

import random
import time
from difflib import SequenceMatcher

import pytest

from plans.rules.apply import apply, rebuilt
from plans.rules.canonical import canonical
from plans.rules.changes import Changes, ReplaceText
from plans.rules.compare import compare
from plans.rules.content import as_json, digest
from plans.rules.rebase import rebase
from plans.rules.redline import redline
from tests.plans.rules.test_changes import CONTENT

pytestmark = pytest.mark.once
WORDS = [
    "customs",
    "trade",
    "revenue",
    "border",
    "tools",
    "Members",
    "data",
    "risk",
    "goods",
    "standards",
    "law",
    "capacity",
    "training",
    "people",
]


def timed(action, times=3):
    """The best of a few runs, in milliseconds."""
    spent = []
    for _number in range(times):
        start = time.perf_counter()
        action()
        spent.append(time.perf_counter() - start)
    return min(spent) * 1000


def enlarged(content, times):
    """The plan that many times over, every element with a key and a code of its own."""
    value = as_json(content)
    renamed = {key: key for key in content.elements}
    grown = {name: list(value[name]) for name in ("objectives", "kpis", "links", "priorities")}
    for number in range(1, times):
        new = {key: f"{key}-{number}" for key in renamed}
        for name, held in grown.items():
            for element in value[name]:
                copied = dict(element) | {"key": new[element["key"]]}
                for field in ("objective", "source", "target"):
                    if field in copied:
                        copied[field] = new[copied[field]]
                if "code" in copied:
                    copied["code"] = f"{copied['code']}-{number}"
                held.append(copied)
    types = {name: type(getattr(content, name)[0]) for name in grown}
    return rebuilt(
        content, **{name: tuple(types[name].model_validate(part) for part in held) for name, held in grown.items()}
    )


def edited(content, count, seed=1):
    """So many objectives and KPIs described otherwise."""
    chosen = random.Random(seed).sample([*content.objectives, *content.kpis], count)
    return Changes([reworded(element, f"Edited {seed}.") for element in chosen], content)


def reworded(element, text):
    old = (element.description or {}).get("en")
    return ReplaceText(element=element.key, field="description", language="en", old=old, new=text)


def test_comparing_and_digesting_as_the_plan_grows(capsys):
    lines = []
    for times in (1, 10, 100):
        content = enlarged(CONTENT, times)
        other = apply(content, edited(content, 20 * times))
        texts = [canonical(as_json(side)).decode() for side in (content, other)]
        ours = timed(lambda content=content, other=other: compare(content, other))
        hashed = timed(lambda content=content: digest(content))
        naive = (
            timed(lambda texts=texts: SequenceMatcher(None, *(t.split() for t in texts)).get_opcodes(), 1)
            if times < 100
            else None
        )
        ratio = f"{ours / naive:.3f} of difflib" if naive else "difflib left out: minutes"
        lines.append(
            f"{times:3}x: {len(content.elements):6} elements, compare {ours:8.1f} ms ({ratio}), digest {hashed:8.1f} ms"
        )
    with capsys.disabled():
        print("\n" + "\n".join(lines))


def sentence(chance, words=14):
    return " ".join(chance.choice(WORDS) for _number in range(words)).capitalize() + ". "


def prose(words, edits):
    """Two texts of so many words, with so many edits between them."""
    chance = random.Random(7)
    old = [sentence(chance) for _number in range(words // 14)]
    new = list(old)
    for place in chance.sample(range(len(old)), edits):
        parts = new[place].split(" ")
        parts[chance.randrange(len(parts) - 2)] = "edited"
        new[place] = " ".join(parts)
    return "".join(old), "".join(new)


HOSTILE = {
    "one word over and over": ("a " * 10_000, "a " * 9_000 + "b " * 1_000),
    "every sentence the same": ("Customs is good for all. " * 2_000, "Customs is bad for all of us. " * 1_700),
    "one sentence of all": ("customs trade " * 5_000, "trade customs " * 5_000),
    "words turned round": (" ".join(str(n) for n in range(10_000)), " ".join(str(n) for n in reversed(range(10_000)))),
    "three words each": ("A b c. " * 3_300, "A c b. " * 3_300),
    "four words each": ("A b c d. " * 2_500, "A c b d. " * 2_500),
    "marks alone": (". " * 10_000, "! " * 10_000),
    "nothing alike": (
        "".join(f"A{n} b{n} c{n} d{n}. " for n in range(2_500)),
        "".join(f"E{n} f{n} g{n} h{n}. " for n in range(2_500)),
    ),
}


def test_redlines_of_long_and_of_hostile_texts(capsys):
    old, new = prose(10_000, 200)
    benign = timed(lambda: redline(old, new))
    naive = timed(lambda: SequenceMatcher(None, old.split(), new.split(), autojunk=False).get_opcodes(), 1)
    lines = [f"redline, 10,000 words, 200 edits: {benign:.1f} ms, {benign / naive:.4f} of difflib over the whole text"]
    for name, (before, after) in HOSTILE.items():
        spent = timed(lambda before=before, after=after: redline(before, after), 1)
        lines.append(f"  {name}: {spent:.1f} ms, {spent / benign:.1f} of the benign one")
    with capsys.disabled():
        print("\n" + "\n".join(lines))


def test_rebasing_fifty_amendments(capsys):
    lines = []
    for times in (1, 10, 100):
        content = enlarged(CONTENT, times)
        open_ones = [edited(content, 3, seed) for seed in range(50)]
        adopted = reworded(content.objectives[0], "Adopted.")
        onto = apply(content, Changes([adopted], content))
        free = [changes for changes in open_ones if content.objectives[0].key not in {c.element for c in changes}]
        spent = timed(lambda free=free, onto=onto: [rebase(changes, onto) for changes in free], 1)
        one = timed(lambda free=free, onto=onto: rebase(free[0], onto), 3)
        lines.append(
            f"{times:3}x: rebase of {len(free)}: {spent:8.1f} ms, {spent / (one * len(free)):.2f} of one by one"
        )
    with capsys.disabled():
        print("\n" + "\n".join(lines))
