"""A real Chromium against the live server, signed in as the demonstration's people."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.procedure import someone

SIZES = {1280: 900, 390: 844}
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
]

# Playwright's own loop runs in this thread; Django's guard against async code does not know that it is idle.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium():
    for name in (os.environ.get("CHROMIUM"), "chromium", "google-chrome", "chromium-browser"):
        found = name and shutil.which(name)
        if found:
            return found
    pytest.fail("No Chromium was found. Install it with: apt-get install -y chromium")
    return None


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *as_root])
        yield launched
        launched.close()


class Visit:
    """A page of one person; every message of its console and every fault of a page is kept, and must be none."""

    def __init__(self, page, address, name):
        self.page = page
        self.address = address
        self.name = name
        self.heard = []
        page.on("console", lambda message: self.heard.append(message.text))
        page.on("pageerror", lambda fault: self.heard.append(str(fault)))
        page.on("response", lambda response: response.status >= 500 and self.heard.append(response.url))

    def open(self, path):
        self.page.goto(self.address + path)
        return self.page

    def follow(self, locator):
        """Presses what leads to another page, and waits until that one is there."""
        with self.page.expect_navigation():
            locator.click()

    def look(self, name):
        """At both sizes: no fault of accessibility, nothing wider than the screen; a picture where SHOTS says."""
        for width, height in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            found = Axe().run(self.page)
            faults = [
                (fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found.response["violations"]
            ]
            assert faults == [], f"{name} at {width}"
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is {wide} px too wide at {width}"
            if os.environ.get("SHOTS"):
                Path(os.environ["SHOTS"]).mkdir(parents=True, exist_ok=True)
                self.page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def look_in_print(self, name):
        """As it is printed: without what only a screen needs; a picture where SHOTS says."""
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": 700, "height": 990})
        assert not self.page.locator("header nav").first.is_visible()
        assert self.page.get_by_role("heading", level=1).is_visible()
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide in print"
        if os.environ.get("SHOTS"):
            self.page.screenshot(path=f"{os.environ['SHOTS']}/{name}-print.png", full_page=True)
        self.page.emulate_media(media="screen")
        self.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def visit(browser, live_server):
    """visit("drafter"): that person's page; visit(None): somebody's who is not signed in."""
    visits = []

    def visited(username=None, language="en"):
        context = browser.new_context(locale=language)
        cookies = []
        if username:
            client = Client()
            client.force_login(someone(username))
            cookies.append((settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value))
        cookies.append((settings.LANGUAGE_COOKIE_NAME, language))
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies])
        visits.append(Visit(context.new_page(), live_server.url, username))
        return visits[-1]

    yield visited
    heard = [(visit.name, visit.heard) for visit in visits if visit.heard]
    for visit in visits:
        visit.page.context.close()
    assert heard == []
