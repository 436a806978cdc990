"""What a document costs: rendering with care and without, sealing, verifying, and how it grows. Figures are ratios in one
run, of medians of runs that take turns; printed with -s. Only in the soak: what is timed is no test.
"""

import io
import json
import os
import re
import subprocess
import sys
import time
from statistics import median

import pikepdf
import pytest

from plans.documents.development import development_sealing
from plans.documents.fields import placed
from plans.documents.printing import STYLE, signature_fields
from plans.documents.rendering import BASE, Printable, render
from plans.documents.worker import FONTS
from plans.rules.source import read
from tests.approvals.test_conformance import DEMO, html_of
from tests.benchmarks.typst_plan import typst_of
from tests.conftest import AT
from tests.keys import finished

pytestmark = pytest.mark.skipif(not os.environ.get("SOAK"), reason="a benchmark: SOAK=1")
RUNS = 5
SLACK = 1.25
# The same pages by somebody who takes no care of the cost: columns as wide as they want, lines round each cell.
CARELESS = """
table { table-layout: auto; border-collapse: collapse; }
th, td { border: 0.5pt solid #c9d1d9; }
"""


def content_of(times):
    """The demonstration's plan with its objectives, KPIs and actions repeated so often."""
    plan = read((DEMO / "strategic-plan-2019-2022.yaml").read_bytes())

    def repeated(elements, **links):
        return tuple(
            element.model_copy(
                update={"key": f"{element.key}-{time}"}
                | {name: f"{getattr(element, name)}-{time}" for name in links if getattr(element, name) is not None}
            )
            for time in range(times)
            for element in elements
        )

    annual = plan.annual_plans[0]
    return plan.model_copy(
        update={
            "objectives": repeated(plan.objectives),
            "kpis": repeated(plan.kpis, objective=True),
            "links": (),
            "annual_plans": (annual.model_copy(update={"actions": repeated(annual.actions)}),),
        }
    )


def careless(html):
    """The same words in tables without columns, each inside two spans, with the style above."""
    html = re.sub(r"<colgroup>.*?</colgroup>", "", html)
    html = re.sub(r"<(td|th)([^>]*)>(.*?)</\1>", r"<\1\2><span><span>\3</span></span></\1>", html, flags=re.DOTALL)
    style = STYLE.read_text()
    return html.replace(style, style + CARELESS)


def timed(action):
    start = time.perf_counter()
    made = action()
    return made, time.perf_counter() - start


def pages(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def printable(times):
    return Printable(html_of(content_of(times), "en"), "0" * 32, AT)


def carelessly(asked):
    """Rendered by the library in a process of its own with our fonts, and with none of our settings of the process."""
    program = "import plans.documents.worker as w; w.collect_rarely = lambda: None; w.main()"
    value = {"html": asked.html, "identifier": asked.identifier, "created": asked.created.isoformat(), "attached": []}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, input=json.dumps(value).encode(), cwd=BASE, capture_output=True, check=True).stdout


def by_typst(html):
    """The same words by typst, to the same two standards, with the same fonts, in a process of its own."""
    program = (
        "import sys, typst; sys.stdout.buffer.write(typst.compile(sys.stdin.buffer.read(), "
        "font_paths=[sys.argv[1]], ignore_system_fonts=True, pdf_standards=['a-3a', 'ua-1']))"
    )
    command = [sys.executable, "-c", program, FONTS]
    return subprocess.run(command, input=typst_of(html).encode(), capture_output=True, check=True).stdout


def test_rendering_sealing_and_verifying(tmp_path):
    with_care = printable(6)
    without = Printable(careless(with_care.html), with_care.identifier, with_care.created)
    key = development_sealing(tmp_path / "keys", organization="SYNTHETIC", at=AT)
    spent = {"rendering": [], "careless": [], "preparing": [], "typst": [], "sealing": [], "verifying": []}
    for _run in range(RUNS):
        rendered, seconds = timed(lambda: render(with_care))
        spent["rendering"].append(seconds)
        prepared, seconds = timed(lambda data=rendered: placed(data, signature_fields({})))
        spent["preparing"].append(seconds)
        bad, seconds = timed(lambda: carelessly(without))
        spent["careless"].append(seconds)
        other, seconds = timed(lambda: by_typst(with_care.html))
        spent["typst"].append(seconds)
        sealed, seconds = timed(lambda data=prepared: finished(data, key))
        spent["sealing"].append(seconds)
        file = tmp_path / "sealed.pdf"
        file.write_bytes(sealed)
        command = [sys.executable, "-m", "approvals.verification", tmp_path / "keys" / "root.pem"]
        _said, seconds = timed(
            lambda data=sealed, command=command: subprocess.run(
                command, input=data, cwd=BASE, capture_output=True, check=True
            )
        )
        spent["verifying"].append(seconds)
    took = {what: median(runs) for what, runs in spent.items()}
    print(
        f"{pages(rendered)} pages, careless {pages(bad)}: rendering {took['rendering'] / took['careless']:.2f} of the "
        f"careless (bound 0.6), sealing {took['sealing'] / took['rendering']:.2f} of rendering (bound 0.3), "
        f"verifying {took['verifying'] / took['rendering']:.2f} (bound 0.5); typst takes "
        f"{took['typst'] / took['rendering']:.2f} of rendering for the same words without map and cover on {pages(other)} pages"
    )
    print("  " + ", ".join(f"{what} {seconds:.2f} s" for what, seconds in took.items()))
    assert took["rendering"] / took["careless"] <= 0.6 * SLACK
    assert took["sealing"] / took["rendering"] <= 0.3 * SLACK
    assert took["verifying"] / took["rendering"] <= 0.5 * SLACK


def memory_of(asked):
    """Seconds and megabytes that the rendering process takes by itself."""
    program = (
        "import resource, runpy, sys; sys.argv = ['worker']\n"
        "try: runpy.run_module('plans.documents.worker', run_name='__main__')\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    value = {"html": asked.html, "identifier": asked.identifier, "created": asked.created.isoformat(), "attached": []}
    done, seconds = timed(
        lambda: subprocess.run(
            [sys.executable, "-c", program], input=json.dumps(value).encode(), cwd=BASE, capture_output=True, check=True
        )
    )
    return done.stdout, seconds, int(done.stderr.split()[-1]) / 1024


def test_rendering_grows_with_the_pages():
    few, many = 6, 62
    small, large = memory_of(printable(few)), memory_of(printable(many))
    more = pages(large[0]) - pages(small[0])
    seconds, megabytes = ((large[place] - small[place]) / more for place in (1, 2))
    ratio = (large[1] / pages(large[0])) / (small[1] / pages(small[0]))
    print(
        f"from {pages(small[0])} to {pages(large[0])} pages: {seconds:.3f} s and {megabytes:.1f} MB a page (bound 5), "
        f"a page among many takes {ratio:.2f} of a page among few"
    )
    assert megabytes <= 5 * SLACK
    assert ratio <= SLACK
