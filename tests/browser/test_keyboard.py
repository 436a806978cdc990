"""The whole way, from a deviation to the sealed PDF, by keyboard alone, each role at its own desk."""

import pytest
from django.utils import timezone

from approvals.enums import Outcome
from approvals.models import Decision
from approvals.operations.freeze_version import freeze_versions
from cycle.models import CorrectiveAction
from cycle.operations.open_deviations import open_deviations
from plans.models import Version
from tests.browser.threads import in_a_thread

pytestmark = pytest.mark.xdist_group("browser")

FOCUSED = """() => {
  const at = document.activeElement;
  const labels = [...(at.labels || [])].map((label) => label.innerText);
  return [at.innerText || "", at.getAttribute("aria-label") || "", at.name || "", ...labels].join(" | ");
}"""


class Keys:
    """Somebody without a mouse: finds things by Tab, and presses."""

    def __init__(self, page):
        self.page = page

    def reach(self, words):
        """Tabs on until what has the focus says these words."""
        for _press in range(150):
            self.page.keyboard.press("Tab")
            if words in self.page.evaluate(FOCUSED):
                return self
        raise AssertionError(f"nothing that says “{words}” can be reached by Tab on {self.page.url}")

    def press(self, words, key="Enter"):
        """Reaches something and presses it; waits for the page that follows."""
        self.reach(words)
        if key == "Enter":
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            self.page.keyboard.press(key)
        return self

    def write(self, words, text):
        self.reach(words)
        self.page.keyboard.type(text)
        return self


def test_from_a_deviation_to_the_sealed_pdf_by_keyboard_alone(visit, tmp_path):
    open_deviations(at=timezone.now())
    drafter = visit("drafter")
    keys = Keys(drafter.open("/deviations/"))
    keys.press("DV-003").press("cause", "Space").write("What happened?", "Travel stopped.").press("Record the cause")
    keys.write("What should be done?", "Lower the estimate").write("Expected effect", "Reached by June 2021")
    keys.write("New estimate, in per cent", "75").write("Holds from", "07012020").press("Propose it")

    evaluator = Keys(visit("evaluator").open("/corrective-actions/CA-001/"))
    evaluator.press("solution", "Space").press("course", "Space").write("Why this one", "In time.").press("Decide")

    keys = Keys(drafter.open("/corrective-actions/CA-001/"))
    keys.press("Start the amendment").press("Submit for review")

    for username, present in (("pc", 25), ("audit", 10), ("finance", 15), ("pc", 25), ("council", 150)):
        secretary = visit(f"{username}-secretary")
        page = secretary.open("/")
        page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        desk = Keys(page)
        desk.press("Open this reading").press("motion", "Space").write("Meeting", "SYNTHETIC")
        desk.write("Members present", str(present)).press("Record; the result is computed")

    assert list(Decision.objects.values_list("outcome", flat=True)) == [Outcome.FAVOURABLE] * 4 + [Outcome.ENDORSED]
    assert CorrectiveAction.objects.get().amendment.origin == "CA-001"
    in_a_thread(lambda: freeze_versions(at=timezone.now()))
    assert Version.objects.count() == 2
    page = visit("reader").open("/plan/versions/")
    Keys(page).reach("Sealed PDF")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    started.value.save_as(tmp_path / "plan.pdf")
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF-")
