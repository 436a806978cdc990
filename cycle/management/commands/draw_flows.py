import inspect
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from approvals.exceptional_flows import CorrigendumFlow, UrgentFlow
from approvals.flows import ReviewFlow
from approvals.municipality import MunicipalReviewFlow
from cycle.flows import CorrectiveActionFlow, CycleFlow

FILE = Path(settings.BASE_DIR) / "docs/flows.md"
FLOWS = (ReviewFlow, UrgentFlow, CorrigendumFlow, MunicipalReviewFlow, CycleFlow, CorrectiveActionFlow)
HEAD = """# The flows

Generated from the code by `manage.py draw_flows`; the suite fails when this file is stale. Do not edit it.
"""


class Command(BaseCommand):
    help = "Draws the flows of the code into docs/flows.md; with --check, only says whether that file is stale."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        with translation.override("en"):
            text = HEAD + "".join(_drawn(flow) for flow in FLOWS)
        if not check:
            FILE.write_text(text)
        elif not FILE.exists() or FILE.read_text() != text:
            raise CommandError("docs/flows.md is stale: run manage.py draw_flows and commit it.")


def _drawn(flow):
    """One flow as a Mermaid chart, its nodes in the order in which one meets them."""
    lines = []
    for node in _met(flow):
        opening, closing = ("([", "])") if node.name in ("start", "end") else ("[", "]")
        lines.append(f'    {_id(node)}{opening}"{node.task_title}"{closing}')
        for edge in node._outgoing():
            arrow = f'-- "{edge.label}" -->' if edge.label else "-->"
            lines.append(f"    {_id(node)} {arrow} {_id(edge.dst)}")
    chart = "\n".join(["```mermaid", "flowchart TD", *lines, "```"])
    return f"\n## {flow.process_title} (`{flow.__module__}.{flow.__name__}`)\n\n{inspect.getdoc(flow)}\n\n{chart}\n"


def _id(node):
    """The node's name; "end" is a word of the language of charts."""
    return f"{node.name}_" if node.name == "end" else node.name


def _met(flow):
    waiting, seen = [flow.instance.node("start")], []
    while waiting:
        node = waiting.pop(0)
        if node not in seen:
            seen.append(node)
            waiting.extend(edge.dst for edge in node._outgoing())
    return seen
