"""The ways that people go: without a mouse, a script, a connection; with a second factor and with a key."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest

from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


def sign_in(page, email="ama.mensah@example.org"):
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def one_time_code(secret):
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@pytest.fixture
def ama(house):
    return house.person("Ama Mensah", house.laboratory, "laboratory_manager")


@pytest.mark.usefixtures("ama")
def test_without_a_script_the_main_path_works(visit):
    page = visit(java_script_enabled=False).page
    sign_in(page)
    assert "Good to see you, Ama Mensah" in page.locator("h1").text_content()
    page.goto("/gallery/")
    page.get_by_label("Name").fill("toxicology")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "1–13 of 13 rows" in page.locator(".table-foot").text_content()
    page.get_by_role("link", name="Results").click()
    numbers = [int(text) for text in page.locator("tbody .number").all_text_contents()]
    assert numbers == sorted(numbers)
    page.goto("/gallery/form/")
    page.get_by_label("Result").fill("1,234")
    page.get_by_label("Remarks").fill("long thoughts")
    page.get_by_role("button", name="Submit").click()
    assert page.get_by_label("Result").input_value() == "1,234"
    assert page.get_by_label("Remarks").input_value() == "long thoughts"
    page.locator(".error-summary").get_by_role("link", name=re.compile("Technique")).click()
    assert page.url.endswith("#id_technique")
    page.goto("/about/")
    page.locator("details.menu:visible summary").first.click()
    page.get_by_role("button", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"


def test_without_a_mouse(visit, ama):
    page = visit(signed_in=ama).page
    page.goto("/gallery/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    seen = []
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # past the last control
        seen.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", f"focus is not seen on {seen[-1]!r}"
    else:
        pytest.fail("the focus never leaves the page")
    assert "Download as CSV" in seen
    assert {"Submit a result", "q", "Show", "Name", "Kind"} <= set(seen)


def test_a_filter_follows_typing_and_the_address_follows_the_filter(visit, ama):
    page = visit(signed_in=ama).page
    page.goto("/gallery/")
    page.get_by_label("Name").press_sequentially("toxicology", delay=20)
    page.get_by_text("1–13 of 13 rows").wait_for()
    assert "q=toxicology" in page.url
    assert page.evaluate("document.activeElement.name") == "q", "the words can be typed on"
    page.go_back()
    page.get_by_text("1–25 of 67 rows").wait_for()


@pytest.mark.usefixtures("ama")
def test_second_factor_recovery_codes_and_passkey(visit):
    window = visit()
    page = window.page
    sign_in(page)
    page.goto("/account/2fa/totp/activate/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.locator("#authenticator_secret").text_content()
    page.get_by_label("Authenticator code").fill(one_time_code(secret))
    page.get_by_role("button", name="Switch on the app").click()
    codes = page.locator("#recovery_codes li").all_text_contents()
    assert len(codes) == 10

    keys = window.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/2fa/webauthn/add/")
    page.locator("#id_name").fill("My laptop")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.get_by_text("10 codes are left.").wait_for()
    page.goto("/account/2fa/webauthn/")
    assert "My laptop" in page.locator("main").text_content()

    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("h1", has_text="Good to see you").wait_for()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.locator("h1", has_text="Good to see you").wait_for()


def sign_out(page):
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_label("Email").wait_for()


def test_an_expired_session_loses_nothing_that_was_typed(visit, ama):
    window = visit(signed_in=ama)
    page = window.page
    page.goto("/gallery/form/")
    page.get_by_label("Remarks").fill("an hour of thoughts")
    language = next(cookie for cookie in window.context.cookies() if cookie["name"] == "comity_language")
    window.context.clear_cookies()
    window.context.add_cookies([language])
    page.get_by_role("button", name="Submit").click()
    assert "send this again" in page.locator("h1").text_content()
    assert page.locator("input[name=remarks]").input_value() == "an hour of thoughts"
    page.get_by_role("button", name="Send again").click()
    assert "You are signed out" in page.locator("h1").text_content()
    other = window.context.new_page()
    sign_in(other)
    page.get_by_role("button", name="Send again").click()
    page.get_by_role("button", name="Send again").click()
    assert page.get_by_label("Remarks").input_value() == "an hour of thoughts"


def test_without_a_connection_the_page_says_what_to_do(visit):
    window = visit()
    window.page.goto("/about/")
    window.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    window.context.set_offline(True)
    window.page.goto("/search/")
    assert "There is no connection" in window.page.locator("h1").text_content()
    assert window.page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "8px", (
        "with its style"
    )
    window.complaints.clear()  # what a browser says about a connection that is not there
