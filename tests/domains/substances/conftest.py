import pytest
from django.test import Client

from comity.domains.substances import services
from comity.kernel.accounts.roles import Role
from tests.domains.substances.cases import CAFFEINE, COCAINE, seizure


@pytest.fixture
def keeper(house):
    """A coordinator of the organisation that runs the node: keeps the register."""
    return house.actor("Olive", house.operator, Role.COORDINATOR)


@pytest.fixture
def analyst(house):
    """Of a laboratory, files reports."""
    return house.actor("Ann", house.laboratory, Role.ANALYST)


@pytest.fixture
def manager(house):
    """Of the same laboratory, releases reports."""
    return house.actor("Max", house.laboratory, Role.LABORATORY_MANAGER)


@pytest.fixture
def foreigner(house):
    """An analyst of a laboratory abroad."""
    return house.actor("Kofi", house.institute, Role.ANALYST)


@pytest.fixture
def cocaine(keeper):
    return services.register_substance(keeper, COCAINE)


@pytest.fixture
def caffeine(keeper):
    return services.register_substance(keeper, CAFFEINE)


@pytest.fixture
def report(analyst, cocaine, caffeine):
    """A seizure, not released."""
    values = seizure(cocaine, caffeine)
    return services.file_report(analyst, values)


@pytest.fixture
def browser_of():
    """A client signed in as whoever an actor is."""

    def sign_in(actor):
        from comity.kernel.accounts.models import User

        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return sign_in
