"""A real browser: Playwright drives the Chromium of the system. No page may break its security policy."""

import os
import shutil
from contextlib import contextmanager

import pytest

BASE_SIZE = {"width": 1280, "height": 900}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")  # one at a time: Playwright runs one loop in a thread
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.skip("no chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings):
    """The site with the gallery of components; its address says localhost, because browsers trust that name."""
    settings.ROOT_URLCONF = "tests.e2e.gallery"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": ["tests/e2e/templates"]}]
    settings.COMITY_NAVIGATION = ["comity.portal.views.navigation", "tests.e2e.gallery.navigation"]
    settings.COMITY_WAITING = ["tests.e2e.gallery.waiting"]
    settings.COMITY_SEARCH = ["tests.e2e.gallery.search"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    return live_server.url


class Visit:
    """One browser window, and what it complained about; `expected` complaints are passed over."""

    def __init__(self, chromium, site, cookies=(), *, expected=None, **options):
        self.expected = expected
        self.context = chromium.new_context(**{"viewport": BASE_SIZE, "base_url": site, **options})
        self.context.add_cookies([{"url": site, **cookie} for cookie in cookies])
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", lambda said: self._listen(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, kind, text):
        if self.expected is not None and self.expected.search(text):
            return
        if "Security Policy" in text or (kind == "error" and "Failed to load resource" not in text):
            self.complaints.append(text)


@pytest.fixture
def visit(chromium, site):
    """Open a window of the gallery: `visit(width=390, signed_in=assignment, language="ar", …)`."""
    with windows(chromium, site) as opened:
        yield opened


@pytest.fixture
def window(chromium, live_server, settings):
    """Open a page of the site as it is, as somebody who acts: `window(actor, width=390, language="ar", …)`."""
    from comity.kernel.accounts.models import Assignment

    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    with windows(chromium, live_server.url) as opened:

        def of_somebody(actor=None, **options):
            held = actor and Assignment.objects.select_related("user").get(pk=actor.assignment_id)
            return opened(signed_in=held, **options).page

        yield of_somebody


@contextmanager
def windows(chromium, site):
    """Windows that are closed at the end, when none may have complained."""
    every = []

    def open_window(*, width=1280, signed_in=None, language="en", **options):
        cookies = [{"name": "comity_language", "value": language}]
        if signed_in is not None:
            cookies.append({"name": "comity_session", "value": session_key(signed_in)})
        every.append(Visit(chromium, site, cookies, **{"viewport": {"width": width, "height": 900}, **options}))
        return every[-1]

    yield open_window
    complaints = [text for one in every for text in one.complaints]
    for one in every:
        one.context.close()
    assert not complaints


def look(page, address=""):
    """The page is there, accessible and not wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    if address:
        assert page.goto(address).ok, address
    found = Axe().run(page).response["violations"]
    assert not found, [(page.url, one["id"], one["nodes"][0]["html"]) for one in found]
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), f"{page.url} is wider than the window"


def session_key(assignment):
    from django.test import Client

    client = Client()
    client.force_login(assignment.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["comity_session"].value
