"""The interface for programs: the same services, the same limits, the same silence about others."""

import pytest
from django.test import Client

from comity.kernel.accounts import services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.models import ApiToken, Assignment, Invitation, User
from comity.kernel.accounts.policy import scopes_of
from comity.kernel.accounts.roles import Role

MISSING = "00000000-0000-4000-8000-000000000000"
API = "/api/v1"
pytestmark = pytest.mark.django_db


class Program:
    """A client that sends a token and JSON."""

    def __init__(self, actor, scopes=None):
        made = services.create_token(actor, name="test", scopes=scopes or scopes_of(actor.role), days=1)
        self.client = Client(headers={"Authorization": f"Bearer {made.secret}"})
        self.token = made.token

    def __getattr__(self, method):
        def send(path, data=None, **headers):
            call = getattr(self.client, method)
            return call(API + path, data, content_type="application/json", headers=headers)

        return send


@pytest.fixture
def minister(house):
    return house.actor("Mina", house.ministry, Role.ADMINISTRATOR)


@pytest.fixture
def program(minister):
    return Program(minister)


def test_who_am_i(program, house):
    me = program.get("/me").json()
    assert (me["email"], me["acting_as"]["role"]) == ("mina@example.org", "administrator")
    assert me["acting_as"]["party"] == {"id": str(house.ministry.pk), "name": "Ministry"}
    assert set(me["scopes"]) == set(scopes_of("administrator"))


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer comity_t_guess", "Basic YTpi", "bearer comity_t_\x7f"]
)
def test_without_a_good_token_there_is_nothing(client, header):
    answer = client.get(API + "/me", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_what_only_a_person_does(program, house):
    other = house.person("Mina", house.institute)
    for method, path, data in (
        ("patch", "/me", {"name": "X"}),
        ("post", "/me/act-as", {"assignment": str(other.pk)}),
        ("post", "/me/tokens", {"name": "x", "scopes": ["parties:read"], "days": 1}),
        ("post", f"/people/{other.user_id}/deactivate", {}),
    ):
        assert getattr(program, method)(path, data).status_code == 403, path
    assert ApiToken.objects.count() == 1


@pytest.mark.usefixtures("minister")
def test_a_session_does_it_with_the_forms_token():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(email="mina@example.org"))
    form = {"name": "LIMS", "scopes": ["parties:read"], "days": 30}
    assert browser.post(API + "/me/tokens", form, content_type="application/json").status_code == 403
    browser.get("/account/")
    headers = {"X-CSRFToken": browser.cookies["comity_csrf"].value}
    made = browser.post(API + "/me/tokens", form, content_type="application/json", headers=headers)
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    assert Client(headers={"Authorization": f"Bearer {made.json()['secret']}"}).get(API + "/me").status_code == 200
    listed = browser.get(API + "/me/tokens").json()["items"]
    assert [one["prefix"] for one in listed] == [made.json()["secret"][:15]]
    assert "secret" not in listed[0]


def test_a_token_of_narrow_scope_sees_only_that(minister, house):
    reader = Program(minister, ["parties:read"])
    assert reader.get("/parties").status_code == 200
    assert reader.get(f"/parties/{house.ministry.pk}/people").status_code == 403
    assert (
        reader.post(
            f"/parties/{house.ministry.pk}/invitations", {"email": "n@example.org", "role": "analyst"}
        ).status_code
        == 403
    )


def test_inviting_and_withdrawing(program, house):
    path = f"/parties/{house.laboratory.pk}/invitations"
    made = program.post(path, {"email": "N@example.org", "role": "analyst"}, **{"Idempotency-Key": "k1"})
    again = program.post(path, {"email": "N@example.org", "role": "analyst"}, **{"Idempotency-Key": "k1"})
    assert made.status_code == again.status_code == 201
    assert made.json() == again.json()
    assert Invitation.objects.count() == 1
    assert "comity_i_" not in made.content.decode()
    assert [one["email"] for one in program.get(path).json()["items"]] == ["n@example.org"]
    assert program.delete(f"/invitations/{made.json()['id']}").json()["withdrawn_at"]
    assert program.get(path).json()["items"] == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"email": "n@example.org", "role": "king"}, 422),
        ({"email": "nonsense", "role": "analyst"}, 422),
        ({"email": "n@example.org", "role": "administrator"}, 403),
        ({"role": "analyst"}, 422),
        ([], 422),
        ({"email": "n@example.org", "role": "analyst", "language": "x" * 99}, 422),
    ],
)
def test_what_cannot_be_invited(program, house, data, status):
    answer = program.post(f"/parties/{house.laboratory.pk}/invitations", data)
    assert answer.status_code == status
    assert answer.json()["type"].startswith("urn:comity:problem:")


def test_people_and_roles(program, house):
    ana = house.person("Ana", house.laboratory)
    path = f"/parties/{house.laboratory.pk}"
    assert [one["name"] for one in program.get(f"{path}/people").json()["items"]] == ["Ana"]
    given = program.post(f"{path}/assignments", {"user": str(ana.user_id), "role": "observer"})
    assert given.status_code == 201
    assert program.post(f"{path}/assignments", {"user": str(ana.user_id), "role": "observer"}).status_code == 409
    assert program.delete(f"/assignments/{given.json()['id']}").json()["until"]
    assert program.delete(f"/assignments/{given.json()['id']}").status_code == 409
    trail = program.get(f"{path}/audit-trail?limit=1").json()
    assert trail["items"][0]["verb"] == "end assignment"
    assert trail["items"][0]["who"] == "Mina"
    assert trail["items"][0]["via"] == "token"
    following = program.get(f"{path}/audit-trail?limit=1&cursor={trail['next']}").json()
    assert following["items"][0]["verb"] == "assign role"


def test_people_come_page_by_page(program, house):
    for name in ("Ana", "Berta", "Clara", "Dora", "Emil"):
        house.person(name, house.laboratory)
    names, cursor = [], ""
    while True:
        answer = program.get(f"/parties/{house.laboratory.pk}/people?limit=2&cursor={cursor}").json()
        names += [one["name"] for one in answer["items"]]
        cursor = answer["next"]
        if not cursor:
            break
    assert names == ["Ana", "Berta", "Clara", "Dora", "Emil"]


def test_what_is_not_mine_answers_as_what_is_not_there(program, house):
    others = house.actor("Ines", house.institute, Role.ADMINISTRATOR)
    token = services.create_token(others, name="x", scopes=["parties:read"], days=1).token
    invitation = services.invite_person(others, house.institute.pk, email="n@example.org", role="analyst").invitation
    for path, key in (("/tokens", token.pk), ("/assignments", others.assignment_id), ("/invitations", invitation.pk)):
        theirs, missing = program.delete(f"{path}/{key}"), program.delete(f"{path}/{MISSING}")
        assert theirs.status_code == missing.status_code == 404
        assert theirs.content == missing.content
    assert program.get(f"/parties/{house.institute.pk}/people").status_code == 403
    assert program.get(f"/parties/{MISSING}/people").status_code == 404
    assert program.get(f"/parties/{others.person_id}").content == program.get(f"/parties/{MISSING}").content
    assert Assignment.objects.get(pk=others.assignment_id).until is None


def test_revoking_works_at_once(program, minister):
    mine = Program(minister)
    assert mine.get("/me").status_code == 200
    assert program.delete(f"/tokens/{mine.token.pk}").status_code == 200
    assert mine.get("/me").status_code == 401
    assert program.get(f"/parties/{minister.party_id}/tokens").json()["items"][0]["id"] == str(program.token.pk)


def test_who_runs_the_node_closes_accounts_in_person_only(house):
    ana = house.person("Ana", house.laboratory)
    operator = house.person("Olive", house.operator, Role.ADMINISTRATOR)
    browser = Client()
    browser.force_login(operator.user)
    for verb, active in (("deactivate", False), ("reactivate", True)):
        assert browser.post(f"{API}/people/{ana.user_id}/{verb}").status_code == 204
        assert User.objects.get(pk=ana.user_id).is_active is active


def test_switching_by_the_api_changes_the_session(house):
    first = house.person("Mina", house.ministry)
    second = house.person("Mina", house.institute, Role.OBSERVER)
    browser = Client()
    browser.force_login(first.user)
    answer = browser.post(API + "/me/act-as", {"assignment": str(second.pk)}, content_type="application/json")
    assert answer.json()["role"] == "observer"
    assert browser.get(API + "/me").json()["acting_as"]["id"] == str(second.pk)
    changed = browser.patch(API + "/me", {"name": "M", "language": "fr"}, content_type="application/json")
    assert (changed.json()["name"], changed.json()["language"]) == ("M", "fr")


def test_an_actor_of_the_system_is_never_made_from_a_request(client):
    assert Actor.system("x").via == "system"
    assert client.get(API + "/me", headers={"Authorization": "Bearer system"}).status_code == 401
