"""Pages: who may open them, what they hold, how many queries they cost."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comity.kernel.accounts import services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import ApiToken, Assignment, Invitation, User
from comity.kernel.accounts.roles import Role
from comity.kernel.parties.models import Party
from tests.people import PASSWORD


@pytest.fixture
def minister(house):
    house.actor("Mina", house.ministry, Role.ADMINISTRATOR)
    return User.objects.get(email="mina@example.org")


@pytest.fixture
def at_page(client, minister):
    client.force_login(minister)
    return client


def party_pages(house):
    return {
        "people": reverse("accounts:people", args=[house.ministry.pk]),
        "invite": reverse("accounts:invite", args=[house.ministry.pk]),
        "trail": reverse("accounts:trail", args=[house.ministry.pk]),
    }


def own_pages():
    return [reverse(f"accounts:{name}") for name in ("mine", "create_token", "own_people")]


def test_visitors_are_asked_to_sign_in(client, house):
    for address in [*own_pages(), *party_pages(house).values()]:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


OPEN = {  # role → pages of one's own organisation that open
    Role.ADMINISTRATOR: {"people", "invite", "trail"},
    Role.COORDINATOR: {"people"},
    Role.STATISTICIAN: {"people"},
    Role.LABORATORY_MANAGER: {"people", "invite"},
    Role.ANALYST: {"people"},
    Role.QUALITY_MANAGER: {"people", "trail"},
    Role.OBSERVER: set(),
}


@pytest.mark.parametrize("role", list(Role))
def test_which_role_opens_which_page(client, house, role):
    assignment = house.person("Some", house.ministry, role)
    client.force_login(assignment.user)
    for name, address in party_pages(house).items():
        assert (client.get(address).status_code == 200) == (name in OPEN[role]), name
    stranger = house.person("Ines", house.institute, role)
    client.force_login(stranger.user)
    for address in party_pages(house).values():
        assert client.get(address).status_code == 403


def test_what_is_not_for_me_looks_like_what_is_not_there(at_page, house):
    others = house.person("Ines", house.institute)
    issued = services.create_token(house.actor("Olaf", house.institute), name="x", scopes=["parties:read"], days=1)
    invited = services.invite_person(Actor.system("test"), house.institute.pk, email="n@example.org", role="analyst")
    missing = "00000000-0000-4000-8000-000000000000"
    for name, key in (
        ("end_assignment", others.pk),
        ("revoke_token", issued.token.pk),
        ("withdraw_invitation", invited.invitation.pk),
    ):
        answers = []
        for guess in (str(key), missing):
            for method in (at_page.get, at_page.post):
                answer = method(reverse(f"accounts:{name}", args=[guess]), {"confirmed": "yes"})
                text = answer.content.decode().replace(guess, "KEY")
                answers.append((answer.status_code, re.sub(r'value="\w{64}"|next=[^"]*', "", text)))
        assert answers[0] == answers[2]
        assert answers[1] == answers[3]
        assert answers[0][0] == 404
    assert Assignment.objects.get(pk=others.pk).until is None


def test_my_account_shows_and_changes_what_is_mine(at_page, minister):
    page = at_page.get("/account/").content.decode()
    assert "mina@example.org" in page
    answer = at_page.post("/account/", {"name": "Mina Ministerin", "language": "fr", "time_zone": "Europe/Paris"})
    assert answer.status_code == 302
    minister.refresh_from_db()
    assert (minister.person.name, minister.language) == ("Mina Ministerin", "fr")
    refused = at_page.post("/account/", {"name": "abc\u202edef", "language": "", "time_zone": "UTC"})
    assert refused.status_code == 422


def test_a_script_in_a_name_stays_text(at_page, house):
    house.person("Eve", house.ministry)
    person = User.objects.get(email="eve@example.org").person
    person.name = "<script>alert(1)</script>"
    person.save()
    page = at_page.get(party_pages(house)["people"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    table = at_page.get(party_pages(house)["people"], {"format": "csv"}).content.decode()
    assert "<script>" in table


def test_a_token_is_shown_once(at_page):
    form = {"name": "LIMS", "scopes": ["parties:read"], "days": "30"}
    made = at_page.post(reverse("accounts:create_token"), form)
    secret = re.search(r"comity_t_[\w-]{43}", made.content.decode())[0]
    assert "no-store" in made["Cache-Control"]
    assert secret not in at_page.get("/account/").content.decode()
    token = ApiToken.objects.get()
    asked = at_page.post(reverse("accounts:revoke_token", args=[token.pk]))
    assert asked.status_code == 200
    at_page.post(reverse("accounts:revoke_token", args=[token.pk]), {"confirmed": "yes"})
    token.refresh_from_db()
    assert token.revoked_at


def test_switching_counts_for_this_session(at_page, house, minister):
    other = house.person("Mina", house.institute, Role.ANALYST)
    at_page.post(reverse("accounts:switch_assignment"), {"assignment": str(other.pk), "next": "https://evil.example/"})
    assert at_page.get(party_pages(house)["people"]).status_code == 403
    assert at_page.get(reverse("accounts:people", args=[house.institute.pk])).status_code == 200
    for wrong in ("x", "", str(minister.pk), str(house.person("Olaf", house.institute).pk)):
        assert at_page.post(reverse("accounts:switch_assignment"), {"assignment": wrong}).status_code == 404


def test_an_ended_assignment_gives_nothing_from_that_moment(at_page, house, minister):
    assert at_page.get(party_pages(house)["invite"]).status_code == 200
    house.actor("Second", house.ministry, Role.ADMINISTRATOR)
    services.end_assignment(Actor.system("test"), Assignment.objects.get(user=minister).pk)
    form = {"email": "n@example.org", "role": "analyst", "language": "en"}
    assert at_page.post(party_pages(house)["invite"], form).status_code == 404
    assert not Invitation.objects.exists()
    assert at_page.get("/account/").status_code == 200


def test_sessions_are_ones_own(client, house):
    ana, olaf = house.person("Ana", house.laboratory).user, house.person("Olaf", house.laboratory).user
    browsers = {name: Client() for name in ("ana", "olaf")}
    for browser, user in ((client, ana), (browsers["ana"], ana), (browsers["olaf"], olaf)):
        browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    from allauth.usersessions.models import UserSession

    others = UserSession.objects.get(user=olaf)
    assert client.post(reverse("accounts:end_session", args=[others.pk])).status_code == 404
    assert client.post(reverse("accounts:end_other_sessions"), {"confirmed": "yes"}).status_code == 302
    assert browsers["ana"].get("/account/").status_code == 302
    assert browsers["olaf"].get("/account/").status_code == 200
    assert client.get("/account/").status_code == 200


@pytest.fixture
def invited(house):
    return services.invite_person(Actor.system("test"), house.laboratory.pk, email="nora@example.org", role="analyst")


ACCOUNT = {"name": "Nora New", "password": PASSWORD, "language": "", "time_zone": "UTC"}


def test_from_the_mail_to_the_first_page(at_page, house, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        form = {"email": "nora@example.org", "role": "analyst", "language": "en"}
        assert at_page.post(party_pages(house)["invite"], form).status_code == 302
    link = re.search(r"http://localhost:8000(\S+)", mail.outbox[0].body)[1]
    nora = Client()
    opened = nora.get(link)
    assert opened["Location"] == "/account/invitation/"
    assert "secret" not in opened["Location"]
    before = nora.session.session_key
    done = nora.post("/account/invitation/", ACCOUNT)
    assert done["Location"] == reverse("mfa_index")
    assert nora.session.session_key != before
    assert nora.get("/account/").status_code == 200
    assert nora.get("/account/invitation/").status_code == 404
    assert Client().get(link).status_code == 404


def test_looking_at_a_link_uses_nothing_up(client, invited):
    address = reverse("accounts:open_invitation", args=[invited.secret])
    for _ in range(3):
        assert Client().get(address).status_code == 302
    client.get(address)
    assert client.post("/account/invitation/", {**ACCOUNT, "password": "short"}).status_code == 422
    assert client.post("/account/invitation/", ACCOUNT).status_code == 302


def test_dead_links_look_alike(invited):
    services.withdraw_invitation(Actor.system("test"), invited.invitation.pk)
    pages = set()
    for secret in (invited.secret, "comity_i_guess", "another-guess"):
        answer = Client().get(reverse("accounts:open_invitation", args=[secret]))
        text = answer.content.decode().replace(secret, "SECRET")
        pages.add((answer.status_code, re.sub(r'value="\w{64}"', "", text)))
    assert len(pages) == 1
    assert pages.pop()[0] == 404


def test_who_has_an_account_signs_in_first_and_comes_back(client, house):
    house.person("Nora", house.institute)
    issued = services.invite_person(Actor.system("test"), house.laboratory.pk, email="nora@example.org", role="analyst")
    client.get(reverse("accounts:open_invitation", args=[issued.secret]))
    assert b"/account/login/?next=/account/invitation/" in client.get("/account/invitation/").content
    assert client.post("/account/invitation/", ACCOUNT).status_code == 200
    back = client.post(
        "/account/login/", {"login": "nora@example.org", "password": PASSWORD, "next": "/account/invitation/"}
    )
    assert back["Location"] == "/account/invitation/"
    assert client.post("/account/invitation/").status_code == 302
    assert client.get(reverse("accounts:people", args=[house.laboratory.pk])).status_code == 200


def test_an_invitation_is_not_for_whoever_is_signed_in(at_page, invited):
    at_page.get(reverse("accounts:open_invitation", args=[invited.secret]))
    assert at_page.post("/account/invitation/", ACCOUNT).status_code == 200
    assert not User.objects.filter(email="nora@example.org").exists()


def test_giving_and_ending_a_role(at_page, house):
    ana = house.person("Ana", house.ministry)
    give = reverse("accounts:assign_role", args=[house.ministry.pk, ana.user_id])
    assert at_page.get(give).status_code == 200
    assert at_page.post(give, {"role": "king"}).status_code == 422
    assert at_page.post(give, {"role": "observer"}).status_code == 302
    assert at_page.post(give, {"role": "observer"}).status_code == 422
    end = reverse("accounts:end_assignment", args=[ana.pk])
    assert at_page.post(end).status_code == 200
    assert Assignment.objects.get(pk=ana.pk).until is None
    assert at_page.post(end, {"confirmed": "yes"}).status_code == 302
    assert Assignment.objects.get(pk=ana.pk).until


# What each page costs; it may become less, never more with its rows.
QUERIES = {"mine": 9, "people": 10, "trail": 8, "invite": 5, "create_token": 4}


@pytest.mark.parametrize("page", list(QUERIES))
def test_the_number_of_queries_does_not_grow(at_page, house, page):
    address = party_pages(house).get(page) or reverse(f"accounts:{page}")
    counts = []
    for size in (1, 12):
        for number in range(size):
            house.person(f"Person {size} {number}", house.ministry)
            email = f"i{size}.{number}@example.org"
            services.invite_person(Actor.system("test"), house.ministry.pk, email=email, role="analyst")
            services.create_token(
                house.actor("Mina", party_of(number, size)), name="x", scopes=["parties:read"], days=1
            )
        with CaptureQueriesContext(connection) as queries:
            assert at_page.get(address).status_code == 200
        counts.append(len(queries))
    assert counts == [QUERIES[page]] * 2


def party_of(number, size):
    return Party.objects.create(kind="laboratory", name=f"Laboratory {size} {number}")
