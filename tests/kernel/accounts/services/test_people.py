import pytest
from django.contrib.sessions.models import Session

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.kernel.accounts import services
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.authentication import authenticate_token
from comity.kernel.accounts.models import Assignment, User
from comity.kernel.accounts.roles import Role


def test_preferences_are_ones_own(house):
    ana = house.actor("Ana", house.laboratory)
    user = services.change_preferences(ana, name=" Ana  Ángel ", language="fr", time_zone="Africa/Accra")
    assert (user.person.name, user.language, user.time_zone) == ("Ana Ángel", "fr", "Africa/Accra")
    for wrong in ({"language": "xx"}, {"time_zone": "../../etc/passwd"}, {"name": ""}):
        with pytest.raises(InputError):
            services.change_preferences(ana, **{"name": "A", "language": "", "time_zone": "UTC", **wrong})
    with pytest.raises(NotAllowedError):
        services.change_preferences(Actor.visitor(""), name="A", language="", time_zone="UTC")


def test_a_closed_account_is_out_at_once(house, client):
    ana = house.actor("Ana", house.laboratory)
    issued = services.create_token(ana, name="x", scopes=["parties:read"], days=1)
    client.post("/account/login/", {"login": "ana@example.org", "password": "correct horse battery staple"})
    assert client.get("/account/").status_code == 200
    operator = house.actor("Olive", house.operator, Role.ADMINISTRATOR)
    services.deactivate_person(operator, ana.user_id)
    assert client.get("/account/").status_code == 302
    assert authenticate_token(issued.secret) is None
    assert not Session.objects.exists()
    assert not Assignment.objects.filter(user_id=ana.user_id, until=None).exists()
    assert not client.login(email="ana@example.org", password="correct horse battery staple")  # noqa: S106 - for tests
    services.reactivate_person(operator, ana.user_id)
    assert User.objects.get(pk=ana.user_id).is_active
    with pytest.raises(ConflictError):
        services.reactivate_person(operator, ana.user_id)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_runs_the_node_closes_accounts(house, role):
    ana = house.actor("Ana", house.laboratory)
    actor = house.actor("Some", house.ministry, role)
    for target in (ana.user_id, actor.party_id):
        with pytest.raises(NotAllowedError):
            services.deactivate_person(actor, target)
    operator = house.actor("Olive", house.operator, Role.ADMINISTRATOR)
    with pytest.raises(NotFoundError):
        services.deactivate_person(operator, actor.party_id)


def test_the_node_keeps_an_administrator(house):
    operator = house.actor("Olive", house.operator, Role.ADMINISTRATOR)
    with pytest.raises(ConflictError):
        services.deactivate_person(operator, operator.user_id)


def test_only_the_machine_takes_second_factors_away(house):
    from allauth.mfa.models import Authenticator

    ana = house.actor("Ana", house.laboratory)
    Authenticator.objects.create(user_id=ana.user_id, type="totp", data={"secret": "x"})
    for actor in (house.actor("Olive", house.operator, Role.ADMINISTRATOR), ana):
        with pytest.raises(NotAllowedError):
            services.remove_second_factors(actor, ana.user_id)
    assert services.remove_second_factors(Actor.system("test"), ana.user_id) == 1
    assert not Authenticator.objects.exists()
