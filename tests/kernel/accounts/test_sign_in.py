"""Signing in, and what hostile people try on the way."""

import io
import logging
import re
import statistics
import time
from contextlib import redirect_stderr

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from comity.config.logs import MaskSecrets
from comity.kernel.accounts.models import User
from comity.kernel.audit.models import AuditEntry
from tests.people import PASSWORD

LOGIN = "/account/login/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_is_limited_yet():
    cache.clear()


@pytest.fixture
def ana(house):
    return house.person("Ana", house.laboratory).user


def sign_in(client, email="ana@example.org", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def verbs(user=None):
    found = AuditEntry.objects.filter(user_id=user.pk) if user else AuditEntry.objects.all()
    return list(found.values_list("verb", flat=True))


def said(response):
    """A page without what differs by nature: the form's token and the address that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, re.sub(r"\w+@example\.org", "ADDRESS", text)


def code_for(secret, step=0):
    counter = next(iter(yield_hotp_counters_from_time())) + step
    return format_hotp_value(hotp_value(secret, counter))


def test_who_knows_the_password_is_in_and_it_is_on_record(client, ana):
    assert sign_in(client).status_code == 302
    assert client.get("/account/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/account/").status_code == 302
    assert verbs(ana) == ["sign in", "sign out"]
    assert AuditEntry.objects.filter(origin="127.0.0.1").count() == 2


@pytest.mark.usefixtures("ana")
def test_an_address_is_one_however_it_is_capitalised(client):
    assert sign_in(client, "ANA@Example.org").status_code == 302


@pytest.mark.parametrize("address", ["/account/signup/", "/account/signup/passkey/"])
def test_nobody_signs_up(client, address):
    form = {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(address, form).status_code in {200, 404}
    assert not User.objects.exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, ana):
    known = said(sign_in(client, password="wrong wrong wrong"))  # noqa: S106 - wrong on purpose
    unknown = said(sign_in(Client(), "nobody@example.org"))
    assert known == unknown
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert said(sign_in(Client(), password="wrong wrong wrong")) == unknown  # noqa: S106 - wrong on purpose
    assert verbs() == ["sign-in failed"] * 3
    assert "wrong wrong" not in repr(AuditEntry.objects.values())


def test_both_take_the_same_time(client, settings, house):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    house.person("Ana", house.laboratory)

    def seconds(email):
        begun = time.perf_counter()
        sign_in(client, email, "wrong wrong wrong")
        return time.perf_counter() - begun

    pairs = [(seconds("ana@example.org"), seconds("nobody@example.org")) for _ in range(5)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


@pytest.mark.usefixtures("ana")
def test_asking_for_a_new_password_says_nothing_about_the_address(client, django_assert_max_num_queries):
    answers, counts = [], []
    for email in ("ana@example.org", "nobody@example.org"):
        with django_assert_max_num_queries(100) as queries:
            answer = client.post("/account/password/reset/", {"email": email}, follow=True)
        answers.append((said(answer), answer.redirect_chain))
        counts.append(len(queries))
    assert answers[0] == answers[1]
    assert abs(counts[0] - counts[1]) < 10
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]
    assert verbs() == ["password reset asked for"] * 2


def test_a_closed_account_gets_no_link(client, ana):
    User.objects.filter(pk=ana.pk).update(is_active=False)
    client.post("/account/password/reset/", {"email": "ana@example.org"})
    assert not mail.outbox


def test_a_link_for_a_new_password_works_once_and_ends_other_sessions(client, ana):
    other = Client()
    sign_in(other)
    client.post("/account/password/reset/", {"email": "ana@example.org"})
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "another long enough phrase"
    client.post(form, {"password1": new, "password2": new})
    assert other.get("/account/").status_code == 302
    assert b"password1" not in Client().get(link, follow=True).content
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password=new).status_code == 302
    assert "password reset" in verbs(ana)


@pytest.mark.usefixtures("ana")
def test_guessing_a_password_ends_soon_even_with_the_right_one(client):
    for _ in range(5):
        sign_in(client, password="wrong wrong wrong")  # noqa: S106 - wrong on purpose
    assert sign_in(client).status_code == 200
    assert client.get("/account/").status_code == 302
    unknown = Client()
    for _ in range(5):
        last = sign_in(unknown, "nobody@example.org")
    assert "Too many" in said(last)[1] or "Too many" in said(sign_in(unknown, "nobody@example.org"))[1]


def test_guessing_many_accounts_from_one_address_ends_too(client, house):
    house.person("Ana", house.laboratory)
    for number in range(10):
        sign_in(client, f"guess{number}@example.org")
    assert sign_in(client).status_code == 200
    assert client.get("/account/").status_code == 302


@pytest.fixture
def secret(ana):
    made = generate_totp_secret()
    TOTP.activate(ana, made)
    return made


def test_the_second_factor_is_asked_for_and_needed(client, ana, secret):
    answer = sign_in(client)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/account/").status_code == 302
    client.post("/account/2fa/authenticate/", {"code": code_for(secret)})
    assert client.get("/account/").status_code == 200
    assert verbs(ana) == ["sign in"]


def test_a_code_works_once(client, secret):
    code = code_for(secret)
    for browser, expected in ((client, 200), (Client(), 302)):
        sign_in(browser)
        browser.post("/account/2fa/authenticate/", {"code": code})
        assert browser.get("/account/").status_code == expected


def test_guessing_codes_ends_soon_even_with_the_right_one(client, secret):
    sign_in(client)
    for _ in range(6):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    client.post("/account/2fa/authenticate/", {"code": code_for(secret)})
    assert client.get("/account/").status_code == 302
    fresh = Client()
    sign_in(fresh)
    fresh.post("/account/2fa/authenticate/", {"code": code_for(secret)})
    assert fresh.get("/account/").status_code == 302


def test_secrets_of_second_factors_are_encrypted(ana, secret):
    stored = Authenticator.objects.get(user=ana).data["secret"]
    assert secret not in stored
    assert stored.startswith("gAAAA")


@pytest.mark.usefixtures("ana", "secret")
def test_a_password_reset_does_not_pass_the_second_factor(client):
    client.post("/account/password/reset/", {"email": "ana@example.org"})
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "another long enough phrase"
    client.post(form, {"password1": new, "password2": new})
    assert client.get("/account/").status_code == 302


@pytest.mark.usefixtures("ana")
def test_the_session_gets_a_fresh_key(client):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.cookies["comity_session"] = planted
    sign_in(client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["comity_session"] = planted
    assert thief.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\thttps://evil.example",
    ],
)
@pytest.mark.usefixtures("ana")
def test_nobody_is_led_away_after_signing_in(client, address):
    assert sign_in(client, next=address)["Location"].startswith("/")
    assert not sign_in(Client(), next=address)["Location"].startswith(("//", "/\\"))


def test_forms_of_other_sites_do_nothing(ana):
    browser = Client(enforce_csrf_checks=True)
    assert sign_in(browser).status_code == 403
    browser.force_login(ana)
    for address in (
        "/account/",
        "/account/act-as/",
        "/account/tokens/new/",
        "/account/sessions/end/",
        "/account/logout/",
    ):
        assert browser.post(address, {}).status_code == 403


@pytest.mark.usefixtures("ana")
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    cookie = sign_in(client).cookies["comity_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_changing_the_password_is_on_record_told_and_ends_other_sessions(client, ana):
    other = Client()
    for browser in (client, other):
        sign_in(browser)
    new = "another long enough phrase"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert "password changed" in verbs(ana)
    assert mail.outbox[-1].to == ["ana@example.org"]
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_no_secret_reaches_a_log(client, monkeypatch):
    # A handler whose stream an earlier test has closed would print the lines of this very test as its traceback.
    monkeypatch.setattr(logging, "raiseExceptions", False)
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.addFilter(MaskSecrets())
    loggers = [logging.getLogger(name) for name in ("django.request", "django.server", "")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        with redirect_stderr(heard):
            client.get("/account/invitation/comity_i_veryverysecret/")
            client.get("/nowhere/comity_t_veryverysecret/")
            client.get("/account/password/reset/key/1a-veryverysecret/nowhere/")
            client.get("/api/v1/me", headers={"Authorization": "Bearer comity_t_veryverysecret"})
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    assert "***" in heard.getvalue()
    assert "veryverysecret" not in heard.getvalue()
