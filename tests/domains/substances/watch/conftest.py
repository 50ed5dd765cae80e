import pytest
from django.test import Client

from comity.kernel.accounts.models import User
from comity.kernel.accounts.roles import Role
from comity.kernel.handling.label import Label, Tlp


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def coordinator(house):
    """Of the organisation that runs the node."""
    return house.actor("Cora", house.operator, Role.COORDINATOR)


@pytest.fixture
def manager(house):
    return house.actor("Mia", house.laboratory, Role.LABORATORY_MANAGER)


@pytest.fixture
def stranger(house):
    return house.actor("Kofi", house.institute, Role.ANALYST)


@pytest.fixture
def browser_of():
    def sign_in(actor):
        client = Client()
        client.force_login(
            User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return sign_in


def labelled(actor, tlp=Tlp.GREEN, **more):
    return Label(tlp, str(actor.party_id), **more)
