from datetime import date

import pytest
from django.test import Client

from comity.domains.directory import services
from comity.domains.directory.values import ContactValues, ProfileValues, ScopeValues
from comity.kernel.accounts.roles import Role

PERSONAL = ContactValues("Quality manager", "Mary Mensah", "mary.mensah@example.org", "+233 20 0000000")
FUNCTIONAL = ContactValues("General enquiries", email="office@example.org")
SCOPE = ScopeValues("ISO/IEC 17025:2017", "Body", "T 1", "drugs", None, date(2099, 1, 31))


@pytest.fixture
def administrator(house):
    """Of the organisation that runs the node."""
    return house.actor("Olive", house.operator, Role.ADMINISTRATOR)


@pytest.fixture
def keeper(house):
    """Manager of the foreign institute."""
    return house.actor("Kofi", house.institute, Role.LABORATORY_MANAGER)


@pytest.fixture
def stranger(house):
    """An analyst of a laboratory that has nothing to do with the institute."""
    return house.actor("Ann", house.laboratory, Role.ANALYST)


@pytest.fixture
def described(house, keeper):
    """The institute with everything that can be said of it."""
    values = ProfileValues(
        about="Drugs and DNA.",
        city="Accra",
        latitude=5.6,
        longitude=-0.2,
        disciplines=("dna", "drugs"),
        languages=("en",),
    )
    services.edit_profile(keeper, house.institute.pk, values)
    services.add_contact_point(keeper, house.institute.pk, PERSONAL)
    services.add_contact_point(keeper, house.institute.pk, FUNCTIONAL)
    services.add_scope(keeper, house.institute.pk, SCOPE)
    return house.institute


@pytest.fixture
def hidden(house, keeper):
    """The institute, not listed."""
    services.edit_profile(keeper, house.institute.pk, ProfileValues(city="Accra", listed=False))
    return house.institute


@pytest.fixture
def browser_of():
    """A client signed in as whoever an actor is."""

    def sign_in(actor):
        from comity.kernel.accounts.models import User

        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return sign_in
