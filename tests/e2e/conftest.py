"""A real browser: Playwright drives the Chromium of the system. No page may break its security policy."""

import os
import shutil

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
    """One browser window, and what it complained about."""

    def __init__(self, chromium, site, cookies=(), **options):
        self.context = chromium.new_context(**{"viewport": BASE_SIZE, "base_url": site, **options})
        self.context.add_cookies([{"url": site, **cookie} for cookie in cookies])
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", lambda said: self._listen(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, kind, text):
        if "Security Policy" in text or (kind == "error" and "Failed to load resource" not in text):
            self.complaints.append(text)


@pytest.fixture
def visit(chromium, site):
    """Open a window: `visit(width=390, signed_in=assignment, language="ar", …)`."""
    open_windows = []

    def open_window(*, width=1280, signed_in=None, language="en", **options):
        cookies = [{"name": "comity_language", "value": language}]
        if signed_in is not None:
            cookies.append({"name": "comity_session", "value": session_key(signed_in)})
        window = Visit(chromium, site, cookies, viewport={"width": width, "height": 900}, **options)
        open_windows.append(window)
        return window

    yield open_window
    complaints = [text for window in open_windows for text in window.complaints]
    for window in open_windows:
        window.context.close()
    assert not complaints


def session_key(assignment):
    from django.test import Client

    client = Client()
    client.force_login(assignment.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["comity_session"].value
