"""The description of the interface for programs, opened in a browser under the strict policy."""

import pytest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


def test_the_description_opens_without_a_violation(window):
    page = window()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    assert page.goto("/api/v1/docs").ok
    page.locator(".opblock").first.wait_for()
    page.locator(".opblock-summary").first.click()
    page.locator(".opblock-body").first.wait_for()
    host = page.evaluate("location.host")
    assert not [url for url in asked if host not in url and not url.startswith("data:")]
